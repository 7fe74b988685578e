// Schedules reviews as `portdrill replay` does, with ts-fsrs: to compare what comes
// out, and how long it takes. Run by hand, in a folder where `npm install
// ts-fsrs@5.4.2` was run:
//
//	node replay.mjs < reviews.jsonl
import { createInterface } from 'node:readline'
import { fsrs, createEmptyCard } from 'ts-fsrs'

const scheduler = fsrs({ enable_fuzz: false })
const states = ['new', 'learning', 'review', 'relearning']
const cards = new Map()
let out = []
for await (const line of createInterface({ input: process.stdin })) {
  const { card, at, rating } = JSON.parse(line)
  const now = new Date(at)
  const c = scheduler.next(cards.get(card) ?? createEmptyCard(now), now, rating).card
  cards.set(card, c)
  out.push(JSON.stringify({
    card, at, rating, state: states[c.state], stability: c.stability, difficulty: c.difficulty,
    scheduled_days: c.scheduled_days, due: c.due.toISOString().replace('.000Z', 'Z'), lapses: c.lapses,
  }))
  if (out.length === 1000) { process.stdout.write(out.join('\n') + '\n'); out = [] }
}
if (out.length) process.stdout.write(out.join('\n') + '\n')
