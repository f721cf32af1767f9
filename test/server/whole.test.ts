/** The whole program, as Teams speaks to it: real content, real records, real cards, over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type App, openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { type Call, type FakeConnector, fakeConnector, memoryLog, server, type TestServer, teamsActivity } from '../channels/support.ts'

const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-'))
const log = memoryLog()
let app: App
let running: TestServer
let connector: FakeConnector

beforeAll(async () => {
  app = await openApp(loadConfig({ DATA_DIR: join(folder, 'data'), KEY_FILE: join(folder, 'keys', 'key') }), log.logger)
  running = await server({ ...app, secret: app.chatSecret, ready: () => app.records.ready(), logger: log.logger })
  connector = await fakeConnector()
})
afterAll(async () => {
  await running.close()
  await app.records.close()
  await connector.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  connector.calls.length = 0
})

let tapped = 0
/** Taps a button of a card, as Teams does. Gives what the card turned into. */
async function tap(
  data: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await running.post(
    '/api/messages',
    teamsActivity(connector.url, {
      type: 'invoke',
      name: 'adaptiveCard/action',
      id: `tap-${++tapped}`,
      text: undefined,
      value: { action: { type: 'Action.Execute', verb: data.action, data } },
      ...more,
    }),
  )
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const type = (text: string, more: Record<string, unknown> = {}) =>
  running.post('/api/messages', teamsActivity(connector.url, { text, ...more }))

/** Waits until nothing more comes, and gives all that came. */
async function heard(): Promise<Call[]> {
  for (let before = -1; before !== connector.calls.length; ) {
    before = connector.calls.length
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
  return connector.calls
}

/** The data of a button on the cards that came. */
function button(calls: Call[], action: string): Record<string, unknown> {
  const found: Record<string, unknown>[] = []
  const walk = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return
    const { data } = node as { data?: Record<string, unknown> }
    if (data?.action === action) found.push(data)
    Object.values(node).forEach(walk)
  }
  walk(calls.map((call) => call.body))
  const last = found.at(-1)
  if (!last) throw new Error(`no button ${action} in ${JSON.stringify(calls.map((call) => call.body)).slice(0, 2_000)}`)
  return last
}

const all = (calls: Call[]): string => JSON.stringify(calls.map((call) => call.body))

/** Makes a client and begins a conversation; gives the data of the answer button of its first step. */
async function begin(alias: string): Promise<Record<string, unknown>> {
  await tap({
    action: 'client.create',
    alias,
    country: 'BE',
    phase: 'refused-first',
    interpreter: 'none',
    language: 'Dari',
    consent: 'given',
  })
  const { client } = button(await heard(), 'conversation.new')
  connector.calls.length = 0
  await tap({
    action: 'conversation.start',
    client,
    conversation: 'what-if',
    mode: 'afterwards',
    date: '2026-02-03',
    place: '',
    present: '',
    interpreter: '',
  })
  const first = button(await heard(), 'answer')
  connector.calls.length = 0
  return first
}

describe('a step, as Teams taps it', () => {
  it('closes the card without the words, and makes the next step a new message', async () => {
    const answer = await begin('Zwarte Zee')
    const { status, body } = await tap({ ...answer, text: 'woorden van de cliënt' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: { type: 'AdaptiveCard' } })
    expect(JSON.stringify(body)).not.toMatch(/woorden|Zwarte Zee/)
    const calls = await heard()
    expect(calls.every((call) => call.method === 'POST')).toBe(true)
    expect(button(calls, 'answer').visit).not.toBe(answer.visit)
    expect(calls.every((call) => JSON.stringify(call.body).length < 80_000)).toBe(true)
  })

  it('has one effect and one reply where the same activity comes again', async () => {
    const answer = await begin('Rode Zee')
    const [first, again] = [
      await tap({ ...answer, text: 'eenmaal' }, { id: 'same' }),
      await tap({ ...answer, text: 'eenmaal' }, { id: 'same' }),
    ]
    expect(again).toEqual(first)
    const calls = await heard()
    const half = calls.length / 2
    const without = (call: Call | undefined) => ({ ...call?.body, timestamp: undefined })
    expect(half).toBeGreaterThanOrEqual(1)
    for (let n = 0; n < half; n++) expect(without(calls[n])).toEqual(without(calls[n + half]))
    const client = await app.records.client('local|local', String(answer.client))
    const session = client.runs.find((run) => run.id === answer.run)?.session
    expect(Object.values(session?.answers ?? {}).map((one) => [one.value?.text, one.history])).toEqual([['eenmaal', []]])
  })

  it('has one effect where a second tap has an id of its own', async () => {
    const answer = await begin('Gele Zee')
    await Promise.all([tap({ ...answer, text: 'eenmaal' }), tap({ ...answer, text: 'eenmaal' }), tap({ ...answer, text: 'eenmaal' })])
    const client = await app.records.client('local|local', String(answer.client))
    const session = client.runs.find((run) => run.id === answer.run)?.session
    expect(Object.values(session?.answers ?? {}).map((one) => [one.value?.text, one.history])).toEqual([['eenmaal', []]])
    await heard()
  })

  it('offers to correct the answer of a message that is edited', async () => {
    await begin('Witte Zee')
    await type('eerste woorden', { id: 'typed-1' })
    await heard()
    connector.calls.length = 0
    await type('betere woorden', { type: 'messageUpdate', id: 'typed-1', channelData: { eventType: 'editMessage', tenant: { id: 'x' } } })
    expect(button(await heard(), 'edit.apply')).toBeDefined()
  })
})

describe('what it says to bad input is one friendly line', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['text over 10,000 characters', () => type('x'.repeat(10_001))],
    [
      'a file',
      () =>
        type('', {
          text: undefined,
          attachments: [{ contentType: 'application/vnd.microsoft.teams.file.download.info', name: 'dossier Zwarte Zee.pdf' }],
        }),
    ],
    ['an unknown action', () => tap({ action: 'client.steal', client: 'x' })],
    ['no action', () => tap({})],
    ['a client there is not', () => tap({ action: 'client.open', client: 'AAAAAAAAAAAAAAAAAAAAAA' })],
    ['a client that is no id', () => tap({ action: 'client.open', client: '../../keys/key' })],
    ['a client that is no word', () => tap({ action: 'client.open', client: { $ne: '' } })],
    ['an action without what it acts on', () => tap({ action: 'answer', text: 'woorden' })],
    ['a name of the prototype as an action', () => tap({ action: 'constructor' })],
    ['an answer to a visit there is not', () => tap({ action: 'answer', client: 'x', run: 'y', visit: 'v1', text: 'woorden' })],
    ['a language there is not', () => type('taal tlh')],
  ])('answers %s kindly', async (_what, send) => {
    await send()
    const calls = await heard()
    expect(calls.length).toBeGreaterThanOrEqual(1)
    expect(all(calls)).not.toMatch(/Error|undefined|\[object|node_modules/)
    expect(log.text()).not.toContain('"level":50')
  })

  it('answers an unknown locale in Dutch', async () => {
    await type('help', { locale: 'tlh-Piqd', from: { id: '29:y', aadObjectId: '66666666-6666-4666-8666-666666666666' } })
    expect((await heard())[0]?.body.locale).toBe('nl')
  })

  it('shows no client in a group chat, whatever is asked', async () => {
    const answer = await begin('Kaspische Zee')
    const group = { conversation: { id: '19:group', isGroup: true, conversationType: 'groupChat' } }
    for (const data of [{ action: 'home' }, { action: 'client.open', client: answer.client }, { action: 'clients' }, answer])
      await tap(data, group)
    await type('Kaspische Zee', group)
    const calls = await heard()
    expect(calls.length).toBeGreaterThanOrEqual(5)
    expect(all(calls)).not.toContain('Kaspische')
  })
})

it('leaves nothing of all this in the log', () => {
  expect(log.text()).not.toMatch(/Zee|woorden|eenmaal|dossier/)
})
