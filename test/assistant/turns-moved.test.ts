/** Moving writes two files. What somebody does in one of them between both writes, or after only the first one, is not lost. */
import { describe, expect } from 'vitest'
import { valueMark } from '../../src/content/marks.ts'
import { type FileRecords, StoreUnavailable } from '../../src/records/records.ts'
import { Counsellor, type House } from '../support/counsellor.ts'
import { it as inHouse, withRecords } from '../support/house.ts'

/** The same house, in which something happens once, right after this client's file was written. */
const after =
  (house: House) =>
  (written: string, meanwhile: () => Promise<void>): House => {
    let pending = true
    const changeClient: FileRecords['changeClient'] = async (user, id, change) => {
      const result = await house.records.changeClient(user, id, change)
      if (id === written && pending) {
        pending = false
        await meanwhile()
      }
      return result
    }
    return withRecords(house, { changeClient })
  }

/** The same, after a file was read and before it is written. */
const before = (house: House) => (meanwhile: () => Promise<void>) => {
  let pending = true
  const changeClient: FileRecords['changeClient'] = async (user, id, change) => {
    if (pending) {
      pending = false
      await meanwhile()
    }
    return house.records.changeClient(user, id, change)
  }
  return withRecords(house, { changeClient })
}

/** The same person in another tab, at the step that stands there. */
async function otherTab(me: Counsellor, house: House, client: string, run: string): Promise<Counsellor> {
  const tab = new Counsellor(house, me.user)
  tab.chat = `${me.chat} beside`
  await tab.tap('conversation.resume', { client, run })
  return tab
}

const it = inHouse
  .extend('after', ({ house }) => after(house))
  .extend('before', ({ house }) => before(house))
  /** Everything kept about a client, the replies for a retry aside. */
  .extend('kept', ({ me, house }) => async (client: string) => {
    const user = `local|${me.user.id}`
    const document = await house.records.client(user, client)
    const runs = await Promise.all(document.finished.map((line) => house.records.finishedRun(user, client, line.id)))
    return JSON.stringify([{ ...document, handled: [] }, runs])
  })
  /** Two clients of the same counsellor; a conversation recorded with the wrong one. */
  .extend('mistake', ({ me }) => async () => {
    const [from, to] = [await me.newClient(), await me.newClient()]
    await me.start(from)
    await me.answer({ text: 'eerste woorden' })
    return { from, to, run: me.here().run }
  })
  /** Its move was cut off after the first write. */
  .extend('cutOff', ({ me, house, after, mistake }) => async () => {
    const made = await mistake()
    me.house = after(made.to, () => Promise.reject(new StoreUnavailable('full')))
    await me.tap('run.move', { client: made.from, run: made.run, to: made.to })
    me.house = house
    return made
  })

describe('a conversation on its way to another client', () => {
  it('takes along what is answered in it meanwhile', async ({ me, house, after, mistake, kept }) => {
    const { from, to, run } = await mistake()
    const tab = await otherTab(me, house, from, run)
    me.house = after(to, async () => void (await tab.answer({ text: 'tweede woorden' })))
    await me.tap('run.move', { client: from, run, to })
    expect(tab.notices()).toEqual(['saved'])
    expect(me.notices()).toContain('moved')
    expect(await kept(to)).toContain('tweede woorden')
    expect((await kept(to)).match(/eerste woorden/g)).toHaveLength(1)
    expect(await kept(from)).not.toContain('woorden')
  })

  it('takes along a correction of a finished one', async ({ me, house, after, mistake, kept }) => {
    const { from, to, run } = await mistake()
    await me.tap('finish', { client: from, run, sure: 'yes' })
    const tab = new Counsellor(house, me.user)
    me.house = after(to, async () => void (await tab.tap('answer.save', { client: from, run, visit: 'v1', text: 'betere woorden' })))
    await me.tap('run.move', { client: from, run, to })
    expect(await kept(to)).toContain('betere woorden')
    expect((await house.records.client(`local|${me.user.id}`, to)).finished).toHaveLength(1)
    expect(await kept(from)).not.toContain('woorden')
  })

  it('loses nothing where it was cut off, gone on with, and moved again', async ({ me, cutOff, kept }) => {
    const { from, to, run } = await cutOff()
    await me.tap('conversation.resume', { client: from, run })
    await me.answer({ text: 'tweede woorden' })
    await me.tap('run.move', { client: from, run, to })
    expect(await kept(to)).toContain('tweede woorden')
    expect(await kept(from)).not.toContain('woorden')
  })

  it('is there once where it was cut off and moved again at once', async ({ me, cutOff, kept }) => {
    const { from, to, run } = await cutOff()
    await me.tap('run.move', { client: from, run, to })
    expect((await kept(to)).match(/eerste woorden/g)).toHaveLength(1)
    expect(await kept(from)).not.toContain('woorden')
  })
})

describe('an answer', () => {
  it('on its way to another client stays where it was changed meanwhile', async ({ me, house, after, mistake, kept }) => {
    const { from, to, run } = await mistake()
    const tab = new Counsellor(house, me.user)
    me.house = after(to, async () => void (await tab.tap('answer.save', { client: from, run, visit: 'v1', text: 'betere woorden' })))
    await me.tap('answer.move', { client: from, run, visit: 'v1', to })
    expect(me.notices()).toEqual(['answerChangedSince'])
    expect(await kept(from)).toContain('betere woorden')
    expect(await kept(to)).toContain('eerste woorden')
  })

  it('that is taken out stays where it was changed in the moment before', async ({ me, house, before, mistake, kept }) => {
    const { from, run } = await mistake()
    await me.tap('answer.edit', { client: from, run, visit: 'v1' })
    const mark = valueMark(me.see('answer-form').answer.value)
    const tab = new Counsellor(house, me.user)
    me.house = before(async () => void (await tab.tap('answer.save', { client: from, run, visit: 'v1', text: 'betere woorden' })))
    await me.tap('answer.remove', { client: from, run, visit: 'v1', mark, sure: 'yes' })
    expect(me.notices()).toEqual(['answerChangedSince'])
    expect(await kept(from)).toContain('betere woorden')
  })
})

describe('a note', () => {
  it.for([
    ['note.mask', 'masked'],
    ['note.remove', 'removed'],
  ] as const)(
    '%s: reaches its conversation where that was finished in the moment before',
    async ([action, said], { me, house, before, mistake, kept }) => {
      const { from, run } = await mistake()
      await me.tap('note.save', { client: from, run, text: 'bel 0475 12 34 56' })
      const [note] = (await house.records.client(`local|${me.user.id}`, from)).runs[0]?.notes ?? []
      const tab = new Counsellor(house, me.user)
      me.house = before(async () => void (await tab.tap('finish', { client: from, run, sure: 'yes' })))
      await me.tap(action, { client: from, note: note?.id, sure: 'yes' })
      expect(me.notices()).toContain(said)
      expect(await kept(from)).not.toContain('0475')
    },
  )
})
