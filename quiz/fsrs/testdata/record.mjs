// Records what ts-fsrs does, for the tests beside it. Run by hand, in a folder
// where `npm install ts-fsrs@5.4.2` was run:
//
//	node record.mjs > default.json
//
// Each line is one card: a list of its reviews, each as
// [elapsed days, grade, state, stability, difficulty, interval in days, minutes until due, lapses].
// The first four cards are answered Good each time; the others by chance. The
// reviews come when they are due or up to two days late.
import { fsrs, createEmptyCard } from 'ts-fsrs'

const scheduler = fsrs({ enable_fuzz: false })
const day = 864e5

let state = 12345
const chance = () => {
  state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
  return state / 0x7fffffff
}
const utcDay = (t) => Math.floor(+t / day)

for (let card = 0; card < 200; card++) {
  let now = new Date('2026-01-01T12:00:00Z')
  let c = createEmptyCard(now)
  const reviews = []
  for (let n = 0; n < 12; n++) {
    const grade = card < 4 ? 3 : 1 + Math.floor(chance() * 4)
    const elapsed = c.last_review ? utcDay(now) - utcDay(c.last_review) : 0
    c = scheduler.next(c, now, grade).card
    reviews.push([elapsed, grade, c.state, c.stability, c.difficulty, c.scheduled_days, (c.due - now) / 6e4, c.lapses])
    now = new Date(+c.due + Math.floor(chance() * 3) * day)
  }
  console.log(JSON.stringify(reviews))
}
