// Prints what anki-reader finds in the .apkg file of the argument, as JSON.
import { readFileSync } from 'node:fs';
import { readAnkiPackage } from 'anki-reader';

const { collection, media } = await readAnkiPackage(new Blob([readFileSync(process.argv[2])]));

const cards = [];
for (const deck of Object.values(collection.getDecks())) {
  for (const card of Object.values(deck.getCards())) {
    const { id, type, queue, due, ivl, factor, reps, lapses, left, data } = card.getRawCard();
    const [shown] = card.getQuestions();
    cards.push({
      id, deck: deck.getName(), type: card.getModel().getName(), fields: card.getFields(),
      question: shown?.getQuestionString() ?? '', answer: shown?.getAnswerString() ?? '',
      state: type, queue, due, interval: ivl, factor, reps, lapses, steps: left, memory: JSON.parse(data),
    });
  }
}

const [log] = collection.getRawCollection().exec('SELECT id, cid, ease, ivl, lastIvl, time, type FROM revlog ORDER BY id');

console.log(JSON.stringify({
  version: collection.getVersion(),
  created: collection.getCreationTime().getTime() / 1000,
  modified: collection.getModificationTime().getTime(),
  tags: Object.keys(collection.getTags()),
  types: Object.values(collection.getModels()).map((m) => ({
    name: m.getName(), css: m.getCss(), fields: m.getFields().map((f) => f.name),
  })),
  media: Object.keys(media),
  cards,
  log: log?.values ?? [],
}));
