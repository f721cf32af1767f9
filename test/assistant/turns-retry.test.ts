/** A message that comes again leads where it led, as far as whoever sends it may still go there. */
import { describe, expect } from 'vitest'
import { Counsellor } from '../support/counsellor.ts'
import { ANNA, BERT, found, plantFile, textOf } from '../support/files.ts'
import { it } from '../support/house.ts'

const people = (house: Counsellor['house']) => [new Counsellor(house, ANNA), new Counsellor(house, BERT)] as const

describe('a message that comes again', () => {
  it('is a turn of its own when another person sends it', async ({ house }) => {
    const [anna, bert] = people(house)
    const { client } = await plantFile(house)
    await anna.tap('share.save', { client, person: BERT.id, right: 'write' })
    await anna.tap('note.save', { client, text: 'van Anna' }, 'the-same')
    await bert.tap('note.save', { client, text: 'van Bert' }, 'the-same')
    await anna.tap('notes', { client })
    expect(textOf(anna.replies)).toContain('van Anna')
    expect(textOf(anna.replies)).toContain('van Bert')
  })

  it('shows nothing any more when access was taken back, before and after a restart', async ({ house }) => {
    const [anna, bert] = people(house)
    const { client, run } = await plantFile(house)
    await anna.tap('share.save', { client, person: BERT.id, right: 'write' })
    const turns = [
      ['one', 'note.save', { client, run, text: 'iets' }],
      ['two', 'digest', { client, run }],
    ] as const
    for (const [id, action, data] of turns) {
      await bert.tap(action, data, id)
      expect(found(textOf(bert.replies))).not.toEqual([])
    }
    await anna.tap('share.remove', { client, person: BERT.id, sure: 'yes' })
    const again = async () => {
      for (const [id, action, data] of turns) {
        await bert.tap(action, data, id)
        // that the note was kept is as true as it was, and says nothing of the file
        expect(id === 'one' ? ['noteSaved', 'notAllowed'] : ['notAllowed']).toContain(bert.notices().join())
        expect(bert.replies).toHaveLength(1)
        expect(found(JSON.stringify(bert.result))).toEqual([])
      }
    }
    await again()
    await house.restart()
    await again()
  })

  it('offers again what a command was taken for, about the answer that stands there', async ({ me }) => {
    await me.start(await me.newClient())
    await me.say('taal', 'the-same')
    const first = me.replies
    expect(first[0]).toMatchObject({ wasAnswer: { text: 'taal', mark: expect.any(String) } })
    await me.say('taal', 'the-same')
    expect(me.replies).toEqual(first)
  })
})
