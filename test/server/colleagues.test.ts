/** Two colleagues and one file, as Teams speaks to the whole program. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runJob } from '../../src/records/operator/operator.ts'
import type { Call } from '../channels/support.ts'
import { done } from '../support/job.ts'
import { button, type Organisation, organisation, type Person, parts } from '../support/teams.ts'

const ANNA = 'AAAAAAAA-1111-4111-8111-111111111111'
const BERT = 'BBBBBBBB-2222-4222-8222-222222222222'

let house: Organisation
let anna: Person
let bert: Person
let client: unknown
beforeAll(async () => {
  house = await organisation()
  anna = house.person(ANNA, 'Anna Geheimpeeters')
  bert = house.person(BERT, 'Bert Geheimclaes')
})
afterAll(() => house.close())

const all = (calls: Call[]): string => JSON.stringify(calls.map((call) => call.body))
const fields = { country: 'BE', phase: 'refused-first', interpreter: 'none', language: 'Dari', consent: 'given' }

describe('a file shared in Teams', () => {
  it('is shared with whom the people picker gives', async () => {
    client = button(await anna.tap({ action: 'client.create', alias: 'Zwarte Geheimzee', ...fields }), 'conversation.new').client
    const card = await anna.tap({ action: 'client.manage', client })
    const picker = [...parts(card.map((call) => call.body))].find(({ id, type }) => id === 'person' && typeof type === 'string')
    expect(picker).toMatchObject({
      type: 'Input.ChoiceSet',
      choices: [],
      'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
      isMultiSelect: false,
    })
    const shared = await anna.tap({ ...button(card, 'share.save'), person: BERT, right: 'read' })
    expect(all(shared)).toContain('Ik ken je collega nog niet')
    expect(button(shared, 'share.remove').person).toBe(BERT.toLowerCase())
  })

  it('can be read by that colleague, who is then known by the name that Teams shows', async () => {
    expect(all(await bert.type('start'))).toContain('Zwarte Geheimzee')
    const open = await bert.tap({ action: 'client.open', client })
    expect(all(open)).toContain('Dit dossier is van Anna Geheimpeeters')
    expect(() => button(open, 'client.edit')).toThrow('no button')
    expect(all(await anna.tap({ action: 'client.manage', client }))).toContain('Bert Geheimclaes')
    const log = await anna.tap({ action: 'client.audit', client })
    expect(all(log)).toMatch(/Bert Geheimclaes.*keek in het dossier/)
  })

  it('is not there for the same person as a guest, nor for somebody with the same name', async () => {
    const guest = house.person(BERT, 'Bert Geheimclaes', { tenant: '99999999-9999-4999-8999-999999999999' })
    expect(all(await guest.tap({ action: 'client.open', client }))).not.toMatch(/Zwarte|Anna/)
    const namesake = house.person('CCCCCCCC-3333-4333-8333-333333333333', 'Bert Geheimclaes')
    expect(all(await namesake.tap({ action: 'client.open', client }))).not.toMatch(/Zwarte|Anna/)
  })

  it('takes its cards along when it is erased, in both conversations, also after a restart', async () => {
    await anna.tap({ action: 'share.save', client, person: BERT, right: 'write' })
    const shown = await bert.tap({ action: 'client.open', client })
    await bert.tap({ action: 'note.save', client, text: 'geheimwoorden van de cliënt' })
    await anna.tap({ action: 'note.save', client, text: 'geheimwoorden van Anna' })
    await house.restart()
    expect(shown.length).toBeGreaterThan(0)
    const from = house.connector.calls.length
    await anna.tap({ action: 'client.erase', client, sure: 'yes' })
    const gone = house.connector.calls.slice(from).filter(({ method }) => method === 'DELETE')
    expect(gone.filter(({ path }) => path.includes(anna.conversation)).length).toBeGreaterThan(1)
    expect(gone.filter(({ path }) => path.includes(bert.conversation)).length).toBeGreaterThan(0)
    expect(all(await bert.tap({ action: 'client.open', client }))).toContain('is niet van jou')
  })

  it('takes its cards along when the operator erases it, and a message sent again shows none of it', async () => {
    const other = button(await anna.tap({ action: 'client.create', alias: 'Geheime Baai', ...fields }), 'conversation.new').client as string
    expect(all(await anna.tap({ action: 'client.open', client: other }))).toContain('Geheime Baai')
    const from = house.connector.calls.length
    await done(runJob(house.app().records.context, 'erase', { id: other }))
    await house.connector.until(from + 1)
    const gone = house.connector.calls.slice(from)
    expect(gone.map(({ method }) => method)).toContain('DELETE')
    expect(gone.every(({ path }) => path.includes(anna.conversation))).toBe(true)
    const again = all(await anna.repeat())
    expect(again).toContain('is niet van jou')
    expect(again).not.toContain('Geheime Baai')
  })

  it('leaves no name, no alias and no word in the log', () => {
    expect(house.log.text()).not.toMatch(/geheim/i)
  })
})
