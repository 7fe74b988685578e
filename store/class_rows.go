package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"portdrill/store/logline"
)

// A classTable is a table about classes. Each row has a hash of the rest of it, so that
// a rebuild knows a row wherever it finds it.
type classTable struct {
	name    string
	key     int      // the first columns, which name a row
	columns []string // that the hash covers: all but those of a lease
	owner   string   // the one that says what the row belongs to, by the number of a row
	owners  string   // the table of that; its ID is hashed, since numbers are given again
}

// The tables about classes, each after those that it refers to.
var (
	classesTable = classTable{name: "classes", key: 1, columns: words("n name created_ms")}
	membersTable = classTable{
		name: "members", key: 1, columns: words("n class learner name shown number team pin"),
		owner: "learner", owners: "learners",
	}
	roomsTable = classTable{
		name: "rooms", key: 1, columns: words("n created_ms class ended_ms flowed_ms keep_days id code host settings state"),
	}
	questionsTable    = inRoom("room_questions", 2, "room n id spec body")
	participantsTable = inRoom("participants", 2, "room id place member name factor gone tokens")
	roomAnswersTable  = inRoom("room_answers", 3,
		"room n participant reply given chosen correct at_ms zone_s took_ms points")

	classTables = []classTable{
		classesTable, membersTable, roomsTable, questionsTable, participantsTable, roomAnswersTable,
	}
)

func words(text string) []string { return strings.Fields(text) }

func inRoom(name string, key int, columns string) classTable {
	return classTable{name: name, key: key, columns: words(columns), owner: "room", owners: "rooms"}
}

// isOfRoom reports whether rows of the table are part of a room.
func (t classTable) isOfRoom() bool { return t.name == roomsTable.name || t.owner == "room" }

// column returns the index of the column, -1 for none.
func (t classTable) column(name string) int { return slices.Index(t.columns, name) }

// hash is that of a row with the values, in the order of the columns. The owner is the ID
// of what the row belongs to.
func hashOf[V any](t classTable, owner string, values []V) []byte {
	h := sha256.New()
	logline.HashText(h, t.name)
	for i, name := range t.columns {
		text := owner
		if name != t.owner {
			text = fmt.Sprint(values[i])
		}
		logline.HashText(h, text)
	}
	return h.Sum(nil)
}

// A keptRow is a row of such a table.
type keptRow struct {
	values []any  // in the order of the columns
	owner  string // the ID of what it belongs to
	hash   []byte // as it stands in the row
}

func (t classTable) isWhole(r keptRow) bool { return bytes.Equal(hashOf(t, r.owner, r.values), r.hash) }

// number returns the value of a column of numbers, 0 for NULL or where there is no such.
func (t classTable) number(r keptRow, name string) int64 {
	i := t.column(name)
	if i < 0 {
		return 0
	}
	n, _ := r.values[i].(int64)
	return n
}

func (t classTable) text(r keptRow, name string) string {
	text, _ := r.values[t.column(name)].(string)
	return text
}

// eachKeptRow has see read the rows that the condition is true of, in the order of their
// keys. They are only valid until it returns.
func eachKeptRow(
	ctx context.Context, q queryer, t classTable, condition string, see func(keptRow) error, args ...any,
) error {
	owner := "''"
	if t.owners != "" {
		owner = "coalesce((SELECT id FROM " + t.owners + " AS o WHERE o.n = " + t.name + "." + t.owner + "), '')"
	}
	query := "SELECT " + strings.Join(t.columns, ", ") + ", " + owner + ", hash FROM " + t.name + " WHERE " + condition +
		" ORDER BY " + strings.Join(t.columns[:t.key], ", ")
	values := make([]any, len(t.columns))
	err := eachRow(ctx, q, query, func(r *row) error {
		for i := range values {
			values[i] = r.values[i]
		}
		one := keptRow{values, r.text(len(values)), valueOf[[]byte](r, len(values)+1)}
		if r.odd != nil {
			return r.odd
		}
		return see(one)
	}, args...)
	return doing("read "+t.name, err)
}

// A digest stands for rows, in whatever order they came: the exclusive or of their
// hashes, and how many answers there are among them.
type digest struct {
	sum     [sha256.Size]byte
	answers int64
}

func (d *digest) mix(hash []byte) {
	for i, b := range hash[:min(len(hash), len(d.sum))] {
		d.sum[i] ^= b
	}
}

// hashRows brings the hashes up to date of the rows that the condition is true of, and
// returns by what the digest of all rows changes.
func hashRows(ctx context.Context, tx execer, t classTable, condition string, args ...any) (change digest, err error) {
	type changed struct{ key, hash []any }
	var all []changed
	err = eachKeptRow(ctx, tx, t, condition, func(r keptRow) error {
		sum := hashOf(t, r.owner, r.values)
		if bytes.Equal(sum, r.hash) {
			return nil
		}
		change.mix(r.hash)
		change.mix(sum)
		if t.name == roomAnswersTable.name && len(r.hash) == 0 {
			change.answers++
		}
		all = append(all, changed{slices.Clone(r.values[:t.key]), []any{sum}})
		return nil
	}, args...)
	if err != nil {
		return change, err
	}
	update := "UPDATE " + t.name + " SET hash = ? WHERE " + strings.Join(t.columns[:t.key], " = ? AND ") + " = ?"
	for _, c := range all {
		if err := exec(ctx, tx, update, append(c.hash, c.key...)...); err != nil {
			return change, fmt.Errorf("hash %s: %w", t.name, err)
		}
	}
	return change, nil
}
