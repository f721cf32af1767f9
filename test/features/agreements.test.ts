/** Agreements after a correction: which of them are still the same, and done. */
import { describe, expect } from 'vitest'
import type { StoredAgreement } from '../../src/records/model.ts'
import { Counsellor } from '../support/counsellor.ts'
import { keyOf } from '../support/files.ts'
import { type Card, cardWith, send } from '../support/forms.ts'
import { it } from '../support/house.ts'

type Visit = { client: string; run: string; visit: string }

/** A finished conversation with these agreements, one a row. */
async function agreed(me: Counsellor, ...texts: string[]): Promise<Visit> {
  const client = await me.newClient()
  await me.start(client)
  while (me.step().kind !== 'agreements') await me.tap('skip', me.here())
  const here = me.here()
  await me.tap('answer', { ...here, ...rows(texts) })
  return { client, run: here.run, visit: here.visit }
}

const rows = (texts: readonly string[]): Record<string, string> =>
  Object.fromEntries(texts.map((text, index) => [`agreement.${index + 1}.text`, text]))

const kept = async (me: Counsellor, { client }: Visit): Promise<StoredAgreement[]> =>
  (await me.house.records.client(keyOf(me.user), client)).agreements

async function doing(me: Counsellor, ids: Visit, ...texts: string[]): Promise<void> {
  const all = await kept(me, ids)
  for (const text of texts) await me.tap('agreement.done', { client: ids.client, agreement: all.find((one) => one.text === text)!.id })
}

async function corrected(me: Counsellor, ids: Visit, filled: Record<string, string>): Promise<void> {
  await me.tap('answer.edit', ids)
  await send(me, cardWith(me.replies, 'answer.save'), 'answer.save', filled)
}

const states = (all: readonly StoredAgreement[]): [string, boolean][] => all.map(({ text, done }) => [text, done !== undefined])
const idsIn = (all: readonly StoredAgreement[]): Record<string, string> => Object.fromEntries(all.map(({ text, id }) => [text, id]))

/** Anna's form of these agreements, as it was before Bert made them others. */
async function overtaken(anna: Counsellor, ids: Visit, theirs: Record<string, string>): Promise<Card> {
  const bert = new Counsellor(anna.house, { tenant: anna.user.tenant, id: 'bbbbbbbb-0000-4000-8000-000000000002' })
  await bert.tap('help')
  await anna.tap('share.save', { client: ids.client, person: bert.user.id, right: 'write' })
  await anna.tap('answer.edit', ids)
  const old = cardWith(anna.replies, 'answer.save')
  await corrected(bert, ids, theirs)
  return old
}

const asked = (me: Counsellor): readonly string[] => me.replies.flatMap(({ filled }) => filled?.meanwhile ?? [])

describe('an old form of agreements of which somebody changed another row', () => {
  it('asks before a day lands on another one, and shows the rows as they were', async ({ me }) => {
    const ids = await agreed(me, 'A', 'B', 'C')
    const old = await overtaken(me, ids, { 'agreement.1.text': '' })
    const now = await kept(me, ids)
    await send(me, old, 'answer.save', { 'agreement.2.due': '2026-05-01' })
    expect(asked(me)).toContain('agreement.2.due')
    expect(await kept(me, ids)).toEqual(now)
    const back = cardWith(me.replies, 'answer.save')
    expect(back.boxes).toMatchObject({ 'agreement.2.text': 'B', 'agreement.2.due': '2026-05-01' })
    await send(me, back, 'answer.save', {}, /invulde/)
    expect((await kept(me, ids)).map(({ text, due }) => [text, due])).toEqual([
      ['A', undefined],
      ['B', '2026-05-01'],
      ['C', undefined],
    ])
  })

  it('leaves the list as it is now where that is chosen', async ({ me }) => {
    const ids = await agreed(me, 'A', 'B')
    const old = await overtaken(me, ids, rows(['vooraan', 'A', 'B']))
    const now = await kept(me, ids)
    await send(me, old, 'answer.save', { 'agreement.1.due': '2026-06-06' })
    await send(me, cardWith(me.replies, 'answer.save'), 'answer.save', {}, /nu staat/)
    expect(await kept(me, ids)).toEqual(now)
  })

  it('comes back with every row, also where there are fewer now', async ({ me }) => {
    const ids = await agreed(me, 'A', 'B', 'C')
    await corrected(me, ids, rows(['A', 'B', 'C', 'D']))
    const old = await overtaken(me, ids, rows(['B', '', '', '']))
    await send(me, old, 'answer.save', { 'agreement.5.text': 'E', 'agreement.5.due': '1 mei 2026' })
    const back = cardWith(me.replies, 'answer.save')
    await send(me, back, 'answer.save', {}, /invulde/)
    expect((await kept(me, ids)).map(({ text, due }) => [text, due])).toEqual([
      ['A', undefined],
      ['B', undefined],
      ['C', undefined],
      ['D', undefined],
      ['E', '2026-05-01'],
    ])
  })

  it('asks nothing where nobody changed the list', async ({ me }) => {
    const ids = await agreed(me, 'A', 'B')
    const old = await overtaken(me, ids, { text: 'een opmerking' })
    await send(me, old, 'answer.save', { 'agreement.2.due': '2026-05-01' })
    expect(asked(me)).toEqual([])
    expect((await kept(me, ids)).map(({ due }) => due)).toEqual([undefined, '2026-05-01'])
  })
})

describe('after a correction an agreement', () => {
  it('keeps its id and whether it was done in another row, and a new one is not done', async ({ me }) => {
    const ids = await agreed(me, 'A', 'B')
    await doing(me, ids, 'B')
    const before = idsIn(await kept(me, ids))
    await corrected(me, ids, rows(['B', 'C']))
    const after = await kept(me, ids)
    expect(states(after)).toEqual([
      ['B', true],
      ['C', false],
    ])
    expect(idsIn(after).B).toBe(before.B)
    expect(Object.values(before)).not.toContain(idsIn(after).C)
  })

  it('of other words is another one, not done, and an old button does not tick it off', async ({ me }) => {
    const ids = await agreed(me, 'bel advocaat', 'regel paspoort')
    await me.tap('client.open', { client: ids.client })
    const old = cardWith(me.replies, 'agreement.done')
    await doing(me, ids, 'regel paspoort')
    await corrected(me, ids, rows(['bezoek Fedasil', 'nieuwe afspraak']))
    await send(me, old, 'agreement.done')
    expect(me.notices()).toContain('alreadyDone')
    expect(states(await kept(me, ids))).toEqual([
      ['bezoek Fedasil', false],
      ['nieuwe afspraak', false],
    ])
  })

  it('by another day is another one', async ({ me }) => {
    const ids = await agreed(me, 'A')
    await doing(me, ids, 'A')
    await corrected(me, ids, { 'agreement.1.due': '2026-05-01' })
    expect(states(await kept(me, ids))).toEqual([['A', false]])
  })

  it('has an id of its own, also of the same words twice', async ({ me }) => {
    const ids = await agreed(me, 'A', 'B')
    await doing(me, ids, 'B')
    await corrected(me, ids, rows(['B', 'B', 'B']))
    const after = await kept(me, ids)
    expect(new Set(after.map(({ id }) => id)).size).toBe(3)
    expect(states(after).filter(([, done]) => done)).toHaveLength(1)
  })

  it('stays done where its words were only masked', async ({ me }) => {
    const ids = await agreed(me, 'bel 0470 12 34 56', 'B')
    await doing(me, ids, 'bel 0470 12 34 56')
    const [before] = await kept(me, ids)
    await me.tap('answer.mask', ids)
    const [after] = await kept(me, ids)
    expect(after).toEqual({ ...before, text: expect.not.stringContaining('0470') })
  })
})
