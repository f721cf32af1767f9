/** Each test breaks one thing in a copy of a small content that is in order, and looks for the line that says so. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkContent, describe as line } from '../../src/content/check.ts'
import { FIXTURE } from '../support/talk.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'content-'))
  cpSync(FIXTURE, root, { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true }))

const problems = () => checkContent(root).map(line)
const write = (file: string, text: string) => writeFileSync(join(root, file), text)
const remove = (file: string) => rmSync(join(root, file))

/** Replaces a piece of text that must be there. */
function change(file: string, from: string, to: string): void {
  const text = readFileSync(join(root, file), 'utf8')
  expect(text).toContain(from)
  write(
    file,
    text.replace(from, () => to),
  )
}

const TALK = 'dialogs/conversations/talk.yaml'
const talk = (from: string, to: string) => () => change(TALK, from, to)
/** Changes one sentence (by its path) in a locale file; `undefined` takes it out. */
const sentence = (language: string, namespace: string, path: string, text: string | undefined) => () => {
  const file = `locales/${language}/${namespace}.json`
  const data = JSON.parse(readFileSync(join(root, file), 'utf8'))
  const keys = path.split('.')
  const last = keys.pop()!
  const group = keys.reduce((at, key) => (at[key] ??= {}), data)
  if (text === undefined) {
    expect(group).toHaveProperty(last)
    delete group[last]
  } else group[last] = text
  write(file, JSON.stringify(data))
}

it('finds nothing in content that is in order', () => {
  expect(problems()).toEqual([])
})

describe.each<[string, [string, () => void, string][]]>([
  [
    'files',
    [
      [
        'YAML that is broken',
        talk('id: talk\n', 'id: talk\n  version: 3\n'),
        `${TALK}: line 3: cannot be read as YAML: bad indentation of a mapping entry`,
      ],
      ['a key twice', talk('version: 3', 'version: 3\nversion: 4'), `${TALK}: line 4: cannot be read as YAML: duplicated mapping key`],
      [
        'JSON that is broken',
        () => write('locales/fr/ui.json', '{\n  "save": "x",\n}'),
        'locales/fr/ui.json: line 3: is not JSON: a comma, quote or bracket is missing or too many near here',
      ],
      [
        'a file of another kind',
        () => write('dialogs/guides/notes.txt', 'x'),
        'dialogs/guides/notes.txt: only .yaml files may stand here, directly in dialogs/guides/',
      ],
      [
        'a name that is not the id',
        talk('id: talk', 'id: chat'),
        `${TALK}: id: is “chat”, but the file is called “talk.yaml”: they must be the same`,
      ],
      ['no crisis words', () => remove('dialogs/safety/crisis.yaml'), 'dialogs/safety/crisis.yaml: is missing'],
    ],
  ],
  [
    'shapes',
    [
      [
        'a misspelt key',
        talk('records: health', 'record: health'),
        `${TALK}: sections.hello.steps.welcome: “record” is not a key we know here (misspelt, or at the wrong place?)`,
      ],
      [
        'an unknown kind',
        talk('kind: choose', 'kind: pick'),
        `${TALK}: sections.ahead.steps.plan.kind: is none of the known kinds, not “pick”`,
      ],
      [
        'too few questions',
        talk('[{ id: why-so }, { id: more }, { id: less }]', '[{ id: why-so }]'),
        `${TALK}: sections.ahead.steps.hope.prompts: a step has at least three suggested questions`,
      ],
      [
        'an id that is none',
        talk('- { id: any-day }\n', '- { id: Any day }\n'),
        `${TALK}: moments.Any day.id: an id is lower-case words joined by dashes, not “Any day”`,
      ],
      [
        'a strange inventory id',
        () => change('dialogs/library/general.yaml', 'EM-listen', 'listening'),
        'dialogs/library/general.yaml: items.listen.covers.#1: an inventory id looks like W-central, not “listening”',
      ],
      ['a missing part', talk('version: 3\n', ''), `${TALK}: version: is missing`],
      ['a value of the wrong kind', talk('version: 3', 'version: three'), `${TALK}: version: must be a number, not “three”`],
      ['a scale upside down', talk('{ min: 0, max: 10 }', '{ min: 10, max: 0 }'), `${TALK}: steps.hope.scale: min must be below max`],
    ],
  ],
  [
    'references',
    [
      ['a step twice', talk('id: together', 'id: hope'), `${TALK}: steps.hope: a step with this id stands here more than once`],
      [
        'a question twice',
        talk('{ id: both }', '{ id: each }'),
        `${TALK}: steps.together.prompts.each: this question stands here more than once`,
      ],
      [
        'three of the four residence options',
        talk('{ id: undocumented }', '{ id: other }'),
        `${TALK}: steps.ways.rows: the four residence options always stand together: undocumented missing`,
      ],
      [
        'an option twice',
        talk('{ id: made }', '{ id: several }'),
        `${TALK}: steps.plan.options.several: this option stands here more than once`,
      ],
      [
        'an unknown item',
        talk('use: tired', 'use: tried'),
        `${TALK}: steps.welcome.attention.tried: “use” names an item that does not exist in dialogs/library`,
      ],
      [
        'an unknown fact',
        talk('facts: [lawyers]', 'facts: [lawyer]'),
        `${TALK}: steps.leave-by.facts.lawyer: no such fact in dialogs/facts`,
      ],
      [
        'an item in two libraries',
        () => write('dialogs/library/second.yaml', readFileSync(join(root, 'dialogs/library/general.yaml'), 'utf8')),
        'dialogs/library/second.yaml: items.listen: this id stands already in dialogs/library/general.yaml',
      ],
      [
        'a conversation that a country names',
        () => change('dialogs/countries/BE.yaml', 'also: [talk]', 'also: [chat]'),
        'dialogs/countries/BE.yaml: phases.granted: names conversation “chat”, which does not exist in dialogs/conversations',
      ],
      [
        'a body that a phase names',
        () => change('dialogs/countries/BE.yaml', 'body: first-instance', 'body: appeal'),
        'dialogs/countries/BE.yaml: phases.pending.body: “appeal” is not among the bodies of this file',
      ],
      [
        'a phase left out',
        () => change('dialogs/countries/BE.yaml', 'id: dublin', 'id: detention'),
        'dialogs/countries/BE.yaml: phases: phase “dublin” is missing',
      ],
      [
        'a fact of an unknown country',
        () => change('dialogs/facts/help.yaml', 'country: BE', 'country: LU'),
        'dialogs/facts/help.yaml: facts.lawyers.country: country LU has no file in dialogs/countries',
      ],
      [
        'a fact of a day that does not exist',
        () => change('dialogs/facts/help.yaml', "date: '2026'", "date: '2026-02-31'"),
        'dialogs/facts/help.yaml: facts.lawyers.date: a date is a day that exists, like 2026-02-28, or a year, not “2026-02-31”',
      ],
      [
        'a country of a day that does not exist',
        () => change('dialogs/countries/BE.yaml', 'date: 2026-01-01', "date: '2026-02-31'"),
        'dialogs/countries/BE.yaml: date: a date is a day that exists, like 2026-02-28, not “2026-02-31”',
      ],
    ],
  ],
  [
    'conditions',
    [
      [
        'on a later answer',
        talk('when: { partner: true }', 'when: { answer: { step: plan, has: [made] } }'),
        `${TALK}: steps.together.when: asks about the answer to “plan”, which does not come earlier`,
      ],
      [
        'on the step itself',
        talk('{ id: most }', '{ id: most, when: { answer: { step: worries, has: [sleep] } } }'),
        `${TALK}: steps.worries.prompts.most.when: asks about the answer to “worries”, which does not come earlier`,
      ],
      [
        'on no step',
        talk('step: plan, has: [not-yet]', 'step: plans, has: [not-yet]'),
        `${TALK}: steps.nothing-yet.when: asks about the answer to “plans”, which is no step of this conversation`,
      ],
      [
        'on an unknown option',
        talk('has: [not-yet]', 'has: [never]'),
        `${TALK}: steps.nothing-yet.when: asks about option “never”, which step “plan” does not have`,
      ],
      [
        'on a step without options',
        talk('step: plan, has: [not-yet]', 'step: welcome, has: [not-yet]'),
        `${TALK}: steps.nothing-yet.when: asks about the answer to “welcome”, which is a step of kind ask: only choose and checklist have options`,
      ],
      [
        'on an unknown conversation',
        talk('conversation: talk, is', 'conversation: chat, is'),
        `${TALK}: steps.steps-ahead.when: asks whether conversation “chat” was held, which does not exist`,
      ],
      [
        'on an unknown country',
        talk('country: [BE]', 'country: [LU]'),
        `${TALK}: steps.steps-ahead.when: asks about country LU, which has no file in dialogs/countries`,
      ],
      [
        'that contradict themselves',
        talk('order: true, not: { phase: [pending] }', 'phase: [pending], not: { phase: [pending] }'),
        `${TALK}: steps.leave-by.when: this step is never shown: no client and no answers make its condition true`,
      ],
      [
        'that contradict their step',
        talk('when: { children: true }', 'when: { partner: false }'),
        `${TALK}: steps.together.prompts.children.when: this question is never shown: no client and no answers make its condition true`,
      ],
      [
        'on an answer where there is none yet',
        talk('{ interpreter: [none] }', '{ answer: { step: plan, has: [made] } }'),
        `${TALK}: goals.listen.when: asks about an answer, but no step comes before`,
      ],
    ],
  ],
  [
    'endings',
    [
      [
        'a summary with a condition',
        talk('kind: summary', 'kind: summary\n        when: { partner: true }'),
        `${TALK}: steps.read-back.when: the closing summary is for everybody: it must have no condition, or some path does not reach it`,
      ],
      [
        'a summary that no path reaches',
        talk('kind: summary', 'kind: summary\n        when: { partner: true, not: { partner: true } }'),
        `${TALK}: steps.read-back.when: no path reaches this summary: it is never shown: no client and no answers make its condition true`,
      ],
      [
        'no agreements',
        talk('kind: agreements', 'kind: ask'),
        `${TALK}: sections: a conversation must end with a step of kind summary and then one of kind agreements`,
      ],
    ],
  ],
  [
    'texts',
    [
      [
        'missing in one language',
        sentence('fr', 'conversations/talk', 'steps.hope.prompts.more', undefined),
        'locales/fr/conversations/talk.json: steps.hope.prompts.more: the text is missing in French',
      ],
      [
        'too many',
        sentence('en', 'conversations/talk', 'steps.hope.say', 'Sentence.'),
        'locales/en/conversations/talk.json: steps.hope.say: dialogs/conversations/talk.yaml has nothing that shows this text',
      ],
      ['empty', sentence('nl', 'library/general', 'items.tired', ' '), 'locales/nl/library/general.json: items.tired: is empty'],
      [
        'of the wrong kind',
        () => write('locales/nl/library/general.json', '{"items": {"listen": ["x"]}}'),
        'locales/nl/library/general.json: items.listen: must be a sentence between quotes, or a group of sentences',
      ],
      [
        'a key twice',
        () => change('locales/nl/ui.json', '{', '{\n  "save": "Eerst",'),
        'locales/nl/ui.json: line 3: this key stands already in the same group: only the last one is shown',
      ],
      [
        'a key with a dot',
        () => change('locales/nl/ui.json', '"save"', '"save.all"'),
        'locales/nl/ui.json: save.all: a key must not hold a dot or a colon: its sentence would never be found',
      ],
      ['a file missing', () => remove('locales/en/guides/calm.json'), 'locales/en/guides/calm.json: the file is missing'],
      [
        'a file too many',
        () => write('locales/en/guides/storm.json', '{}'),
        'locales/en/guides/storm.json: belongs to no file of dialogs: there is no dialogs/guides/storm.yaml',
      ],
      [
        'a key that one language has',
        sentence('nl', 'ui', 'clients.new', 'Zin'),
        'locales/fr/ui.json: clients.new: the text is missing in French: another language has it',
      ],
      [
        'a plural form missing',
        sentence('fr', 'ui', 'clients.open_one', undefined),
        'locales/fr/ui.json: clients.open_one: the text is missing in French: another language has it',
      ],
      [
        'a plural form too many',
        sentence('nl', 'ui', 'clients.open_few', '{{count}} Zin'),
        'locales/nl/ui.json: clients.open_few: is never shown: Dutch has no such plural form',
      ],
      [
        'an unknown variable',
        sentence('nl', 'conversations/talk', 'title', 'Zin over {{body}}.'),
        'locales/nl/conversations/talk.json: title: has the unknown variable {{body}}: known are country, firstInstance, appealBody, registration, reception, returnSupport, fourOptions',
      ],
      [
        'a variable that differs',
        sentence('en', 'conversations/talk', 'steps.welcome.why', 'Sentence.'),
        'locales/en/conversations/talk.json: steps.welcome.why: lacks {{firstInstance}}, which another language has here',
      ],
      [
        'a variable that differs elsewhere',
        sentence('en', 'ui', 'due', 'Sentence'),
        'locales/en/ui.json: due: lacks {{date}}, which another language has here',
      ],
      [
        'a variable at the beginning',
        sentence('nl', 'conversations/talk', 'steps.welcome.why', 'Zin. {{firstInstance}} beslist.'),
        'locales/nl/conversations/talk.json: steps.welcome.why: begins a sentence with a variable: names come with a small article, for the middle of a sentence',
      ],
      [
        '“de” before a name',
        sentence('fr', 'conversations/talk', 'steps.welcome.why', 'La décision de {{firstInstance}}.'),
        'locales/fr/conversations/talk.json: steps.welcome.why: has “de” or “à” directly before a variable: names come with their article, and “de le” is no French',
      ],
      [
        'a straight apostrophe',
        sentence('en', 'ui', 'save', "Don't"),
        'locales/en/ui.json: save: has a straight quote or apostrophe: use ’ ‘ ’ “ ” or « »',
      ],
      ['three dots', sentence('en', 'ui', 'save', 'Wait...'), 'locales/en/ui.json: save: has three dots: use …'],
      [
        'a French question',
        sentence('fr', 'ui', 'save', 'Phrase ?'),
        'locales/fr/ui.json: save: needs a narrow no-break space (U+202F) before ? ! ; and inside « »',
      ],
      [
        'a French colon',
        sentence('fr', 'ui', 'save', 'Phrase : phrase'),
        'locales/fr/ui.json: save: needs a no-break space (U+00A0) before a colon',
      ],
    ],
  ],
])('%s', (_group, cases) => {
  it.each(cases)('names file, key and reason: %s', (_what, spoil, expected) => {
    spoil()
    expect(problems()).toContain(expected)
  })
})

it('does not blame others for a file that cannot be read', () => {
  write('dialogs/library/general.yaml', 'items: [')
  const found = problems()
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(/^dialogs\/library\/general\.yaml: line \d+: cannot be read as YAML/)
})

it('takes right French and typed words as they are', () => {
  sentence('fr', 'ui', 'save', 'Vraiment\u202F? «\u202FOui\u202F»\u00A0: à 10:30, voir https://example.org')()
  for (const language of ['nl', 'fr', 'en']) write(`locales/${language}/commands.json`, '{"answer": "c\'est ma réponse"}')
  expect(problems()).toEqual([])
})
