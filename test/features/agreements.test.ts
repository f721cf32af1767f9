/** Agreements after a correction: which of them are still the same, and done. */
import { describe, expect } from 'vitest'
import type { StoredAgreement } from '../../src/records/model.ts'
import type { Counsellor } from '../support/counsellor.ts'
import { keyOf } from '../support/files.ts'
import { cardWith, send } from '../support/forms.ts'
import { it } from '../support/house.ts'

interface Visit {
  client: string
  run: string
  visit: string
}

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
