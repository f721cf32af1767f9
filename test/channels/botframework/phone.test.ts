/** Teams on a phone: buttons that run there, and cards that close all the same. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { throwOnMissing } from '../../../src/page/sentences.ts'
import { createPresentation } from '../../../src/render/presentation.ts'
import { content as fixture, stepReply } from '../../render/fixture.ts'
import { button, type Organisation, organisation, type Person, parts } from '../../support/teams.ts'
import { APP, type Call, config, echo, type Line, openLine, said, server, TENANT, teamsActivity } from '../support.ts'

const presentation = createPresentation(fixture, throwOnMissing)
let line: Line
beforeEach(async () => {
  line = await openLine()
})
afterEach(() => line.close())

const on = (platform: unknown) => [{ type: 'clientInfo', locale: 'nl-BE', country: 'BE', platform }]

/** The kinds of buttons on the card that comes back. */
async function kinds(more: Record<string, unknown>): Promise<string[]> {
  line.running ??= await server({ presentation, assistant: echo(() => ({ language: 'nl', replies: [stepReply()] })) })
  const from = line.connector.calls.length
  expect((await line.running.post('/api/messages', teamsActivity(line.connector.url, more))).status).toBe(200)
  const calls = await line.connector.until(from + 1)
  const buttons = [...parts(calls.at(-1)?.body)].filter(({ type, title }) => String(type).startsWith('Action.') && title)
  return [...new Set(buttons.map(({ type }) => String(type)))].toSorted()
}

describe('the kind of buttons', () => {
  it.each(['iOS', 'Android', 'ios', 'android', 'iPadOS', 'SurfaceHub', '', null, 7, { deep: true }])('is plain on %j', async (platform) => {
    expect(await kinds({ entities: on(platform) })).toEqual(['Action.Submit'])
  })

  it.each(['Windows', 'Mac', 'Web', 'windows', 'WEB'])('replaces its card on %s, with a plain one to fall back on', async (platform) => {
    expect(await kinds({ entities: on(platform) })).toEqual(['Action.Execute', 'Action.Submit'])
  })

  it.each([[undefined], [null], ['no list'], [[null, 7, 'x']], [[{ type: 'mention' }]]])(
    'is plain where Teams says %j',
    async (entities) => {
      expect(await kinds({ entities })).toEqual(['Action.Submit'])
    },
  )

  it('goes by the device of this turn', async () => {
    expect(await kinds({ entities: on('Web') })).toContain('Action.Execute')
    expect(await kinds({ entities: on('iOS') })).not.toContain('Action.Execute')
    const tap = { type: 'invoke', name: 'adaptiveCard/action', text: undefined, value: { action: { data: { action: 'more' } } } }
    expect(await kinds({ ...tap, entities: on('Web') })).toContain('Action.Execute')
    expect(await kinds(tap)).not.toContain('Action.Execute')
  })
})

describe('the setting', () => {
  it.each([
    ['submit', 'Windows', ['Action.Submit']],
    ['execute', 'iOS', ['Action.Execute', 'Action.Submit']],
    ['auto', 'iOS', ['Action.Submit']],
  ])('%s, on %s', async (actions, platform, expected) => {
    const app = { MICROSOFT_APP_ID: APP, MICROSOFT_APP_PASSWORD: 'x', MICROSOFT_APP_TENANT_ID: TENANT, TEAMS_ACTIONS: actions }
    expect(config(app).app?.actions).toBe(actions)
    const house = await organisation({ TEAMS_ACTIONS: actions })
    try {
      const calls = await house.person('44444444-4444-4444-8444-444444444444', 'Anna', { entities: on(platform) }).type('help')
      const buttons = [...parts(calls.map(({ body }) => body))].filter(({ type, title }) => String(type).startsWith('Action.') && title)
      expect([...new Set(buttons.map(({ type }) => String(type)))].toSorted()).toEqual(expected)
    } finally {
      await house.close()
    }
  })
})

describe('a plain button in Teams', () => {
  it('tapped twice before its card closed is one turn, for the kind that replaces its card too', async () => {
    const assistant = echo(() => said('next', { closed: { notice: { key: 'saved' } } }))
    line.running = await server({ assistant })
    const { post } = line.running
    const value = { action: 'answer', visit: 'v1', text: 'ja' }
    const submit = (more: object) =>
      post('/api/messages', teamsActivity(line.connector.url, { text: undefined, replyToId: 'card-9', value, ...more }))
    const execute = (more: object) =>
      submit({ type: 'invoke', name: 'adaptiveCard/action', value: { action: { type: 'Action.Execute', data: value } }, ...more })
    await Promise.all([submit({ id: 's1' }), submit({ id: 's2' })])
    await submit({ id: 's3', value: { ...value, text: 'nee' } })
    await submit({ id: 's4', replyToId: 'card-10' })
    await submit({ id: 's5', replyToId: undefined })
    await execute({ id: 'e1', replyToId: 'card-11' })
    await execute({ id: 'e2', replyToId: 'card-11' })
    await submit({ id: 'other', replyToId: 'card-9', conversation: { id: 'a:other', conversationType: 'personal' } })
    expect(assistant.turns.map(({ id }) => id)).toEqual(['s1', 's1', 's3', 's4', 's5', 'e1', 'e1', 'other'])
  })
})

describe('a whole day on a phone', () => {
  let house: Organisation
  beforeAll(async () => {
    house = await organisation()
  })
  afterAll(() => house.close())

  it('makes one client and one answer of two taps each, closes each used card by its id, and goes on', async () => {
    const anna = house.person('55555555-5555-4555-8555-555555555555', 'Anna', { entities: on('iOS'), submit: true })
    await anna.type('hallo')
    const fields = { alias: 'Zwarte Zee', country: 'BE', phase: 'pending', consent: 'true' }
    const twice = async (data: Record<string, unknown>, card: string) => [await anna.tap(data, card), await anna.tap(data, card)] as const
    const [client, again] = await twice({ action: 'client.create', ...fields }, 'card-form')
    expect(button(again, 'conversation.new').client).toBe(button(client, 'conversation.new').client)
    const start = await anna.tap(button(client, 'conversation.new'), 'card-client')
    const run = await anna.tap({ ...button(start, 'conversation.start'), conversation: 'what-if', mode: 'during' }, 'card-new')
    const step = await reach(anna, run)
    const [next, second] = await twice({ ...button(step, 'answer'), text: 'Hij wil nog wachten.' }, 'card-step')
    expect(next.filter(({ method }) => method === 'PUT').map(({ path }) => path)).toEqual([
      expect.stringMatching(/\/activities\/card-step$/),
    ])
    expect(button(second, 'answer').visit).toBe(button(next, 'answer').visit)
    expect(button(next, 'answer').visit).not.toBe(button(step, 'answer').visit)
    const all = JSON.stringify([client, again, start, run, step, next, second])
    expect(all).toContain('Action.Submit')
    expect(all).not.toContain('Action.Execute')
  })
})

/** Taps on until a step asks for an answer. */
async function reach(person: Person, calls: Call[]): Promise<Call[]> {
  const way = ['conversation.begin', 'conversation.go', 'conversation.resume', 'answer'].find((action) =>
    JSON.stringify(calls).includes(`"${action}"`),
  )
  return way === undefined || way === 'answer' ? calls : reach(person, await person.tap(button(calls, way), 'card-way'))
}
