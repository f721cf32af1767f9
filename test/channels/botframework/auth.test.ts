import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  APP,
  cardText,
  config,
  type Echo,
  echo,
  type FakeConnector,
  fakeConnector,
  listen,
  server,
  stop,
  TENANT,
  type TestServer,
  teamsActivity,
} from '../support.ts'

const ISSUER = 'https://api.botframework.example'
const ours = generateKeyPairSync('rsa', { modulusLength: 2048 })
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** Signs nothing: what the fake connector gets is looked at for content, not for tokens. */
const credentials = {
  isValidAppId: async (id: string) => id === APP,
  isAuthenticationDisabled: async () => false,
  createCredentials: async () => ({ signRequest: async <T>(request: T) => request }),
}

let keys: Server
let metadata: string
let connector: FakeConnector
let assistant: Echo
let running: TestServer | undefined

beforeAll(async () => {
  // the SDK prints about each token that it refuses
  vi.spyOn(console, 'error').mockImplementation(() => {})
  keys = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    const jwk = { ...ours.publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', endorsements: ['msteams'] }
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : { jwks_uri: `${metadata}/keys`, issuer: ISSUER }))
  })
  metadata = `http://127.0.0.1:${await listen(keys)}`
})
afterAll(() => stop(keys))
beforeEach(async () => {
  connector = await fakeConnector()
  assistant = echo()
})
afterEach(async () => {
  await running?.close()
  running = undefined
  await connector.close()
})

const environment = { MICROSOFT_APP_ID: APP, MICROSOFT_APP_PASSWORD: 'not used here', MICROSOFT_APP_TENANT_ID: TENANT }

async function start(more: Record<string, string> = {}, source = metadata): Promise<TestServer> {
  running = await server({
    assistant,
    config: config({ ...environment, ...more }),
    tokenSource: { metadata: source, issuer: ISSUER, credentials },
  })
  return running
}

interface Claims {
  iss?: string
  aud?: string
  exp?: number
  nbf?: number
  serviceurl?: string
}
const now = () => Math.floor(Date.now() / 1000)

function token(
  claims: Claims = {},
  { key = ours.privateKey, alg = 'RS256', kid = 'key-1' }: { key?: KeyObject; alg?: string; kid?: string } = {},
): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = part({ alg, typ: 'JWT', kid })
  const body = part({ iss: ISSUER, aud: APP, nbf: now() - 60, exp: now() + 600, serviceurl: connector.url, ...claims })
  const signature = alg === 'none' ? '' : createSign('RSA-SHA256').update(`${head}.${body}`).sign(key).toString('base64url')
  return `Bearer ${head}.${body}.${signature}`
}

const send = (authorization: string | undefined, more: Record<string, unknown> = {}) =>
  running?.post(
    '/api/messages',
    teamsActivity(connector.url, more),
    authorization === undefined ? {} : { authorization },
  ) as Promise<Response>

async function nothingHappened(response: Response, ...statuses: number[]): Promise<void> {
  expect(statuses).toContain(response.status)
  const text = await response.text()
  expect(JSON.parse(text)).toEqual({ error: { code: expect.any(String), message: expect.any(String) } })
  expect(text).not.toMatch(/jwt|node_modules| at |BEGIN PUBLIC|127\.0\.0\.1/)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(assistant.turns).toEqual([])
  expect(connector.calls).toEqual([])
}

describe('with an app id, tokens are asked for', () => {
  beforeEach(() => start().then(() => {}))

  it('takes a good token: the person is tenant and object id, in lower case', async () => {
    expect((await send(token())).status).toBe(200)
    expect(assistant.turns[0]?.user).toEqual({ tenant: TENANT, id: '11111111-aaaa-4111-8111-111111111111', name: 'Somebody' })
    await connector.until(1)
    expect(connector.words()).toEqual(['text dag'])
  })

  it.each<[string, () => string | undefined]>([
    ['none', () => undefined],
    ['empty', () => ' '],
    ['not a token', () => 'Bearer nonsense'],
    ['another scheme', () => token().replace('Bearer', 'Basic')],
    ['no scheme', () => token().replace('Bearer ', '')],
    ['past its time', () => token({ nbf: now() - 7200, exp: now() - 3600 })],
    ['not yet valid', () => token({ nbf: now() + 3600, exp: now() + 7200 })],
    ['signed by somebody else', () => token({}, { key: foreign.privateKey })],
    ['signed with a key nobody knows', () => token({}, { kid: 'key-2' })],
    ['not signed', () => token({}, { alg: 'none' })],
    ['not signed, and saying so after the fact', () => token().split('.').slice(0, 2).join('.').concat('.')],
    [
      'changed after signing',
      () => {
        const [h, , s] = token().split('.')
        return `${h}.${token({ aud: 'x' }).split('.')[1]}.${s}`
      },
    ],
    ['for another bot', () => token({ aud: '44444444-4444-4444-8444-444444444444' })],
    ['from another issuer', () => token({ iss: 'https://example.org' })],
    ['of a skill', () => token({ iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' })],
    ['for another serviceUrl', () => token({ serviceurl: 'https://example.org/' })],
  ])('answers 401 or 403 and does nothing where the token is: %s', async (_what, make) => {
    await nothingHappened(await send(make()), 401, 403)
  })

  it('answers 401 to a token signed with the public key as a shared secret', async () => {
    const [head, body] = token().slice(7).split('.')
    const { createHmac } = await import('node:crypto')
    const hs = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT', kid: 'key-1' })).toString('base64url')
    const signature = createHmac('sha256', ours.publicKey.export({ type: 'spki', format: 'pem' }))
      .update(`${hs}.${body}`)
      .digest('base64url')
    expect(head).toBeDefined()
    await nothingHappened(await send(`Bearer ${hs}.${body}.${signature}`), 401)
  })

  it('refuses a body that is not an activity, however good its token', async () => {
    await nothingHappened(await send(token(), { from: undefined }), 400)
  })

  it('does not skip the check of a serviceUrl that was left out', async () => {
    await nothingHappened(await send(token(), { serviceUrl: '' }), 400)
  })

  it.each(['directline', 'webchat', 'emulator', 'AseChannel', undefined])(
    'answers 403 for channel %s, where senders may say who they are',
    async (channelId) => {
      await nothingHappened(await send(token(), { channelId }), 403)
    },
  )

  it('keeps the browser chat off', async () => {
    expect((await fetch(`${running?.origin}/`)).status).toBe(404)
    expect((await fetch(`${running?.origin}/v3/directline/tokens/generate`, { method: 'POST' })).status).toBe(404)
    expect(running?.address).toBeUndefined()
  })
})

describe('the keys cannot be fetched', () => {
  it('answers 503 and does nothing where their address cannot be reached', async () => {
    const gone = createServer()
    const port = await listen(gone)
    await stop(gone)
    await start({}, `http://127.0.0.1:${port}`)
    await nothingHappened(await send(token()), 503)
  })

  it('answers 503 and does nothing where their address answers 500', async () => {
    const ill = createServer((_request, response) => {
      response.statusCode = 500
      response.end()
    })
    await start({}, `http://127.0.0.1:${await listen(ill)}`)
    await nothingHappened(await send(token()), 503)
    await stop(ill)
  })
})

describe('only allowed tenants', () => {
  const OTHER = '55555555-5555-4555-8555-555555555555'

  it.each<[string, Record<string, unknown>]>([
    [
      'another tenant',
      { conversation: { id: 'a:x', conversationType: 'personal', tenantId: OTHER }, channelData: { tenant: { id: OTHER } } },
    ],
    ['a guest: own tenant and conversation differ', { channelData: { tenant: { id: OTHER } } }],
    ['a guest: the sender names another tenant', { from: { id: '29:x', aadObjectId: APP, tenantId: OTHER } }],
    ['no tenant at all', { conversation: { id: 'a:x', conversationType: 'personal' }, channelData: {} }],
  ])('refuses kindly, in their language: %s', async (_who, more) => {
    await start()
    expect((await send(token(), { ...more, locale: 'en-GB' })).status).toBe(200)
    await connector.until(1)
    expect(connector.words()[0]).toMatch(/^Hello! Here, Wegwijzer is only for the staff/)
    expect(assistant.turns).toEqual([])
  })

  it('refuses kindly somebody without an object id', async () => {
    await start()
    await send(token(), { from: { id: '29:x' } })
    await connector.until(1)
    expect(connector.words()[0]).toMatch(/^Dag! Ik kan niet zien wie je bent/)
    expect(assistant.turns).toEqual([])
  })

  it('answers a refused tap with a refusal and passes over other activities', async () => {
    await start()
    const foreignTenant = { channelData: { tenant: { id: OTHER } }, text: undefined }
    const tap = await send(token(), {
      ...foreignTenant,
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: { data: { action: 'home' } } },
    })
    expect(await tap.json()).toMatchObject({
      statusCode: 403,
      type: 'application/vnd.microsoft.error',
      value: { message: expect.stringMatching(/^Dag!/) },
    })
    expect((await send(token(), { ...foreignTenant, type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }] })).status).toBe(200)
    expect(connector.calls).toEqual([])
    expect(assistant.turns).toEqual([])
  })

  it('serves each tenant that was allowed', async () => {
    await start({ ALLOWED_TENANTS: `${OTHER.toUpperCase()}, ${TENANT}` })
    for (const id of [OTHER, TENANT])
      await send(token(), { conversation: { id, conversationType: 'personal', tenantId: id }, channelData: { tenant: { id } } })
    expect(assistant.turns.map((turn) => turn.user.tenant)).toEqual([OTHER, TENANT])
  })
})

describe('the browser chat beside the Bot Framework', () => {
  it('has a port of its own on the loopback address; the port with tokens stays one with tokens', async () => {
    await start({ LOCAL_CHAT: 'on' })
    expect(running?.address).toMatch(/^http:\/\/localhost:\d+\/\?key=/)
    expect(running?.chatOrigin).not.toBe(running?.origin)
    await nothingHappened(await send(undefined), 401)
    const page = await fetch(running?.address ?? '', { redirect: 'manual' })
    expect(page.status).toBe(303)
    const local = await fetch(`${running?.chatOrigin}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(teamsActivity(connector.url)),
    })
    expect(local.status).toBe(200)
    expect(assistant.turns[0]?.user).toEqual({ tenant: 'local', id: 'local' })
    await connector.until(1)
    expect(connector.calls.map((call) => cardText(call.body))).toEqual(['text dag'])
  })
})
