import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { marksIn } from '../../src/content/marks.ts'
import { typeable } from '../../src/content/printable.ts'
import type { AnswerValue } from '../../src/engine/session.ts'
import { throwOnMissing } from '../../src/page/sentences.ts'
import { MAX_CARD_BYTES } from '../../src/render/card.ts'
import { createPresentation } from '../../src/render/presentation.ts'
import type { Digest } from '../../src/turn/file/digest.ts'
import type { Reply } from '../../src/turn/reply.ts'
import { words } from '../support/words.ts'
import { complaints } from './adaptivecards.ts'
import { content, digest, replies, stepReply, WORDS } from './fixture.ts'

const presentation = createPresentation(content, throwOnMissing)
type Json = Record<string, unknown>
const MAX = 10_000

const objects = (value: unknown): Json[] => {
  if (Array.isArray(value)) return value.flatMap(objects)
  if (typeof value !== 'object' || value === null) return []
  return [value as Json, ...Object.values(value).flatMap(objects)]
}
const ofType = (card: unknown, type: string): Json[] => objects(card).filter((one) => String(one.type).startsWith(type))
const cardOf = (reply: Reply, universalActions: boolean): Json => {
  const { card } = presentation.render(reply, 'fr', { cards: true, updates: true, universalActions })
  if (!card) throw new Error('no card')
  return card
}
const size = (card: Json): number => 2 * JSON.stringify(card).length

/** Up to 10,000 UTF-16 units of what may stand in a file: the worst weighs twelve bytes a unit. */
const typed = fc
  .tuple(
    fc.constantFrom('🥀', '👩‍👩‍👧‍👦', 'a', '"', '\\', '\n', '\u0001', 'ሰ', '{{DATE(', '\uD800', 'é'),
    fc.integer({ min: 0, max: MAX }),
    fc.string({ maxLength: 20 }),
  )
  .map(([unit, length, end]) => (unit.repeat(length).slice(0, MAX - end.length) + end).slice(0, MAX))

const filled: fc.Arbitrary<AnswerValue> = fc.tuple(typed, typed, typed, typed).map(([text, one, two, three]) => ({
  text,
  choices: ['legal'],
  cells: Object.fromEntries(
    ['legal', 'onward', 'return', 'undocumented'].map((row, index) => [
      row,
      { hope: [one, two, three, text][index] ?? '', need: [three, text, one, two][index] ?? '' },
    ]),
  ),
  agreements: [{ text: one }, { text: two, due: '2026-01-01' }, { text: three }],
}))

const long = (answers: AnswerValue[], notes: string[]): Digest => ({
  ...digest,
  answers: answers.map((value, index) => ({
    step: 'grid-step',
    section: 'only',
    kind: 'grid',
    visit: `v${index}`,
    value,
    by: 'local|local',
    at: '2026-03-10T14:00:00.000Z',
  })),
  notes: notes.map((text, index) => ({ id: `n${index}`, text, at: '2026-03-10T14:00:00.000Z' })),
  agreements: notes.map((text, index) => ({ id: `a${index}`, text, conversation: 'test-talk' })),
})

/** Pages that hold what was typed, as text and in boxes. */
const pages = fc
  .tuple(
    filled,
    fc.array(filled, { maxLength: 4 }),
    fc.array(typed, { maxLength: 6 }),
    fc.boolean(),
    fc.constantFrom('ask', 'grid', 'choose', 'summary', 'agreements'),
  )
  .map(([value, values, notes, discreet, kind]): Reply[] => {
    const said = long(values, notes)
    const client = { id: 'client-1', alias: notes[0] ?? 'x' }
    const run = { id: 'run-1', conversation: 'test-talk', mode: 'afterwards' as const }
    const step = stepReply(kind as 'ask', { client, earlier: value, reminder: value.text, digest: said, discreet })
    return [
      step,
      { view: 'digest', client, run, digest: said, finished: true, discreet, plain: false },
      { view: 'answers', client, run, digest: said, finished: true, discreet },
      { view: 'opening', client, country: 'BE', run, goals: [], attention: [], former: said, agreements: said.agreements, discreet },
      { ...step, view: 'answer-form', answer: { step: step.step, value, history: values } } as unknown as Reply,
      {
        view: 'confirm',
        what: 'editOffer',
        action: 'edit.apply',
        data: { client: 'client-1', text: typeable(value.text ?? '') },
        cancel: { action: 'edit.ignore', data: {} },
      },
      {
        view: 'notice',
        notice: { key: 'commandTaken', values: { word: value.text ?? '' } },
        wasAnswer: { client: 'client-1', run: 'run-1', visit: 'v1', text: typeable(value.text ?? '') },
      },
    ]
  })

describe('whatever was typed', () => {
  it('keeps the card small enough to send, with every box and button', () => {
    fc.assert(
      fc.property(pages, fc.boolean(), (all, universal) => {
        for (const reply of all) {
          const card = cardOf(reply, universal)
          expect(size(card), reply.view).toBeLessThanOrEqual(MAX_CARD_BYTES)
          const { page } = presentation.render(reply, 'fr', { cards: true, updates: true, universalActions: universal })
          expect(ofType(card, 'Input.').map((input) => String(input.id).replace(/~.*/, ''))).toEqual(
            page.blocks.flatMap((block) => (block.kind === 'input' ? [block.id] : [])),
          )
          const labels = [
            ...page.blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : [])),
            ...page.actions.filter((one) => !one.quiet),
            ...page.actions.filter((one) => one.quiet),
          ]
          const shown = ofType(card, 'ActionSet').flatMap((set) => set.actions as Json[])
          expect(shown.map((action) => action.title)).toEqual(labels.map((action) => action.label))
        }
      }),
      { numRuns: 25 },
    )
  }, 60_000)

  it.each(['"', 'ش', '🥀'])('keeps every kind of page small enough, with each text in it 10,000 long: %s', (sign) => {
    const heavy = sign.repeat(MAX / sign.length)
    for (const reply of replies()) {
      const big = JSON.parse(
        JSON.stringify(reply).replaceAll(JSON.stringify(WORDS).slice(1, -1), JSON.stringify(heavy).slice(1, -1)),
      ) as Reply
      const { card } = presentation.render(big, 'fr', { cards: true, updates: true, universalActions: true, people: true, previews: true })
      expect(size(card ?? {}), reply.view).toBeLessThanOrEqual(MAX_CARD_BYTES)
    }
  })

  it('marks each box whose text does not fit as hidden, and gives every other box the whole of its text', () => {
    fc.assert(
      fc.property(filled, (value) => {
        const card = cardOf(stepReply('grid', { earlier: value }), false)
        const answer = ofType(card, 'Action.Submit').find((action) => (action.data as Json).action === 'answer')
        const kept = [...marksIn(String((answer?.data as Json | undefined)?.shown))].flatMap(([box, { kind }]) =>
          kind === 'hidden' ? [box] : [],
        )
        for (const input of ofType(card, 'Input.Text')) {
          const id = String(input.id)
          const [, row = '', column = ''] = id.split('.')
          const stored = id === 'text' ? value.text : value.cells?.[row]?.[column]
          if (kept.includes(id)) expect(input).not.toHaveProperty('value')
          else expect(input.value ?? '').toBe(stored ?? '')
        }
      }),
      { numRuns: 25 },
    )
  }, 60_000)

  it('says where the rest is when it cuts, and never cuts half a character', () => {
    const flowers = '🥀'.repeat(MAX / 2)
    const many = long(
      Array.from({ length: 20 }, () => ({ text: flowers })),
      [],
    )
    const card = cardOf(
      {
        view: 'digest',
        client: { id: 'c', alias: 'a' },
        run: { id: 'r', conversation: 'test-talk', mode: 'during' },
        digest: many,
        finished: true,
        discreet: false,
        plain: false,
      },
      true,
    )
    expect(JSON.stringify(card).includes(words('fr', 'ui')('words.cut')), 'says that there is more').toBe(true)
    expect(JSON.stringify(card)).not.toMatch(/\\ud83e/)
    expect(complaints(card)).toEqual([])
    const run = { id: 'r', conversation: 'test-talk', mode: 'during' } as const
    const whole = {
      view: 'digest',
      client: { id: 'c', alias: 'a' },
      run,
      digest: many,
      finished: true,
      discreet: false,
      plain: true,
    } as const
    const { text: copied } = presentation.render(whole, 'fr', { cards: true, updates: true, universalActions: true })
    expect(copied.split(flowers)).toHaveLength(21)
  })

  it('leaves a card alone that fits', () => {
    for (const reply of replies()) {
      const { card } = presentation.render(reply, 'nl', { cards: true, updates: true, universalActions: true })
      if (card) expect(JSON.stringify(card)).not.toContain('te lang om hier')
    }
  })

  it('holds one answer of 10,000 of the heaviest signs that are typed whole, ready to change', () => {
    const text = '"'.repeat(MAX)
    expect(ofType(cardOf(stepReply('ask', { earlier: { text } }), false), 'Input.Text')[0]).toMatchObject({ value: text })
  })
})
