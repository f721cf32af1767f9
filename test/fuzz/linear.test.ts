/** Whatever a person types, the time it takes grows with its length and not with the square of it. */
import { describe, expect, it } from 'vitest'
import { createCommands } from '../../src/assistant/commands.ts'
import { typedIn } from '../../src/channels/botframework/typed.ts'
import { createButtons } from '../../src/channels/buttons.ts'
import { dayIn, looksLikeDay, readDay } from '../../src/content/days.ts'
import { bare, bareCommand, fold, isBlank, skeleton } from '../../src/content/fold.ts'
import { jsonText, oneLine, printable, typeable } from '../../src/content/printable.ts'
import type { Step } from '../../src/content/schema.ts'
import { typedValue } from '../../src/engine/typed.ts'
import { picture } from '../../src/features/ladder/picture.ts'
import { clip } from '../../src/page/context.ts'
import { escaped } from '../../src/page/escape.ts'
import type { Page } from '../../src/page/page.ts'
import { pageText, splitText } from '../../src/page/text.ts'
import { pageCard } from '../../src/render/card.ts'
import { pageHtml } from '../../src/render/html.ts'
import { createCrisisCheck } from '../../src/safety/crisis.ts'
import { findPersonalData, looksLikeRealName, mask } from '../../src/safety/personal-data.ts'
import { content } from '../support/counsellor.ts'

const commands = createCommands(content)
const crisis = createCrisisCheck(content.crisis)
const words = { tip: 'Tip', attention: 'Let op', colon: ': ', required: 'nodig', fallback: 'kaart' }
const buttons = createButtons(['knop'])
const page = (text: string): Page => ({
  language: 'nl',
  title: 'Stap',
  summary: '',
  kicker: text,
  blocks: [
    { kind: 'typed', label: 'Antwoord', text },
    { kind: 'list', items: [text] },
    { kind: 'input', input: 'text', id: 'text', label: 'Antwoord', maxLength: 10_000, value: text },
  ],
  actions: [],
})
const steps = [...content.conversations.values()].flatMap(({ sections }) => sections.flatMap((section) => section.steps as Step[]))
const stepOf = (kind: Step['kind']): Step => {
  const step = steps.find((one) => one.kind === kind)
  if (!step) throw new Error(`no ${kind}`)
  return step
}
const teams = (text: string, html?: string) =>
  typedIn({
    type: 'message',
    channelId: 'msteams',
    text,
    from: { id: 'me' },
    recipient: { id: 'bot', name: 'Wegwijzer' },
    conversation: { id: 'chat' },
    attachments: html === undefined ? [] : [{ contentType: 'text/html', content: html }],
  } as unknown as Parameters<typeof typedIn>[0])

const PATHS: Record<string, (text: string) => unknown> = {
  fold,
  bare,
  bareCommand,
  skeleton,
  isBlank,
  'a command': (text) => commands.find(text, 'nl'),
  'a button': (text) => buttons.find('chat', 'message', text),
  'a day': readDay,
  'the shape of a day': looksLikeDay,
  'a day in a text': dayIn,
  ...Object.fromEntries(
    (['ask', 'choose', 'checklist', 'scale', 'date', 'grid', 'agreements'] as const).map((kind) => [
      `an answer to ${kind}`,
      (text: string) => typedValue(content, 'what-if', stepOf(kind), text),
    ]),
  ),
  'words of crisis': crisis,
  'personal data': findPersonalData,
  masking: (text) => mask(text),
  'a real name': looksLikeRealName,
  printable,
  oneLine,
  typeable,
  jsonText,
  escaped,
  clip: (text) => clip(text, 200),
  'a message of Teams': (text) => teams(text),
  'HTML of Teams': (text) => teams(text, `<p>${text}</p>`),
  'a long text in messages': (text) => splitText(text),
  'plain text': (text) => pageText(page(text), words),
  'a card': (text) => pageCard(page(text), { universalActions: false }, words),
  'a page to print': (text) => pageHtml({ language: 'nl', title: text, blocks: page(text).blocks }),
  'a drawing': (text) => picture({ title: text, goal: text, rungs: [{ text, done: false }], today: '2026-03-10' } as never),
}

const UNITS = [
  ' ',
  '.',
  ' .',
  '!?…',
  '\n',
  '\r\n',
  '\t',
  '\u00a0',
  '\u2028',
  '-',
  '- ',
  '-\n',
  'a',
  'a ',
  'a.',
  'a@',
  'a@a.',
  '1',
  '12 ',
  '1,',
  '1/',
  '12/03/',
  '12/03/1990 ',
  '12 maart ',
  'maart ',
  'jan',
  '+32',
  '0 ',
  'BE71 0961 2345 6769 ',
  'paspoort ',
  'geboren ',
  'dossier 1',
  'e\u0301',
  '\u0301',
  '\u200d',
  '\u202e',
  'ש ',
  '👍🏽',
  '‘',
  '(',
  '<',
  '<a ',
  '</p',
  '&amp',
  '{{',
  'niet ',
  'ik wil niet ',
  'Ab ',
]
/** Words that a pattern begins with; then come spaces, mostly. */
const WORDS_BEFORE = ['', 'x', 'paspoort', 'geboren', 'dossier', 'help', 'taal', '7', '-', '12']
const LENGTH = 5_000

/** Milliseconds of the processor. */
function cost(path: (text: string) => unknown, text: string): number {
  const start = process.cpuUsage()
  path(text)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** Four times as long may take eight times as long (a quadratic one takes sixteen), also at a second look; few milliseconds say nothing. */
function grows(path: (text: string) => unknown, make: (length: number) => string): boolean {
  const long = make(4 * LENGTH)
  const slow = () => cost(path, long) > 30
  const least = (text: string) => Math.min(...Array.from({ length: 3 }, () => cost(path, text)))
  return slow() && slow() && least(long) > 8 * least(make(LENGTH))
}

describe('the time that a text takes', () => {
  it.each(Object.keys(PATHS))(
    'grows with its length: %s',
    (name) => {
      const path = PATHS[name] as (text: string) => unknown
      const slow = UNITS.flatMap((unit) =>
        (/^\s/.test(unit) ? WORDS_BEFORE : ['', 'x']).flatMap((before) =>
          ['', 'x']
            .map((after) => (length: number) => `${before}${unit.repeat(Math.ceil(length / unit.length))}${after}`)
            // a busy machine may mislead once
            .filter((make) => Array.from({ length: 3 }).every(() => grows(path, make)))
            .map((make) => make(20)),
        ),
      )
      expect(slow).toEqual([])
    },
    60_000,
  )
})
