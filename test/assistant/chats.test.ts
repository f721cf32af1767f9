/** Several chats of one counsellor at once: two tabs, Teams and a phone, each with its own client. */
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { UserKey } from '../../src/records/model.ts'
import { Counsellor, type House } from '../support/counsellor.ts'
import { it as inHouse } from '../support/house.ts'

/** The same person in another tab. */
function tab(me: Counsellor, name: string): Counsellor {
  const other = new Counsellor(me.house, me.user)
  other.chat = `${me.chat}-${name}`
  return other
}
const keyOf = (me: Counsellor): UserKey => `${me.user.tenant}|${me.user.id}`
const fileOf = (me: Counsellor, client: string) => me.house.records.client(keyOf(me), client)

/** Everywhere a word stands: `client visit`, or `client notes`. */
async function placesOf(me: Counsellor, word: string): Promise<string[]> {
  const { clients } = await me.house.records.counsellor(keyOf(me))
  const found = clients.map(async ({ id }) => {
    const { runs, notes } = await fileOf(me, id)
    return [
      ...runs.flatMap((run) =>
        Object.entries(run.session.answers)
          .filter(([, answer]) => JSON.stringify([answer.value, answer.history]).includes(word))
          .map(([visit]) => `${id} ${run.id} ${visit}`),
      ),
      ...(JSON.stringify([notes, runs.map((run) => run.notes)]).includes(word) ? [`${id} notes`] : []),
    ]
  })
  return (await Promise.all(found)).flat()
}

const it = inHouse

describe('where one is belongs to a chat', () => {
  it('keeps what is typed in one tab in the file that is open there', async ({ me }) => {
    const phone = tab(me, 'phone')
    const [grey, red] = [await me.newClient({ alias: 'Grijze Zee' }), await me.newClient({ alias: 'Rode Zee' })]
    await me.start(grey)
    const here = me.here()
    await phone.start(red)
    await me.say('woorden van de eerste')
    expect(await placesOf(me, 'woorden van de eerste')).toEqual([`${grey} ${here.run} ${here.visit}`])
    expect(me.see('step').client.id).toBe(grey)
  })

  it('knows it after a restart too', async ({ me, house }) => {
    const phone = tab(me, 'phone')
    const [grey, red] = [await me.newClient({ alias: 'Grijze Zee' }), await me.newClient({ alias: 'Rode Zee' })]
    await me.start(grey)
    const here = me.here()
    await phone.start(red)
    await house.restart()
    await me.say('na de herstart')
    expect(await placesOf(me, 'na de herstart')).toEqual([`${grey} ${here.run} ${here.visit}`])
  })

  it('takes nothing for an answer in a chat where nothing was asked', async ({ me }) => {
    const grey = await me.newClient()
    await me.start(grey)
    const fresh = tab(me, 'new')
    await fresh.say('zomaar iets')
    expect(await placesOf(me, 'zomaar iets')).toEqual([])
    expect(fresh.see('home').resume?.client.id).toBe(grey)
  })

  it.for(['terug', 'notitie', 'het wordt zwaar', 'pauze', 'ladder'])(
    'takes the word %s for the client of its own chat',
    async (word, { me }) => {
      const phone = tab(me, 'phone')
      const [grey, red] = [await me.newClient({ alias: 'Grijze Zee' }), await me.newClient({ alias: 'Rode Zee' })]
      await me.start(grey)
      await me.answer({ text: 'een' })
      await phone.start(red)
      await phone.answer({ text: 'een' })
      const before = JSON.stringify((await fileOf(me, red)).runs)
      await me.say(word)
      expect(JSON.stringify(me.replies)).not.toContain('Rode Zee')
      expect(JSON.stringify((await fileOf(me, red)).runs)).toBe(before)
    },
  )

  it('hides names only where it was asked, and in chats that begin after that', async ({ me }) => {
    await me.newClient()
    const [left, right] = [tab(me, 'left'), tab(me, 'right')]
    for (const one of [left, right]) await one.tap('clients')
    await left.tap('discreet', { on: 'true' })
    await right.tap('home')
    expect(right.see('home').discreet).toBe(false)
    await left.tap('home')
    expect(left.see('home').discreet).toBe(true)
    const later = tab(me, 'later')
    await later.tap('home')
    expect(later.see('home').discreet).toBe(true)
  })

  it('leaves no chat at a client who was erased in another one', async ({ me }) => {
    const grey = await me.newClient({ alias: 'Grijze Zee' })
    await me.start(grey)
    const phone = tab(me, 'phone')
    await phone.tap('client.erase', { client: grey, sure: 'yes' })
    await me.say('te laat')
    expect(JSON.stringify(me.replies)).not.toMatch(/Grijze Zee|"step"/)
    const { chats, focus } = await me.house.records.counsellor(keyOf(me))
    expect(JSON.stringify([chats, focus])).not.toContain(grey)
  })

  it('remembers the latest twenty chats, and reveals nothing of their ids', async ({ me }) => {
    const grey = await me.newClient()
    for (let n = 0; n < 30; n++) await tab(me, `tab-${n}`).tap('client.open', { client: grey })
    const strange = tab(me, '__proto__'.padEnd(900, 'x'))
    await strange.tap('client.open', { client: grey })
    const { chats } = await me.house.records.counsellor(keyOf(me))
    expect(chats).toHaveLength(20)
    expect(JSON.stringify(chats)).not.toContain(me.chat)
  })
})

describe('a line that may not be an answer', () => {
  it('is not kept at a step this chat never showed', async ({ me }) => {
    const grey = await me.newClient()
    await me.start(grey)
    const here = me.here()
    const phone = tab(me, 'phone')
    await phone.tap('conversation.resume', { client: grey, run: here.run })
    await phone.answer({ text: 'op de telefoon' })
    await me.say('op het scherm')
    expect(me.notices()).toContain('movedOn')
    expect(await placesOf(me, 'op het scherm')).toEqual([])
    const { wasAnswer } = me.replies.findLast((reply) => reply.view === 'notice')!
    expect(wasAnswer?.visit).toBe(here.visit)
    await me.tap('was-answer', wasAnswer as never)
    expect(await placesOf(me, 'op het scherm')).toEqual([`${grey} ${here.run} ${here.visit}`])
    expect(await placesOf(me, 'op de telefoon')).toEqual([`${grey} ${here.run} ${here.visit}`])
  })

  it('is not kept after weeks of silence, before the step was shown again', async ({ me, clock }) => {
    const grey = await me.newClient()
    await me.start(grey)
    const here = me.here()
    clock.now = new Date(clock.now.getTime() + 21 * 86_400_000)
    await me.say('Goeiemorgen!')
    expect(me.notices()).toContain('longAgo')
    expect(me.see('step').visit).toBe(here.visit)
    expect(await placesOf(me, 'Goeiemorgen')).toEqual([])
    await me.say('dit wel')
    expect(await placesOf(me, 'dit wel')).toEqual([`${grey} ${here.run} ${here.visit}`])
  })

  it('is not kept after weeks and a restart either', async ({ me, clock, house }) => {
    const grey = await me.newClient()
    await me.start(grey)
    clock.now = new Date(clock.now.getTime() + 21 * 86_400_000)
    await house.restart()
    await me.say('Goeiemorgen!')
    expect(await placesOf(me, 'Goeiemorgen')).toEqual([])
    expect(me.see('step').client.id).toBe(grey)
  })

  it('brings the crisis plan up all the same', async ({ me, clock }) => {
    await me.start(await me.newClient())
    clock.now = new Date(clock.now.getTime() + 21 * 86_400_000)
    await me.say('ze wil dood')
    expect(me.see('guide')).toMatchObject({ guide: 'crisis' })
  })
})

const CHATS = 3
const move = fc.record({
  chat: fc.nat(CHATS - 1),
  what: fc.oneof(
    { weight: 5, arbitrary: fc.constant('type' as const) },
    { weight: 3, arbitrary: fc.constant('answer' as const) },
    { weight: 2, arbitrary: fc.constant('old card' as const) },
    { weight: 3, arbitrary: fc.constantFrom('terug', 'sla over', 'overzicht', 'home', 'ga verder', 'pauze') },
    { weight: 1, arbitrary: fc.constant('restart' as const) },
  ),
  client: fc.nat(1),
  go: fc.constantFrom('stay', 'stay', 'stay', 'go'),
})

/** One chat, and the step that stands on its screen as a person sees it. */
interface Seat {
  who: Counsellor
  step?: { client: string; run: string; visit: string; step: string }
  cards: { client: string; run: string; visit: string; step: string }[]
}

let made = 0

async function interleave(house: House, moves: readonly (typeof move extends fc.Arbitrary<infer M> ? M : never)[]): Promise<void> {
  const me = new Counsellor(house, { tenant: 'local', id: `many-chats-${++made}` })
  const clients = [await me.newClient(), await me.newClient()]
  const runs: string[] = []
  for (const client of clients) {
    await me.start(client)
    runs.push(me.here().run)
  }
  const seats: Seat[] = Array.from({ length: CHATS }, (_, n) => ({ who: tab(me, String(n)), cards: [] }))
  const owed = new Map<string, string>()
  const notKept = new Set<string>()
  for (const { chat, what, client, go } of moves) {
    const seat = seats[chat] as Seat
    const word = `w${++made}w`
    const look = (): void => {
      const step = seat.who.replies.findLast((reply) => reply.view === 'step')
      if (step) {
        seat.step = { client: step.client.id, run: step.run.id, visit: step.visit, step: step.step }
        seat.cards.push(seat.step)
      } else if (seat.who.replies.some(({ view }) => view === 'home' || view === 'paused')) seat.step = undefined
    }
    if (go === 'go' || seat.cards.length === 0) {
      await seat.who.tap('conversation.resume', { client: clients[client], run: runs[client] })
      look()
    }
    if (what === 'restart') {
      await house.restart()
      continue
    }
    const before = seat.step
    const card = what === 'old card' ? seat.cards[Math.floor(seat.cards.length / 2)] : before
    if (what === 'type') await seat.who.say(word)
    else if ((what === 'answer' || what === 'old card') && card) await seat.who.tap('answer', { ...card, text: word })
    else if (what !== 'answer' && what !== 'old card') await seat.who.say(what)
    const places = await placesOf(me, word)
    const asked = what === 'type' ? before : card
    for (const place of places)
      expect(place, `${what} in chat ${chat}`).toMatch(new RegExp(`^${asked?.client} (notes|${asked?.run} ${asked?.visit}$)`))
    if (places[0]) owed.set(word, places[0])
    else notKept.add(word)
    // A page shows no client but the one of its chat, unless it lists all.
    const page = seat.who.replies.findLast((reply) => reply.view === 'step')
    if (page && what === 'type' && before) expect(page.client.id).toBe(before.client)
    look()
  }
  for (const [word, place] of owed) expect(await placesOf(me, word)).toContain(place)
  for (const word of notKept) expect(await placesOf(me, word)).toEqual([])
}

describe('chats in any order', () => {
  it('keep every answer in the file, and at the visit, whose card asked for it', async ({ house }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 40 }), (moves) => interleave(house, moves)),
      { numRuns: Number(process.env.RUNS ?? 30), seed: Number(process.env.SEED ?? 1), endOnFailure: true },
    )
  }, 60_000)
})
