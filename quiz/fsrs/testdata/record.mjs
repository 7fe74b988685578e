// Records what ts-fsrs does, for the tests beside it. Run by hand, in a folder
// where `npm install ts-fsrs@5.4.2` was run:
//
//	node record.mjs | gzip -9n > recorded.jsonl.gz
//
// The first line of a setting is the setting. Then each line is one card: a list
// of its reviews, each as
// [elapsed days, grade, state, stability, difficulty, interval in days, minutes until due, lapses].
// The first four cards of a setting are answered Good each time; the others by
// chance. The reviews come when they are due or up to two days late; every tenth
// card is left for years, every tenth answered long before its time.
import { fsrs, createEmptyCard, default_w } from 'ts-fsrs'

const day = 864e5
let state = 12345
const chance = () => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
  return state / 0x7fffffff
}
const utcDay = (t) => Math.floor(+t / day)
// w7 lies at its lower bound, where ts-fsrs would clip it without a word.
const jittered = (by) => default_w.map((w, i) => i === 20 ? w + by * 0.1 * chance() : i === 7 ? w : Number((w * (1 + by * (chance() - 0.5))).toFixed(4)))

const minutes = { '1m': 1, '5m': 5, '10m': 10, '20m': 20, '30m': 30, '1h': 60, '4h': 240, '12h': 720 }
const settings = [
  { name: 'default' },
  { name: 'retention .80', retention: 0.8 },
  { name: 'retention .97', retention: 0.97 },
  { name: 'no short term', longTerm: true },
  { name: 'no short term, retention .85', longTerm: true, retention: 0.85 },
  { name: 'no steps', learning: [], relearning: [] },
  { name: 'one step', learning: ['10m'], relearning: ['5m'] },
  { name: 'several steps', learning: ['1m', '10m', '1h', '12h'], relearning: ['10m', '4h'] },
  { name: 'three relearning steps', learning: ['5m', '30m'], relearning: ['5m', '20m', '1h'] },
  { name: 'no relearning', learning: ['1m', '10m'], relearning: [] },
  { name: 'at most 30 days', maximum: 30 },
  { name: 'jittered 1', weights: jittered(0.3) },
  { name: 'jittered 2', weights: jittered(0.3), retention: 0.93 },
  { name: 'jittered 3', weights: jittered(0.4), learning: ['1m'], relearning: ['1m', '5m'] },
  { name: 'jittered, no short term', weights: jittered(0.3), longTerm: true },
]

for (const s of settings) {
  const { retention = 0.9, maximum = 36500, learning = ['1m', '10m'], relearning = ['10m'], weights = default_w, longTerm = false } = s
  const scheduler = fsrs({
    enable_fuzz: false, request_retention: retention, maximum_interval: maximum,
    learning_steps: learning, relearning_steps: relearning, w: weights, enable_short_term: !longTerm,
  })
  console.log(JSON.stringify({
    name: s.name, retention, maximum, learning: learning.map((x) => minutes[x]), relearning: relearning.map((x) => minutes[x]), weights, longTerm,
  }))
  for (let card = 0; card < 200; card++) {
    let now = new Date('2026-01-01T12:00:00Z')
    let c = createEmptyCard(now)
    const reviews = []
    for (let n = 0; n < 12; n++) {
      const grade = card < 4 ? 3 : 1 + Math.floor(chance() * 4)
      const elapsed = c.last_review ? utcDay(now) - utcDay(c.last_review) : 0
      c = scheduler.next(c, now, grade).card
      reviews.push([elapsed, grade, c.state, c.stability, c.difficulty, c.scheduled_days, (c.due - now) / 6e4, c.lapses])
      let wait = +c.due - now + Math.floor(chance() * 3) * day
      if (card % 10 === 8) wait *= 1 + 5 * chance()
      if (card % 10 === 9) wait *= chance()
      now = new Date(+now + Math.round(wait / 6e4) * 6e4)
    }
    console.log(JSON.stringify(reviews))
  }
}
