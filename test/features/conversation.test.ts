import { describe, expect } from 'vitest'
import { Counsellor, filledIn } from '../support/counsellor.ts'
import { it } from '../support/house.ts'

it.override('where', 'on a disk')
it.override('me', ({ house }) => new Counsellor(house))

describe('a conversation', () => {
  it('greets once, then opens at home', async ({ house }) => {
    const newcomer = new Counsellor(house, { tenant: 'local', id: 'newcomer' })
    await newcomer.turn({ kind: 'opened', back: false })
    expect(newcomer.replies.map((reply) => reply.view)).toEqual(['welcome', 'home'])
    await newcomer.turn({ kind: 'opened', back: false })
    expect(newcomer.replies.map((reply) => reply.view)).toEqual(['home'])
  })

  it('offers the conversation that fits the phase, as said in the country’s file', async ({ me }) => {
    await me.newClient({ phase: 'refused-first' })
    expect(me.see('client')).toMatchObject({ fitting: 'what-if', noneFits: false })
    await me.newClient({ phase: 'pending', country: 'NL' })
    expect(me.see('client')).toMatchObject({ fitting: 'explorative' })
    const detained = await me.newClient({ phase: 'detention' })
    expect(me.see('client')).toMatchObject({ noneFits: true })
    await me.tap('conversation.start', { client: detained, conversation: 'what-if', mode: 'afterwards' })
    expect(me.notices()).toContain('noConversationFits')
  })

  it('walks from the first step to the last and finds every answer back in the summary', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    const words: string[] = []
    for (let n = 0; n < 40 && me.replies.some((reply) => reply.view === 'step'); n++) {
      const text = `woorden bij ${me.step().step}`
      words.push(text)
      await me.answer({ text, ...filledIn(me.step(), text) })
      expect(me.notices().filter((key) => key.startsWith('refused'))).toEqual([])
    }
    const closed = me.see('closed')
    expect(words.length).toBeGreaterThanOrEqual(9)
    expect(closed.agreements).toMatchObject([{ due: '2026-04-02' }])
    await me.tap('digest', { client, run: closed.run.id })
    const said = JSON.stringify(me.see('digest').digest)
    for (const word of words) expect(said).toContain(word)
    await me.start(client, 'interim')
    expect(JSON.stringify(me.see('opening').former)).toContain(words[0])
    expect(me.see('opening').agreements).toHaveLength(1)
  })

  it('goes on at the same step with every answer after a restart', async ({ house, me }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.answer({ text: 'eerste antwoord' })
    const at = me.step().step
    await house.restart()
    await me.turn({ kind: 'opened', back: true })
    expect(me.step().step).toBe(at)
    await me.tap('back', me.here())
    expect(me.step().earlier).toEqual({ text: 'eerste antwoord' })
  })

  it('takes the same visit twice as one answer, and other words at an old card as a change', async ({ house, me }) => {
    const client = await me.newClient()
    await me.start(client)
    const first = me.here()
    await me.tap('answer', { ...first, text: 'een' })
    const second = me.step().step
    await me.tap('answer', { ...first, text: 'een' })
    expect(me.notices()).toContain('unchanged')
    expect(me.step().step).toBe(second)
    await me.tap('answer', { ...first, text: 'twee' })
    expect(me.notices()).toContain('revised')
    const file = await house.records.client('local|local', client)
    expect(file.runs[0]?.session.answers[first.visit]).toMatchObject({ value: { text: 'twee' }, history: [{ text: 'een' }] })
  })

  it('gives a retried activity the same reply, also after a restart, and records it once', async ({ house, me }) => {
    const client = await me.newClient()
    await me.start(client)
    const here = me.here()
    const replies = await me.tap('answer', { ...here, text: 'eenmaal' }, 'retry-1')
    expect(await me.tap('answer', { ...here, text: 'eenmaal' }, 'retry-1')).toEqual(replies)
    await house.restart()
    expect(JSON.parse(JSON.stringify(await me.tap('answer', { ...here, text: 'eenmaal' }, 'retry-1')))).toEqual(
      JSON.parse(JSON.stringify(replies)),
    )
    const file = await house.records.client('local|local', client)
    expect(file.audit.filter((line) => line.did === 'answered')).toHaveLength(1)
  })

  it('says of a conversation finished meanwhile that it is, where a button would take it up again', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    const { run } = me.here()
    await me.tap('finish', { client, run, sure: 'yes' })
    await me.tap('conversation.resume', { client, run })
    expect(me.see('notice')).toMatchObject({ notice: { key: 'refused.finished' }, actions: [{ action: 'answers', data: { client, run } }] })
    await me.tap('conversation.resume', { client, run: 'elsewhere' })
    expect(me.notices()).toEqual(['runGone'])
  })

  it('takes what is typed as the answer, and a lone command word as a command that can be undone', async ({ house, me }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.say('zij denkt veel aan haar moeder')
    const second = me.here()
    await me.say('Terug')
    const taken = me.see('notice')
    expect(taken).toMatchObject({ notice: { key: 'commandTaken' }, wasAnswer: { text: 'Terug', visit: second.visit } })
    expect(me.step().earlier).toEqual({ text: 'zij denkt veel aan haar moeder' })
    await me.tap('was-answer', { ...second, text: 'Terug' })
    const file = await house.records.client('local|local', client)
    expect(file.runs[0]?.session.answers[second.visit]?.value).toEqual({ text: 'Terug' })
    expect(me.step().step).not.toBe(second.step)
    await me.say('terug naar huis wil ze niet')
    expect(JSON.stringify((await house.records.client('local|local', client)).runs)).toContain('terug naar huis wil ze niet')
  })

  it('lets support interrupt and returns to the same step and visit', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    const here = me.here()
    await me.tap('support', here)
    expect(me.see('guide')).toMatchObject({ guide: 'calming', detour: 'support' })
    await me.tap('return', here)
    expect(me.here()).toEqual(here)
  })

  it('keeps no word of the client without consent, only the place', async ({ house, me }) => {
    for (const consent of ['asked-not', 'refused', 'withdrawn']) {
      const client = await me.newClient({ consent })
      const { step } = await me.start(client)
      await me.answer({ text: 'geheim zeegezicht' })
      expect(me.notices()).toContain('nothingKept')
      expect(me.step().step).not.toBe(step)
      await me.say('nog een geheim zeegezicht')
      await me.tap('note.save', { client, run: me.step().run.id, text: 'geheim zeegezicht' })
      expect(JSON.stringify(await house.records.client('local|local', client))).not.toContain('zeegezicht')
    }
  })

  it('prepares: chosen questions come first in the conversation, with the reminder', async ({ me }) => {
    const client = await me.newClient({ consent: 'asked-not' })
    const first = await me.start(client, 'what-if', 'prepare')
    const wanted = first.prompts.at(-1)?.id
    await me.answer({ prompts: wanted, text: 'rustig beginnen' })
    const here = me.here()
    await me.tap('finish', { ...here, sure: 'yes' })
    const chosen = [{ step: first.step, reminder: 'rustig beginnen' }]
    expect(me.see('conversation-card').steps).toMatchObject(chosen)
    for (const action of ['overview', 'more', 'skip', 'conversation.resume']) {
      await me.tap(action, here)
      expect(me.see('conversation-card'), action).toMatchObject({ steps: chosen, before: { key: 'alreadyDone' } })
    }
    const held = await me.start(client, 'what-if', 'during')
    expect(held).toMatchObject({ chosen: [wanted], reminder: 'rustig beginnen' })
    expect(held.prompts[0]?.id).toBe(wanted)
    await me.tap('conversation.card', { client, conversation: 'what-if' })
    expect(me.see('conversation-card').steps).toHaveLength(1)
  })

  it('shows nothing of a client in a group, and says why', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    me.group = true
    await me.tap('client.open', { client })
    expect(me.replies).toEqual([{ view: 'notice', notice: { key: 'group' } }])
    await me.say('zij wil niet meer leven')
    expect(me.replies.map((reply) => reply.view)).toEqual(['guide', 'notice'])
  })

  it('answers “go on” on an old card of a conversation that is over or gone with a line', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    const { run } = me.here()
    await me.tap('finish', { client, run, sure: 'yes' })
    await me.tap('conversation.resume', { client, run })
    expect(me.notices()).toEqual(['refused.finished'])
    await me.tap('conversation.resume', { client, run: 'gone' })
    expect(me.notices()).toEqual(['runGone'])
  })

  it('takes forged and foreign actions with one friendly line', async ({ house, me }) => {
    const client = await me.newClient()
    await me.start(client)
    const here = me.here()
    const stranger = new Counsellor(house, { tenant: 'elsewhere', id: 'local' })
    for (const action of [
      'client.open',
      'client.edit',
      'client.update',
      'client.erase',
      'answer',
      'skip',
      'back',
      'digest',
      'answers',
      'note.save',
      'run.remove',
      'answer.edit',
      'conversation.resume',
    ]) {
      await stranger.tap(action, { ...here, text: 'x', sure: 'yes' })
      expect(stranger.notices(), action).toEqual(['notAllowed'])
    }
    for (const [action, data] of [
      ['nonsense', {}],
      ['answer', { client: '../../etc' }],
      ['toString', {}],
      ['answer', { ...here, visit: { $ne: 1 } }],
    ] as const) {
      await me.tap(action, data)
      expect(me.notices(), action).toEqual(['unknownAction'])
    }
    await me.tap('answer', { ...here, visit: 'v999', text: 'x' })
    expect(me.notices()).toContain('refused.unknown-visit')
  })
})

describe('words of crisis', () => {
  it('brings the plan up, keeps the note, and lets the conversation wait', async ({ house, me }) => {
    const client = await me.newClient()
    await me.start(client)
    const here = me.here()
    await me.answer({ text: 'Ze zegt dat ze niet meer wil leven.' })
    expect(me.see('guide')).toMatchObject({ guide: 'crisis', detour: 'crisis' })
    const file = await house.records.client('local|local', client)
    expect(file.runs[0]?.session).toMatchObject({
      detour: 'crisis',
      step: here.step,
      answers: { [here.visit]: { value: { text: 'Ze zegt dat ze niet meer wil leven.' } } },
    })
    await me.tap('return', here)
    expect(me.here()).toEqual(here)
    await me.answer({ text: 'Ze zegt dat ze niet meer wil leven.' })
    expect(me.step().step).not.toBe(here.step)
  })

  it('hears them at home, in a form and in French too', async ({ me }) => {
    await me.tap('home')
    await me.say('elle veut mourir')
    expect(me.see('guide').guide).toBe('crisis')
    await me.tap('clients', { query: 'suicide' })
    expect(me.see('guide').guide).toBe('crisis')
  })
})

describe('what was recorded by mistake', () => {
  it('can be changed, moved to another client and deleted, also when finished', async ({ house, me }) => {
    const from = await me.newClient()
    const to = await me.newClient()
    await me.start(from)
    const first = me.here()
    await me.answer({ text: 'hoort bij een ander' })
    const second = me.here()
    await me.answer({ text: 'moet helemaal weg' })
    await me.tap('finish', { ...me.here(), sure: 'yes' })
    await me.tap('answer.move', { ...first, to })
    expect(me.notices()).toContain('moved')
    expect(JSON.stringify(await house.records.client('local|local', to))).toContain('hoort bij een ander')
    await me.tap('answer.remove', second)
    expect(me.see('confirm').what).toBe('removeAnswer')
    await me.tap('answer.remove', { ...second, sure: 'yes' })
    const run = JSON.stringify([
      await house.records.finishedRun('local|local', from, first.run),
      await house.records.client('local|local', from),
    ])
    expect(run).not.toContain('hoort bij een ander')
    expect(run).not.toContain('moet helemaal weg')
  })

  it('moves a whole conversation with its answers and agreements', async ({ house, me }) => {
    const from = await me.newClient()
    const to = await me.newClient()
    await me.start(from)
    await me.answer({ text: 'alles van de ander' })
    const { run } = me.here()
    await me.tap('run.move', { client: from, run, to })
    expect(JSON.stringify(await house.records.client('local|local', from))).not.toContain('alles van de ander')
    expect((await house.records.client('local|local', to)).runs[0]?.id).toBe(run)
  })
})

describe('a greeting', () => {
  it('opens home at the door, and is an answer inside a conversation', async ({ house }) => {
    const somebody = new Counsellor(house, { tenant: 'local', id: 'greeter' })
    await somebody.say('Hallo!')
    expect(somebody.replies.map((reply) => reply.view)).toEqual(['welcome', 'home'])
    const client = await somebody.newClient()
    const { visit } = await somebody.start(client)
    await somebody.say('bonjour')
    const file = await house.records.client('local|greeter', client)
    expect(file.runs[0]?.session.answers[visit]?.value).toEqual({ text: 'bonjour' })
  })
})
