/** Whatever a card may bring, forged or broken: an answer that a person can read, and nothing kept that should not be. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACTIONS } from '../../src/features/index.ts'
import { Counsellor, type House, openHouse } from '../support/counsellor.ts'
import { cardWith } from '../support/forms.ts'
import { buttons, shown } from '../support/monkey.ts'

let house: House
let me: Counsellor
let stranger: Counsellor
let ids: Record<string, string>
let theirs: string

beforeAll(async () => {
  house = await openHouse(undefined, { refusalDelay: 0 })
  me = new Counsellor(house, { tenant: 'local', id: 'fuzzed' })
  stranger = new Counsellor(house, { tenant: 'local', id: 'stranger' })
  theirs = await stranger.newClient({ alias: 'Geheime Tuin' })
  await stranger.start(theirs)
  await stranger.answer({ text: 'woorden van een vreemde' })
  await begin()
})
afterAll(() => house.close())

const DATA = [
  'client',
  'run',
  'visit',
  'step',
  'conversation',
  'mode',
  'state',
  'agreement',
  'note',
  'to',
  'query',
  'text',
  'private',
  'sure',
  'on',
  'language',
  'guide',
  'kept',
  'opened',
  'message',
  'alias',
  'country',
  'phase',
  'consent',
  'partnerFile',
  'date',
  'place',
  'present',
  'interpreter',
  'choice',
  'choices',
  'number',
  'prompts',
  'agreement.1.text',
  'agreement.1.due',
  'cell.legal.hope',
  'cell.__proto__.x',
  'person',
  'right',
  'ladder',
  'goal',
  'due',
  'self',
  'rungs',
  'reached',
  'form',
]

/** Values that would hurt a careless reader: names of the prototype, wrong types, paths, long ones, real ids in the wrong place. */
const bad = () =>
  fc.oneof(
    fc.constantFrom<unknown>(
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '../../etc/passwd',
      '',
      ' ',
      'x'.repeat(10_001),
      null,
      undefined,
      0,
      -1,
      Number.NaN,
      true,
      [],
      ['a'],
      {},
      { $ne: 1 },
      'v1',
      'v999',
      'what-if',
      'yes',
      'true',
      '2026-99-99',
      '24/12/2026',
      '{{x}}',
      '\u202e',
      '\0',
    ),
    fc.constantFrom('client', 'run', 'visit', 'step').map((key) => ids[key]),
    fc.constant('').map(() => theirs),
    fc.string(),
  )

const record = (keys: readonly string[]) => fc.dictionary(fc.constantFrom(...keys), bad(), { maxKeys: 8 })

describe.each(Object.keys(ACTIONS))('%s', (action) => {
  it('answers anything it is brought, and shows nobody else’s words', async () => {
    const before = JSON.stringify({ ...(await house.records.client('local|stranger', theirs)), audit: [], auditHead: {} })
    await begin()
    await fc.assert(
      fc.asyncProperty(record(DATA), fc.boolean(), async (data, inPlace) => {
        // Half of the time with the ids that belong there, so that what comes after them is reached.
        await me.tap(action, inPlace ? { ...ids, ...data } : data)
        expect(me.replies.length).toBeGreaterThan(0)
        for (const reply of me.replies) {
          const text = shown(reply, ['fr'])
          expect(text).not.toContain('Geheime Tuin')
          expect(text).not.toContain('woorden van een vreemde')
        }
        const place = (await house.records.counsellor('local|fuzzed')).focus
        expect(buttons(me.replies).length > 0 || Boolean(place?.run && !place.away), JSON.stringify(me.replies)).toBe(true)
        if (!(await house.records.counsellor('local|fuzzed')).clients.some(({ id }) => id === ids.client)) await begin()
      }),
      { numRuns: Number(process.env.RUNS ?? 10) },
    )
    expect(JSON.stringify({ ...(await house.records.client('local|stranger', theirs)), audit: [], auditHead: {} })).toBe(before)
  })
})

/** Somebody erased the client on purpose: another one to go on with. */
async function begin(): Promise<void> {
  const client = await me.newClient()
  await me.start(client)
  await me.answer({ text: 'een' })
  ids = { ...me.here(), client, note: 'note-1' }
  await me.tap('note.save', { client, note: 'note-1', text: 'een notitie' })
}

describe('an answer that cannot be', () => {
  it.each([
    ['a number that is none', { number: 'veel' }, 'scale', 'refused.invalid-value'],
    ['a number outside the scale', { number: '99' }, 'scale', 'refused.invalid-value'],
    ['a day that does not exist', { date: '2026-02-31' }, 'date', 'boxNoDay'],
    ['a day without an agreement', { 'agreement.1.due': '2026-04-01' }, 'agreements', 'refused.invalid-value'],
    ['an option of another step', { choice: 'nonsense' }, 'choose', 'refused.invalid-value'],
    ['a cell of no row', { 'cell.nowhere.hope': 'x' }, 'grid', 'refused.invalid-value'],
    ['a part of another kind of step', { date: '2026-04-01' }, 'grid', 'refused.invalid-value'],
    ['10,001 characters', { text: 'x'.repeat(10_001) }, 'grid', 'boxTooLong'],
    ['10,001 characters in several boxes', { text: 'x'.repeat(6_000), 'cell.row.column': 'x'.repeat(6_000) }, 'grid', 'refused.too-long'],
  ] as const)('refuses %s with a reason, and changes nothing', async (_, data, kind, reason) => {
    const client = await me.newClient({ order: 'true' })
    await me.start(client)
    while (me.step().kind !== kind) await me.answer({ text: 'verder' })
    const before = (await house.records.client('local|fuzzed', client)).runs[0]?.session
    const { step, rows, columns } = me.step()
    const boxes = Object.fromEntries(
      Object.entries(data).map(([box, value]) => [box.replace('row.column', `${rows[0]}.${columns[0]}`), value]),
    )
    await me.answer(boxes)
    expect(me.notices()).toEqual([reason])
    expect(me.step().step).toBe(step)
    // What was typed is still there; what is no box of this card was not typed in one.
    const shown = cardWith(me.replies, 'answer').inputs.map(({ id }) => id)
    expect(me.step().filled?.boxes).toEqual(Object.fromEntries(Object.entries(boxes).filter(([box]) => shown.includes(box))))
    expect((await house.records.client('local|fuzzed', client)).runs[0]?.session).toEqual(before)
  })

  it('takes a day as people here write it in the box of a card too', async () => {
    const client = await me.newClient({ order: 'true' })
    await me.start(client)
    while (me.step().kind !== 'date') await me.answer({ text: 'verder' })
    const { visit } = me.here()
    await me.answer({ date: '24/12/2026' })
    expect((await house.records.client('local|fuzzed', client)).runs[0]?.session.answers[visit]?.value).toEqual({ date: '2026-12-24' })
  })

  it('refuses a file kindly', async () => {
    await me.turn({ kind: 'attachment' })
    expect(me.notices()).toEqual(['fileRefused'])
  })
})
