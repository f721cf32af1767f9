/**
 * A form of every kind that was opened, then changed by somebody else, then sent: a box that nobody touched never puts an old value back; what
 * was changed is in the file, or both are shown and the person chooses.
 */
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { placesOf, tab } from '../support/chats.ts'
import { Counsellor } from '../support/counsellor.ts'
import { keyOf } from '../support/files.ts'
import { type Card, cardWith, onCards, send } from '../support/forms.ts'
import { it } from '../support/house.ts'

/** A form as two people who share a file meet it. */
interface Kind {
  /** The button that saves. */
  save: string
  /** What each box may be changed to. */
  values: Record<string, readonly string[]>
  /** Makes what it is about. */
  prepare(me: Counsellor, client: string): Promise<Record<string, string>>
  /** Opens it, as the file is now. */
  open(who: Counsellor, ids: Record<string, string>): Promise<unknown>
  /** Only the owner has it: it is changed from another tab. */
  alone?: true
}

let people = 0
/** A counsellor of the organisation whom others can share with. */
async function colleague({ house }: Counsellor): Promise<Counsellor> {
  const id = `aaaaaaaa-0000-4000-8000-${String(++people).padStart(12, '0')}`
  const somebody = new Counsellor(house, { tenant: 'tenant-a', id })
  await somebody.tap('help')
  return somebody
}

const WORDS = ['een', 'twee, en nog iets', 'drie\nop twee regels', '']
const TICK = ['true', 'false']

const LADDER = { goal: 'een kamer', due: '2026-06-30', self: 'bellen', support: 'mijn zus', first: 'vragen', rungs: 'a\nb\nc' }
const drawn = (me: Counsellor, client: string) => me.tap('ladder.save', { client, ...LADDER })

const KINDS: Record<string, Kind> = {
  'a client': {
    save: 'client.update',
    values: {
      country: ['BE', 'NL'],
      phase: ['pending', 'appeal', 'detention', 'refused-first'],
      order: TICK,
      partner: TICK,
      children: TICK,
      interpreter: ['', 'none', 'professional'],
      language: ['Dari', 'Farsi', ''],
    },
    prepare: async (_, client) => ({ client }),
    open: (who, { client }) => who.tap('client.edit', { client }),
  },
  'when and where': {
    save: 'conversation.update',
    values: { date: ['2026-03-01', '2026-02-28', '2026-03-10'], place: ['Gent', 'Luik', ''], present: WORDS, interpreter: WORDS },
    async prepare(me, client) {
      await me.start(client)
      return { client, run: me.here().run }
    },
    open: (who, ids) => who.tap('conversation.edit', ids),
  },
  'an answer': {
    save: 'answer.save',
    values: { text: WORDS.filter(Boolean) },
    async prepare(me, client) {
      await me.start(client)
      const { run, visit } = me.here()
      await me.answer({ text: 'het eerste antwoord' })
      return { client, run, visit }
    },
    open: (who, ids) => who.tap('answer.edit', ids),
  },
  'a ladder': {
    save: 'ladder.save',
    values: {
      goal: ['een kamer', 'werk'],
      due: ['2026-06-30', '2026-12-24', ''],
      self: WORDS,
      support: WORDS,
      first: WORDS,
      rungs: ['a\nb\nc', 'b\nc', 'a\nb\nc\nd'],
    },
    async prepare(me, client) {
      await drawn(me, client)
      return { client }
    },
    open: (who, ids) => who.tap('ladder.edit', ids),
  },
  'the rungs that were reached': {
    save: 'ladder.tick',
    values: { reached: ['', '0', '0,1', '2', '0,1,2'] },
    async prepare(me, client) {
      await drawn(me, client)
      return { client }
    },
    open: (who, ids) => who.tap('ladder.reached', ids),
  },
  'an offer': {
    save: 'handover.offer',
    values: { date: ['2026-03-09', '2026-03-10'], note: ['een', 'twee', 'drie'], private: TICK },
    alone: true,
    async prepare(me, client) {
      const other = await colleague(me)
      const terms = { person: other.user.id, agreed: 'true', date: '2026-03-09', note: 'de nota', private: 'false' }
      await me.tap('handover.offer', { client, ...terms })
      return { client }
    },
    open: (who, ids) => who.tap('handover', ids),
  },
}

const changesOf = ({ values }: Kind) =>
  fc.record(
    Object.fromEntries(Object.entries(values).map(([box, all]) => [box, fc.option(fc.constantFrom(...all), { nil: undefined, freq: 2 })])),
  )
const given = (changes: Record<string, string | undefined>, { boxes }: Card): Record<string, string> =>
  Object.fromEntries(Object.entries(changes).flatMap(([box, value]) => (value === undefined || value === boxes[box] ? [] : [[box, value]])))

/** Both change the same box, each to something else: chance alone leaves that out of all runs now and then. */
function bothChanged({ values }: Kind): [Record<string, string>, Record<string, string>, boolean][] {
  const [box, all = []] = Object.entries(values).find(([, some]) => some.length > 2) ?? []
  return box ? [[{ [box]: all[1]! }, { [box]: all[2]! }, true]] : []
}

describe('an old form', () => {
  it.for(Object.entries(KINDS))(
    'of %s puts no old value back, and what was changed in it is kept or asked about',
    { timeout: 60_000 },
    async ([, kind], { me }) => {
      const open = async (who: Counsellor, ids: Record<string, string>): Promise<Card> => {
        await kind.open(who, ids)
        return cardWith(who.replies, kind.save)
      }
      let asked = 0
      await fc.assert(
        fc.asyncProperty(changesOf(kind), changesOf(kind), fc.boolean(), async (hers, his, mine) => {
          const anna = await colleague(me)
          const bert = kind.alone ? anna : await colleague(me)
          const client = await anna.newClient()
          if (!kind.alone) await anna.tap('share.save', { client, person: bert.user.id, right: 'write' })
          const ids = await kind.prepare(anna, client)
          const old = await open(anna, ids)
          const bertsCard = await open(bert, ids)
          const theirs = given(his, bertsCard)
          await send(bert, bertsCard, kind.save, theirs)
          const now = (await open(bert, ids)).boxes
          const changed = given(hers, old)
          await send(anna, old, kind.save, changed)

          const differ = Object.keys(changed).filter((box) => now[box] !== old.boxes[box] && changed[box] !== now[box])
          const back = anna.replies.find(({ filled }) => filled?.meanwhile?.length)
          if (back) {
            asked++
            expect(back.filled?.meanwhile?.toSorted()).toEqual(differ.toSorted())
            // not a word of it is in the file yet; both stand on the card
            expect((await open(bert, ids)).boxes).toEqual(now)
            const again = cardWith([back], kind.save)
            expect(again.boxes).toEqual({ ...now, ...changed })
            await send(anna, again, kind.save, {}, mine ? /invulde/ : /nu staat/)
          } else expect(differ).toEqual([])
          const kept = Object.fromEntries(Object.entries(changed).filter(([box]) => mine || !differ.includes(box)))
          expect((await open(bert, ids)).boxes).toEqual({ ...now, ...kept })
        }),
        { numRuns: 30, examples: bothChanged(kind) },
      )
      expect(asked).toBeGreaterThan(0)
    },
  )

  it('of a step shows both where somebody else answered it meanwhile', async ({ me }) => {
    const [anna, bert] = [await colleague(me), await colleague(me)]
    const client = await anna.newClient()
    await anna.tap('share.save', { client, person: bert.user.id, right: 'write' })
    await anna.start(client)
    const { run, visit } = anna.here()
    const old = cardWith(anna.replies, 'answer')
    await bert.tap('conversation.resume', { client, run })
    await send(bert, cardWith(bert.replies, 'answer'), 'answer', { text: 'van Bert' })
    await send(anna, old, 'answer', { text: 'van mij' })
    expect(onCards(anna.replies)).toContain('van Bert')
    expect(onCards(anna.replies)).toContain('van mij')
    const { session } = (await me.house.records.client(keyOf(anna.user), client)).runs[0]!
    expect(JSON.stringify(session.answers[visit])).not.toContain('van mij')
  })

  it('of an answer asks what another tab wrote there, and not what was written in the same chat', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    const { run, visit } = me.here()
    const phone = tab(me, 'phone')
    await phone.tap('conversation.resume', { client, run })
    const [card, old] = [cardWith(me.replies, 'answer'), cardWith(phone.replies, 'answer')]
    await send(me, card, 'answer', { text: 'een lang antwoord' })
    await send(phone, old, 'answer', { text: 'half' })
    expect(onCards(phone.replies)).toContain('een lang antwoord')
    await send(me, card, 'answer', { text: 'een langer antwoord' })
    const { session } = (await me.house.records.client(keyOf(me.user), client)).runs[0]!
    expect(session.answers[visit]).toMatchObject({ value: { text: 'een langer antwoord' }, history: [{ text: 'een lang antwoord' }] })
    // half an answer beside another button neither
    await send(phone, old, 'note', { text: 'half' })
    expect(onCards(phone.replies)).toContain('een langer antwoord')
    expect(await placesOf(me, 'half')).toEqual([])
  })

  it('of agreements keeps what another tab agreed, until it is chosen', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    while (me.step().kind !== 'agreements') await me.tap('skip', me.here())
    const phone = tab(me, 'phone')
    await phone.tap('conversation.resume', { client, run: me.here().run })
    const old = cardWith(phone.replies, 'answer')
    await send(me, cardWith(me.replies, 'answer'), 'answer', { 'agreement.1.text': 'bel advocaat' })
    await send(phone, old, 'answer', { 'agreement.1.text': 'regel paspoort', 'agreement.1.due': '2026-05-01' })
    expect(onCards(phone.replies)).toContain('bel advocaat')
    const { agreements } = await me.house.records.client(keyOf(me.user), client)
    expect(agreements.map(({ text }) => text)).toEqual(['bel advocaat'])
  })
})
