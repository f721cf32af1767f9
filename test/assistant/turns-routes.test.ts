/** A choice decides how the talk goes on, with or without consent; a branch that nobody chose is not shown. */
import { describe, expect } from 'vitest'
import { tab } from '../support/chats.ts'
import type { Counsellor } from '../support/counsellor.ts'
import { keyOf } from '../support/files.ts'
import { cardWith, send } from '../support/forms.ts'
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

const valueAt = async (me: Counsellor, client: string, visit: string) =>
  (await me.house.records.client(keyOf(me.user), client)).runs[0]?.session.answers[visit]?.value

describe('a choice that is kept', () => {
  it('stays where words are added to it later, by whatever button', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client, 'what-if', 'during')
    await walkTo(me, 'plan-yet')
    await choose(me, 'cannot-go-back')
    await me.tap('back', me.here())
    const { visit } = me.here()
    const card = cardWith(me.replies, 'answer')
    await send(me, card, 'more', { text: 'Eerst dit.' })
    expect(await valueAt(me, client, visit)).toEqual({ text: 'Eerst dit.', choices: ['cannot-go-back'] })
    await me.tap('conversation.resume', { client, run: me.see('more').run.id })
    await send(me, cardWith(me.replies, 'answer'), 'answer', { text: 'En dan dit.' }, /^Bewaar/)
    expect(await valueAt(me, client, visit)).toEqual({ text: 'En dan dit.', choices: ['cannot-go-back'] })
    expect(me.step().step).toBe('cannot-go-back')
  })

  it('goes with the words typed beside it', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client, 'what-if', 'during')
    await walkTo(me, 'plan-yet')
    const { visit } = me.here()
    await send(me, cardWith(me.replies, 'answer'), 'answer', { text: 'Zo zei hij het.' }, /nu niet over praten/)
    expect(await valueAt(me, client, visit)).toEqual({ text: 'Zo zei hij het.', choices: ['not-now'] })
    expect(me.step().step).toBe('not-now')
  })

  it('is not put in place of one that was made elsewhere meanwhile, unasked', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client, 'what-if', 'during')
    await walkTo(me, 'plan-yet')
    const { run, visit } = me.here()
    const phone = tab(me, 'phone')
    await phone.tap('conversation.resume', { client, run })
    const old = cardWith(phone.replies, 'answer')
    await choose(me, 'cannot-go-back')
    await send(phone, old, 'answer', {}, /nu niet over praten/)
    expect(await valueAt(me, client, visit)).toEqual({ choices: ['cannot-go-back'] })
    expect(phone.replies.some(({ filled }) => filled?.meanwhile?.includes('choice'))).toBe(true)
  })
})

describe('without consent', () => {
  it('leads on by the number of a way too, as it stands on the card', async ({ me }) => {
    const client = await me.newClient({ consent: 'asked-not' })
    await me.start(client, 'what-if', 'during')
    await walkTo(me, 'plan-yet')
    const { options } = me.step()
    await me.say(String(options.indexOf('not-now') + 1))
    expect(me.step().step).toBe('not-now')
  })

  it('takes no way that is none', async ({ me }) => {
    const client = await me.newClient({ consent: 'refused' })
    await me.start(client, 'what-if', 'during')
    await walkTo(me, 'plan-yet')
    await me.tap('answer', { ...me.here(), choice: 'nowhere', text: 'Zij zei iets.' })
    expect(me.notices()).toContain('refused.invalid-value')
    expect(me.step().step).toBe('plan-yet')
    const file = await me.house.records.client(keyOf(me.user), client)
    expect(file.runs[0]?.session.answers).toEqual({})
  })

  it('says nowhere that something is saved', async ({ me }) => {
    const client = await me.newClient({ consent: 'refused', phase: 'refused-appeal' })
    await me.start(client, 'what-now', 'during')
    const labels = () => buttons(me.replies).map(({ action }) => action.label)
    expect(labels()).not.toContain('Bewaar en verder')
    await choose(me, 'order')
    await walkTo(me, 'talk-through')
    expect(labels()).not.toContain('Bewaar en verder')
  })

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
