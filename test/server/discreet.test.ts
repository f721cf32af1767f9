/** Discreet in Teams: what stood in the chat before goes, not only what comes next. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { button, type Organisation, organisation, type Person } from '../support/teams.ts'

let house: Organisation
let anna: Person
let bert: Person
beforeAll(async () => {
  house = await organisation()
  anna = house.person('aaaaaaaa-0000-4000-8000-000000000001', 'Anna')
  bert = house.person('bbbbbbbb-0000-4000-8000-000000000002', 'Bert')
})
afterAll(() => house.close())

/** The messages that still stand in the chat of this person, as they are now. */
function standing({ conversation }: Person): string[] {
  const here = new Map<string, string>()
  for (const [n, { method, path, body }] of house.connector.calls.entries()) {
    if (!path.includes(conversation)) continue
    const id = /activities\/([^/]+)$/.exec(path)?.[1] ?? ''
    if (method === 'POST') here.set(`sent-${n + 1}`, JSON.stringify(body))
    if (method === 'PUT' && here.has(id)) here.set(id, JSON.stringify(body))
    if (method === 'DELETE') here.delete(id)
  }
  return [...here.values()]
}

const fields = { country: 'BE', phase: 'refused-first', consent: 'given' }
const talk = async (who: Person, alias: string, submit: boolean): Promise<Record<string, unknown>> => {
  const made = await who.tap({ action: 'client.create', alias, ...fields })
  await who.tap(button(made, 'conversation.new'))
  const step = await who.tap({ ...button(made, 'conversation.new'), action: 'conversation.start', conversation: 'what-if', mode: 'during' })
  const answer = button(step, 'answer')
  const next = await who.tap({ ...answer, text: `woorden over ${alias}` })
  expect(standing(who).join(), String(submit)).toContain(alias)
  return button(next, 'discreet')
}

it.each([false, true])('takes the cards with the alias and the words away, by a button or by the word (typed: %s)', async (typed) => {
  const other = await talk(bert, `Groene Zee ${typed}`, typed)
  const discreet = await talk(anna, `Zwarte Zee ${typed}`, typed)
  const from = house.connector.calls.length
  await (typed ? anna.type('discreet') : anna.tap(discreet, 'sent-1'))
  expect(standing(anna).join()).not.toMatch(/Zwarte Zee|woorden over/)
  expect(standing(anna).join()).toContain('Discreet staat aan')
  // in this chat alone
  expect(house.connector.calls.slice(from).every(({ path }) => path.includes(anna.conversation))).toBe(true)
  expect(standing(bert).join()).toContain(`Groene Zee ${typed}`)
  expect(other).toBeDefined()
  await anna.type('discreet')
})
