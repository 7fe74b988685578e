package forecast_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"portdrill/quiz/forecast"
	"portdrill/quiz/fsrs"
)

const examDay = 21

// a learner of so many items, who answered each of the first ones on every second day, right
// with the probability.
func learner(t *testing.T, items, begun, day int, right float64) forecast.Learner {
	t.Helper()
	model, err := fsrs.NewModel(fsrs.DefaultWeights)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(7, 7))
	l := forecast.Learner{
		Weights: fsrs.DefaultWeights, Steps: fsrs.DefaultSteps, Pace: fsrs.Pace{Right: 4, Wrong: 9}, Items: items,
		Cards: make(map[int]forecast.Card), Day: day,
	}
	for at := 0; at < day; at += 2 {
		for item := range begun {
			grade := fsrs.Again
			if at > 0 && rng.Float64() < right {
				grade = fsrs.Good
			}
			c := l.Cards[item]
			out := model.Answer(c.Card, at-c.Last, grade, 0.9, l.Steps, fsrs.Fuzz{})
			l.Cards[item] = forecast.Card{Card: out.Card, Last: at, Due: at + out.Days, Reviews: c.Reviews + 1}
			l.Reviews = append(l.Reviews, forecast.Review{Item: item, Day: at, Grade: grade})
		}
	}
	return l
}

func plan(minutes int) forecast.Plan {
	aim := func(fsrs.Memory) float64 { return 0.8 }
	each := time.Duration(minutes) * time.Minute
	return forecast.Plan{Exam: examDay, Until: aim, After: aim, Minutes: each, Today: each, New: 10}
}

// The law: a forecast is determined by its seed; it is within 0 and 1 and in order; more
// minutes lead to more; whoever answers better is told more; and more answers narrow it.
func TestOutlook(t *testing.T) {
	good := forecast.New(learner(t, 40, 20, 8, 0.95), 1)
	again := forecast.New(learner(t, 40, 20, 8, 0.95), 1)
	if got, want := again.On(examDay, plan(5)), good.On(examDay, plan(5)); got != want {
		t.Errorf("%+v, and then %+v", want, got)
	}
	if got, want := again.Days(examDay, plan(5)), good.Days(examDay, plan(5)); !reflect.DeepEqual(got, want) {
		t.Error("days differ with the same seed")
	}
	few, many := good.On(examDay, plan(1)), good.On(examDay, plan(6))
	if few.Mid >= many.Mid {
		t.Errorf("%.2f with one minute a day, %.2f with six", few.Mid, many.Mid)
	}
	bad := forecast.New(learner(t, 40, 20, 8, 0.3), 1)
	worse := bad.On(examDay, plan(6))
	if worse.High >= many.Mid || bad.Now().High >= good.Now().Low {
		t.Errorf("30 %% right: %+v, now %+v; 95 %%: %+v, now %+v", worse, bad.Now(), many, good.Now())
	}
	start := forecast.New(learner(t, 40, 0, 0, 0), 1).On(examDay, plan(6))
	for _, r := range []forecast.Range{few, many, worse, start} {
		if r.Low < 0 || r.Low > r.Sure || r.Sure > r.Mid || r.Mid > r.High || r.High > 1 {
			t.Errorf("%+v is no range", r)
		}
	}
	if start.High-start.Low <= many.High-many.Low {
		t.Errorf("%+v before any answer, %+v after", start, many)
	}
}

// The law: a mock exam moves the forecast towards itself, the more so the longer it was;
// and more than the answers before it.
func TestMockExam(t *testing.T) {
	l := learner(t, 20, 20, 10, 0.9)
	without := forecast.New(l, 1).Now()
	before := without.Mid
	for _, of := range []int{20, 90} {
		l.Mock = &forecast.Mock{Day: 9, Right: of / 2, Of: of, Guess: 0.25} // a third is known
		now := forecast.New(l, 1).Now()
		if now.Mid >= before {
			t.Errorf("%.2f known after a mock exam of %d, %.2f before", now.Mid, of, before)
		}
		before = now.Mid
	}
	if halfway := (without.Mid + 1.0/3) / 2; before > halfway {
		t.Errorf("%.2f known where 90 questions say a third and the answers %.2f", before, without.Mid)
	}
}

// The law: what days bring adds up: nothing is answered beyond the minutes, all that can be
// is begun, and minutes that are left are used until the exam only.
func TestDays(t *testing.T) {
	o := forecast.New(learner(t, 40, 20, 8, 0.95), 1)
	const minutes, after = 4, 10
	for i, d := range o.Days(examDay+after, plan(minutes)) {
		if d.Minutes > minutes+0.2 || d.Work > d.Answers+1e-9 || d.Begun > 40 {
			t.Errorf("day %d: %+v", i, d)
		}
		switch day := o.Day + i; {
		case day == examDay-1 && (d.Begun < 40 || d.Answers < 35):
			t.Errorf("the day before the exam: %+v", d)
		case day > examDay && d.Answers-d.Work > 1e-9:
			t.Errorf("day %d after the exam: %+v", day-examDay, d)
		}
	}
	today := plan(minutes)
	today.Today = 0
	if d := o.Days(o.Day+1, today)[0]; d.Answers != 0 {
		t.Errorf("with no minute left today: %+v", d)
	}
}

func BenchmarkLargeDeck(b *testing.B) {
	l := forecast.Learner{
		Weights: fsrs.DefaultWeights, Steps: fsrs.DefaultSteps, Pace: fsrs.Pace{Right: 4, Wrong: 9}, Items: 996,
	}
	o := forecast.New(l, 1)
	p := plan(20)
	p.New = 70
	for b.Loop() {
		o.On(examDay, p)
	}
}
