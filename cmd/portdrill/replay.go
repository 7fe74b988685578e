package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // for --tz where the machine has no time zones

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

type replayFlags struct {
	retention            float64
	maximum              int
	learning, relearning string
	weights              string
	rollover, zone       string
	noFuzz, noShortTerm  bool
}

func (a *app) replayCommand() *cobra.Command {
	var f replayFlags
	cmd := &cobra.Command{
		Use:     "replay",
		Short:   wording.ReplayShort.In(a.lang),
		Long:    wording.ReplayLong.In(a.lang),
		Example: wording.ReplayExamples.In(a.lang),
		Args:    a.noArguments,
		RunE:    func(*cobra.Command, []string) error { return a.replay(f) },
	}
	flags := cmd.Flags()
	flags.Float64Var(&f.retention, "retention", quiz.DefaultRetention, wording.FlagRetention.In(a.lang))
	flags.IntVar(&f.maximum, "max-interval", fsrs.DefaultSteps.Maximum, wording.FlagMaximum.In(a.lang))
	flags.StringVar(&f.learning, "learning-steps", "1m,10m", wording.FlagLearning.In(a.lang))
	flags.StringVar(&f.relearning, "relearning-steps", "10m", wording.FlagRelearning.In(a.lang))
	flags.StringVar(&f.weights, "weights", "", wording.FlagWeights.In(a.lang))
	flags.StringVar(&f.rollover, "rollover", "04:00", wording.FlagRollover.In(a.lang))
	flags.StringVar(&f.zone, "tz", "", wording.FlagZone.In(a.lang))
	flags.BoolVar(&f.noFuzz, "no-fuzz", false, wording.FlagNoFuzz.In(a.lang))
	flags.BoolVar(&f.noShortTerm, "no-short-term", false, wording.FlagNoShortTerm.In(a.lang))
	completes(cmd, "weights", listFiles)
	return cmd
}

// replay schedules the reviews on standard input, each when it is read.
func (a *app) replay(f replayFlags) error {
	scheduler, zone, err := a.replayScheduler(f)
	if err != nil {
		return err
	}
	const longestLine = 64 << 10
	in, out := bufio.NewReaderSize(a.in, longestLine), bufio.NewWriter(a.out)
	r := &replayer{scheduler: scheduler, zone: zone, cards: make(map[string]quiz.Card)}
	err = r.lines(in, out)
	if flushing := out.Flush(); err == nil && flushing != nil {
		err = fmt.Errorf("write to standard output: %w", flushing)
	}
	var bad *badLine
	if errors.As(err, &bad) {
		return problem{wording.BadReview.In(a.lang, bad.number, bad.text.In(a.lang)), wording.ReviewHint.In(a.lang), exitFailed}
	}
	return err
}

// replayScheduler makes the scheduler that the flags describe.
func (a *app) replayScheduler(f replayFlags) (quiz.Scheduler, *time.Location, error) {
	bad := func(flag string, value any, err error) (quiz.Scheduler, *time.Location, error) {
		hint := wording.UsageHint.In(a.lang, "portdrill replay")
		if err != nil {
			hint = err.Error() + "\n" + wording.HintPrefix.In(a.lang) + hint
		}
		return quiz.Scheduler{}, nil, usageProblem(wording.BadFlagValue.In(a.lang, flag, fmt.Sprint(value)), hint)
	}
	s := quiz.Scheduler{Retention: f.retention, Fuzz: !f.noFuzz}
	if !(f.retention > 0 && f.retention < 1) {
		return bad("retention", f.retention, nil)
	}
	var err error
	if s.Steps.Learning, err = parseSteps(f.learning); err != nil {
		return bad("learning-steps", f.learning, err)
	}
	if s.Steps.Relearning, err = parseSteps(f.relearning); err != nil {
		return bad("relearning-steps", f.relearning, err)
	}
	if s.Steps.Maximum = f.maximum; s.Steps.Check() != nil {
		return bad("max-interval", f.maximum, s.Steps.Check())
	}
	if s.Rollover, err = parseRollover(f.rollover); err != nil {
		return bad("rollover", f.rollover, nil)
	}
	zone := time.Local
	if f.zone != "" {
		if zone, err = time.LoadLocation(f.zone); err != nil {
			return bad("tz", f.zone, nil)
		}
	}
	weights, err := parseWeights(f.weights)
	if err != nil {
		return bad("weights", f.weights, err)
	}
	if s.Model, err = fsrs.NewModel(weights); err != nil {
		return bad("weights", f.weights, err)
	}
	s.Model = s.Model.ForRelearning(len(s.Steps.Relearning))
	if f.noShortTerm {
		s.Model = s.Model.LongTerm()
	}
	return s, zone, nil
}

// parseSteps reads "1m,10m", or "none" for no steps.
func parseSteps(list string) ([]time.Duration, error) {
	if list == "none" {
		return nil, nil
	}
	var steps []time.Duration
	for word := range strings.SplitSeq(list, ",") {
		wait, err := time.ParseDuration(strings.TrimSpace(word))
		if err != nil {
			return nil, fmt.Errorf("%q: 1m,10m / 4h / none", word)
		}
		steps = append(steps, wait)
	}
	return steps, fsrs.Steps{Learning: steps, Maximum: 1}.Check()
}

// parseRollover reads a time of day: "04:00".
func parseRollover(text string) (time.Duration, error) {
	t, err := time.Parse("15:04", text)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err
}

// parseWeights reads 21 numbers with commas between; none are the published ones.
func parseWeights(list string) (fsrs.Weights, error) {
	if list == "" {
		return fsrs.DefaultWeights, nil
	}
	var all []float64
	for word := range strings.SplitSeq(list, ",") {
		x, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
		if err != nil {
			return fsrs.Weights{}, fmt.Errorf("%q", word)
		}
		all = append(all, x)
	}
	return fsrs.WeightsOf(all)
}

// A badLine is a line that is no review.
type badLine struct {
	number int
	text   wording.Text
}

func (b *badLine) Error() string { return b.text.In(catalogue.English) }

// A replayer schedules reviews, one after the other.
type replayer struct {
	scheduler quiz.Scheduler
	zone      *time.Location
	cards     map[string]quiz.Card
}

// lines schedules a review a line. What came of it is written out whenever
// nothing more is there to be read, so that a program may wait for it.
func (r *replayer) lines(in *bufio.Reader, out *bufio.Writer) error {
	for number := 1; ; number++ {
		line, err := in.ReadSlice('\n')
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return &badLine{number, wording.ReviewTooLong}
		case err != nil && !errors.Is(err, io.EOF):
			return fmt.Errorf("read reviews: %w", err)
		}
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte("\uFEFF"))
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if bad := r.line(line, out); bad != nil {
				return &badLine{number, *bad}
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return fmt.Errorf("write to standard output: %w", err)
			}
		}
	}
}

// A review as it is read.
type review struct {
	Card   string `json:"card"`
	At     string `json:"at"`
	Rating int    `json:"rating"`
}

// line schedules the review of a line, or says what is wrong with it.
func (r *replayer) line(line []byte, out *bufio.Writer) *wording.Text {
	var v review
	if err := json.Unmarshal(line, &v); err != nil {
		return &wording.ReviewNotJSON
	}
	at, err := time.Parse(time.RFC3339Nano, v.At)
	grade := fsrs.Grade(v.Rating)
	switch {
	case v.Card == "":
		return &wording.ReviewNoCard
	case err != nil:
		return &wording.ReviewNoTime
	case !grade.Valid():
		return &wording.ReviewNoRating
	}
	c := r.cards[v.Card]
	c.Facet = questions.FacetID(v.Card)
	c = r.scheduler.Next(c, quiz.Rating{Grade: grade, At: at, Day: r.scheduler.Day(at.In(r.zone)), Target: r.scheduler.Retention})
	r.cards[v.Card] = c
	out.Write(appendScheduled(out.AvailableBuffer(), v, c, at.Location()))
	return nil
}

// appendScheduled writes a line about the card. Of the kinds of JSON there are
// here only the card's name can need escaping.
func appendScheduled(b []byte, v review, c quiz.Card, zone *time.Location) []byte {
	name, _ := json.Marshal(v.Card) // a string can always be marshalled
	b = append(append(b, `{"card":`...), name...)
	b = append(append(b, `,"at":"`...), v.At...)
	b = strconv.AppendInt(append(b, `","rating":`...), int64(v.Rating), 10)
	b = append(append(b, `,"state":"`...), c.State.String()...)
	b = strconv.AppendFloat(append(b, `","stability":`...), c.Memory.Stability, 'f', -1, 64)
	b = strconv.AppendFloat(append(b, `,"difficulty":`...), c.Memory.Difficulty, 'f', -1, 64)
	b = strconv.AppendInt(append(b, `,"scheduled_days":`...), int64(c.Days), 10)
	b = c.Due.In(zone).AppendFormat(append(b, `,"due":"`...), time.RFC3339Nano)
	b = strconv.AppendInt(append(b, `","lapses":`...), int64(c.Lapses), 10)
	return append(b, "}\n"...)
}
