import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKeys, KeysUnreachable } from '../../../src/channels/botframework/keys.ts'
import { isTeamsService } from '../../../src/channels/botframework/service.ts'
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

type Claims = Record<string, unknown>
const now = (): number => Math.floor(Date.now() / 1000)

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
    ...[
      'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
      'https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0',
      'https://sts.windows.net/f8cdef31-a31e-4b4a-93e4-5f571e91255a/',
      'https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0',
      'https://sts.windows.net/69e9b82d-4842-4902-8d1e-abc5b98a55e8/',
    ].flatMap((iss): [string, () => string][] =>
      ['1.0', '2.0'].map((ver) => [`got with the bot's own secret, from ${iss} ${ver}`, () => token({ iss, ver, appid: APP, azp: APP })]),
    ),
    ['without an end', () => token({ exp: undefined })],
    ['with an end in words', () => token({ exp: 'never' })],
    ['with an end far in the future, not yet valid', () => token({ nbf: now() + 3600, exp: 9e15 })],
    ['without a serviceUrl', () => token({ serviceurl: undefined })],
    ['with several audiences', () => token({ aud: [APP, 'x'] })],
    ['with several issuers', () => token({ iss: [ISSUER] })],
    ['without an audience', () => token({ aud: undefined })],
    ['with something behind it', () => `${token()} x`],
    ['twice', () => `${token()}, ${token()}`],
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

describe('the keys are asked for no more than needed', () => {
  /** An identity server that counts what it is asked. */
  async function identity(answer: () => number): Promise<{ url: string; asked: () => number; close: () => Promise<void> }> {
    let asked = 0
    const source = createServer((request, response) => {
      if (request.url !== '/keys') asked++
      const jwk = { ...ours.publicKey.export({ format: 'jwk' }), kid: 'key-1', endorsements: ['msteams'] }
      setTimeout(() => {
        response.statusCode = answer()
        response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : { jwks_uri: `${url}/keys` }))
      }, 50)
    })
    const url = `http://127.0.0.1:${await listen(source)}`
    return { url, asked: () => asked, close: () => stop(source) }
  }
  const many = (make: () => string, count = 30) => Promise.all(Array.from({ length: count }, () => send(make())))

  it('once for all that wait, and once in a while for an unknown one', async () => {
    const source = await identity(() => 200)
    await start({}, source.url)
    expect((await many(token)).map(({ status }) => status)).toEqual(Array(30).fill(200))
    await many(() => token({}, { kid: 'key-2' }))
    expect(source.asked()).toBe(1)
    await source.close()
  })

  it('once, while they cannot be fetched; nonsense is refused all the same', async () => {
    const source = await identity(() => 500)
    await start({}, source.url)
    for (const answers of [await many(token), await many(token)]) expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(503))
    expect((await send(token({ iss: 'x' }))).status).toBe(401)
    expect(source.asked()).toBe(1)
    await source.close()
  })

  it('not at all for a token that cannot be right', async () => {
    const source = await identity(() => 200)
    await start({}, source.url)
    const wrong = [{ iss: 'x' }, { aud: 'x' }, { exp: undefined }, { exp: now() - 3600 }, { nbf: now() + 3600 }, { serviceurl: 'x' }]
    for (const claims of wrong) expect((await send(token(claims))).status).toBe(401)
    expect(source.asked()).toBe(0)
    await source.close()
  })

  it('again after a pause: who was refused gets in once they are there', async () => {
    let status = 500
    const source = await identity(() => status)
    const keys = createKeys(source.url, { failed: 100 })
    await expect(keys.getKey('key-1')).rejects.toThrow(KeysUnreachable)
    status = 200
    await expect(keys.getKey('key-1')).rejects.toThrow(KeysUnreachable)
    await expect.poll(() => keys.getKey('key-1').catch(() => null)).toMatchObject({ endorsements: ['msteams'] })
    expect(await keys.getKey('key-2')).toBeNull()
    expect(source.asked()).toBe(2)
    await source.close()
  })

  it('in no more than the time there is', async () => {
    const source = createServer(() => {})
    const keys = createKeys(`http://127.0.0.1:${await listen(source)}`, { within: 100 })
    await expect(keys.getKey('key-1')).rejects.toThrow(KeysUnreachable)
    await stop(source)
  })
})

describe('answers go to Teams only', () => {
  it.each([
    'https://smba.trafficmanager.net/emea/',
    'https://smba.trafficmanager.net/emea/22222222-2222-4222-8222-222222222222/',
    'https://SMBA.trafficmanager.net/amer',
    'https://smba.trafficmanager.net:443/emea/',
    'https://smba.infra.gcc.teams.microsoft.com/teams',
  ])('to %s', (url) => expect(isTeamsService(url)).toBe(true))

  it.each([
    'https://example.org/',
    'http://smba.trafficmanager.net/emea/',
    'https://smba.trafficmanager.net.example.org/',
    'https://evil-smba.trafficmanager.net/',
    'https://x.smba.trafficmanager.net/',
    'https://trafficmanager.net/',
    'https://wegwijzer.trafficmanager.net/',
    'https://smba.trafficmanager.net:8443/',
    'https://smba.trafficmanager.net@example.org/',
    'https://x:y@smba.trafficmanager.net/',
    'https://example.org/smba.trafficmanager.net/',
    'https://example.org#smba.trafficmanager.net',
    'https://smba.trafficmanager.net./',
    'https://127.0.0.1/',
    'http://127.0.0.1:3979/',
  ])('not to %s', (url) => expect(isTeamsService(url)).toBe(false))

  it('whatever the token says of where else they may go', async () => {
    await start()
    for (const serviceurl of ['https://example.org/', 'http://10.0.0.1/', 'https://wegwijzer.trafficmanager.net/'])
      await nothingHappened(await send(token({ serviceurl }), { serviceUrl: serviceurl }), 403)
  })

  it('and to the hosts that the operator names', () => {
    expect(isTeamsService('https://smba.teams.example.fr/x', ['smba.teams.example.fr'])).toBe(true)
    expect(config({ ...environment, SERVICE_HOSTS: 'SMBA.teams.example.fr, other.example' }).app?.serviceHosts).toEqual([
      'smba.teams.example.fr',
      'other.example',
    ])
  })
})

describe('a chat in Teams is private only where Teams says so', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['personal', { conversationType: 'personal' }, false],
    ['personal, not a group', { conversationType: 'personal', isGroup: false }, false],
    ['personal, and a group', { conversationType: 'personal', isGroup: true }, true],
    ['no type', {}, true],
    ['null', { conversationType: null }, true],
    ['an empty type', { conversationType: '' }, true],
    ['a group', { conversationType: 'groupChat' }, true],
    ['in other letters', { conversationType: 'GroupChat' }, true],
    ['a channel', { conversationType: 'channel' }, true],
    ['a meeting', { conversationType: 'meeting' }, true],
    ['a type nobody knows', { conversationType: 'huddle' }, true],
    ['with a space', { conversationType: 'personal ' }, true],
  ])('%s', async (_what, conversation, group) => {
    await start()
    await send(token(), { conversation: { id: 'a:conversation', tenantId: TENANT, ...conversation } })
    expect(assistant.turns.map(({ chat }) => chat.group)).toEqual([group])
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

  it.each([
    ['without an object id', {}],
    ['with an empty one', { aadObjectId: '' }],
    ['with a word for one', { aadObjectId: 'local' }],
    ['with a path for one', { aadObjectId: '../../keys' }],
    ['with one in braces', { aadObjectId: '{11111111-aaaa-4111-8111-111111111111}' }],
    ['with one and something behind it', { aadObjectId: '11111111-aaaa-4111-8111-111111111111\n' }],
    ['with the id of nobody', { aadObjectId: '00000000-0000-0000-0000-000000000000' }],
  ])('refuses kindly somebody %s', async (_what, account) => {
    await start()
    await send(token(), { from: { id: '29:x', ...account } })
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
