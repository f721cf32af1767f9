/**
 * `npm run safety`: what the check of words of crisis finds and misses, in each language, on notes of writers kept apart from all that the table
 * and the model were made from. `--training`: the same on the writers it learned from, each read by a model that did not see that voice.
 */
import { parseArgs } from 'node:util'
import { LANGUAGES, type Language } from '../../src/content/languages.ts'
import { loadContent } from '../../src/content/load.ts'
import { BROUGHT } from '../../src/features/index.ts'
import { createCrisisCheck, type Tier } from '../../src/safety/crisis.ts'
import { createModel } from '../../src/safety/model.ts'
import { learn } from './learn.ts'
import { APART, type Note, readNotes, TRAINING } from './notes.ts'

const { values } = parseArgs({ options: { training: { type: 'boolean' }, misses: { type: 'string', default: '15' } } })
const { crisis } = loadContent('.', BROUGHT)

interface Read {
  note: Note
  tier: Tier
}

const read = values.training ? byOthers(readNotes(TRAINING)) : readWith(createCrisisCheck(crisis), readNotes(APART))
const writers = new Set(read.map(({ note }) => note.writer))
console.log(`${read.length} notes by ${writers.size} writers a language: ${[...writers].join(', ')}\n`)
console.log('      explicit, tier 1   explicit, either   indirect, either   denied, tier 1   ordinary, tier 1   ordinary, tier 2')
for (const language of [...LANGUAGES, undefined]) console.log(row(language))
tellMisses('explicit, not in tier 1', ({ note, tier }) => note.label === 'explicit' && tier !== 1)
tellMisses('indirect, not found', ({ note, tier }) => note.label === 'indirect' && tier === 0)
tellMisses('ordinary, but in tier 1', ({ note, tier }) => note.label === 'ordinary' && tier === 1)

function readWith(check: (text: string) => { tier: Tier }, notes: readonly Note[]): Read[] {
  return notes.map((note) => ({ note, tier: check(note.text).tier }))
}

/** Each voice read by a model that learned from the others. */
function byOthers(notes: readonly Note[]): Read[] {
  return [...new Set(notes.map(({ writer }) => writer))].flatMap((writer) => {
    const model = createModel(learn(notes.filter((note) => note.writer !== writer)))
    return readWith(
      createCrisisCheck(crisis, model),
      notes.filter((note) => note.writer === writer),
    )
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
