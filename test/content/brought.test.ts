/** What features bring to the content is checked as the rest is. Each test breaks one thing in a copy that is in order. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import type { Brought, Folder } from '../../src/content/brought.ts'
import { checkContent, describe as line } from '../../src/content/check.ts'
import { ofIds } from '../../src/content/keys.ts'
import { LANGUAGES } from '../../src/content/languages.ts'
import { FIXTURE } from '../support/talk.ts'

const Instrument = z.strictObject({ id: z.string(), rungs: z.array(z.strictObject({ id: z.string() })) })
const instruments: Folder<z.infer<typeof Instrument>> = {
  name: 'instruments',
  schema: Instrument,
  keys: ({ rungs }) => ({ title: true, rungs: ofIds(rungs) }),
}
const BROUGHT: Brought = { folders: [instruments], ui: ['notices.rung'] }

let root: string
const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
const ui = (nl: object): void => {
  for (const language of LANGUAGES)
    write(
      `locales/${language}/ui.json`,
      JSON.stringify({ save: 'Zin', clients: { open_one: '{{count}} Zin', open_other: '{{count}} Zin' }, due: 'Zin {{date, day}}', ...nl }),
    )
}
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'content-'))
  cpSync(FIXTURE, root, { recursive: true })
  write('dialogs/instruments/bell.yaml', 'id: bell\nrungs: [{ id: first }]\n')
  for (const language of LANGUAGES)
    write(`locales/${language}/instruments/bell.json`, JSON.stringify({ title: 'Zin', rungs: { first: 'Zin' } }))
  ui({ notices: { rung: 'Zin' } })
})
afterEach(() => rmSync(root, { recursive: true }))

const problems = (brought = BROUGHT) => checkContent(root, brought).map(line)

it('finds nothing in what is in order', () => {
  expect(problems()).toEqual([])
})

it.each<[string, () => void, string]>([
  [
    'a folder that no feature reads',
    () => write('dialogs/cards/one.yaml', 'id: one\n'),
    'dialogs/cards: nothing in the program reads this',
  ],
  [
    'a file that is not of its feature’s shape',
    () => write('dialogs/instruments/bell.yaml', 'id: bell\nrungs: []\ntone: high\n'),
    'dialogs/instruments/bell.yaml: “tone” is not a key we know here (misspelt, or at the wrong place?)',
  ],
  [
    'a file that is called otherwise than it says',
    () => write('dialogs/instruments/bell.yaml', 'id: gong\nrungs: [{ id: first }]\n'),
    'dialogs/instruments/bell.yaml: id: is “gong”, but the file is called “bell.yaml”: they must be the same',
  ],
  [
    'a sentence that it needs',
    () => write('locales/fr/instruments/bell.json', JSON.stringify({ title: 'Zin', rungs: {} })),
    'locales/fr/instruments/bell.json: rungs.first: the text is missing in French',
  ],
  [
    'a file of sentences that nothing reads',
    () => write('locales/nl/instruments/gong.json', JSON.stringify({ title: 'Zin' })),
    'locales/nl/instruments/gong.json: belongs to no file of dialogs: there is no dialogs/instruments/gong.yaml',
  ],
  ['a sentence that a feature says', () => ui({}), 'locales/nl/ui.json: notices.rung: the text is missing: a feature says it'],
  [
    'a sentence that no feature says any more',
    () => ui({ notices: { rung: 'Zin', chimed: 'Zin' } }),
    'locales/nl/ui.json: notices.chimed: no feature says this',
  ],
])('names file, key and reason: %s', (_what, spoil, expected) => {
  spoil()
  expect(problems()).toContain(expected)
})

it('names an instrument that a step offers and that is not there', () => {
  const file = 'dialogs/conversations/talk.yaml'
  const talk = readFileSync(join(root, file), 'utf8')
  const offering = (id: string) => write(file, talk.replace('        kind: ask\n', `        kind: ask\n        instruments: [${id}]\n`))
  offering('bell')
  expect(problems()).toEqual([])
  offering('gong')
  expect(problems()).toEqual([`${file}: steps.welcome.instruments.gong: no such instrument in dialogs/instruments`])
})
