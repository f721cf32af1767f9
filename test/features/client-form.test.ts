/** The form of a client: it writes what was changed in it, and never an old state. */
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { ClientDocument } from '../../src/records/model.ts'
import type { Counsellor } from '../support/counsellor.ts'
import { it } from '../support/house.ts'
import { type Button, buttons } from '../support/monkey.ts'

const fileOf = (me: Counsellor, client: string) => me.house.records.client(`${me.user.tenant}|${me.user.id}`, client)

interface Form {
  button: Button
  boxes: Record<string, string>
}

/** The form as it was shown: its save button, and what its boxes hold. */
async function openForm(me: Counsellor, client: string): Promise<Form> {
  await me.tap('client.edit', { client })
  const button = buttons(me.replies).find(({ action }) => action.action === 'client.update')
  if (!button) throw new Error('no form')
  const boxes = Object.fromEntries(button.inputs.map((input) => [input.id, String('value' in input ? (input.value ?? '') : '')]))
  return { button, boxes }
}

const save = (me: Counsellor, { button, boxes }: Form, changed: Record<string, string | undefined> = {}) =>
  me.tap('client.update', { ...button.action.data, ...boxes, ...changed })

describe('the day of a consent', () => {
  it('is that of Brussels, at half past midnight too', async ({ me, clock }) => {
    clock.now = new Date('2026-07-01T22:30:00Z')
    const client = await me.newClient({ consent: 'given' })
    await me.tap('client.open', { client })
    expect(me.see('client').consentDate).toBe('2026-07-02')
  })
})

describe('an old form', () => {
  it('does not give a withdrawn consent back, nor an old phase', async ({ me }) => {
    const client = await me.newClient({ language: 'Dari' })
    const old = await openForm(me, client)
    await me.tap('consent', { client, state: 'withdrawn', sure: 'yes' })
    await save(me, await openForm(me, client), { phase: 'detention' })
    await save(me, old, { language: 'Pasjtoe' })
    expect(await fileOf(me, client)).toMatchObject({ consent: { state: 'withdrawn' }, phase: 'detention', language: 'Pasjtoe' })
  })

  it('shows both where the same was changed meanwhile, and lets the person choose', async ({ me }) => {
    const client = await me.newClient()
    const old = await openForm(me, client)
    await save(me, await openForm(me, client), { phase: 'detention' })
    await save(me, old, { phase: 'appeal', language: 'Farsi' })
    const form = me.see('client-form')
    expect(form.conflicts).toEqual([{ box: 'phase', mine: 'appeal' }])
    expect(form.values).toMatchObject({ phase: 'detention', language: 'Farsi' })
    expect((await fileOf(me, client)).phase).toBe('detention')
    const again = buttons(me.replies).find(({ action }) => action.action === 'client.update')!
    const boxes = Object.fromEntries(again.inputs.map((input) => [input.id, String('value' in input ? (input.value ?? '') : '')]))
    await save(me, { button: again, boxes }, { phase: 'appeal' })
    expect(await fileOf(me, client)).toMatchObject({ phase: 'appeal', language: 'Farsi' })
  })

  it.for(['withdrawn', 'refused', 'asked-not'])(
    'from before forms carried what they showed gives no consent over %s',
    async (state, { me }) => {
      const client = await me.newClient({ consent: state })
      await me.tap('client.update', { client, consent: 'given', phase: 'refused-first' })
      expect((await fileOf(me, client)).consent.state).toBe(state)
      expect(me.see('client-form').conflicts).toEqual([{ box: 'consent', mine: 'given' }])
    },
  )

  it.for(['{', '[]', '{"consent":1}', '__proto__', 'null', '{"__proto__":"x"}'])(
    'with a damaged mark %s gives no consent either',
    async (shown, { me }) => {
      const client = await me.newClient({ consent: 'refused' })
      await me.tap('client.update', { client, consent: 'given', shown })
      expect((await fileOf(me, client)).consent.state).toBe('refused')
    },
  )
})

const BOXES = {
  phase: ['pending', 'refused-first', 'appeal', 'detention'],
  order: ['true', 'false'],
  children: ['true', 'false'],
  interpreter: ['none', 'professional', 'acquaintance'],
  language: ['Dari', 'Farsi', ''],
  consent: ['given', 'refused', 'withdrawn'],
} as const
const change = fc.record(Object.fromEntries(Object.entries(BOXES).map(([box, values]) => [box, fc.constantFrom<string>(...values)])), {
  requiredKeys: [],
})

/** What the boxes of a form hold for this file. */
const state = (file: ClientDocument): Record<string, string> => ({
  phase: file.phase,
  order: String(file.order),
  children: String(file.children),
  interpreter: file.interpreter ?? '',
  language: file.language,
  consent: file.consent.state,
})

describe('forms of any age', () => {
  it('write what was changed in them and nothing else, and never raise consent unseen', async ({ me }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 3 }), change, async (meanwhile, mine) => {
        const client = await me.newClient()
        const old = await openForm(me, client)
        for (const one of meanwhile) await save(me, await openForm(me, client), one)
        const before = state(await fileOf(me, client))
        await save(me, old, mine)
        const after = state(await fileOf(me, client))
        const asked = me.replies.some(({ view }) => view === 'client-form')
        const filled = asked ? me.see('client-form') : undefined
        for (const box of Object.keys(BOXES)) {
          const typed = mine[box]
          const touched = typed !== undefined && typed !== old.boxes[box]
          if (!touched || asked) expect(after[box], `${box} was not changed here`).toBe(before[box])
          else expect(after[box], box).toBe(typed)
          // Not in the file, so on the page that came back.
          if (touched && asked && typed !== before[box])
            expect(
              [
                String(filled?.values[box as never] ?? ''),
                ...(filled?.conflicts ?? []).filter((one) => one.box === box).map(({ mine: own }) => own),
              ],
              box,
            ).toContain(typed)
        }
        if (before.consent !== 'given' && old.boxes.consent !== before.consent) expect(after.consent).toBe(before.consent)
      }),
      { numRuns: Number(process.env.RUNS ?? 60), seed: Number(process.env.SEED ?? 1), endOnFailure: true },
    )
  }, 60_000)
})
