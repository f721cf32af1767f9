/** A choice decides how the talk goes on, with or without consent; a branch that nobody chose is not shown. */
import { describe, expect } from 'vitest'
import type { Counsellor } from '../support/counsellor.ts'
import { it } from '../support/house.ts'
import { buttons } from '../support/monkey.ts'

/** Goes on without answering anything until the end, and says which steps came. */
async function walkOn(me: Counsellor): Promise<string[]> {
  const steps: string[] = []
  for (let i = 0; i < 40 && me.replies.some((reply) => reply.view === 'step'); i++) {
    steps.push(me.step().step)
    await me.tap('skip', me.here())
  }
  return steps
}

async function walkTo(me: Counsellor, step: string): Promise<void> {
  for (let i = 0; i < 40 && me.step().step !== step; i++) await me.tap('skip', me.here())
  expect(me.step().step).toBe(step)
}

const choose = async (me: Counsellor, id: string): Promise<void> => {
  const way = buttons(me.replies).find(({ action }) => action.action === 'answer' && action.data.choice === id)
  if (!way) throw new Error(`no button for ${id}`)
  await me.tap('answer', way.action.data)
}

const BRANCHES = ['plan-closer', 'no-plan-yet', 'cannot-go-back', 'not-now']

describe.each(['asked-not', 'refused', 'given'])('with consent %s', (consent) => {
  it('shows no branch where nothing was chosen', async ({ me }) => {
    const client = await me.newClient({ consent })
    await me.start(client, 'what-if', 'during')
    const steps = await walkOn(me)
    expect(steps).toContain('plan-yet')
    expect(steps.filter((step) => BRANCHES.includes(step))).toEqual([])
  })

  it('takes the branch that was chosen with one tap, and no other', async ({ me }) => {
    const client = await me.newClient({ consent })
    await me.start(client, 'what-if', 'during')
    await walkTo(me, 'plan-yet')
    await choose(me, 'cannot-go-back')
    expect(me.notices().includes('nothingKept')).toBe(false)
    expect((await walkOn(me)).filter((step) => BRANCHES.includes(step))).toEqual(['cannot-go-back'])
  })

  it('takes it where its words are typed too', async ({ me }) => {
    const client = await me.newClient({ consent })
    await me.start(client, 'what-if', 'during')
    await walkTo(me, 'plan-yet')
    await me.say('Wil er nu niet over praten')
    expect(me.step().step).toBe('not-now')
  })

  it('shows them all while preparing', async ({ me }) => {
    const client = await me.newClient({ consent })
    await me.start(client, 'what-if', 'prepare')
    expect((await walkOn(me)).filter((step) => BRANCHES.includes(step))).toEqual(BRANCHES)
  })

  it('takes another branch where one goes back and chooses again', async ({ me }) => {
    const client = await me.newClient({ consent })
    await me.start(client, 'what-if', 'during')
    await walkTo(me, 'plan-yet')
    await choose(me, 'cannot-go-back')
    await me.tap('back', me.here())
    await choose(me, 'not-now')
    expect((await walkOn(me)).filter((step) => BRANCHES.includes(step))).toEqual(['not-now'])
  })
})

describe('without consent', () => {
  it('keeps the branch as the place, and nothing that reads as what the client said', async ({ me }) => {
    const client = await me.newClient({ consent: 'refused' })
    await me.start(client, 'what-if', 'during')
    await walkTo(me, 'plan-yet')
    const { run, visit } = me.here()
    await me.tap('answer', { ...me.here(), choice: 'cannot-go-back', text: 'Zij zei iets.' })
    expect(me.notices()).toContain('nothingKept')
    const file = await me.house.records.client(`local|${me.user.id}`, client)
    expect(file.runs[0]?.session.answers[visit]).toEqual({ step: 'plan-yet', withheld: true, route: ['cannot-go-back'], history: [] })
    expect(JSON.stringify(file.runs)).not.toContain('Zij zei iets')
    await me.tap('digest', { client, run })
    expect(me.see('digest').digest.answers).toMatchObject([{ step: 'plan-yet', withheld: true }])
    expect(me.see('digest').digest.answers[0]).not.toHaveProperty('route')
  })

  it('has boxes to tick where more than one branch may be taken, and none for words', async ({ me }) => {
    const client = await me.newClient({ consent: 'asked-not', phase: 'refused-appeal' })
    await me.start(client, 'what-now', 'during')
    await choose(me, 'order')
    await walkTo(me, 'talk-through')
    const go = buttons(me.replies).find(({ action }) => action.action === 'answer')
    expect(go?.inputs.map(({ input, id }) => [input, id])).toEqual([['checklist', 'choices']])
    await me.tap('answer', { ...go?.action.data, choices: 'onward,undocumented' })
    const walked = [me.step().step, ...(await walkOn(me)).slice(1)]
    expect(walked.filter((step) => ['legal-stay', 'moving-on', 'going-back', 'without-papers'].includes(step)).toSorted()).toEqual([
      'moving-on',
      'without-papers',
    ])
  })
})
