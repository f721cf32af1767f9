/** Moving writes two files. What somebody does in one of them between both writes, or after only the first one, is not lost. */
import { describe, expect } from 'vitest'
import { createAssistant } from '../../src/assistant/create.ts'
import { valueMark } from '../../src/content/marks.ts'
import { type FileRecords, StoreUnavailable } from '../../src/records/records.ts'
import { boxes, Counsellor, content, type House } from '../support/counsellor.ts'
import { it as inHouse } from '../support/house.ts'

type Meanwhile = (where: string) => Promise<void>

/** The same house, in which something happens right after a file was written. */
const between =
  (house: House) =>
  (written: string, meanwhile: Meanwhile): House => {
    let pending = true
    const changeClient: FileRecords['changeClient'] = async (user, id, change) => {
      const result = await house.records.changeClient(user, id, change)
      if (id === written && pending) {
        pending = false
        await meanwhile(id)
      }
      return result
    }
    const records = { ...house.records, changeClient }
    return { ...house, assistant: createAssistant({ content, boxes, records, now: () => new Date('2026-03-10T14:00:00Z') }) }
  }

/** The same person in another tab, at the step that stands there. */
async function otherTab(me: Counsellor, house: House, client: string, run: string): Promise<Counsellor> {
  const tab = new Counsellor(house, me.user)
  tab.chat = `${me.chat} beside`
  await tab.tap('conversation.resume', { client, run })
  return tab
}

const it = inHouse
  .extend('between', ({ house }) => between(house))
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

describe('a conversation on its way to another client', () => {
  it('takes along what is answered in it meanwhile', async ({ me, house, between, mistake, kept }) => {
    const { from, to, run } = await mistake()
    const tab = await otherTab(me, house, from, run)
    me.house = between(to, async () => void (await tab.answer({ text: 'tweede woorden' })))
    await me.tap('run.move', { client: from, run, to })
    expect(tab.notices()).toEqual(['saved'])
    expect(me.notices()).toContain('moved')
    expect(await kept(to)).toContain('tweede woorden')
    expect((await kept(to)).match(/eerste woorden/g)).toHaveLength(1)
    expect(await kept(from)).not.toContain('woorden')
  })

  it('takes along a correction of a finished one', async ({ me, house, between, mistake, kept }) => {
    const { from, to, run } = await mistake()
    await me.tap('finish', { client: from, run, sure: 'yes' })
    const tab = new Counsellor(house, me.user)
    me.house = between(to, async () => void (await tab.tap('answer.save', { client: from, run, visit: 'v1', text: 'betere woorden' })))
    await me.tap('run.move', { client: from, run, to })
    expect(await kept(to)).toContain('betere woorden')
    expect(await kept(from)).not.toContain('woorden')
  })

  it('loses nothing where it was cut off, gone on with, and moved again', async ({ me, house, between, mistake, kept }) => {
    const { from, to, run } = await mistake()
    me.house = between(to, () => Promise.reject(new StoreUnavailable('full')))
    await me.tap('run.move', { client: from, run, to })
    me.house = house
    await me.tap('conversation.resume', { client: from, run })
    await me.answer({ text: 'tweede woorden' })
    await me.tap('run.move', { client: from, run, to })
    expect(await kept(to)).toContain('tweede woorden')
    expect(await kept(from)).not.toContain('woorden')
  })

  it('is there once where it was cut off and moved again at once', async ({ me, house, between, mistake, kept }) => {
    const { from, to, run } = await mistake()
    me.house = between(to, () => Promise.reject(new StoreUnavailable('full')))
    await me.tap('run.move', { client: from, run, to })
    me.house = house
    await me.tap('run.move', { client: from, run, to })
    expect((await kept(to)).match(/eerste woorden/g)).toHaveLength(1)
    expect(await kept(from)).not.toContain('woorden')
  })
})

describe('an answer', () => {
  it('on its way to another client stays where it was changed meanwhile', async ({ me, house, between, mistake, kept }) => {
    const { from, to, run } = await mistake()
    const tab = new Counsellor(house, me.user)
    me.house = between(to, async () => void (await tab.tap('answer.save', { client: from, run, visit: 'v1', text: 'betere woorden' })))
    await me.tap('answer.move', { client: from, run, visit: 'v1', to })
    expect(me.notices()).toEqual(['answerChangedSince'])
    expect(await kept(from)).toContain('betere woorden')
    expect(await kept(to)).toContain('eerste woorden')
  })

  it('that is taken out stays where it was changed in the moment before', async ({ me, house, mistake, kept }) => {
    const { from, run } = await mistake()
    await me.tap('answer.edit', { client: from, run, visit: 'v1' })
    const mark = valueMark(me.see('answer-form').answer.value)
    const tab = new Counsellor(house, me.user)
    let pending = true
    // after it was read for the question, before it is written
    const changeClient: FileRecords['changeClient'] = async (user, id, change) => {
      if (pending) {
        pending = false
        await tab.tap('answer.save', { client: from, run, visit: 'v1', text: 'betere woorden' })
      }
      return house.records.changeClient(user, id, change)
    }
    const records = { ...house.records, changeClient }
    me.house = { ...house, assistant: createAssistant({ content, boxes, records, now: () => new Date('2026-03-10T14:00:00Z') }) }
    await me.tap('answer.remove', { client: from, run, visit: 'v1', mark, sure: 'yes' })
    expect(me.notices()).toEqual(['answerChangedSince'])
    expect(await kept(from)).toContain('betere woorden')
  })
})
