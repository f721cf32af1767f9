/** When the store fails in the middle: what was kept is not called lost, and one broken file does not shut the door to the others. */
import { describe, expect } from 'vitest'
import { DamagedFile, type FileRecords, NoAccess, StoreUnavailable } from '../../src/records/records.ts'
import { it as inHouse, withRecords } from '../support/house.ts'
import { buttons } from '../support/monkey.ts'

const it = inHouse.extend(
  'withRecords',
  ({ house }) =>
    (broken: Partial<FileRecords>) =>
      withRecords(house, broken),
)

describe('a store that fails', () => {
  it('keeps the answer and says so where only the counsellor’s place fails', async ({ house, me, withRecords }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.tap('home')
    me.house = withRecords({
      changeCounsellor: () => Promise.reject(new StoreUnavailable('full')),
    })
    const { id } = (await house.records.client(`local|${me.user.id}`, client)).runs[0] ?? { id: '' }
    await me.tap('answer', { client, run: id, visit: 'v1', text: 'toch bewaard' })
    expect(me.notices()).toContain('saved')
    expect(JSON.stringify((await house.records.client(`local|${me.user.id}`, client)).runs)).toContain('toch bewaard')
  })

  it('keeps nothing and says so where the client’s file fails; the crisis plan comes all the same', async ({ house, me, withRecords }) => {
    const client = await me.newClient()
    await me.start(client)
    const here = me.here()
    me.house = withRecords({ changeClient: () => Promise.reject(new StoreUnavailable('full')) })
    await me.tap('answer', { ...here, text: 'niet bewaard' })
    expect(me.notices()).toEqual(['storeUnavailable'])
    await me.tap('answer', { ...here, text: 'Ze zegt dat ze dood wil.' })
    expect(me.see('guide').guide).toBe('crisis')
    expect(me.notices()).toContain('storeUnavailable')
    // Another try, when there is room again, is another activity.
    me.house = house
    await me.tap('answer', { ...here, text: 'nu wel bewaard' })
    expect(me.notices()).toContain('saved')
  })

  it('does not call lost what was kept where only what comes next cannot be shown', async ({ house, me, withRecords }) => {
    const client = await me.newClient()
    const { run } = await me.start(client)
    await me.tap('finish', { ...me.here(), sure: 'yes' })
    const user = `local|${me.user.id}`
    let made = false
    const createClient: FileRecords['createClient'] = async (document) => {
      await house.records.createClient(document)
      made = true
    }
    const counsellor: FileRecords['counsellor'] = (key) =>
      made ? Promise.reject(new StoreUnavailable('gone')) : house.records.counsellor(key)
    me.house = withRecords({ createClient, counsellor })
    await me.tap('client.create', { alias: 'toch gemaakt', country: 'BE', phase: 'appeal' })
    expect(me.notices()).toEqual(['clientCreated'])
    expect((await house.records.counsellor(user)).clients.map(({ alias }) => alias)).toContain('toch gemaakt')
    me.house = withRecords({ finishedRun: () => Promise.reject(new DamagedFile('damaged')) })
    await me.tap('conversation.start', { client, conversation: 'interim', mode: 'afterwards' })
    expect(me.notices()).toEqual(['started', 'damaged'])
    let reads = 0
    const finishedRun: FileRecords['finishedRun'] = (...args) =>
      ++reads > 2 ? Promise.reject(new NoAccess()) : house.records.finishedRun(...args)
    me.house = withRecords({ finishedRun })
    await me.tap('conversation.update', { client, run: run.id, place: 'elders' })
    expect(me.notices()).toEqual(['clientUpdated'])
    const { runs, finished } = await house.records.client(user, client)
    expect([runs.map(({ conversation }) => conversation), finished.map(({ id }) => id)]).toEqual([['interim'], [run.id]])
  })

  it('shows the crisis plan on request where nothing can be read any more', async ({ house, me, withRecords }) => {
    const client = await me.newClient()
    await me.start(client)
    const gone = () => Promise.reject(new StoreUnavailable('gone'))
    let reads = 0
    const counsellor: FileRecords['counsellor'] = (key) => (++reads > 1 ? gone() : house.records.counsellor(key))
    me.house = withRecords({ client: gone, counsellor })
    await me.tap('crisis', me.here())
    expect(me.see('guide')).toMatchObject({ guide: 'crisis', detour: 'crisis' })
  })

  it('keeps to the language that is kept', async ({ me, withRecords }) => {
    me.house = withRecords({ changeCounsellor: () => Promise.reject(new StoreUnavailable('full')) })
    await me.tap('language', { language: 'fr' })
    expect(me.notices()).toEqual(['storeUnavailable'])
    expect(me.result?.language).toBe('nl')
  })

  it('opens home, says so and goes on with the others where one file is damaged', async ({ house, me, withRecords }) => {
    const damaged = await me.newClient()
    const other = await me.newClient()
    await me.start(damaged)
    const client: FileRecords['client'] = (user, id) =>
      id === damaged ? Promise.reject(new DamagedFile('damaged')) : house.records.client(user, id)
    const changeClient: FileRecords['changeClient'] = (user, id, change) =>
      id === damaged ? Promise.reject(new DamagedFile('damaged')) : house.records.changeClient(user, id, change)
    me.house = withRecords({ client, changeClient, opened: () => Promise.resolve() })
    await me.say('een antwoord')
    expect(me.notices()).toEqual(['damaged'])
    const home = buttons(me.replies).find(({ action }) => action.action === 'home')
    expect(home).toBeTruthy()
    await me.tap('home')
    expect(me.see('home').notices).toEqual([{ key: 'damaged' }])
    await me.tap('client.open', { client: other })
    expect(me.see('client').client.id).toBe(other)
    await me.say('zij wil niet meer leven')
    expect(me.see('guide').guide).toBe('crisis')
  })
})
