/**
 * `npm run safety`: what the check of words of crisis finds and misses, in each language, on the notes of independent writers. Each writer is read
 * by a model that learned from all others and not from them.
 */
import { parseArgs } from 'node:util'
import { LANGUAGES, type Language } from '../../src/content/languages.ts'
import { loadContent } from '../../src/content/load.ts'
import { BROUGHT } from '../../src/features/index.ts'
import { createConcepts } from '../../src/safety/concepts.ts'
import { createCrisisCheck, type Tier } from '../../src/safety/crisis.ts'
import { createModel } from '../../src/safety/model.ts'
import { learn } from './learn.ts'
import { INDEPENDENT, MADE, type Note, ownTexts, readNotes } from './notes.ts'

const { values } = parseArgs({ options: { misses: { type: 'string', default: '15' } } })
const { crisis } = loadContent('.', BROUGHT)
const concepts = createConcepts(crisis.concepts)

interface Read {
  note: Note
  tier: Tier
}

const read = byOthers(readNotes(INDEPENDENT), [...readNotes(MADE), ...ownTexts()])
const writers = new Set(read.map(({ note }) => note.writer))
console.log(`${read.length} notes by ${writers.size} writers: ${[...writers].join(', ')}\n`)
console.log('      explicit, tier 1   explicit, either   indirect, either   denied, tier 1   ordinary, tier 1   ordinary, tier 2')
for (const language of [...LANGUAGES, undefined]) console.log(row(language))
tellMisses('explicit, not in tier 1', ({ note, tier }) => note.label === 'explicit' && tier !== 1)
tellMisses('indirect, not found', ({ note, tier }) => note.label === 'indirect' && tier === 0)
tellMisses('ordinary, but in tier 1', ({ note, tier }) => note.label === 'ordinary' && tier === 1)

/** Each writer read by a model that learned from the others. */
function byOthers(notes: readonly Note[], made: readonly Note[]): Read[] {
  return [...new Set(notes.map(({ writer }) => writer))].flatMap((writer) => {
    const others = notes.filter((note) => note.writer !== writer)
    const check = createCrisisCheck(crisis, createModel(learn([...others, ...made], concepts), concepts))
    return notes.filter((note) => note.writer === writer).map((note) => ({ note, tier: check(note.text).tier }))
  })
}

function row(language: Language | undefined): string {
  const rate = (label: Note['label'], holds: (tier: Tier) => boolean) => {
    const all = read.filter(({ note }) => note.label === label && (!language || note.language === language))
    const found = all.filter(({ tier }) => holds(tier)).length
    return `${all.length ? ((100 * found) / all.length).toFixed(1) : '-'} % of ${all.length}`.padEnd(19)
  }
  const first = (tier: Tier) => tier === 1
  const either = (tier: Tier) => tier > 0
  return [
    (language ?? 'all').padEnd(6),
    rate('explicit', first),
    rate('explicit', either),
    rate('indirect', either),
    rate('denied', first),
    rate('ordinary', first),
    rate('ordinary', (tier) => tier === 2),
  ].join('')
}

function tellMisses(what: string, missed: (one: Read) => boolean): void {
  for (const language of LANGUAGES) {
    const all = read.filter((one) => one.note.language === language && missed(one))
    console.log(`\n${what}, ${language}: ${all.length}`)
    for (const { note } of all.slice(0, Number(values.misses))) console.log(`  ${note.writer}, ${note.kind}: ${note.text}`)
  }
}
