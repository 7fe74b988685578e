package play

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

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
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

func replayCommand(a *app.App) *cobra.Command {
	var f replayFlags
	cmd := &cobra.Command{
		Use:     "replay",
		Short:   textReplayShort.In(a.Lang),
		Long:    textReplayLong.In(a.Lang),
		Example: textReplayExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE:    func(*cobra.Command, []string) error { return runReplay(a, f) },
	}
	flags := cmd.Flags()
	flags.Float64Var(&f.retention, "retention", quiz.DefaultRetention, textFlagRetention.In(a.Lang))
	flags.IntVar(&f.maximum, "max-interval", fsrs.DefaultSteps.Maximum, textFlagMaximum.In(a.Lang))
	flags.StringVar(&f.learning, "learning-steps", "1m,10m", textFlagLearning.In(a.Lang))
	flags.StringVar(&f.relearning, "relearning-steps", "10m", textFlagRelearning.In(a.Lang))
	flags.StringVar(&f.weights, "weights", "", textFlagWeights.In(a.Lang))
	flags.StringVar(&f.rollover, "rollover", "04:00", textFlagRollover.In(a.Lang))
	flags.StringVar(&f.zone, "tz", "", textFlagZone.In(a.Lang))
	flags.BoolVar(&f.noFuzz, "no-fuzz", false, textFlagNoFuzz.In(a.Lang))
	flags.BoolVar(&f.noShortTerm, "no-short-term", false, textFlagNoShortTerm.In(a.Lang))
	a.Completes(cmd, "weights", app.ListFiles)
	return cmd
}

// runReplay schedules the reviews on standard input, each when it is read.
func runReplay(a *app.App, f replayFlags) error {
	scheduler, zone, err := replayScheduler(a, f)
	if err != nil {
		return err
	}
	const longestLine = 64 << 10
	in, out := bufio.NewReaderSize(app.Unicode(a.In), longestLine), bufio.NewWriter(a.Out)
	r := &replayer{scheduler: scheduler, zone: zone, cards: make(map[string]quiz.Card)}
	err = r.lines(in, out)
	if flushing := out.Flush(); err == nil && flushing != nil {
		err = fmt.Errorf("write to standard output: %w", flushing)
	}
	var bad *badLine
	if errors.As(err, &bad) {
		return app.Failure(textBadReview.In(a.Lang, bad.number, bad.text.In(a.Lang)), textReviewHint.In(a.Lang))
	}
	return err
}

// replayScheduler makes the scheduler that the flags describe.
func replayScheduler(a *app.App, f replayFlags) (quiz.Scheduler, *time.Location, error) {
	bad := func(flag string, value any, err error) (quiz.Scheduler, *time.Location, error) {
		hint := app.TextUsageHint.In(a.Lang, "portdrill replay")
		if err != nil {
			hint = err.Error() + "\n" + app.TextHintPrefix.In(a.Lang) + hint
		}
		return quiz.Scheduler{}, nil, app.UsageProblem(app.TextBadFlagValue.In(a.Lang, flag, fmt.Sprint(value)), hint)
	}
	s := quiz.Scheduler{Retention: f.retention, Fuzz: !f.noFuzz}
	if !(f.retention > 0 && f.retention < 1) {
		return bad("retention", f.retention, nil)
	}
	var err error
	if s.Steps.Learning, err = quiz.ParseSteps(f.learning); err != nil {
		return bad("learning-steps", f.learning, err)
	}
	if s.Steps.Relearning, err = quiz.ParseSteps(f.relearning); err != nil {
		return bad("relearning-steps", f.relearning, err)
	}
	if s.Steps.Maximum = f.maximum; s.Steps.Check() != nil {
		return bad("max-interval", f.maximum, s.Steps.Check())
	}
	if s.Rollover, err = quiz.ParseRollover(f.rollover); err != nil {
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

// parseWeights reads numbers with commas between; none are the published ones.
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
			return &badLine{number, textReviewTooLong}
		case err != nil && !errors.Is(err, io.EOF):
			return fmt.Errorf("read reviews: %w", err)
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
	Card   string  `json:"card"`
	At     string  `json:"at"`
	Rating float64 `json:"rating"` // py-fsrs and pandas write 3.0
}

// line schedules the review of a line, or says what is wrong with it.
func (r *replayer) line(line []byte, out *bufio.Writer) *wording.Text {
	var v review
	if err := json.Unmarshal(line, &v); err != nil {
		return &textReviewNotJSON
	}
	at, err := time.Parse(time.RFC3339Nano, v.At)
	grade := fsrs.Grade(int(v.Rating))
	switch {
	case v.Card == "":
		return &textReviewNoCard
	case err != nil:
		return &textReviewNoTime
	case float64(int(v.Rating)) != v.Rating || !grade.Valid():
		return &textReviewNoRating
	}
	c := r.cards[v.Card]
	c.Facet = questions.FacetID(v.Card)
	c = r.scheduler.Next(
		c,
		quiz.Rating{Grade: grade, At: at, Day: r.scheduler.Day(at.In(r.zone)), Target: r.scheduler.Retention},
	)
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

var (
	textReplayShort = wording.T("schedule reviews from standard input with FSRS-6", "用 FSRS-6 为标准输入中的复习排期")
	textReplayLong  = wording.T(
		`Reads reviews, one JSON object per line, and writes the schedule after each:
state, stability, difficulty, interval, due time (review time + interval) and
lapses. Ratings: 1 again, 2 hard, 3 good, 4 easy. Days are study days in the
time zone: if a day starts at 04:00, a review at 00:05 belongs to the day
before.`,
		`逐行读取复习记录（JSON 对象），逐行输出排期：状态、稳定性、难度、间隔、到期时刻
（复习时刻 + 间隔）与遗忘次数。评分：1 忘记，2 困难，3 良好，4 简单。
天数按所给时区的学习日计算：若学习日从 04:00 开始，00:05 的复习算作前一天。`,
	)
	textReplayExamples = wording.T(
		`  echo '{"card":"a","at":"2026-03-02T20:00:00+08:00","rating":3}' |
    portdrill replay
  portdrill replay --retention 0.85 --learning-steps none < reviews.jsonl`,
		`  echo '{"card":"a","at":"2026-03-02T20:00:00+08:00","rating":3}' |
    portdrill replay
  portdrill replay --retention 0.85 --learning-steps none < reviews.jsonl`,
	)
	textFlagRetention  = wording.T("target `PROBABILITY` of recall, between 0 and 1", "目标记忆`概率`，大于 0 小于 1")
	textFlagMaximum    = wording.T("longest interval in `DAYS`", "最长间隔`天`数")
	textFlagLearning   = wording.T("learning `STEPS`, each under a day, or none", "学习`步骤`，每步不足一天；none 为没有")
	textFlagRelearning = wording.T("relearning `STEPS`, or none", "重学`步骤`；none 为没有")
	textFlagWeights    = wording.T(
		"`WEIGHTS`, comma-separated: 21 of FSRS-6, 19 of FSRS-5 or 17 of FSRS-4.5",
		"`权重`，以逗号分隔：FSRS-6 的 21 个、FSRS-5 的 19 个或 FSRS-4.5 的 17 个",
	)
	textFlagRollover = wording.T("start of the study day: `TIME`", "学习日开始的`时刻`")
	textFlagZone     = wording.T(
		"time `ZONE`, such as Asia/Shanghai (default: the system's)",
		"`时区`，如 Asia/Shanghai（默认为系统时区）",
	)
	textFlagNoFuzz      = wording.T("do not randomize intervals", "间隔不作随机微调")
	textFlagNoShortTerm = wording.T("no steps; treat same-day answers like any others", "不用步骤，同一天的作答与其他作答同样计算")
	textBadReview       = wording.T("line %d: %s", "第 %d 行：%s")
	textReviewHint      = wording.T(
		"a review looks like {\"card\":\"a\",\"at\":\"2026-03-02T20:00:00+08:00\",\"rating\":3}",
		"复习记录形如 {\"card\":\"a\",\"at\":\"2026-03-02T20:00:00+08:00\",\"rating\":3}",
	)
	textReviewTooLong  = wording.T("longer than 64 KiB", "超过 64 KiB")
	textReviewNotJSON  = wording.T("not a JSON object", "不是 JSON 对象")
	textReviewNoCard   = wording.T("card is missing", "没有给出 card")
	textReviewNoTime   = wording.T("at is not a time in RFC 3339", "at 不是 RFC 3339 格式的时间")
	textReviewNoRating = wording.T("rating must be from 1 to 4", "rating 须在 1 到 4 之间")
)
