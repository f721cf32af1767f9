import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Counsellor, content, filledIn, type House, openHouse } from '../support/counsellor.ts'
import {
  ANNA,
  actionsOn,
  BERT,
  CARLA,
  found,
  keyOf,
  PLANTED,
  type Planted,
  PRIVATE,
  plantFile,
  STRANGER,
  shown,
  textOf,
} from '../support/files.ts'
import { cardWith, send } from '../support/forms.ts'

let house: House
let anna: Counsellor
let bert: Counsellor
let file: Planted
beforeEach(async () => {
  house = await openHouse()
  anna = new Counsellor(house, ANNA)
  bert = new Counsellor(house, BERT)
  await bert.tap('help')
  file = await plantFile(house)
})
afterEach(() => house.close())

const terms = {
  person: BERT.id,
  agreed: 'true',
  date: '2026-03-09',
  note: `twee gesprekken gehouden, ${PLANTED.handover}`,
  private: 'false',
}
const offer = (more: Record<string, string> = {}) => anna.tap('handover.offer', { client: file.client, ...terms, ...more })
const document = () => house.records.client(keyOf(ANNA), file.client)
const noteIn = () => {
  const box = shown(anna.replies)[0]?.page.blocks.find((block) => block.kind === 'input' && block.id === 'note')
  return box && 'value' in box ? String(box.value) : ''
}

describe('the note', () => {
  it('is drafted from what was said about motives and expectations, which talks were held and what is agreed', async () => {
    const client = await anna.newClient({ phase: 'pending' })
    await anna.start(client, 'explorative')
    const said = {
      leaving: 'omdat het daar niet veilig was',
      expectations: 'hier een opleiding volgen',
      settled: 'een woord dat niet mee moet',
    }
    for (let n = 0; n < 40 && anna.replies.some((reply) => reply.view === 'step'); n++) {
      const { step, kind } = anna.step()
      const words = said[step as keyof typeof said] ?? 'iets anders'
      const boxes = filledIn(anna.step(), kind === 'agreements' ? 'Anna belt de school' : words)
      await anna.answer(kind === 'agreements' ? boxes : { text: words, ...boxes })
      expect(anna.notices().filter((key) => key.startsWith('refused'))).toEqual([])
    }
    await anna.start(client, 'what-if')
    await anna.start(client, 'what-if', 'prepare')
    await anna.tap('handover', { client })
    const note = noteIn()
    expect(note).toContain('Verkenningsgesprek · 10 maart 2026')
    expect(note.match(/Wat als/g)).toHaveLength(1)
    expect(note).toContain('nog bezig')
    expect(note).toMatch(/Waarom vertrokken\n.*\nomdat het daar niet veilig was/)
    expect(note).toMatch(/Verwachtingen\n.*\nhier een opleiding volgen/)
    expect(note).toContain('Anna belt de school · Tegen 2 april 2026')
    expect(note).not.toMatch(/iets anders|een woord dat niet mee moet/)
  })

  it('says so where nothing was said, and where no talk was held', async () => {
    const client = await anna.newClient()
    await anna.tap('handover', { client })
    expect(noteIn()).toContain('Er zijn nog geen toekomstgesprekken gehouden.')
    expect(noteIn().match(/Hierover is niets opgeschreven\./g)).toHaveLength(2)
  })

  it('takes its motives and expectations from steps that are there', () => {
    const marked = [...content.conversations.values()].flatMap((talk) =>
      talk.sections.flatMap(({ steps }) => steps.flatMap((step) => (step.handover ? [`${talk.id} ${step.id} ${step.handover}`] : []))),
    )
    expect(marked).toEqual(['explorative leaving motives', 'explorative expectations expectations'])
  })

  it('is not made while somebody may look along', async () => {
    await anna.tap('discreet', { on: 'true' })
    await anna.tap('handover', { client: file.client })
    expect(found(textOf(anna.replies))).toEqual([])
    expect(actionsOn(anna.replies)).not.toContain('handover.offer')
    await anna.tap('discreet', { on: 'false' })
  })
})

describe('a form that changes an offer', () => {
  it.each(['withdrawn', 'declined'])('makes no new one once it was %s', async (how) => {
    await offer()
    await anna.tap('handover', { client: file.client })
    const old = cardWith(anna.replies, 'handover.offer')
    if (how === 'withdrawn') await anna.tap('handover.withdraw', { client: file.client })
    else await bert.tap('handover.decline', { client: file.client })
    await send(anna, old, 'handover.offer', { note: 'nog een woord erbij' })
    expect((await document()).handover).toBeUndefined()
    const form = anna.see('handover-form')
    expect(form.errors.map(({ key }) => key)).toEqual(['offerGone'])
    const again = cardWith(anna.replies, 'handover.offer')
    expect(again.boxes).toMatchObject({ note: 'nog een woord erbij', agreed: 'false' })
    await send(anna, again, 'handover.offer', { agreed: 'true' })
    expect((await document()).handover?.note).toBe('nog een woord erbij')
  })
})

describe('offering', () => {
  it.each([
    ['the client’s consent', { agreed: 'false' }, 'handoverNotAgreed'],
    ['the day of it', { date: '' }, 'handoverDate'],
    ['a day that has been', { date: '2026-03-11' }, 'handoverDate'],
    ['a day that exists', { date: '2026-13-45' }, 'boxNoDay'],
    ['a colleague', { person: '' }, 'personMissing'],
    ['a colleague by id', { person: 'Bert' }, 'personWrong'],
    ['somebody else', { person: ANNA.id }, 'personSelf'],
    ['a note', { note: '  ' }, 'handoverNoteMissing'],
    ['a note of bearable length', { note: 'x'.repeat(10_001) }, 'boxTooLong'],
  ])('asks for %s, with what was filled in still there', async (_, wrong, key) => {
    await offer(wrong)
    const form = anna.see('handover-form')
    expect([...form.errors.map((error) => error.key), ...anna.notices()]).toEqual([key])
    const { person, note, ...rest } = { person: BERT.id, note: terms.note, ...wrong }
    expect(cardWith(anna.replies, 'handover.offer').boxes).toMatchObject({ person, note, private: 'false', ...rest })
    expect((await document()).handover).toBeUndefined()
  })

  it('records the consent with the offer, and offers once where a button is tapped twice', async () => {
    await offer()
    expect(anna.notices()).toContain('offered')
    await offer()
    expect(anna.notices()).toContain('alreadyDone')
    expect((await document()).handover).toMatchObject({ to: keyOf(BERT), consent: '2026-03-09', note: terms.note, withPrivate: false })
    expect((await house.records.audit(keyOf(ANNA), file.client)).filter(({ did }) => did === 'offered')).toHaveLength(1)
    await anna.tap('client.open', { client: file.client })
    expect(anna.see('client').offered).toBe('2026-03-10T14:00:00.000Z')
    await anna.tap('handover', { client: file.client })
    expect(anna.see('handover-form').values).toMatchObject({ note: terms.note, person: BERT.id, agreed: true })
  })

  it('warns of a telephone number in the note, and still offers', async () => {
    await offer({ note: 'bel hem op 0470 12 34 56' })
    expect(anna.notices()).toEqual(['offerPersonal', 'offered'])
  })

  it('can be withdrawn, and then leads nowhere', async () => {
    await offer()
    await anna.tap('handover.withdraw', { client: file.client })
    expect(anna.notices()).toContain('offerWithdrawn')
    await bert.tap('home')
    expect(bert.see('home').offers).toBeUndefined()
    for (const action of ['handover.read', 'handover.accept', 'handover.decline']) {
      await bert.tap(action, { client: file.client })
      expect(bert.notices(), action).toEqual(['notAllowed'])
      expect(found(JSON.stringify(bert.result))).toEqual([])
    }
    expect((await document()).owner).toBe(keyOf(ANNA))
  })
})

describe('taking over', () => {
  it('shows the offer at home, the note when asked, and nothing of the file before it is accepted', async () => {
    await offer()
    await bert.tap('home')
    expect(bert.see('home').offers).toEqual([
      { client: file.client, from: { id: ANNA.id, name: ANNA.name }, at: '2026-03-10T14:00:00.000Z' },
    ])
    expect(found(textOf(bert.replies))).toEqual([])
    await new Counsellor(house, CARLA).tap('handover.read', { client: file.client })
    await bert.tap('handover.read', { client: file.client })
    expect(bert.see('offer').note).toBe(terms.note)
    expect(found(textOf(bert.replies)).toSorted()).toEqual([PLANTED.alias, PLANTED.handover].toSorted())
    await bert.tap('client.open', { client: file.client })
    expect(bert.notices()).toEqual(['notAllowed'])
    await bert.tap('home')
    expect(bert.see('home').offers).toHaveLength(1)
    for (const other of [CARLA, STRANGER, { ...BERT, tenant: 'tenant-b' }]) {
      const somebody = new Counsellor(house, other)
      await somebody.tap('handover.read', { client: file.client })
      expect(somebody.notices()).toEqual(['notAllowed'])
      await somebody.tap('handover.accept', { client: file.client })
      expect(somebody.notices()).toEqual(['notAllowed'])
    }
  })

  it('ends when the client takes consent back, whoever records it, and the note is read by nobody', async () => {
    await anna.tap('share.save', { client: file.client, person: CARLA.id, right: 'write' })
    const carla = new Counsellor(house, CARLA)
    for (const who of [anna, carla]) {
      await offer()
      await who.tap('consent', { client: file.client, state: 'withdrawn', sure: 'yes' })
      expect(who.notices()).toEqual(['offerWithdrawn', 'consentWithdrawn'])
      await bert.tap('handover.read', { client: file.client })
      expect(bert.notices()).toEqual(['notAllowed'])
      await bert.tap('handover.accept', { client: file.client })
      expect(bert.notices()).toEqual(['notAllowed'])
      await bert.tap('home')
      expect(bert.see('home').offers ?? []).toEqual([])
      const { audit, owner } = await house.records.client(keyOf(ANNA), file.client)
      expect(owner).toBe(keyOf(ANNA))
      expect(audit.slice(-2).map(({ did }) => did)).toEqual(['offer-withdrawn', 'consent withdrawn'])
      await anna.tap('consent', { client: file.client, state: 'given', from: 'withdrawn', sure: 'yes' })
    }
  })

  it('says so where the receiver has somebody of the same name already', async () => {
    const other = await bert.newClient({ alias: `${PLANTED.alias.toUpperCase()}.` })
    await offer()
    await bert.tap('handover.accept', { client: file.client })
    expect(bert.notices()).toEqual(['aliasTwice', 'offerAccepted'])
    await bert.tap('client.update', { client: other, alias: PLANTED.alias })
    expect(bert.see('client-form').errors.map(({ key }) => key)).toEqual(['aliasTaken'])
  })

  it.each([false, true])(
    'gives the whole file, private notes only with a tick (%s), and leaves the former owner nothing',
    async (ticked) => {
      await anna.tap('conversation.resume', { client: file.client, run: file.run })
      const card = anna.here()
      await offer({ private: String(ticked) })
      await bert.tap('handover.accept', { client: file.client })
      expect(bert.notices()).toEqual(['offerAccepted'])
      expect(bert.see('client').shared).toBeUndefined()
      await bert.tap('handover.accept', { client: file.client })
      expect(bert.notices()).toEqual(['alreadyDone'])
      await bert.tap('client.export', { client: file.client, show: 'yes', private: 'true' })
      const everything = textOf(bert.replies)
      expect(found(everything, [PLANTED.answer, PLANTED.finished, PLANTED.note, PLANTED.loose, PLANTED.agreement])).toHaveLength(5)
      expect(found(everything, PRIVATE)).toEqual(ticked ? PRIVATE : [])
      for (const [action, data] of [
        ['client.open', {}],
        ['digest', { run: file.run }],
        ['answer', { ...card, text: 'na de overdracht' }],
        ['client.manage', {}],
        ['client.audit', {}],
        ['client.erase', { sure: 'yes' }],
        ['client.export', { show: 'yes' }],
        ['handover.withdraw', {}],
      ] as const) {
        await anna.tap(action, { client: file.client, ...data })
        expect(anna.notices(), action).toEqual(['notAllowed'])
        expect(found(JSON.stringify(anna.result))).toEqual([])
      }
      await anna.tap('home')
      expect(anna.see('home').clients.map(({ id }) => id)).not.toContain(file.client)
      expect(anna.see('home').resume?.client.id).not.toBe(file.client)
      await bert.tap('client.audit', { client: file.client })
      const dids = bert.see('audit').lines.map(({ did }) => did)
      expect(dids).toEqual(expect.arrayContaining(['offered', 'accepted', 'exported']))
    },
  )

  it('can be declined, and then everything stays as it was', async () => {
    await offer()
    await bert.tap('handover.decline', { client: file.client })
    expect(bert.notices()).toEqual(['offerDeclined'])
    expect(bert.see('home').offers).toBeUndefined()
    expect(await document()).toMatchObject({ owner: keyOf(ANNA) })
    expect((await document()).handover).toBeUndefined()
    await anna.tap('handover.withdraw', { client: file.client })
    expect(anna.notices()).toContain('alreadyDone')
  })

  it.each([
    ['handover.accept', 'offerTaken'],
    ['handover.decline', 'offerNotTaken'],
  ])('tells the one who offered what became of it (%s), once', async (action, key) => {
    await offer()
    await bert.tap(action, { client: file.client })
    await anna.turn({ kind: 'opened', back: false })
    expect(anna.see('home').news).toEqual([{ key, values: { name: BERT.name } }])
    expect(textOf(anna.replies)).toContain(BERT.name)
    await anna.tap('home')
    expect(anna.see('home').news).toBeUndefined()
  })

  it('stays open where the right to read is taken back meanwhile', async () => {
    await anna.tap('share.save', { client: file.client, person: BERT.id, right: 'read' })
    await offer()
    await anna.tap('share.remove', { client: file.client, person: BERT.id })
    await bert.tap('home')
    expect(bert.see('home').offers).toHaveLength(1)
    await bert.tap('handover.accept', { client: file.client })
    expect(bert.notices()).toEqual(['offerAccepted'])
  })

  it('works for a colleague who could read or write already', async () => {
    await anna.tap('share.save', { client: file.client, person: BERT.id, right: 'read' })
    await offer()
    await bert.tap('handover.accept', { client: file.client })
    expect(bert.notices()).toEqual(['offerAccepted'])
    const now = await house.records.client(keyOf(BERT), file.client)
    expect(now).toMatchObject({ owner: keyOf(BERT), shares: [] })
  })
})

describe('two offers of one file', () => {
  const asked = () => anna.replies.flatMap(({ filled }) => filled?.meanwhile ?? [])
  async function card() {
    await anna.tap('handover', { client: file.client })
    return cardWith(anna.replies, 'handover.offer')
  }
  const offers = async () => (await house.records.audit(keyOf(ANNA), file.client)).filter(({ did }) => did === 'offered').length

  it('from two old cards, one after the other, do not replace each other unasked', async () => {
    const [first, second] = [await card(), await card()]
    await send(anna, first, 'handover.offer', { person: BERT.id, agreed: 'true', note: 'eerste briefje' })
    await send(anna, second, 'handover.offer', { person: CARLA.id, agreed: 'true', note: 'tweede briefje' })
    expect(asked()).toEqual(['person', 'note'])
    expect(await document()).toMatchObject({ handover: { to: keyOf(BERT), note: 'eerste briefje' } })
    await send(anna, cardWith(anna.replies, 'handover.offer'), 'handover.offer', {}, /invulde/)
    expect(await document()).toMatchObject({ handover: { to: keyOf(CARLA), note: 'tweede briefje' } })
    await bert.tap('home')
    expect(bert.see('home').offers).toBeUndefined()
  })

  it.each([
    [CARLA.id, 'tweede briefje', ['person', 'note']],
    [BERT.id, 'tweede briefje', ['note']],
    [BERT.id, 'eerste briefje', []],
  ])('made at the same moment: to %s, “%s”', async (person, note, asks) => {
    const [one, other] = [await card(), await card()]
    const phone = new Counsellor(house, ANNA)
    phone.chat = 'phone'
    const both = [
      [anna, one, { person: BERT.id, agreed: 'true', note: 'eerste briefje' }],
      [phone, other, { person, agreed: 'true', note }],
    ] as const
    await Promise.all(both.map(([who, form, boxes]) => send(who, form, 'handover.offer', boxes)))
    expect([anna, phone].flatMap(({ replies }) => replies.flatMap(({ filled }) => filled?.meanwhile ?? []))).toEqual(asks)
    expect(await offers()).toBe(1)
  })

  it('are not mixed up by an old button to withdraw the first', async () => {
    await offer()
    await anna.tap('client.manage', { client: file.client })
    const old = cardWith(anna.replies, 'handover.withdraw')
    await send(anna, old, 'handover.withdraw')
    await offer({ person: CARLA.id })
    await send(anna, old, 'handover.withdraw')
    expect(anna.notices()).toContain('alreadyDone')
    expect(await document()).toMatchObject({ handover: { to: keyOf(CARLA) } })
    await send(anna, cardWith(anna.replies, 'handover.withdraw'), 'handover.withdraw')
    expect((await document()).handover).toBeUndefined()
  })

  it('from a card that does not say what it showed asks as well', async () => {
    await offer()
    await offer({ person: CARLA.id, note: 'van een oude kaart' })
    expect(asked()).toEqual(['person', 'note'])
    expect(await document()).toMatchObject({ handover: { to: keyOf(BERT), note: terms.note } })
  })
})
