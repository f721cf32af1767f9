/** What-now is three talks: each is short, and none goes on about what somebody would rather not talk about. */
import { describe, expect } from 'vitest'
import type { Counsellor } from '../support/counsellor.ts'
import { it } from '../support/house.ts'
import { buttons } from '../support/monkey.ts'

/** Steps that ask how somebody sees what comes. */
const AHEAD = ['legal-stay', 'moving-on', 'going-back', 'without-papers', 'options', 'plan', 'clear-plan', 'several-ways', 'no-plan']
const OUTCOMES = ['clear-plan', 'several-ways', 'no-plan', 'leave-open', 'return-impossible', 'not-without-papers']

/** Walks to the end, choosing where something is said here, and says which steps came. */
async function walk(me: Counsellor, choices: Record<string, string>): Promise<string[]> {
  const steps: string[] = []
  for (let i = 0; i < 40 && me.replies.some(({ view }) => view === 'step'); i++) {
    const { step } = me.step()
    steps.push(step)
    const choice = choices[step]
    const way = buttons(me.replies).find(({ action }) => action.action === 'answer' && (action.data.choice ?? '') === choice)
    if (choice === undefined) await me.tap('skip', me.here())
    else if (way) await me.tap('answer', way.action.data)
    else await me.tap('answer', { ...me.here(), choices: choice })
  }
  return steps
}

describe.each(['asked-not', 'refused', 'given'])('with consent %s', (consent) => {
  const client = (me: Counsellor, more = {}) => me.newClient({ consent, phase: 'refused-appeal', ...more })

  it.for(['answer', 'unsure', ''])('the first talk (%s) names the four and asks for no plan', async (talk, { me }) => {
    await me.start(await client(me, { order: 'false' }), 'what-now', 'during')
    const steps = await walk(me, talk === '' ? {} : { 'which-talk': talk })
    expect(steps.filter((step) => !['partner', 'children'].includes(step))).toEqual([
      ...['which-talk', 'settle', 'decision', 'feelings', 'first-need', 'informing', 'summary', 'agreements'],
    ])
  })

  it('none today ends it: no option, no grid, no plan', async ({ me }) => {
    await me.start(await client(me, { order: 'true' }), 'what-now', 'during')
    const steps = await walk(me, { 'which-talk': 'order', 'talk-through': 'none-today' })
    expect(steps).toContain('order-to-leave')
    expect(steps).toContain('after-term')
    expect(steps.slice(steps.indexOf('talk-through') + 1)).toEqual(['none-today', 'where-to-turn', 'summary', 'agreements'])
    expect(steps.filter((step) => AHEAD.includes(step))).toEqual([])
  })

  it('not now ends it in the last talk, and nothing asks for a decision', async ({ me }) => {
    await me.start(await client(me), 'what-now', 'during')
    const steps = await walk(me, { 'which-talk': 'last', plan: 'not-now' })
    expect(steps.slice(steps.indexOf('plan') + 1)).toEqual([
      ...['rather-not', 'end-of-reception', 'where-to-turn', 'looking-back', 'summary', 'agreements'],
    ])
    expect(steps.filter((step) => OUTCOMES.includes(step))).toEqual([])
  })
})

it('tells a Dutch client of the return decision and a Belgian one of the order', async ({ me }) => {
  for (const [country, letter, other] of [
    ['BE', 'order-to-leave', 'return-decision'],
    ['NL', 'return-decision', 'order-to-leave'],
  ] as const) {
    await me.start(await me.newClient({ country, phase: 'refused-appeal', order: 'false' }), 'what-now', 'during')
    // also where the form does not say so yet: the counsellor chose the talk about the letter
    const steps = await walk(me, { 'which-talk': 'order' })
    expect(steps).toContain(letter)
    expect(steps).not.toContain(other)
  }
})
