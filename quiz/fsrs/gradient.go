package fsrs

import "math"

// A smooth model is [Model] before anything is rounded, as far as it has derivatives.
type smooth struct {
	w               Weights
	factor, byDecay float64 // FACTOR, and its derivative by w20
	growth          float64 // e^w8
	easy            float64 // D0(4)
	byEasy          float64 // its derivative by w5
}

func smoothOf(w Weights) smooth {
	base := math.Pow(0.9, -1/w[20])
	easy := math.Exp(3 * w[5])
	return smooth{
		w: w, factor: base - 1, byDecay: base * math.Log(0.9) / (w[20] * w[20]),
		growth: math.Exp(w[8]), easy: w[4] - easy + 1, byEasy: -3 * easy,
	}
}

// A tape keeps of each answer in a history what the gradient is made of.
type tape struct {
	model smooth
	links []link
}

// A link is one answer, between the memories before and after it.
type link struct {
	weights []int      // that the stability after it is made of
	byW     [6]float64 // its derivatives by those
	byS     float64    // by the stability before
	byD     float64    // by the difficulty before

	difficultyByD float64    // derivatives of the difficulty after it: by the one before,
	difficultyByW [4]float64 // and by w4 to w7

	lossByS, lossByDecay float64 // derivatives of the log loss, where something was predicted
}

// forward walks through the history, and returns the sum of log losses.
func (t *tape) forward(h []Rating) (loss float64) {
	t.links = t.links[:0]
	var s, d float64
	for i, r := range h {
		t.links = append(t.links, link{})
		l := &t.links[i]
		if i == 0 {
			s, d = t.model.first(l, r.Grade)
			continue
		}
		elapsed := float64(max(r.Day-h[i-1].Day, 0))
		if elapsed == 0 {
			s, d = t.model.sameDay(l, s, r.Grade), t.model.difficulty(l, d, r.Grade)
			continue
		}
		p := t.model.predict(s, elapsed)
		loss += p.loss(l, r.Grade)
		if r.Grade == Again {
			s = t.model.forgotten(l, s, d, p)
		} else {
			s = t.model.recalled(l, s, d, p, r.Grade)
		}
		d = t.model.difficulty(l, d, r.Grade)
	}
	return loss
}

// backward adds the gradient of what forward returned.
func (t *tape) backward(g *Weights) {
	var byS, byD float64 // of all that comes after
	for i := len(t.links) - 1; i >= 0; i-- {
		l := &t.links[i]
		for n, w := range l.weights {
			g[w] += byS * l.byW[n]
		}
		for n, x := range l.difficultyByW {
			g[4+n] += byD * x
		}
		g[20] += l.lossByDecay
		byS, byD = byS*l.byS+l.lossByS, byS*l.byD+byD*l.difficultyByD
	}
}

// What the stability is made of, by what happened.
var (
	ofFirst    = [...][]int{Again: {0}, Hard: {1}, Good: {2}, Easy: {3}}
	ofSameDay  = []int{17, 18, 19}
	ofRecalled = [...][]int{Hard: {8, 9, 10, 20, 15}, Good: {8, 9, 10, 20}, Easy: {8, 9, 10, 20, 16}}
	ofLapse    = []int{11, 12, 13, 14, 20}
	ofCeiling  = []int{17, 18}
)

// first is the memory after the first grade.
func (m *smooth) first(l *link, g Grade) (s, d float64) {
	if s = m.w[g-1]; s > minInitialStability {
		l.weights, l.byW[0] = ofFirst[g], 1
	}
	s = max(s, minInitialStability)
	rise := math.Exp(float64(g-1) * m.w[5])
	if d = m.w[4] - rise + 1; minDifficulty < d && d < maxDifficulty {
		l.difficultyByW = [4]float64{1, -float64(g-1) * rise, 0, 0}
	}
	return s, clamp(d, minDifficulty, maxDifficulty)
}

// A predicted recall, with its derivatives by stability and w20.
type predicted struct{ recall, byS, byDecay float64 }

func (m *smooth) predict(s, elapsed float64) predicted {
	x := elapsed / s
	inner := 1 + m.factor*x
	log := math.Log(inner)
	r := math.Exp(-m.w[20] * log)
	return predicted{
		recall: r, byS: r * m.w[20] * m.factor * x / s / inner,
		byDecay: -r * (log + m.w[20]*x*m.byDecay/inner),
	}
}

func (p predicted) loss(l *link, g Grade) float64 {
	if surest < p.recall && p.recall < 1-surest {
		by := -1 / p.recall
		if g == Again {
			by = 1 / (1 - p.recall)
		}
		l.lossByS, l.lossByDecay = by*p.byS, by*p.byDecay
	}
	return LogLoss(p.recall, g)
}

// within takes in the derivatives of a stability, which are none where it is held.
func (l *link) within(s float64, weights []int, byW [6]float64, byS, byD float64) float64 {
	if minStability < s && s < maxStability {
		l.weights, l.byW, l.byS, l.byD = weights, byW, byS, byD
	}
	return clamp(s, minStability, maxStability)
}

// recalled is the stability after recall.
func (m *smooth) recalled(l *link, s, d float64, p predicted, g Grade) float64 {
	bonus := 1.0
	switch g {
	case Hard:
		bonus = m.w[15]
	case Easy:
		bonus = m.w[16]
	case Again, Good:
	}
	log := math.Log(s)
	scale := m.growth * (11 - d) * math.Exp(-m.w[9]*log)
	rise := math.Exp((1 - p.recall) * m.w[10])
	growth := scale * (rise - 1)
	byR := -s * scale * bonus * m.w[10] * rise
	byW := [6]float64{
		s * growth * bonus, -s * growth * bonus * log, s * scale * bonus * rise * (1 - p.recall),
		byR * p.byDecay, s * growth,
	}
	byS := 1 + growth*bonus*(1-m.w[9]) + byR*p.byS
	byD := -s * growth * bonus / (11 - d)
	return l.within(s*(1+growth*bonus), ofRecalled[g], byW, byS, byD)
}

// forgotten is the stability after a lapse.
func (m *smooth) forgotten(l *link, s, d float64, p predicted) float64 {
	byDifficulty := math.Pow(d, -m.w[12])
	power := math.Pow(s+1, m.w[13])
	rise := math.Exp((1 - p.recall) * m.w[14])
	scale := byDifficulty * rise
	after := m.w[11] * scale * (power - 1)
	if drop := math.Exp(-m.w[17] * m.w[18]); after > s*drop {
		byW := [6]float64{-m.w[18] * s * drop, -m.w[17] * s * drop}
		return l.within(s*drop, ofCeiling, byW, drop, 0)
	}
	byW := [6]float64{
		scale * (power - 1), -after * math.Log(d), m.w[11] * scale * power * math.Log(s+1),
		after * (1 - p.recall), -after * m.w[14] * p.byDecay,
	}
	byS := m.w[11]*scale*m.w[13]*power/(s+1) - after*m.w[14]*p.byS
	return l.within(after, ofLapse, byW, byS, -after*m.w[12]/d)
}

// sameDay is the stability after an answer on the day of the one before.
func (m *smooth) sameDay(l *link, s float64, g Grade) float64 {
	log := math.Log(s)
	power := float64(g-3) + m.w[18]
	growth := math.Exp(-m.w[19]*log + m.w[17]*power)
	if g >= Hard && growth <= 1 {
		l.byS = 1
		return s
	}
	after := s * growth
	byW := [6]float64{after * power, after * m.w[17], -after * log}
	return l.within(after, ofSameDay, byW, growth*(1-m.w[19]), 0)
}

// difficulty is that after an answer.
func (m *smooth) difficulty(l *link, d float64, g Grade) float64 {
	const span = maxDifficulty - minDifficulty
	step, room := float64(g-3), (maxDifficulty-d)/span
	moved := d - m.w[6]*step*room
	after := m.w[7]*m.easy + (1-m.w[7])*moved
	if minDifficulty < after && after < maxDifficulty {
		l.difficultyByD = (1 - m.w[7]) * (1 + m.w[6]*step/span)
		l.difficultyByW = [4]float64{m.w[7], m.w[7] * m.byEasy, -(1 - m.w[7]) * step * room, m.easy - moved}
	}
	return clamp(after, minDifficulty, maxDifficulty)
}
