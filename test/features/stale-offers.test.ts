/** Offers that were left: “Pas het antwoord aan” and “Dit was mijn antwoord” never replace unasked what was written since. */
import { describe, expect } from 'vitest'
import type { Answer } from '../../src/engine/session.ts'
import { tab } from '../support/chats.ts'
import { Counsellor } from '../support/counsellor.ts'
import { keyOf } from '../support/files.ts'
import { cardWith, onCards, send } from '../support/forms.ts'
import { it } from '../support/house.ts'

type Here = { client: string; run: string; visit: string }

async function begun(me: Counsellor): Promise<Here> {
  await me.start(await me.newClient())
  const { client, run, visit } = me.here()
  return { client, run, visit }
}

async function colleague({ house, user, ...me }: Counsellor, client: string): Promise<Counsellor> {
  const other = new Counsellor(house, { tenant: user.tenant, id: 'bbbbbbbb-0000-4000-8000-000000000003' })
  await other.tap('help')
  await new Counsellor(house, user, me.locale).tap('share.save', { client, person: other.user.id, right: 'write' })
  return other
}

async function answerIn(me: Counsellor, { client, visit }: Here): Promise<Answer | undefined> {
  return (await me.house.records.client(keyOf(me.user), client)).runs[0]?.session.answers[visit]
}

async function offered(me: Counsellor, text: string): Promise<Record<string, string>> {
  await me.turn({ kind: 'edited', activity: 'm1', text })
  return me.see('confirm').data
}

async function corrected(who: Counsellor, here: Here, text: string): Promise<void> {
  await who.tap('answer.edit', here)
  await send(who, cardWith(who.replies, 'answer.save'), 'answer.save', { text })
}

const asked = (me: Counsellor): readonly string[] => me.replies.flatMap(({ filled }) => filled?.meanwhile ?? [])

describe('an offer to correct an answer', () => {
  it('older than the words that stand there asks, and is carried out where it is chosen', async ({ me }) => {
    const here = await begun(me)
    await me.say('eerste woorden', 'm1')
    const [older, newer] = [await offered(me, 'tweede woorden'), await offered(me, 'derde woorden')]
    await me.tap('edit.apply', newer)
    expect((await answerIn(me, here))?.value).toEqual({ text: 'derde woorden' })
    await me.tap('edit.apply', older)
    expect(asked(me)).toEqual(['text'])
    expect(onCards(me.replies)).toContain('tweede woorden')
    expect(onCards(me.replies)).toContain('derde woorden')
    expect((await answerIn(me, here))?.value).toEqual({ text: 'derde woorden' })
    await send(me, cardWith(me.replies, 'answer.save'), 'answer.save', {}, /invulde/)
    expect((await answerIn(me, here))?.value).toEqual({ text: 'tweede woorden' })
    // the same words again change nothing
    await me.tap('edit.apply', older)
    expect(me.notices()).toContain('unchanged')
  })

  it('keeps what a colleague wrote meanwhile, and leaves a removed answer away', async ({ me }) => {
    const here = await begun(me)
    await me.say('eerste woorden', 'm1')
    const offer = await offered(me, 'tweede woorden')
    await corrected(await colleague(me, here.client), here, 'van Bert')
    await me.tap('edit.apply', offer)
    expect(asked(me)).toEqual(['text'])
    expect((await answerIn(me, here))?.value).toEqual({ text: 'van Bert' })
    await me.tap('answer.remove', { ...here, sure: 'yes' })
    await me.tap('edit.apply', offer)
    expect(asked(me)).toEqual(['text'])
    expect(await answerIn(me, here)).toBeUndefined()
  })
})

describe('a button that takes an answer away', () => {
  const place = (me: Counsellor, here: Here) => answerIn(me, here).then((answer) => answer?.value?.text)

  it.for(['the form', 'the question', 'a deleted message'])('is about the one that was shown (%s)', async (from, { me }) => {
    const here = await begun(me)
    await me.say('eerste woorden', 'm1')
    await (from === 'a deleted message' ? me.turn({ kind: 'deleted', activity: 'm1' }) : me.tap('answer.edit', here))
    const notice = me.replies.find((reply) => reply.view === 'notice')
    const remove =
      notice?.actions?.[0]?.data ?? cardWith(me.replies, 'answer.remove').actions.find(({ action }) => action === 'answer.remove')?.data
    const late = me.replies
    const bert = await colleague(me, here.client)
    if (from === 'the form') await corrected(bert, here, 'van Bert')
    await me.tap('answer.remove', { ...remove })
    const { data } = me.see('confirm')
    if (from !== 'the form') await corrected(bert, here, 'van Bert')
    await me.tap('answer.remove', data)
    expect(me.notices()).toEqual(['answerChangedSince'])
    expect(JSON.stringify(me.see('answers').digest)).toContain('van Bert')
    expect(await place(me, here)).toBe('van Bert')
    if (from === 'a deleted message') return
    // nor does it move to somebody else
    const other = await me.newClient()
    await send(me, cardWith(late, 'answer.move'), 'answer.move')
    expect(me.notices()).toEqual(['answerChangedSince'])
    await me.tap('answer.edit', here)
    await send(me, cardWith(me.replies, 'answer.move'), 'answer.move')
    const { choosing } = me.see('clients')
    await corrected(bert, here, 'nog iets anders van Bert')
    await me.tap('answer.move', { ...choosing?.search.data, to: other })
    expect(me.notices()).toEqual(['answerChangedSince'])
    await me.tap('answer.edit', here)
    await send(me, cardWith(me.replies, 'answer.remove'), 'answer.remove')
    await me.tap('answer.remove', me.see('confirm').data)
    expect(await place(me, here)).toBeUndefined()
  })
})

describe('an answer in which personal details were masked', () => {
  const PHONE = 'bel 0470 12 34 56'

  async function masked(me: Counsellor) {
    const here = await begun(me)
    await me.say(PHONE, 'm1')
    const offer = await offered(me, `${PHONE} morgen`)
    await me.tap('answer.edit', here)
    const card = cardWith(me.replies, 'answer.save')
    await me.tap('answer.mask', here)
    expect((await answerIn(me, here))?.value?.text).not.toContain('0470')
    return { here, offer, card }
  }

  it('bears a stamp of who masked it, once', async ({ me }) => {
    const { here } = await masked(me)
    await me.tap('answer.mask', here)
    const run = (await me.house.records.client(keyOf(me.user), here.client)).runs[0]
    expect(run?.stamps[here.visit]).toMatchObject([{ activity: 'm1' }, { by: keyOf(me.user), masked: true }])
    expect(run?.session.answers[here.visit]?.history).toHaveLength(1)
    expect(JSON.stringify(run)).not.toContain('0470')
  })

  it('asks where an older card or offer would bring them back', async ({ me }) => {
    const { here, offer, card } = await masked(me)
    await send(me, card, 'answer.save', { text: `${PHONE} overmorgen` })
    expect(asked(me)).toEqual(['text'])
    await me.tap('edit.apply', offer)
    expect(asked(me)).toEqual(['text'])
    expect((await answerIn(me, here))?.value?.text).not.toContain('0470')
  })

  it('is still found by the message that gave it', async ({ me }) => {
    const { here } = await masked(me)
    await me.turn({ kind: 'deleted', activity: 'm1' })
    expect(me.notices()).toEqual(['deletedStands'])
    await me.tap('edit.apply', await offered(me, 'bel morgen'))
    expect(asked(me)).toEqual(['text'])
    await send(me, cardWith(me.replies, 'answer.save'), 'answer.save', {}, /invulde/)
    expect((await answerIn(me, here))?.value).toEqual({ text: 'bel morgen' })
  })
})

describe('“Dit was mijn antwoord”', () => {
  it('keeps what a colleague wrote meanwhile, also where the offer carries no mark', async ({ me }) => {
    const here = await begun(me)
    await me.say('help')
    const { wasAnswer } = me.see('notice')
    const bert = await colleague(me, here.client)
    await bert.tap('conversation.resume', { client: here.client, run: here.run })
    await bert.answer({ text: 'een lang antwoord van Bert' })
    for (const mark of [wasAnswer?.mark, undefined]) {
      await me.tap('was-answer', { ...wasAnswer, mark })
      expect(asked(me)).toEqual(['text'])
      expect((await answerIn(me, here))?.value).toEqual({ text: 'een lang antwoord van Bert' })
    }
    await send(me, cardWith(me.replies, 'answer.save'), 'answer.save', {}, /nu staat/)
    expect((await answerIn(me, here))?.value).toEqual({ text: 'een lang antwoord van Bert' })
  })

  it('asks about one’s own newer words where it says what stood there', async ({ me }) => {
    const here = await begun(me)
    const { client, run } = here
    await me.turn({ kind: 'text', text: 'Steun', button: { by: 'label', way: { action: 'support', data: { client, run } } } })
    const { wasAnswer } = me.see('notice')
    expect(wasAnswer?.mark).toBeDefined()
    await me.tap('return', { client, run })
    const phone = tab(me, 'phone')
    await phone.tap('conversation.resume', { client, run })
    await phone.answer({ text: 'op de telefoon' })
    await me.tap('was-answer', { ...wasAnswer })
    expect(asked(me)).toEqual(['text'])
    expect((await answerIn(me, here))?.value).toEqual({ text: 'op de telefoon' })
  })

  it('closes no crisis plan that was opened since at another step', async ({ me }) => {
    const here = await begun(me)
    await me.say('crisis')
    const { wasAnswer } = me.see('notice')
    expect(wasAnswer?.opened).toBe('yes')
    await me.tap('return', { client: here.client, run: here.run })
    await me.tap('skip', me.here())
    await me.tap('crisis', { client: here.client, run: here.run })
    await me.tap('was-answer', { ...wasAnswer })
    const { session } = (await me.house.records.client(keyOf(me.user), here.client)).runs[0]!
    expect(session.detour).toBe('crisis')
    expect(session.answers[here.visit]?.value).toEqual({ text: 'crisis' })
  })
})

describe('an answer that was taken out', () => {
  const words = async (me: Counsellor, here: Here) => (await answerIn(me, here))?.value?.text

  it.for(['removed', 'moved to another client'])('does not come back from the card it was given on (%s)', async (how, { me }) => {
    const other = await me.newClient()
    const here = await begun(me)
    const card = cardWith(me.replies, 'answer')
    await send(me, card, 'answer', { text: 'in vertrouwen gezegd' })
    await (how === 'removed'
      ? me.tap('answer.remove', { ...here, sure: 'yes' })
      : me.tap('answer.move', { ...here, to: other, sure: 'yes' }))
    expect(await words(me, here)).toBeUndefined()
    await send(me, card, 'answer', { text: 'in vertrouwen gezegd' })
    expect(await words(me, here)).toBeUndefined()
    expect(asked(me)).toEqual(['text'])
    expect(onCards(me.replies)).toContain('in vertrouwen gezegd')
    // nor beside another button of it
    await send(me, card, 'pause', { text: 'in vertrouwen gezegd' })
    expect(await words(me, here)).toBeUndefined()
    expect(asked(me)).toEqual(['text'])
    // where it is wanted all the same it is kept, and asked about no more
    await send(me, cardWith(me.replies, 'answer.save'), 'answer.save', {}, /invulde/)
    expect(await words(me, here)).toBe('in vertrouwen gezegd')
  })

  it('nor where another stands in its place, from one’s own chat', async ({ me }) => {
    const here = await begun(me)
    const card = cardWith(me.replies, 'answer')
    await send(me, card, 'answer', { text: 'in vertrouwen gezegd' })
    await me.tap('answer.remove', { ...here, sure: 'yes' })
    await me.tap('jump', { client: here.client, run: here.run, step: 'arrival' })
    const fresh = cardWith(me.replies, 'answer')
    await send(me, fresh, 'answer', { text: 'nieuwe woorden' })
    expect(asked(me)).toEqual([])
    await send(me, card, 'answer', { text: 'in vertrouwen gezegd' })
    expect(asked(me)).toEqual(['text'])
    const { runs } = await me.house.records.client(keyOf(me.user), here.client)
    expect(JSON.stringify(runs)).toContain('nieuwe woorden')
    expect(JSON.stringify(runs)).not.toContain('in vertrouwen gezegd')
  })

  it('nor by the offer to take a word for it', async ({ me }) => {
    const here = await begun(me)
    await me.say('meer')
    const offer = cardWith(me.replies, 'was-answer').actions.find(({ action }) => action === 'was-answer')?.data ?? {}
    await me.tap('was-answer', offer)
    expect(await words(me, here)).toBe('meer')
    await me.tap('answer.remove', { ...here, sure: 'yes' })
    await me.tap('was-answer', offer)
    expect(asked(me)).toEqual(['text'])
    expect(await words(me, here)).toBeUndefined()
  })
})
