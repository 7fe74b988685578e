package store

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrSignedOut is returned for a token with which nobody is signed in, or not any more.
var ErrSignedOut = errors.New("not signed in")

// SignIn keeps that a device which holds the token is the member's, until the instant or
// until the member gets another PIN. The token is kept as a hash.
func (db *DB) SignIn(ctx context.Context, m Member, token string, now, until time.Time) error {
	return db.inTx(ctx, func(tx execer) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM sign_ins WHERE until_ms < ?", now.UnixMilli()); err != nil {
			return fmt.Errorf("end old sign-ins: %w", err)
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO sign_ins (hash, member, proof, until_ms) VALUES (?, ?, ?, ?)",
			hashOfToken(token), m.Key, proofOf(token, m.PIN), until.UnixMilli())
		return doing("sign in", err)
	})
}

// SignedIn returns the member whose device holds the token, and the name of the class. The
// error is [ErrSignedOut], or else that of [DB.Roster].
func (db *DB) SignedIn(ctx context.Context, token string, now time.Time) (m Member, class string, err error) {
	const query = "SELECT " + memberColumnsOnly + `, classes.name, proof, until_ms FROM sign_ins
		JOIN members ON members.n = member JOIN learners ON learners.n = members.learner JOIN classes ON classes.n = members.class
		WHERE sign_ins.hash = ?`
	var proof []byte
	var until int64
	err = db.sql.QueryRowContext(ctx, query, hashOfToken(token)).Scan(
		&m.Key, &m.Learner, &m.Shown, &m.Name, &m.Number, &m.Group, &m.PIN, &class, &proof, &until)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Member{}, "", ErrSignedOut
	case err != nil:
		return Member{}, "", explain(db.path, fmt.Errorf("look who is signed in: %w", err))
	case until < now.UnixMilli() || class == formerClass || subtle.ConstantTimeCompare(proof, proofOf(token, m.PIN)) != 1:
		return Member{}, "", ErrSignedOut
	}
	return m, class, nil
}

// SignOut ends what [DB.SignIn] began, if it did.
func (db *DB) SignOut(ctx context.Context, token string) error {
	return db.inTx(ctx, func(tx execer) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM sign_ins WHERE hash = ?", hashOfToken(token))
		return doing("sign out", err)
	})
}

func hashOfToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func proofOf(token, pin string) []byte { return hashOfToken(token + "\x00" + pin) }
