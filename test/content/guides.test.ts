/** What the check says of a guide of cards, and of the numbers on it. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkContent, describe as line } from '../../src/content/check.ts'
import { LANGUAGES } from '../../src/content/languages.ts'
import { FIXTURE } from '../support/talk.ts'

const GUIDE = `id: plan
source: OWN, for the tests
cards: true
sections:
  - { id: first, card: first, items: [{ id: now }], call: [desk] }
  - { id: one, prompts: [{ id: say }] }
  - { id: gone, card: variant, opens: { mode: [afterwards] }, call: [desk] }
  - { id: sources, card: sources, items: [{ id: own }] }
`
const FACT = `facts:
  - { id: desk, name: { nl: Loket, fr: Guichet, en: Desk }, phone: ['0800 32 123'], languages: [nl], source: 'OWN, x', date: 2026-11-27, check: https://example.org }
  - { id: mute, name: Mute, source: 'OWN, x', date: 2026-11-27, check: { nl: https://example.org/nl, fr: https://example.org/fr, en: https://example.org/en } }
`
const SENTENCES = {
  title: 'Plan',
  begin: 'Verder',
  sections: {
    first: { title: 'Bel', label: 'Hier', items: { now: 'Nu.' } },
    one: { title: 'Zeg', prompts: { say: 'Hallo.' } },
    gone: { title: 'Weg', label: 'Weg' },
    sources: { title: 'Bron', items: { own: 'Van ons.' } },
  },
}
const LINES = 'dialogs/facts/desks.yaml'
const PLAN = 'dialogs/guides/plan.yaml'

let root: string
const write = (file: string, text: string) => writeFileSync(join(root, file), text)
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'guides-'))
  cpSync(FIXTURE, root, { recursive: true })
  write(PLAN, GUIDE)
  write(LINES, FACT)
  for (const language of LANGUAGES) {
    write(`locales/${language}/guides/plan.json`, JSON.stringify(SENTENCES))
    write(`locales/${language}/facts/desks.json`, JSON.stringify({ facts: { desk: 'Een loket.', mute: 'Geen.' } }))
  }
})
afterEach(() => rmSync(root, { recursive: true }))

const problems = () =>
  checkContent(root)
    .map(line)
    .filter((one) => /plan|desks/.test(one))

it('finds nothing in a guide of cards that is in order', () => {
  expect(problems()).toEqual([])
})

const guide = (from: string, to: string) => () => {
  expect(GUIDE).toContain(from)
  write(PLAN, GUIDE.replace(from, to))
}
const facts = (from: string, to: string) => () => {
  expect(FACT).toContain(from)
  write(LINES, FACT.replace(from, to))
}
const sentence = (change: (sentences: typeof SENTENCES) => unknown) => () =>
  write('locales/fr/guides/plan.json', JSON.stringify(change(structuredClone(SENTENCES))))

it.each<[string, () => void, string]>([
  ['no first card', guide('card: first, ', ''), `${PLAN}: sections: a guide of cards begins with its one card of kind first`],
  [
    'two first cards',
    guide('{ id: one,', '{ id: one, card: first,'),
    `${PLAN}: sections: a guide of cards begins with its one card of kind first`,
  ],
  [
    'no step',
    guide('{ id: one,', '{ id: one, card: variant,'),
    `${PLAN}: sections: a guide of cards has at least one step: a section without “card”`,
  ],
  [
    'numbers without a card of sources',
    guide('card: sources, ', ''),
    `${PLAN}: sections.first: names numbers or facts, and the guide has no card of sources to say their date and where to check them`,
  ],
  ['a step that opens', guide('id: one,', 'id: one, opens: { mode: [during] },'), `${PLAN}: sections.one: only a variant can say “opens”`],
  [
    'an id that is taken',
    guide('id: one,', 'id: situations,'),
    `${PLAN}: sections.situations: this id is taken: it is the card on which a situation is chosen`,
  ],
  [
    'a number to call of a fact that has none',
    guide('call: [desk] }\n  - { id: one', 'call: [mute] }\n  - { id: one'),
    `${PLAN}: sections.first.call.mute: this fact has no phone, so there is nothing to call`,
  ],
  [
    'an unknown number to call',
    guide('call: [desk] }\n  - { id: one', 'call: [desks] }\n  - { id: one'),
    `${PLAN}: sections.first.call.desks: no such fact in dialogs/facts`,
  ],
  [
    'a card in a page',
    guide('cards: true\n', ''),
    `${PLAN}: sections.first: “card”, “opens” and “call” are for a guide of cards: it says “cards: true”`,
  ],
  [
    'a kind of card we do not know',
    guide('card: variant', 'card: other'),
    `${PLAN}: sections.gone.card: must be one of first, variant, sources, not “other”`,
  ],
  [
    'a number that cannot be dialled',
    facts("'0800 32 123'", "'0800 ASK ME'"),
    `${LINES}: facts.desk.phone.#1: a telephone number is digits with a space or hyphen between, like 0800 32 123, not “0800 ASK ME”`,
  ],
  ['a name without quotes', facts('{ nl: Loket, fr: Guichet, en: Desk }', '112'), `${LINES}: facts.desk.name: must be text, not “112”`],
  ['a name that lacks a language', facts(', en: Desk', ''), `${LINES}: facts.desk.name.en: is missing`],
  [
    'a language we do not have',
    facts('languages: [nl]', 'languages: [de]'),
    `${LINES}: facts.desk.languages.#1: must be one of nl, fr, en, not “de”`,
  ],
  [
    'a variant without its button',
    sentence(({ sections: { gone, ...others }, ...rest }) => ({ ...rest, sections: { ...others, gone: { title: gone.title } } })),
    'locales/fr/guides/plan.json: sections.gone.label: the text is missing in French',
  ],
  [
    'a title that a card would read as a list',
    sentence((all) => ({ ...all, title: '2. Plan' })),
    'locales/fr/guides/plan.json: title: is a title, and a card reads it as markdown: it must not begin with a number and a full stop, and hold no * or _',
  ],
])('names %s', (_what, spoil, expected) => {
  spoil()
  expect(problems()).toContain(expected)
})
