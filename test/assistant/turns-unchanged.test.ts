/** A card whose file nobody changed since is not compared with it again; of any other all is asked as before. */
import { describe, expect } from 'vitest'
import { headOf } from '../../src/records/audit.ts'
import type { FileRecords } from '../../src/records/records.ts'
import { Counsellor } from '../support/counsellor.ts'
import { cardWith, onCards, send } from '../support/forms.ts'
import { it as inHouse, withRecords } from '../support/house.ts'

const it = inHouse
  .extend('begun', ({ me }) => async () => {
    const client = await me.newClient()
    await me.start(client)
    return { client, run: me.here().run, card: cardWith(me.replies, 'answer') }
  })
  /** How often a client's file is read while this happens. */
  .extend('reads', ({ me, house }) => async (work: () => Promise<unknown>) => {
    let count = 0
    const client: FileRecords['client'] = (user, id) => {
      count += 1
      return house.records.client(user, id)
    }
    me.house = withRecords(house, { client })
    await work()
    me.house = house
    return count
  })
  .extend('answers', ({ me, house }) => async (client: string, run: string) => {
    const file = await house.records.client(`local|${me.user.id}`, client)
    return Object.values(file.runs.find(({ id }) => id === run)?.session.answers ?? {}).map(({ value }) => value?.text)
  })

describe('the card of a step', () => {
  it('is saved without reading the file first, where nobody changed it', async ({ me, begun, reads, answers }) => {
    const { client, run, card } = await begun()
    expect(await reads(() => send(me, card, 'answer', { text: 'eerste' }))).toBe(0)
    expect(await reads(() => send(me, cardWith(me.replies, 'answer'), 'answer', { text: 'tweede' }))).toBe(0)
    expect(await answers(client, run)).toEqual(['eerste', 'tweede'])
  })

  it('is asked about where another tab answered it meanwhile', async ({ me, begun, answers }) => {
    const { client, run, card } = await begun()
    const tab = new Counsellor(me.house, me.user)
    tab.chat = `${me.chat} beside`
    await tab.tap('conversation.resume', { client, run })
    await send(tab, cardWith(tab.replies, 'answer'), 'answer', { text: 'van de andere tab' })
    await send(me, card, 'answer', { text: 'van deze' })
    expect(onCards(me.replies)).toContain('van de andere tab')
    expect(onCards(me.replies)).toContain('van deze')
    expect(await answers(client, run)).toEqual(['van de andere tab'])
    await send(me, cardWith(me.replies, 'answer.save'), 'answer.save', {}, /invulde/)
    expect(await answers(client, run)).toEqual(['van deze'])
  })

  it('is compared again where the file was changed in this very moment', async ({ me, house, begun, answers }) => {
    const { client, run, card } = await begun()
    const tab = new Counsellor(house, me.user)
    tab.chat = `${me.chat} beside`
    await tab.tap('conversation.resume', { client, run })
    const beside = cardWith(tab.replies, 'answer')
    let pending = true
    const changeClient: FileRecords['changeClient'] = async (user, id, change) => {
      if (pending) {
        pending = false
        await send(tab, beside, 'answer', { text: 'van de andere tab' })
      }
      return house.records.changeClient(user, id, change)
    }
    me.house = withRecords(house, { changeClient })
    await send(me, card, 'answer', { text: 'van deze' })
    expect(onCards(me.replies)).toContain('van de andere tab')
    expect(await answers(client, run)).toEqual(['van de andere tab'])
  })

  it('leads on where its conversation was taken out meanwhile', async ({ me, begun }) => {
    const { client, run, card } = await begun()
    const tab = new Counsellor(me.house, me.user)
    tab.chat = `${me.chat} beside`
    await tab.tap('run.remove', { client, run, sure: 'yes' })
    await send(me, card, 'answer', { text: 'woorden' })
    expect(onCards(me.replies)).toContain('woorden')
  })

  it('gets a line where it is of a visit that is not there, in a file that was changed', async ({ me, begun, answers }) => {
    const { client, run, card } = await begun()
    await me.tap('note.save', { client, run, text: 'een notitie' })
    const button = card.actions.find(({ action }) => action === 'answer')
    const replies = await me.tap('answer', { ...button?.data, visit: 'v99', text: 'woorden' })
    expect(replies.length).toBeGreaterThan(0)
    expect(await answers(client, run)).toEqual([])
  })

  it('comes back with what is too long, and keeps the right to be refused', async ({ me, house, begun, answers }) => {
    const { client, run, card } = await begun()
    await send(me, card, 'answer', { text: 'x'.repeat(10_001) })
    expect(onCards(me.replies)).toContain('x'.repeat(200))
    expect(await answers(client, run)).toEqual([])
    const stranger = new Counsellor(house, { tenant: 'local', id: 'somebody else' })
    await send(stranger, card, 'answer', { text: 'van een vreemde' })
    expect(await answers(client, run)).toEqual([])
  })

  it('does not believe that a file with as many changes is the same one', async ({ me, house, begun }) => {
    const { client, card } = await begun()
    const file = await house.records.client(`local|${me.user.id}`, client)
    const said = card.actions.find(({ action }) => action === 'answer')?.data.shown
    expect(said).toContain(`@${headOf(file)} `)
    const head = file.auditHead ?? { count: 0, moved: 0, last: '' }
    const another = { ...file, auditHead: { ...head, last: [...head.last].toReversed().join('') } }
    expect(headOf(another)).not.toBe(headOf(file))
  })
})

describe('a button that says where the boxes beside it are saved', () => {
  const said = (client: string, run: string, visit: string): [string, string][] => [
    ['in a line', `~answer client=${client} run=${run} visit=${visit}`],
    ['as cards of before did', JSON.stringify({ action: 'answer', data: { client, run, visit }, same: '' })],
  ]

  it('opens nobody else a file, however it is forged', async ({ house, begun, answers }) => {
    const { client, run, card } = await begun()
    const { visit = '' } = card.actions.find(({ action }) => action === 'answer')?.data ?? {}
    for (const [, save] of said(client, run, visit)) {
      const stranger = new Counsellor(house, { tenant: 'local', id: 'somebody else' })
      await stranger.tap('home', { save, shown: 'text:47DEQpj8', text: 'van een vreemde' })
      expect(onCards(stranger.replies)).toContain('van een vreemde')
      expect(onCards(stranger.replies)).not.toContain('Zwarte Zee')
      expect(await answers(client, run)).toEqual([])
    }
  })

  it('keeps what was typed beside it', async ({ me, house, begun }) => {
    const { client, run, card } = await begun()
    const { visit = '' } = card.actions.find(({ action }) => action === 'answer')?.data ?? {}
    for (const [how, save] of said(client, run, visit)) {
      await me.tap('home', { save, shown: 'text:47DEQpj8', text: `gezegd ${how}` })
      expect(JSON.stringify(await house.records.client(`local|${me.user.id}`, client))).toContain(`gezegd ${how}`)
    }
  })
})
