/** Several chats of one counsellor at once: two tabs, Teams and a phone, each with its own client. */
import { describe, expect } from 'vitest'
import { answeredOnThePhone, placesOf, tab } from '../support/chats.ts'
import type { Counsellor } from '../support/counsellor.ts'
import { keyOf } from '../support/files.ts'
import { it } from '../support/house.ts'

const fileOf = (me: Counsellor, client: string) => me.house.records.client(keyOf(me.user), client)

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
    const { chats, focus } = await me.house.records.counsellor(keyOf(me.user))
    expect(JSON.stringify([chats, focus])).not.toContain(grey)
  })

  it('remembers the latest twenty chats, and reveals nothing of their ids', async ({ me }) => {
    const grey = await me.newClient()
    for (let n = 0; n < 30; n++) await tab(me, `tab-${n}`).tap('client.open', { client: grey })
    const strange = tab(me, '__proto__'.padEnd(900, 'x'))
    await strange.tap('client.open', { client: grey })
    const { chats } = await me.house.records.counsellor(keyOf(me.user))
    expect(chats).toHaveLength(20)
    expect(JSON.stringify(chats)).not.toContain(me.chat)
  })
})

describe('a line that may not be an answer', () => {
  it('is not kept at a step this chat never showed', async ({ me }) => {
    const { grey, here } = await answeredOnThePhone(me)
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
