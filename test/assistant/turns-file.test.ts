/** The client's file in the middle of things: facts and consent that change, phases, partners, preparing, what a next conversation opens with. */
import { describe, expect } from 'vitest'
import { PHASES } from '../../src/content/schema.ts'
import { type Counsellor, content } from '../support/counsellor.ts'
import { cardWith } from '../support/forms.ts'
import { it as inHouse, newcomer } from '../support/house.ts'
import { buttons, press, shown } from '../support/monkey.ts'

const fileOf = (me: Counsellor) => (client: string) => me.house.records.client(`local|${me.user.id}`, client)
const stepsOf = (me: Counsellor) => () => me.see('overview').sections.flatMap((section) => section.steps)
const finishOf = (me: Counsellor) => () => me.tap('finish', { client: me.here().client, run: me.here().run, sure: 'yes' })

const it = inHouse
  .extend('file', ({ me }) => fileOf(me))
  .extend('steps', ({ me }) => stepsOf(me))
  .extend('finish', ({ me }) => finishOf(me))

describe('facts that change in the middle', () => {
  it('brings the step of an order to leave into the talk and leaves the answers given', async ({ me, file, steps }) => {
    const client = await me.newClient({ phase: 'refused-appeal', order: 'false' })
    await me.start(client, 'what-now')
    await me.answer({ text: 'een' })
    const { run } = me.here()
    const { position, total } = me.step()
    await me.tap('overview', { client, run })
    expect(steps().map(({ id }) => id)).not.toContain('order-to-leave')
    await me.tap('client.update', { client, order: 'true' })
    await me.tap('conversation.resume', { client, run })
    expect(me.step()).toMatchObject({ position, total: total + 1 })
    await me.tap('overview', { client, run })
    expect(steps().map(({ id }) => id)).toContain('order-to-leave')
    await me.tap('jump', { client, run, step: 'order-to-leave' })
    expect(me.step().step).toBe('order-to-leave')
    await me.tap('back', me.here())
    expect((await file(client)).runs[0]?.session.answers.v1?.value).toEqual({ text: 'een' })
  })

  it('changes the names of bodies with the country at once', async ({ me, file }) => {
    const client = await me.newClient({ country: 'BE' })
    await me.start(client)
    await me.tap('client.update', { client, country: 'NL' })
    await me.tap('conversation.resume', { client, run: (await file(client)).runs[0]?.id })
    expect(me.step().country).toBe('NL')
    expect(shown(me.step(), ['nl'])).not.toContain('CGVS')
  })

  it('closes the door to a new talk at a detention, not to what was said', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.answer({ text: 'een' })
    const { run } = me.here()
    await me.tap('client.update', { client, phase: 'detention' })
    expect(me.see('client')).toMatchObject({ noneFits: true, running: [{ id: run }] })
    await me.tap('conversation.new', { client, conversation: 'what-if' })
    expect(me.notices()).toEqual(['noConversationFits'])
    await me.tap('digest', { client, run })
    expect(JSON.stringify(me.replies)).toContain('een')
    await me.tap('conversation.edit', { client, run })
    expect(me.see('conversation-form').run).toBe(run)
  })

  it.for(PHASES)('says in phase %s what fits, in both countries, and lets nothing else begin', async (phase, { me }) => {
    for (const country of ['BE', 'NL']) {
      const client = await me.newClient({ phase, country })
      const view = me.see('client')
      const known = content.countries.get(country)?.phases.find(({ id }) => id === phase)
      expect(view.fitting).toBe(known?.conversation)
      const talks = buttons(me.replies)
        .filter(({ action }) => action.action === 'conversation.new')
        .map(({ action }) => action.data.conversation)
      expect(talks.toSorted()).toEqual([...(known?.conversation ? [known.conversation] : []), ...(known?.also ?? [])].toSorted())
      for (const language of ['nl', 'fr', 'en'] as const) expect(shown(view, [language]).length).toBeGreaterThan(100)
      expect(client).toBeTruthy()
    }
  })
})

describe('consent that changes in the middle', () => {
  it('records only while it is given, from the same step on, and leaves what there was to erase', async ({ me, file }) => {
    const client = await me.newClient({ consent: 'asked-not' })
    await me.start(client)
    await me.answer({ text: 'voor de toestemming' })
    const here = me.here()
    await me.tap('consent', { ...here, state: 'given' })
    expect(me.here()).toEqual(here)
    expect(me.notices()).toContain('consentGiven')
    await me.say('na de toestemming')
    await me.tap('consent', { client, state: 'withdrawn', sure: 'yes' })
    await me.tap('conversation.resume', here)
    await me.say('na de intrekking')
    expect(me.notices()).toContain('nothingKept')
    const text = JSON.stringify({ ...(await file(client)), handled: [] })
    expect(text).toContain('na de toestemming')
    for (const gone of ['voor de toestemming', 'na de intrekking']) expect(text).not.toContain(gone)
    expect((await file(client)).consent).toMatchObject({ state: 'withdrawn', at: '2026-03-10T14:00:00.000Z', by: `local|${me.user.id}` })
    await me.tap('client.open', { client })
    expect(buttons(me.replies).map(({ action }) => action.action)).toContain('client.erase')
  })

  it('is withdrawn only when one is sure: the day it was given goes with it', async ({ me, file }) => {
    const client = await me.newClient()
    const { consent } = await file(client)
    await me.tap('consent', { client, state: 'withdrawn' })
    expect(me.see('confirm')).toMatchObject({ what: 'withdrawConsent', action: 'consent' })
    expect((await file(client)).consent).toEqual(consent)
    await me.tap('consent', me.see('confirm').data)
    expect((await file(client)).consent.state).toBe('withdrawn')
  })

  it('offers yes and no side by side where it was not asked yet, on the client’s page and in the talk', async ({ me }) => {
    const client = await me.newClient({ consent: 'asked-not' })
    const answers = () => buttons(me.replies).flatMap(({ action }) => (action.action === 'consent' ? [action.data.state] : []))
    expect(answers()).toEqual(['given', 'refused'])
    await me.start(client)
    expect(answers()).toEqual(['given', 'refused'])
  })

  it('lets every conversation be walked to its end by the buttons alone where it was refused, and keeps no word', async ({ me, file }) => {
    for (const conversation of ['explorative', 'what-if', 'interim', 'what-now']) {
      const client = await me.newClient({ consent: 'refused', phase: 'appeal', partner: 'true', children: 'true', order: 'true' })
      await me.start(client, conversation)
      let walked = 0
      while (me.replies.some((reply) => reply.view === 'step')) {
        const go = buttons(me.replies).find(({ action }) => action.action === 'answer')
        if (!go || ++walked > 60) throw new Error(`stuck at ${me.step().step}`)
        await press(me, go)
      }
      expect(me.see('closed')).toBeTruthy()
      expect(JSON.stringify(await file(client))).not.toMatch(/"value"/)
    }
  })
})

describe('a partner', () => {
  it('is shown at once where their own file is linked, and opens', async ({ me, file }) => {
    const partner = await me.newClient({ alias: 'Rode Draak' })
    const client = await me.newClient({ alias: 'Gele Draak', partnerFile: partner })
    expect(me.see('client')).toMatchObject({ partnerFile: { id: partner, alias: 'Rode Draak' }, fields: { partner: true } })
    await me.tap('client.edit', { client })
    expect(me.see('client-form').partnerFile).toBe(partner)
    await me.tap('client.update', { client, partner: 'false', partnerFile: partner })
    expect(me.see('client').partnerFile).toBeUndefined()
    await me.tap('client.update', { client, partnerFile: client })
    expect((await file(client)).partnerFile).toBeUndefined()
    await me.tap('client.update', { client, partnerFile: partner })
    expect(me.see('client').partnerFile).toMatchObject({ id: partner })
    await me.tap('client.update', { client, partnerFile: 'none' })
    expect(me.see('client').partnerFile).toBeUndefined()
  })

  it('is not linked where the file is somebody else’s, and leaves nothing behind once erased', async ({ me, house, file }) => {
    const other = newcomer(house)
    const theirs = await other.newClient()
    const client = await me.newClient({ partnerFile: theirs })
    expect((await file(client)).partnerFile).toBeUndefined()
    const partner = await me.newClient({ alias: 'Rode Draak' })
    await me.tap('client.update', { client, partnerFile: partner })
    await me.tap('client.erase', { client: partner, sure: 'yes' })
    await me.tap('client.edit', { client })
    expect(me.see('client-form').partnerFile).toBeUndefined()
    await me.tap('client.open', { client })
    for (const reply of me.replies) expect(shown(reply)).not.toContain('Rode Draak')
  })
})

describe('the form of a client', () => {
  it('comes back with what was filled in and nothing that was not chosen', async ({ me }) => {
    await me.tap('client.create', { alias: '', country: '', phase: '', order: 'true', language: 'Dari' })
    const { filled, errors } = me.see('client-form')
    expect(errors.map(({ key }) => key)).toEqual(['aliasMissing', 'countryMissing', 'phaseMissing'])
    expect(filled?.boxes).toMatchObject({ order: 'true', language: 'Dari' })
    expect(cardWith(me.replies, 'client.create').boxes).toMatchObject({
      alias: '',
      country: '',
      phase: '',
      order: 'true',
      language: 'Dari',
    })
  })

  it.for(['   ', '\u200f\u202e\u200b'])('takes no alias that cannot be seen', async (alias, { me }) => {
    await me.tap('client.create', { alias, country: 'BE', phase: 'pending' })
    expect(me.see('client-form').errors).toMatchObject([{ key: 'aliasMissing' }])
  })

  it('warns where an alias looks like a real name with a date or a number, and lets it be', async ({ me }) => {
    await me.tap('client.create', { alias: 'Jan Janssens 12/03/1985', country: 'BE', phase: 'pending' })
    expect(me.notices()).toEqual(['aliasLooksReal', 'clientCreated'])
  })
})

describe('preparing', () => {
  it('ends in a card, is taken up again with what was chosen, and comes along into the talk', async ({ me, finish }) => {
    const client = await me.newClient({ consent: 'asked-not' })
    const first = await me.start(client, 'what-if', 'prepare')
    const [a, b] = first.prompts.map(({ id }) => id)
    await me.answer({ prompts: `${a},${b}`, text: 'rustig beginnen' })
    const second = me.step()
    await me.answer({ prompts: second.prompts[0]?.id })
    await finish()
    expect(me.see('conversation-card').steps.map(({ step }) => step)).toEqual([first.step, second.step])

    const again = await me.start(client, 'what-if', 'prepare')
    expect(again).toMatchObject({ chosen: [a, b], earlier: { prompts: [a, b], text: 'rustig beginnen' } })
    // Emptied on purpose: nothing is taken along from this step any more.
    await me.answer({ prompts: '', text: '' })
    await finish()
    expect(me.see('conversation-card').steps.map(({ step }) => step)).toEqual([second.step])

    const held = await me.start(client, 'what-if', 'during')
    expect(held.chosen).toEqual([])
    await me.answer({})
    expect(me.step().chosen).toEqual([second.prompts[0]?.id])
  })
})

describe('the next conversation', () => {
  it('opens with the former’s summary and what was agreed and not done', async ({ me, house, clock }) => {
    const client = await me.newClient({ phase: 'appeal' })
    await me.start(client, 'interim')
    await me.answer({ text: 'ze denkt aan haar zus' })
    await me.tap('jump', { ...me.here(), step: 'agreements' })
    await me.answer({ 'agreement.1.text': 'Ik bel', 'agreement.2.text': 'Zij schrijft', 'agreement.2.due': '2026-04-01' })
    const [call] = me.see('closed').agreements
    await me.tap('agreement.done', { client, agreement: call?.id })
    expect(me.notices()).toEqual(['agreementDone'])
    await me.tap('agreement.done', { client, agreement: call?.id })
    expect(me.notices()).toEqual(['alreadyDone'])
    clock.now = new Date('2026-06-10T14:00:00Z')
    await house.restart()
    await me.start(client, 'what-now')
    const opening = me.see('opening')
    expect(JSON.stringify(opening.former?.answers)).toContain('ze denkt aan haar zus')
    expect(opening.agreements).toMatchObject([{ text: 'Zij schrijft', due: '2026-04-01' }])
    const here = me.here()
    const tick = buttons(me.replies).find(({ action }) => action.action === 'agreement.done')
    await press(me, tick as NonNullable<typeof tick>)
    // Ticked off at the start of the talk: the talk goes on where it was.
    expect(me.here()).toEqual(here)
  })

  it('may be what-now again after an order to leave, and builds on what was said', async ({ me, finish }) => {
    const client = await me.newClient({ phase: 'refused-appeal' })
    await me.start(client, 'what-now')
    await me.tap('skip', me.here())
    const first = me.step()
    await me.answer({ text: 'toen nog geen bevel' })
    await finish()
    await me.tap('client.update', { client, order: 'true' })
    await me.start(client, 'what-now')
    expect(JSON.stringify(me.see('opening').former)).toContain('toen nog geen bevel')
    await me.tap('skip', me.here())
    expect(me.step().prompts.map(({ id }) => id)).toContain('since-last-time')
    expect(first.prompts.map(({ id }) => id)).not.toContain('since-last-time')
    expect(me.step().total).toBe(first.total + 1)
  })
})

describe('in a group', () => {
  it('speaks the counsellor’s own language, shows nothing of anybody, whatever is done', async ({ me, file }) => {
    const client = await me.newClient({ alias: 'Blauwe Vlinder' })
    await me.tap('language', { language: 'fr' })
    await me.start(client)
    const here = me.here()
    me.group = true
    const inputs = [
      () => me.tap('answer', { ...here, text: 'x' }),
      () => me.tap('client.open', { client }),
      () => me.tap('home'),
      () => me.say('taal nl'),
      () => me.say('gewone woorden'),
      () => me.turn({ kind: 'opened', back: true }),
      () => me.turn({ kind: 'attachment' }),
    ]
    for (const input of inputs) {
      await input()
      expect(me.notices()).toEqual(['group'])
      expect(me.result?.language).toBe('fr')
      for (const reply of me.replies) expect(shown(reply)).not.toContain('Blauwe Vlinder')
    }
    expect((await file(client)).runs[0]?.session.answers).toEqual({})
  })
})
