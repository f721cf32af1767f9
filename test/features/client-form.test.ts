/** The form of a client: it writes what was changed in it, and never an old state. */
import { describe, expect } from 'vitest'
import { typeable } from '../../src/content/printable.ts'
import { tab } from '../support/chats.ts'
import { Counsellor } from '../support/counsellor.ts'
import { BERT, keyOf } from '../support/files.ts'
import { cardWith, onCards, send } from '../support/forms.ts'
import { it } from '../support/house.ts'

const fileOf = (me: Counsellor, client: string) => me.house.records.client(`${me.user.tenant}|${me.user.id}`, client)

async function openForm(me: Counsellor, client: string) {
  await me.tap('client.edit', { client })
  return cardWith(me.replies, 'client.update')
}
const save = 'client.update'

describe('the day of a consent', () => {
  it('is that of Brussels, at half past midnight too', async ({ me, clock }) => {
    clock.now = new Date('2026-07-01T22:30:00Z')
    const client = await me.newClient({ consent: 'given' })
    await me.tap('client.open', { client })
    expect(me.see('client').consentDate).toBe('2026-07-02')
  })
})

describe('what an old file holds and is no longer taken in', () => {
  it('is no change where it comes back without it', async ({ me }) => {
    const client = await me.newClient()
    const write = (language: string) => me.house.records.changeClient(keyOf(me.user), client, (draft) => Object.assign(draft, { language }))
    for (const old of ['Da\u202eri', 'Dari\u2028Farsi', 'Da\u0007ri']) {
      await write(old)
      const card = await openForm(me, client)
      await write('Pashto')
      await send(me, card, save, { children: 'true', language: typeable(old) })
      expect(me.notices()).toEqual(['clientUpdated'])
      expect(await fileOf(me, client)).toMatchObject({ children: true, language: 'Pashto' })
      await me.house.records.changeClient(keyOf(me.user), client, (draft) => Object.assign(draft, { children: false }))
    }
  })
})

describe('an alias', () => {
  const LIKE_IT = [
    'Zwarte\u200b Zee',
    'ZWARTE  ZEE',
    'zwarte\u00a0zee',
    'Ｚwarte Zee',
    'Zwаrtе Zее',
    '\u2067Zwarte Zee\u2069',
    'Zwárte Zee\u2800',
  ]
  it.for(LIKE_IT)('that looks like one on the list is refused: %j', async (alias, { me, clock }) => {
    const client = await me.newClient({ alias: 'Zwarte Zee' })
    // not a double tap
    clock.now = new Date(clock.now.getTime() + 3_600_000)
    await me.tap('client.create', { alias, country: 'BE', phase: 'pending' })
    expect(me.see('client-form').errors.map(({ key }) => key)).toEqual(['aliasTaken'])
    const other = await me.newClient({ alias: 'Witte Berg' })
    await send(me, await openForm(me, other), save, { alias })
    expect(me.see('client-form').errors.map(({ key }) => key)).toEqual(['aliasTaken'])
    await me.tap('clients', { query: alias })
    expect(me.see('clients').clients.map(({ id }) => id)).toEqual([client])
  })

  it('that looks like one on the list of whoever owns the file is refused to a colleague too', async ({ me }) => {
    await me.newClient({ alias: 'Zwarte Zee' })
    const shared = await me.newClient({ alias: 'Witte Berg' })
    const bert = new Counsellor(me.house, { ...BERT, tenant: me.user.tenant })
    await bert.tap('help')
    await me.tap('share.save', { client: shared, person: BERT.id, right: 'write' })
    await send(bert, await openForm(bert, shared), save, { alias: 'ZWARTE ZEE' })
    expect(bert.see('client-form').errors.map(({ key }) => key)).toEqual(['aliasTakenByOwner'])
    await send(bert, await openForm(bert, shared), save, { alias: 'Witte berg' })
    expect(bert.notices()).toContain('clientUpdated')
  })

  it.for([
    ['Zwarte Zee', 'Zwarte Zee'],
    ['Zwarte Zee', 'ZWАRTE ZEE'],
  ])('given at the same moment in two chats is refused once: %j', async ([one, other], { me }) => {
    const phone = tab(me, 'phone')
    const fields = { country: 'BE', phase: 'pending' }
    await Promise.all([
      me.tap('client.create', { ...fields, alias: one, language: 'Dari' }),
      phone.tap('client.create', { ...fields, alias: other, language: 'Farsi' }),
    ])
    const errors = [me, phone].flatMap(({ replies }) => replies.flatMap((reply) => (reply.view === 'client-form' ? reply.errors : [])))
    expect(errors.map(({ key }) => key)).toEqual(['aliasTaken'])
    expect((await me.house.records.counsellor(keyOf(me.user))).clients).toHaveLength(1)
  })

  it('given to two clients at the same moment is refused once', async ({ me }) => {
    const [one, other] = [await me.newClient(), await me.newClient()]
    const phone = tab(me, 'phone')
    const cards = [await openForm(me, one), await openForm(phone, other)] as const
    await Promise.all([send(me, cards[0], save, { alias: 'Witte Berg' }), send(phone, cards[1], save, { alias: 'witte  berg' })])
    const { clients } = await me.house.records.counsellor(keyOf(me.user))
    expect(clients.filter(({ alias }) => /witte/i.test(alias))).toHaveLength(1)
  })

  it('saved twice at the same moment makes one client', async ({ me }) => {
    const boxes = { alias: 'Zwarte Zee', country: 'BE', phase: 'pending', language: 'Dari' }
    await Promise.all([me.tap('client.create', boxes), tab(me, 'phone').tap('client.create', boxes)])
    expect(me.see('client').client.alias).toBe('Zwarte Zee')
    expect((await me.house.records.counsellor(keyOf(me.user))).clients).toHaveLength(1)
  })

  it.for(['\u200b', '\u2800', '\u3164', '\u202e\u2066', '\u0301', '\u00ad \u2060'])(
    'that nobody can see is none: %j',
    async (alias, { me }) => {
      await me.tap('client.create', { alias, country: 'BE', phase: 'pending' })
      expect(me.see('client-form').errors.map(({ key }) => key)).toEqual(['aliasMissing'])
    },
  )

  it('is kept without what nobody sees, and with what shapes its letters', async ({ me }) => {
    const client = await me.newClient({ alias: ' Zee\u202e\u200b\u2028 می\u200cخواهم 👩\u200d⚕️ ' })
    expect((await fileOf(me, client)).alias).toBe('Zee می\u200cخواهم 👩\u200d⚕️')
  })
})

describe('an old form', () => {
  it('does not give a withdrawn consent back, nor an old phase', async ({ me }) => {
    const client = await me.newClient({ language: 'Dari' })
    const old = await openForm(me, client)
    await me.tap('consent', { client, state: 'withdrawn', sure: 'yes' })
    await send(me, await openForm(me, client), save, { phase: 'detention' })
    await send(me, old, save, { language: 'Pasjtoe' })
    expect(await fileOf(me, client)).toMatchObject({ consent: { state: 'withdrawn' }, phase: 'detention', language: 'Pasjtoe' })
  })

  it.for([
    ['mine', /invulde/, 'appeal'],
    ['what is there now', /nu staat/, 'detention'],
  ] as const)('shows both where the same was changed meanwhile; the person chooses %s', async ([, button, left], { me }) => {
    const client = await me.newClient()
    const old = await openForm(me, client)
    await send(me, await openForm(me, client), save, { phase: 'detention' })
    await send(me, old, save, { phase: 'appeal', language: 'Farsi' })
    expect(me.see('client-form').filled?.meanwhile).toEqual(['phase'])
    expect(onCards(me.replies)).toContain('In detentie')
    const asked = cardWith(me.replies, save)
    expect(asked.boxes).toMatchObject({ phase: 'appeal', language: 'Farsi' })
    expect(await fileOf(me, client)).toMatchObject({ phase: 'detention', language: '' })
    await send(me, asked, save, {}, button)
    expect(await fileOf(me, client)).toMatchObject({ phase: left, language: 'Farsi' })
  })

  it('asks again where consent was withdrawn since it was shown, and takes it from the card that shows that', async ({ me }) => {
    const client = await me.newClient({ consent: 'asked-not' })
    const old = await openForm(me, client)
    await send(me, await openForm(me, client), save, { consent: 'withdrawn' })
    await send(me, old, save, { consent: 'given' })
    expect((await fileOf(me, client)).consent.state).toBe('withdrawn')
    await send(me, cardWith(me.replies, save), save, {}, /invulde/)
    expect((await fileOf(me, client)).consent.state).toBe('given')
  })

  it.for(['withdrawn', 'refused', 'asked-not'])(
    'from before cards said what they showed gives no consent over %s',
    async (state, { me }) => {
      const client = await me.newClient({ consent: state })
      await me.tap(save, { client, consent: 'given', phase: 'refused-first' })
      expect((await fileOf(me, client)).consent.state).toBe(state)
      expect(me.see('client-form').filled).toMatchObject({ meanwhile: ['consent'], boxes: { consent: 'given' } })
    },
  )

  it('from before cards said what they showed asks about each box that differs, since it may be an old value', async ({ me }) => {
    const client = await me.newClient()
    const { boxes } = await openForm(me, client)
    await me.tap(save, { client, phase: 'detention' })
    await me.tap(save, { client, ...boxes, language: 'Dari' })
    expect((await fileOf(me, client)).phase).toBe('detention')
    expect(me.see('client-form').filled?.meanwhile?.toSorted()).toEqual(['language', 'phase'])
    await send(me, cardWith(me.replies, save), save, { phase: 'detention' }, /invulde/)
    expect(await fileOf(me, client)).toMatchObject({ phase: 'detention', language: 'Dari' })
    // nothing to ask where it is as it was
    await me.tap(save, { client, ...boxes, phase: 'detention', language: 'Dari' })
    expect(me.see('client')).toBeDefined()
  })

  it('from before cards said what they showed leaves an alias that it hid as it is', async ({ me }) => {
    const client = await me.newClient({ alias: 'Verborgen Zee' })
    await me.tap('discreet', { on: 'true' })
    const { boxes } = await openForm(me, client)
    await me.tap(save, { client, ...boxes, country: 'NL' })
    expect(me.see('client-form').filled?.meanwhile).toEqual(['country'])
    await send(me, cardWith(me.replies, save), save, {}, /invulde/)
    expect(await fileOf(me, client)).toMatchObject({ alias: 'Verborgen Zee', country: 'NL' })
  })

  it.for(['{', '[]', '{"consent":1}', '__proto__', 'null', 'consent:=12345678', 'consent:x', '__proto__:=12345678'])(
    'with a damaged mark %s gives no consent either',
    async (shown, { me }) => {
      const client = await me.newClient({ consent: 'refused' })
      await me.tap(save, { client, consent: 'given', shown })
      expect((await fileOf(me, client)).consent.state).toBe('refused')
    },
  )

  it('gives no consent by a button that did not show that it was withdrawn', async ({ me }) => {
    const client = await me.newClient({ consent: 'asked-not' })
    await me.tap('client.open', { client })
    const old = cardWith(me.replies, 'consent')
    await me.tap('consent', { client, state: 'withdrawn', sure: 'yes' })
    await send(me, old, 'consent')
    expect((await fileOf(me, client)).consent.state).toBe('withdrawn')
    await send(me, cardWith(me.replies, 'consent'), 'consent')
    expect((await fileOf(me, client)).consent.state).toBe('given')
  })
})

describe('a question about consent', () => {
  it('that was left open gives none once it was withdrawn since', async ({ me }) => {
    const client = await me.newClient({ consent: 'refused' })
    await me.tap('consent', { client, state: 'given' })
    const question = cardWith(me.replies, 'consent')
    await send(me, question, 'consent')
    expect((await fileOf(me, client)).consent.state).toBe('given')
    await me.tap('consent', { client, state: 'withdrawn', sure: 'yes' })
    await send(me, question, 'consent')
    expect((await fileOf(me, client)).consent.state).toBe('withdrawn')
    expect(me.see('confirm').what).toBe('giveConsent')
    await send(me, cardWith(me.replies, 'consent'), 'consent')
    expect((await fileOf(me, client)).consent.state).toBe('given')
  })
})

describe('a form of somebody who may no longer write', () => {
  it('gives the words back to copy', async ({ me }) => {
    const client = await me.newClient()
    const old = await openForm(me, client)
    await me.tap('client.erase', { client, sure: 'yes' })
    await send(me, old, save, { language: 'woorden van mij' })
    expect(me.notices()).toContain('typedNotKept')
    expect(onCards(me.replies)).toContain('woorden van mij')
  })
})

describe('the partner and their file', () => {
  it('are asked about together: an old form takes no link away that was made meanwhile', async ({ me }) => {
    const client = await me.newClient()
    const [first, second] = [await me.newClient(), await me.newClient()]
    await me.tap(save, { client, partnerFile: first })
    const old = await openForm(me, client)
    await send(me, old, save, { partnerFile: second })
    await send(me, old, save, { partner: 'false' })
    expect(me.replies[0]?.filled?.meanwhile).toEqual(['partner'])
    expect(await fileOf(me, client)).toMatchObject({ partner: true, partnerFile: second })
    await send(me, cardWith(me.replies, save), save, {}, /invulde/)
    expect((await fileOf(me, client)).partner).toBe(false)
    expect((await fileOf(me, client)).partnerFile).toBeUndefined()
  })
})

describe('what is too long', () => {
  it('comes back whole, with how long it may be', async ({ me }) => {
    const client = await me.newClient()
    const long = 'Dari en '.repeat(20).trim()
    await send(me, await openForm(me, client), save, { language: long, phase: 'detention' })
    expect(cardWith(me.replies, save).boxes).toMatchObject({ language: long, phase: 'detention' })
    expect(onCards(me.replies)).toContain(String(long.length))
    expect((await fileOf(me, client)).language).toBe('')
    await me.tap('client.new')
    const alias = 'Zee'.repeat(30)
    await send(me, cardWith(me.replies, 'client.create'), 'client.create', { alias, country: 'BE', phase: 'appeal' })
    const back = cardWith(me.replies, 'client.create')
    expect(back.boxes).toMatchObject({ alias, country: 'BE', phase: 'appeal' })
    await send(me, back, 'client.create', { alias: 'Zee' })
    expect(me.see('client').client.alias).toBe('Zee')
  })

  it('stays whole where an earlier version took more', async ({ me }) => {
    const client = await me.newClient()
    const long = 'x'.repeat(100)
    await me.house.records.changeClient(`${me.user.tenant}|${me.user.id}`, client, (draft) => {
      draft.language = long
    })
    await send(me, await openForm(me, client), save, { phase: 'detention' })
    expect(await fileOf(me, client)).toMatchObject({ phase: 'detention', language: long })
    await send(me, await openForm(me, client), save, { language: `y${long.slice(1)}` })
    expect((await fileOf(me, client)).language).toBe(`y${long.slice(1)}`)
  })
})
