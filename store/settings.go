package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"portdrill/questions/catalogue"
	"portdrill/quiz"
)

// Settings returns what the learner has chosen.
func (db *DB) Settings(ctx context.Context, learner quiz.LearnerID) (quiz.Settings, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return quiz.Settings{}, err
	}
	settings, err := readSettings(ctx, db.sql, n)
	return settings, explain(db.path, err)
}

// changeBody is a settings or weights event in the log, and what follows from
// all of them. Fields are only ever added.
type changeBody struct {
	Name       *string          `json:"name,omitempty"`
	Retention  *float64         `json:"retention,omitempty"`
	New        *int             `json:"new,omitempty"`
	Reviews    *int             `json:"reviews,omitempty"`
	Rollover   *int             `json:"rollover_s,omitempty"`
	Learning   *[]float64       `json:"learning_steps_s,omitempty"`
	Relearning *[]float64       `json:"relearning_steps_s,omitempty"`
	Maximum    *int             `json:"max_interval,omitempty"`
	Names      *quiz.NameFormat `json:"names,omitempty"`
	Decks      *[]string        `json:"decks,omitempty"`
	Weights    *[]float64       `json:"weights,omitempty"`
	Lang       *catalogue.Lang  `json:"lang,omitempty"`
	Plain      *bool            `json:"plain,omitempty"`
	Times      *float64         `json:"times,omitempty"`
	Pass       *int             `json:"pass,omitempty"`
	Reschedule bool             `json:"reschedule,omitempty"`
}

func bodyOfChange(c *quiz.Change) changeBody {
	b := changeBody{
		Name: c.Name, Retention: c.Retention, New: c.New, Reviews: c.Reviews, Maximum: c.Maximum, Names: c.Names, Decks: given(c.Decks),
		Weights: given(c.Weights), Reschedule: c.Reschedule, Learning: inSeconds(c.Learning), Relearning: inSeconds(c.Relearning),
		Lang: c.Lang, Plain: c.Plain, Times: c.Times, Pass: c.Pass,
	}
	if c.Rollover != nil {
		b.Rollover = new(int(*c.Rollover / time.Second))
	}
	return b
}

func (b changeBody) change() *quiz.Change {
	c := &quiz.Change{
		Name: b.Name, Retention: b.Retention, New: b.New, Reviews: b.Reviews, Maximum: b.Maximum, Names: b.Names, Decks: b.Decks,
		Weights: b.Weights, Reschedule: b.Reschedule, Learning: durations(b.Learning), Relearning: durations(b.Relearning),
		Lang: b.Lang, Plain: b.Plain, Times: b.Times, Pass: b.Pass,
	}
	if b.Rollover != nil {
		c.Rollover = new(time.Duration(*b.Rollover) * time.Second)
	}
	return c
}

// given keeps a list that was emptied from being written as one that was left
// out.
func given[T any](list *[]T) *[]T {
	if list != nil && *list == nil {
		return &[]T{}
	}
	return list
}

func inSeconds(steps *[]time.Duration) *[]float64 {
	if steps == nil {
		return nil
	}
	all := make([]float64, len(*steps))
	for i, step := range *steps {
		all[i] = step.Seconds()
	}
	return &all
}

func durations(seconds *[]float64) *[]time.Duration {
	if seconds == nil {
		return nil
	}
	all := make([]time.Duration, len(*seconds))
	for i, s := range *seconds {
		all[i] = time.Duration(s * float64(time.Second)).Round(time.Millisecond)
	}
	return &all
}

func readSettings(ctx context.Context, q queryer, n int64) (quiz.Settings, error) {
	var text string
	if err := q.QueryRowContext(ctx, "SELECT settings FROM learners WHERE n = ?", n).Scan(&text); err != nil {
		return quiz.Settings{}, fmt.Errorf("read settings: %w", err)
	}
	return parseSettings(text)
}

// parseSettings reads settings as they are kept.
func parseSettings(text string) (quiz.Settings, error) {
	var body changeBody
	if err := json.Unmarshal([]byte(text), &body); err != nil {
		return quiz.Settings{}, fmt.Errorf("read settings: %w", err)
	}
	return quiz.DefaultSettings().With(*body.change())
}

// writeSettings keeps those that are in force.
func writeSettings(ctx context.Context, tx execer, n int64, s quiz.Settings) error {
	text, err := json.Marshal(bodyOfChange(s.Change()))
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	if _, err := tx.ExecContext(ctx, "UPDATE learners SET settings = ? WHERE n = ?", string(text), n); err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	return nil
}

// isOfSettings reports whether the event is in the log and changes settings.
func isOfSettings(ctx context.Context, tx execer, n int64, id quiz.EventID) (bool, error) {
	var is bool
	err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM log WHERE id = ? AND learner = ? AND kind IN ('settings', 'weights'))", id, n).Scan(&is)
	if err != nil {
		return false, fmt.Errorf("look for a change of settings: %w", err)
	}
	return is, nil
}
