/** The whole program as Teams speaks to it with tokens, for several people of one organisation. */
import { createSign, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import {
  APP,
  type Call,
  config,
  type FakeConnector,
  fakeConnector,
  type Log,
  listen,
  memoryLog,
  server,
  stop,
  TENANT,
  type TestServer,
  teamsActivity,
} from '../channels/support.ts'

const ISSUER = 'https://api.botframework.example'

export interface Organisation {
  log: Log
  connector: FakeConnector
  app(): App
  /** Stops the program and starts it again on the same data. */
  restart(): Promise<void>
  close(): Promise<void>
  person(id: string, name: string, how?: How): Person
}

export interface How {
  tenant?: string
  entities?: unknown[]
  /** Buttons are plain ones, as on a phone. */
  submit?: boolean
}

export interface Person {
  id: string
  name: string
  /** The conversation of this person with the bot. */
  conversation: string
  /** Types a line. Gives what came back into this conversation. */
  type(text: string): Promise<Call[]>
  /** Taps a button. @param card the activity it stands on */
  tap(data: Record<string, unknown>, card?: string): Promise<Call[]>
  /** The channel sends the last message again. */
  repeat(): Promise<Call[]>
}

/** @param settings of the environment, beside those of the app */
export async function organisation(settings: Record<string, string> = {}): Promise<Organisation> {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-'))
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', endorsements: ['msteams'] }
  const keys = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : { jwks_uri: `${metadata}/keys`, issuer: ISSUER }))
  })
  const metadata = `http://127.0.0.1:${await listen(keys)}`
  const credentials = {
    isValidAppId: async (id: string) => id === APP,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({ signRequest: async <T>(request: T) => request }),
  }
  const log = memoryLog()
  const connector = await fakeConnector()
  const environment = { MICROSOFT_APP_ID: APP, MICROSOFT_APP_PASSWORD: 'not used here', MICROSOFT_APP_TENANT_ID: TENANT, ...settings }
  let app: App
  let running: TestServer

  async function start(): Promise<void> {
    app = await openApp(loadConfig({ DATA_DIR: join(folder, 'data'), KEY_FILE: join(folder, 'keys', 'key') }), log.logger)
    running = await server({
      ...app,
      config: config(environment),
      tokenSource: { metadata, issuer: ISSUER, credentials },
      secret: app.chatSecret,
      ready: () => app.records.ready(),
      onErased: (listener) => app.records.onErased(listener),
      logger: log.logger,
    })
  }
  async function end(): Promise<void> {
    await running.close()
    await app.records.close()
  }
  await start()

  function token(): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: ISSUER, aud: APP, nbf: now - 60, exp: now + 600, serviceurl: connector.url }
    const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: 'key-1' })}.${part(claims)}`
    return `Bearer ${signed}.${createSign('RSA-SHA256').update(signed).sign(pair.privateKey).toString('base64url')}`
  }

  /** Waits until nothing more comes. */
  async function heard(conversation: string, from: number): Promise<Call[]> {
    for (let before = -1; before !== connector.calls.length; ) {
      before = connector.calls.length
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
    return connector.calls.slice(from).filter((call) => call.path.includes(conversation))
  }

  let count = 0
  return {
    log,
    connector,
    app: () => app,
    async restart() {
      await end()
      await start()
    },
    async close() {
      await end()
      await connector.close()
      await stop(keys)
      rmSync(folder, { recursive: true })
    },
    person(id, name, { tenant = TENANT, entities, submit } = {}) {
      const conversation = `a:chat-${id.slice(0, 8)}`
      let last: Record<string, unknown> = {}
      const send = async (more: Record<string, unknown>): Promise<Call[]> => {
        const from = connector.calls.length
        last = { id: `sent-by-${id.slice(0, 8)}-${++count}`, ...more }
        const body = teamsActivity(connector.url, {
          from: { id: `29:${id.slice(0, 8)}`, name, aadObjectId: id },
          conversation: { id: conversation, conversationType: 'personal', tenantId: tenant },
          channelData: { tenant: { id: tenant } },
          ...(entities ? { entities } : {}),
          ...last,
        })
        await running.post('/api/messages', body, { authorization: token() })
        return heard(conversation, from)
      }
      return {
        id,
        name,
        conversation,
        type: (text) => send({ text }),
        repeat: () => send(last),
        tap: (data, card) =>
          send({
            text: undefined,
            ...(card ? { replyToId: card } : {}),
            ...(submit
              ? { value: data }
              : {
                  type: 'invoke',
                  name: 'adaptiveCard/action',
                  value: { action: { type: 'Action.Execute', verb: data.action, data } },
                }),
          }),
      }
    },
  }
}

/** Every part of what was sent, walked through. */
export function* parts(node: unknown): Generator<Record<string, unknown>> {
  if (node === null || typeof node !== 'object') return
  yield node as Record<string, unknown>
  for (const part of Object.values(node)) yield* parts(part)
}

/** The data of the last button for an action on the cards that came. */
export function button(calls: Call[], action: string): Record<string, unknown> {
  const found = [...parts(calls.map((call) => call.body))].flatMap(({ data }) =>
    typeof data === 'object' && data !== null && (data as { action?: unknown }).action === action ? [data as Record<string, unknown>] : [],
  )
  const last = found.at(-1)
  if (!last) throw new Error(`no button ${action} in ${JSON.stringify(calls.map((call) => call.body)).slice(0, 2_000)}`)
  return last
}
