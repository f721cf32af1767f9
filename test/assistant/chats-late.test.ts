/** A chat that comes late: retries, a restart, a run that went on elsewhere, another client's card on the screen. */
import { describe, expect } from 'vitest'
import { answeredOnThePhone, placesOf, tab } from '../support/chats.ts'
import type { Counsellor } from '../support/counsellor.ts'
import { keyOf } from '../support/files.ts'
import { it } from '../support/house.ts'

const HOURS = 3_600_000
const asked = (me: Counsellor) => me.replies.find((reply) => reply.view === 'notice' && reply.wasAnswer !== undefined)

describe('a turn that comes again', () => {
  it('is not an answer because it was asked about the first time', async ({ me, clock }) => {
    await me.start(await me.newClient())
    clock.now = new Date(clock.now.getTime() + 21 * 24 * HOURS)
    await me.say('Goeiemorgen!', 'greeting')
    await me.say('Goeiemorgen!', 'greeting')
    expect(await placesOf(me, 'Goeiemorgen')).toEqual([])
    expect(asked(me)).toBeDefined()
  })

  it('is not an answer at the step that the first time showed', async ({ me }) => {
    await answeredOnThePhone(me)
    await me.say('op het scherm', 'late')
    const first = asked(me)
    await me.say('op het scherm', 'late')
    expect(await placesOf(me, 'op het scherm')).toEqual([])
    expect(asked(me)).toEqual(first)
  })

  it('is not an answer to what was opened since', async ({ me }) => {
    const grey = await me.newClient({ alias: 'Grijze Zee' })
    await me.tap('home')
    await me.say('hallo daar', 'at-home')
    await me.start(grey)
    const here = me.here()
    await me.say('hallo daar', 'at-home')
    expect(await placesOf(me, 'hallo daar')).toEqual([])
    expect(me.see('step').visit).toBe(here.visit)
  })

  it('does not wake a run that was paused since', async ({ me }) => {
    const grey = await me.newClient()
    await me.start(grey)
    const { client, run } = me.here()
    await me.tap('conversation.resume', { client, run }, 'look')
    await me.tap('pause', { client, run })
    await me.tap('conversation.resume', { client, run }, 'look')
    expect((await me.house.records.client(keyOf(me.user), grey)).runs[0]?.session.status).toBe('paused')
    await me.tap('conversation.resume', { client, run })
    expect(me.see('step').run.id).toBe(run)
  })
})

describe('a command that comes again', () => {
  it('wakes no run that was paused since', async ({ me }) => {
    const grey = await me.newClient()
    await me.start(grey)
    const { client, run } = me.here()
    await me.say('taal nl', 'language')
    await tab(me, 'phone').tap('pause', { client, run })
    await me.say('taal nl', 'language')
    expect((await me.house.records.client(keyOf(me.user), grey)).runs[0]?.session.status).toBe('paused')
  })
})

describe('a run that went on elsewhere', () => {
  it('takes no line where only the detour it waits in was shown, before and after a restart', async ({ me, house }) => {
    const grey = await me.newClient()
    await me.start(grey)
    const { client, run } = me.here()
    await me.tap('support', { client, run })
    const phone = tab(me, 'phone')
    await phone.tap('conversation.resume', { client, run })
    phone.see('guide')
    await phone.say('zonder vraag')
    await house.restart()
    await phone.say('nog altijd zonder vraag')
    for (const text of ['zonder vraag', 'nog altijd zonder vraag']) expect(await placesOf(me, text)).toEqual([])
    expect(phone.notices()).toContain('unsure')
  })

  it('takes no line of a chat that showed an earlier step, after a restart either', async ({ me, house }) => {
    const { grey: client, phone } = await answeredOnThePhone(me)
    for (let n = 0; n < 5; n++) await phone.tap('note.save', { client, text: `los ${n}` })
    await house.restart()
    await me.say('op het scherm')
    expect(await placesOf(me, 'op het scherm')).toEqual([])
    // What was on the screen is not known any more: only the step shown now can be meant.
    expect(me.see('step').visit).toBe(asked(me) && (asked(me) as { wasAnswer: { visit: string } }).wasAnswer.visit)
  })

  it.for(['sla over', 'terug'])('does not move (%s) from a step this chat never showed', async (word, { me }) => {
    const { grey, here, phone } = await answeredOnThePhone(me)
    const before = JSON.stringify((await me.house.records.client(keyOf(me.user), grey)).runs)
    await me.say(word)
    expect(JSON.stringify((await me.house.records.client(keyOf(me.user), grey)).runs)).toBe(before)
    expect((asked(me) as { wasAnswer: { visit: string } }).wasAnswer.visit).toBe(here.visit)
    expect(me.see('step').visit).toBe(phone.here().visit)
  })

  it('keeps the words of a chat whose run was paused elsewhere', async ({ me }) => {
    const grey = await me.newClient()
    await me.start(grey)
    const here = me.here()
    await tab(me, 'phone').tap('pause', { client: grey, run: here.run })
    await me.say('op het scherm')
    expect(await placesOf(me, 'op het scherm')).toEqual([])
    await me.tap('was-answer', (asked(me) as { wasAnswer: Record<string, string> }).wasAnswer)
    expect(await placesOf(me, 'op het scherm')).toEqual([`${grey} ${here.run} ${here.visit}`])
  })

  it('keeps the words of a chat whose run was finished elsewhere', async ({ me }) => {
    const grey = await me.newClient()
    await me.start(grey)
    await me.answer({ text: 'eerst' })
    const here = me.here()
    const phone = tab(me, 'phone')
    await phone.tap('finish', { client: grey, run: here.run, sure: 'yes' })
    await me.say('op het scherm')
    expect(await placesOf(me, 'op het scherm')).toEqual([])
    expect(asked(me)).toBeDefined()
  })
})

describe('a card of another client on the screen', () => {
  it('is what the chat is at: a line is not an answer to the run above it', async ({ me }) => {
    const red = await me.newClient({ alias: 'Rode Zee' })
    await me.start(await me.newClient({ alias: 'Grijze Zee' }))
    for (const action of ['notes', 'client.edit', 'client.manage', 'note', 'client.audit']) {
      const { client, run } = me.here()
      await me.tap(action, { client: red })
      await me.say(`na ${action}`)
      expect(await placesOf(me, `na ${action}`), action).toEqual([])
      await me.tap('conversation.resume', { client, run })
    }
  })
})

describe('a long silence', () => {
  it.for(['help', 'notitie', 'taal', 'samenvatting', 'xyzzy?'])(
    'is not over because of “%s”: the step comes first',
    async (word, { me, clock }) => {
      const grey = await me.newClient()
      await me.start(grey)
      await me.answer({ text: 'het begin' })
      const here = me.here()
      clock.now = new Date(clock.now.getTime() + 21 * 24 * 3_600_000)
      if (word === 'xyzzy?') await me.tap('no such button')
      else await me.say(word)
      await me.say('Dank u, tot morgen allemaal')
      expect(await placesOf(me, 'tot morgen allemaal')).toEqual([])
      // the step stands on the screen again now
      await me.say('een antwoord')
      expect(await placesOf(me, 'een antwoord')).toEqual([`${grey} ${here.run} ${here.visit}`])
    },
  )

  it('is not over because of “help” after a restart either', async ({ me, house, clock }) => {
    const grey = await me.newClient()
    await me.start(grey)
    clock.now = new Date(clock.now.getTime() + 21 * 24 * 3_600_000)
    await house.restart()
    await me.say('help')
    await me.say('Dank u, tot morgen allemaal')
    expect(await placesOf(me, 'tot morgen allemaal')).toEqual([])
  })
})

describe('a command', () => {
  it.for(['notitie', 'ladder'])('%s in a chat that was never anywhere asks whose file', async (word, { me }) => {
    const red = await me.newClient({ alias: 'Rode Zee' })
    await me.tap('client.open', { client: red })
    const fresh = tab(me, 'fresh')
    await fresh.tap('discreet', { on: 'true' })
    await fresh.say(word)
    expect(fresh.replies.map(({ view }) => view)).not.toContain('note-form')
    expect(fresh.replies.map(({ view }) => view)).not.toContain('ladder')
    expect(fresh.replies.length).toBeGreaterThan(0)
  })

  it.for(['sla over', 'terug', 'pauze', 'het wordt zwaar', 'notitie'])(
    '%s under a page of another client does nothing to the run above',
    async (word, { me }) => {
      const red = await me.newClient({ alias: 'Rode Zee' })
      const grey = await me.newClient({ alias: 'Grijze Zee' })
      await me.start(grey)
      await me.answer({ text: 'een' })
      const before = JSON.stringify((await me.house.records.client(`local|${me.user.id}`, grey)).runs)
      await me.tap('notes', { client: red })
      await me.say(word)
      expect(JSON.stringify((await me.house.records.client(`local|${me.user.id}`, grey)).runs)).toBe(before)
      expect(me.replies.some(({ view }) => view === 'note-form' || view === 'step')).toBe(false)
    },
  )
})

describe('places of many chats', () => {
  it('are kept for those in use, however many tabs were opened meanwhile', async ({ me }) => {
    const grey = await me.newClient()
    await me.start(grey)
    const here = me.here()
    for (let n = 0; n < 30; n++) {
      await tab(me, `tab-${n}`).turn({ kind: 'opened', back: false })
      if (n % 5 === 0) await me.say('tip')
    }
    await me.say('nog altijd hier')
    expect(await placesOf(me, 'nog altijd hier')).toEqual([`${grey} ${here.run} ${here.visit}`])
  })

  it.for([
    'nonsense',
    7,
    { 0: 'x' },
    [null, 3, 'x', {}, { chat: 4 }, { chat: 'x', focus: 'y', discreet: 'z' }, { chat: 'x', focus: { client: 3 }, discreet: true }],
    Array.from({ length: 5_000 }, (_, n) => ({ chat: `chat-${n}`, discreet: false })),
  ])('that were damaged lock nobody out: %s', async (chats, { me, house }) => {
    const grey = await me.newClient()
    await me.start(grey)
    await house.records.changeCounsellor(keyOf(me.user), (draft) => {
      draft.chats = chats as never
    })
    await house.restart()
    await me.turn({ kind: 'opened', back: true })
    await me.say('home')
    expect(me.see('home').clients.map(({ id }) => id)).toEqual([grey])
    const kept = (await house.records.counsellor(keyOf(me.user))).chats ?? []
    expect(kept.length).toBeLessThanOrEqual(20)
    expect(kept.every((place) => typeof place.chat === 'string' && typeof place.discreet === 'boolean')).toBe(true)
  })

  it.for(['x'.repeat(10_000), '__proto__', 'constructor', '', '\u0000|\n', '{"a":1}'])('take any id of a chat: %j', async (id, { me }) => {
    const grey = await me.newClient()
    me.chat = id
    await me.start(grey)
    const here = me.here()
    await me.say('gewoon hier')
    expect(await placesOf(me, 'gewoon hier')).toEqual([`${grey} ${here.run} ${here.visit}`])
  })
})
