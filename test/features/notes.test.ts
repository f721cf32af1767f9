import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Counsellor, type House, openHouse } from '../support/counsellor.ts'
import { ANNA, BERT, found, keyOf, PLANTED, type Planted, PRIVATE, plantFile, textOf } from '../support/files.ts'
import { cardWith, send } from '../support/forms.ts'

let house: House
let anna: Counsellor
let bert: Counsellor
let file: Planted
beforeEach(async () => {
  house = await openHouse()
  anna = new Counsellor(house, ANNA)
  bert = new Counsellor(house, BERT)
  file = await plantFile(house)
})
afterEach(() => house.close())

const OPEN = [PLANTED.note, PLANTED.loose, PLANTED.noteFinished]

describe('notes', () => {
  it('shows all of them, private ones to who wrote them', async () => {
    await anna.tap('notes', { client: file.client })
    expect(found(textOf(anna.replies), [...OPEN, ...PRIVATE])).toEqual([...OPEN, ...PRIVATE])
    await anna.tap('share.save', { client: file.client, person: BERT.id, right: 'write' })
    await bert.tap('note.save', { client: file.client, text: 'van Bert alleen', private: 'true' })
    await bert.tap('notes', { client: file.client })
    expect(found(textOf(bert.replies), OPEN)).toEqual(OPEN)
    expect(found(JSON.stringify(bert.result), PRIVATE)).toEqual([])
    expect(textOf(bert.replies)).toContain('van Bert alleen')
    await anna.tap('notes', { client: file.client })
    expect(JSON.stringify(anna.result)).not.toContain('van Bert alleen')
  })

  it('keeps both where a card is saved again with other words, and does not bring back what was masked', async () => {
    await anna.tap('note', { client: file.client })
    const card = cardWith(anna.replies, 'note.save')
    await send(anna, card, 'note.save', { text: 'eerste', private: 'true' })
    await send(anna, card, 'note.save', { text: 'tweede' })
    await send(anna, card, 'note.save', { text: 'tweede' })
    await anna.tap('notes', { client: file.client })
    const { notes } = anna.see('notes')
    expect(notes.filter(({ text }) => text === 'eerste' || text === 'tweede').map((note) => [note.text, Boolean(note.private)])).toEqual([
      ['eerste', true],
      ['tweede', false],
    ])
    await anna.tap('note', { client: file.client })
    const other = cardWith(anna.replies, 'note.save')
    await send(anna, other, 'note.save', { text: 'bel 0470 12 34 56 morgen' })
    await send(anna, cardWith(anna.replies, 'note.mask'), 'note.mask')
    await send(anna, other, 'note.save', { text: 'bel 0470 12 34 56 morgen' })
    await anna.tap('notes', { client: file.client })
    expect(textOf(anna.replies)).not.toContain('0470 12 34 56')
  })

  const notes = async () => {
    await anna.tap('notes', { client: file.client })
    return anna.see('notes').notes
  }
  const texts = async (text: string) => (await notes()).filter((note) => note.text === text).length
  const SAVED = 'bel 0470 12 34 56 morgen'

  async function saved(data: Record<string, string> = {}) {
    await anna.tap('note', { client: file.client, ...data })
    const card = cardWith(anna.replies, 'note.save')
    await send(anna, card, 'note.save', { text: SAVED })
    const note = (await notes()).find(({ text }) => text === SAVED)
    return { card, note: note?.id as string }
  }

  it.each(['loose', 'in a conversation', 'in one that is finished since'])(
    'asks where a card brings one back that was taken out (%s)',
    async (where) => {
      const { card, note } = await saved(where === 'loose' ? {} : { run: file.run })
      if (where.includes('finished')) await anna.tap('finish', { client: file.client, run: file.run, sure: 'yes' })
      await anna.tap('note.remove', { client: file.client, note, sure: 'yes' })
      await house.restart()
      await send(anna, card, 'note.save', { text: SAVED })
      expect(anna.notices()).toEqual(['noteTakenOut'])
      const again = cardWith(anna.replies, 'note.save')
      expect(again.boxes).toMatchObject({ text: SAVED })
      expect(await texts(SAVED)).toBe(0)
      await send(anna, again, 'note.save')
      expect(await texts(SAVED)).toBe(1)
      await send(anna, again, 'note.save')
      expect(await texts(SAVED)).toBe(1)
    },
  )

  it('asks too where it was the second note of its card', async () => {
    const { card } = await saved()
    await send(anna, card, 'note.save', { text: 'tweede' })
    const second = (await notes()).find(({ text }) => text === 'tweede')?.id
    await anna.tap('note.remove', { client: file.client, note: second, sure: 'yes' })
    await send(anna, card, 'note.save', { text: SAVED })
    expect(anna.notices()).toEqual(['alreadyDone'])
    await send(anna, card, 'note.save', { text: 'tweede' })
    expect(anna.notices()).toEqual(['noteTakenOut'])
    expect(await texts('tweede')).toBe(0)
  })

  it('does not double one of a conversation that is finished since, nor undo its mask', async () => {
    const { card, note } = await saved({ run: file.run })
    await anna.tap('finish', { client: file.client, run: file.run, sure: 'yes' })
    await send(anna, card, 'note.save', { text: SAVED })
    expect(anna.notices()).toEqual(['alreadyDone'])
    expect(await texts(SAVED)).toBe(1)
    await anna.tap('note.mask', { client: file.client, note })
    await send(anna, card, 'note.save', { text: SAVED })
    expect(await texts(SAVED)).toBe(0)
    await send(anna, card, 'note.save', { text: 'iets nieuws' })
    expect(await texts('iets nieuws')).toBe(1)
  })

  it('asks where its conversation is in this file no longer', async () => {
    await anna.tap('note', { client: file.client, run: file.run })
    const card = cardWith(anna.replies, 'note.save')
    await anna.tap('run.move', { client: file.client, run: file.run, to: await anna.newClient() })
    await send(anna, card, 'note.save', { text: SAVED })
    expect(anna.notices()).toEqual(['noteRunGone'])
    expect(await texts(SAVED)).toBe(0)
    await anna.tap('note', { client: file.client })
    await send(anna, cardWith(anna.replies, 'note.save'), 'note.save', { text: SAVED })
    expect(await texts(SAVED)).toBe(1)
  })

  it('hides them while discreet', async () => {
    await anna.tap('discreet', { on: 'true' })
    await anna.tap('notes', { client: file.client })
    expect(found(textOf(anna.replies))).toEqual([])
    expect(textOf(anna.replies)).toContain('6 notities')
  })

  it.each(['note', 'finishedNote'] as const)('takes one out (%s) after asking, and no other', async (which) => {
    await anna.tap('note.remove', { client: file.client, note: file[which] })
    expect(anna.see('confirm')).toMatchObject({ what: 'removeNote' })
    await anna.tap('note.remove', { client: file.client, note: file[which], sure: 'yes' })
    expect(anna.notices()).toEqual(['removed'])
    expect(anna.see('notes').notes).toHaveLength(5)
    await house.restart()
    const { file: left, finished } = await house.records.exportFor(keyOf(ANNA), file.client, { withPrivate: true }, 'test')
    const gone = which === 'note' ? PLANTED.loose : PLANTED.noteFinished
    const words = [...OPEN, ...PRIVATE]
    expect(found(JSON.stringify([left, finished]), words)).toEqual(words.filter((word) => word !== gone))
    for (const sure of ['yes', undefined]) {
      await anna.tap('note.remove', { client: file.client, note: file[which], sure })
      expect(anna.notices()).toEqual(['noteGone'])
    }
    await anna.tap('note.mask', { client: file.client, note: file[which] })
    expect(anna.notices()).toEqual(['noteGone'])
    // The offer to mask it has nothing to offer any more.
    expect(anna.result?.closed).toEqual({ notice: { key: 'noteGone' } })
  })

  it('does not take out private ones of somebody else, not even by their id', async () => {
    await anna.tap('share.save', { client: file.client, person: BERT.id, right: 'write' })
    const hidden = (await house.records.client(keyOf(ANNA), file.client)).notes.find((note) => note.private)?.id
    await bert.tap('note.remove', { client: file.client, note: hidden, sure: 'yes' })
    expect(bert.notices()).toEqual(['noteGone'])
    expect((await house.records.client(keyOf(ANNA), file.client)).notes.some((note) => note.id === hidden)).toBe(true)
  })
})
