/** Words of crisis: the plan comes up wherever they are typed, what may be kept is kept, and the conversation waits. */
import { describe, expect } from 'vitest'
import type { Reply } from '../../src/turn/reply.ts'
import type { Counsellor } from '../support/counsellor.ts'
import { it as inHouse } from '../support/house.ts'
import { buttons, shown } from '../support/monkey.ts'

const WORDS = 'Ze zegt dat ze dood wil.'

const it = inHouse
  .extend('fileOf', ({ me }) => async (client: string) => {
    const { handled: _, ...file } = await me.house.records.client(`local|${me.user.id}`, client)
    return JSON.stringify(file)
  })
  .extend('sessionOf', ({ me }) => async (client: string) => {
    const { runs } = await me.house.records.client(`local|${me.user.id}`, client)
    return runs[0]?.session
  })
const plans = (replies: readonly Reply[]) => replies.filter((reply) => reply.view === 'guide' && reply.guide === 'crisis')

/** Somewhere these words can be typed, inside a conversation. */
const INSIDE: Record<string, (me: Counsellor, text: string) => Promise<unknown>> = {
  'the box of a card': (me, text) => me.answer({ text }),
  'the chat line': (me, text) => me.say(text),
  'a note': (me, text) => me.tap('note.save', { client: me.here().client, run: me.here().run, text }),
  'a private note': (me, text) => me.tap('note.save', { client: me.here().client, run: me.here().run, text, private: 'true' }),
  'a card answered before': (me, text) => me.tap('answer', { ...me.here(), visit: 'v1', text }),
  'a corrected answer': (me, text) => me.tap('answer.save', { ...me.here(), visit: 'v1', text }),
  'an edited message': async (me, text) => {
    await me.turn({ kind: 'edited', activity: 'typed-first', text })
    const { data } = me.see('confirm')
    await me.tap('edit.apply', data)
  },
  'a word that was taken for a command': async (me, text) => {
    const here = me.here()
    await me.say('tip')
    await me.tap('was-answer', { ...here, text })
  },
}

describe.each(Object.keys(INSIDE))('words of crisis in %s', (place) => {
  const type = INSIDE[place] as (me: Counsellor, text: string) => Promise<unknown>
  const begun = async (me: Counsellor, consent: string, mode = 'afterwards'): Promise<string> => {
    const client = await me.newClient({ consent })
    await me.start(client, 'what-if', mode)
    await me.say('gewone woorden', 'typed-first')
    return client
  }

  it('keeps them, brings the plan up once, and waits at the step until the counsellor chooses', async ({ me, fileOf, sessionOf }) => {
    const client = await begun(me, 'given')
    const { step } = me.here()
    await type(me, WORDS)
    expect(plans(me.replies)).toHaveLength(1)
    expect(me.see('guide')).toMatchObject({ guide: 'crisis', detour: 'crisis' })
    expect(await fileOf(client)).toContain(WORDS)
    expect(await sessionOf(client)).toMatchObject({ detour: 'crisis', step, status: 'running' })
    const actions = buttons(me.replies).map(({ action }) => action.action)
    expect(actions).toEqual(expect.arrayContaining(['return', 'pause', 'finish']))
    // Moving on some other way is refused, kindly, with the plan still there.
    for (const action of ['skip', 'back']) {
      const visit = (await sessionOf(client))?.visit
      await me.tap(action, { client, run: me.see('guide').run?.id, visit })
      expect(plans(me.replies)).toHaveLength(1)
      expect(await sessionOf(client)).toMatchObject({ detour: 'crisis', step })
    }
    await me.say('ga verder')
    expect(me.step().step).toBe(step)
  })

  it.for(['asked-not', 'refused', 'withdrawn'])('brings the plan up, keeps nothing (%s)', async (consent, { me, fileOf, sessionOf }) => {
    // There is nothing to correct where nothing was kept.
    if (place === 'an edited message' || place === 'a corrected answer') return
    const client = await begun(me, consent)
    await type(me, WORDS)
    expect(plans(me.replies)).toHaveLength(1)
    expect(me.notices().some((key) => key.startsWith('nothingKept'))).toBe(true)
    expect(me.notices()).not.toContain('saved')
    expect(await fileOf(client)).not.toContain('dood')
    expect(await sessionOf(client)).toMatchObject({ detour: 'crisis' })
  })

  it.for([[...WORDS].join('\u200e'), WORDS.replace(/\w/g, '$&\u20dd'), 'i k  w i l  d o o d', 'z.e.l.f.m.o.o.r.d', 'zelfmоord'])(
    'brings the plan up in another dress: %s',
    async (text, { me }) => {
      await begun(me, 'given')
      await type(me, text)
      expect(plans(me.replies)).toHaveLength(1)
    },
  )

  it('brings the plan up where they stand behind 150,000 characters that are too long to keep', async ({ me }) => {
    await begun(me, 'given')
    const text = `${'gewone woorden '.repeat(10_000)}${WORDS}`
    // an edit that is too long is not offered
    await (place === 'an edited message' ? me.turn({ kind: 'edited', activity: 'typed-first', text }) : type(me, text))
    expect(plans(me.replies)).toHaveLength(1)
  })

  it('brings the plan up while preparing too', async ({ me, sessionOf }) => {
    const client = await begun(me, 'asked-not', 'prepare')
    await type(me, WORDS)
    expect(plans(me.replies)).toHaveLength(1)
    expect(await sessionOf(client)).toMatchObject({ detour: 'crisis' })
  })

  it('brings the plan up while discreet, with none of the words on screen', async ({ me, fileOf }) => {
    const client = await begun(me, 'given')
    await me.tap('discreet', { on: 'true', client, run: me.here().run })
    await type(me, WORDS)
    expect(plans(me.replies)).toHaveLength(1)
    for (const reply of me.replies) expect(shown(reply)).not.toContain('Ze zegt dat')
    expect(await fileOf(client)).toContain(WORDS)
  })
})

describe('words of crisis elsewhere', () => {
  it.for([
    ['an alias', (me: Counsellor) => me.tap('client.create', { alias: 'wil dood', country: 'BE', phase: 'pending' })],
    ['a search', (me: Counsellor) => me.tap('clients', { query: 'suicide' })],
    ['the chat line at home', (me: Counsellor) => me.say('elle veut mourir')],
    ['a message too long to keep', (me: Counsellor) => me.say(`${WORDS}${' en verder'.repeat(2000)}`)],
    ['a forged card', (me: Counsellor) => me.tap('answer', { client: 'x', run: 'y', visit: 'z', text: WORDS })],
    ['an unknown action', (me: Counsellor) => me.tap('nonsense', { text: WORDS })],
    ['an edited message that was no answer', (me: Counsellor) => me.turn({ kind: 'edited', activity: 'unknown', text: WORDS })],
  ] as const)('brings the plan up from %s', async ([, type], { me }) => {
    await me.tap('home')
    await type(me)
    expect(plans(me.replies)).toHaveLength(1)
    expect(me.notices()).not.toContain('notUnderstood')
    expect(buttons(me.replies).length).toBeGreaterThan(0)
  })

  it('brings the plan up from the place where a conversation is held', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.tap('conversation.update', { client, run: me.here().run, place: WORDS })
    expect(me.see('guide')).toMatchObject({ guide: 'crisis', detour: 'crisis' })
  })

  it('says why the plan comes up where the conversation itself is gone', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    const here = me.here()
    await me.tap('run.remove', { ...here, sure: 'yes' })
    await me.tap('edit.apply', { ...here, text: WORDS })
    expect(plans(me.replies)).toMatchObject([{ before: { key: 'crisisFound' } }])
    expect(me.notices()).toContain('runGone')
  })

  it('wakes a paused conversation to the plan', async ({ me, fileOf }) => {
    const client = await me.newClient()
    await me.start(client)
    const here = me.here()
    await me.tap('pause', here)
    await me.tap('answer', { ...here, text: WORDS })
    expect(me.see('guide')).toMatchObject({ guide: 'crisis', detour: 'crisis' })
    expect(await fileOf(client)).toContain(WORDS)
  })

  it('keeps the conversation from ending on the last step', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.tap('jump', { ...me.here(), step: 'agreements' })
    await me.answer({ 'agreement.1.text': WORDS })
    expect(me.see('guide')).toMatchObject({ guide: 'crisis', detour: 'crisis' })
    await me.tap('finish', { client, run: me.see('guide').run?.id, sure: 'yes' })
    expect(me.see('closed').agreements).toMatchObject([{ text: WORDS }])
  })

  it('says gently that something was denied, with a way to the plan, and goes on', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    const { step } = me.here()
    await me.answer({ text: 'Geen gedachten aan zelfmoord, zegt hij.' })
    expect(plans(me.replies)).toEqual([])
    expect(me.notices()).toContain('crisisDenied')
    expect(me.step().step).not.toBe(step)
    await me.tap('crisis', buttons(me.replies).find(({ action }) => action.action === 'crisis')?.action.data)
    expect(me.see('guide')).toMatchObject({ guide: 'crisis', detour: 'crisis' })
  })

  it('goes on when the same words are answered again', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    const here = me.here()
    await me.answer({ text: WORDS })
    await me.tap('return', here)
    await me.answer({ text: WORDS })
    expect(me.step().step).not.toBe(here.step)
    expect(plans(me.replies)).toEqual([])
  })

  it('does not push the first words out when more are typed while the plan is up', async ({ me, fileOf, sessionOf }) => {
    const client = await me.newClient()
    await me.start(client)
    const { visit } = me.here()
    await me.say(WORDS)
    await me.say('ik bel nu met een collega')
    expect((await sessionOf(client))?.answers[visit]?.value).toEqual({ text: WORDS })
    expect(await fileOf(client)).toContain('ik bel nu met een collega')
    expect(me.notices()).toContain('noteSaved')
    expect(me.see('guide').detour).toBe('crisis')
  })
})

describe.each(Object.keys(INSIDE))('a quiet sign in %s', (place) => {
  it('is kept, one line says so kindly with a way to the plan, and the talk goes on', async ({ me, fileOf, sessionOf }) => {
    const client = await me.newClient()
    await me.start(client, 'what-if', 'afterwards')
    await me.say('gewone woorden', 'typed-first')
    await INSIDE[place]!(me, 'Ze ziet geen uitweg meer.')
    expect(plans(me.replies)).toEqual([])
    expect(me.notices().filter((key) => key === 'quietSign')).toHaveLength(1)
    expect(await fileOf(client)).toContain('geen uitweg meer')
    expect((await sessionOf(client))?.detour).toBeUndefined()
    const way = buttons(me.replies).find(({ action }) => action.action === 'crisis')
    await me.tap('crisis', way?.action.data)
    expect(me.see('guide')).toMatchObject({ guide: 'crisis', detour: 'crisis' })
  })
})
