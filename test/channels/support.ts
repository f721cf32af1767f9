/** What the channel tests share: an assistant that echoes, a connector that listens, a server of ours that really listens. */

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { type Config, loadConfig } from '../../src/config.ts'
import { type Content, LANGUAGES } from '../../src/content/content.ts'
import { createLogger } from '../../src/logger.ts'
import type { Presentation } from '../../src/render/presentation.ts'
import { type RunningServer, type ServerOptions, startServer } from '../../src/server.ts'
import type { Assistant, OnErased, TurnResult } from '../../src/turn/assistant.ts'
import type { Turn } from '../../src/turn/turn.ts'
import { everyClientIn } from '../support/about.ts'

/** The real sentences of the channels; nothing else of the content is asked for by a channel. */
export const content = {
  sentences: Object.fromEntries(
    LANGUAGES.map((language) => [language, { channels: JSON.parse(readFileSync(`locales/${language}/channels.json`, 'utf8')) }]),
  ),
} as unknown as Content

/** Shows a notice's words as they are; a card where the channel knows them. */
export const presentation: Presentation = {
  render(reply, language, { cards }) {
    const text = reply.view === 'notice' ? String(reply.notice.values?.text ?? reply.notice.key) : reply.view
    const page = { language, title: text, summary: 'Wegwijzer', blocks: [], actions: [] }
    return {
      page,
      text,
      summary: 'Wegwijzer',
      clients: everyClientIn(reply),
      ...(cards ? { card: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text }] } } : {}),
    }
  },
  closed: ({ notice }) => ({ type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: `closed: ${notice.key}` }] }),
  pageText: (page) => page.title,
  exportHtml: () => '',
}

export const said = (text: string, more: Partial<TurnResult> = {}): TurnResult => ({
  language: 'nl',
  replies: [{ view: 'notice', notice: { key: 'saved', values: { text } } }],
  ...more,
})

export interface Echo extends Assistant {
  turns: Turn[]
}

/** Says what it heard. @param answer what to say instead */
export function echo(answer: (turn: Turn) => Promise<TurnResult> | TurnResult = (turn) => said(described(turn))): Echo {
  const turns: Turn[] = []
  return {
    turns,
    async handle(turn) {
      turns.push(turn)
      return answer(turn)
    },
  }
}

export function described({ input }: Turn): string {
  if (input.kind === 'text') return `text ${input.text}`
  if (input.kind === 'action') return `action ${input.action} ${JSON.stringify(input.data)}`
  if (input.kind === 'edited') return `edited ${input.activity} ${input.text}`
  if (input.kind === 'deleted') return `deleted ${input.activity}`
  if (input.kind === 'opened') return input.back ? 'opened back' : 'opened'
  return input.kind
}

export interface Call {
  method: string
  path: string
  body: Record<string, unknown>
  at: number
}

interface FakeAnswer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

export interface FakeConnector {
  url: string
  calls: Call[]
  /** The words of what was sent, in order. */
  words(): string[]
  /** Waits until `count` calls came in. */
  until(count: number): Promise<Call[]>
  /** What to answer; the default is an id. */
  respond: (call: Call) => Promise<FakeAnswer> | FakeAnswer
  close(): Promise<void>
}

export async function fakeConnector(): Promise<FakeConnector> {
  const calls: Call[] = []
  const waiting = new Set<() => void>()
  const server = createServer(async (request, response) => {
    const call: Call = {
      method: request.method ?? '',
      path: decodeURIComponent(request.url ?? ''),
      body: JSON.parse((await read(request)) || '{}'),
      at: Date.now(),
    }
    calls.push(call)
    for (const check of waiting) check()
    const { status, body, headers } = await connector.respond(call)
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body ?? {}))
  })
  const port = await listen(server)
  const connector: FakeConnector = {
    url: `http://127.0.0.1:${port}/`,
    calls,
    words: () => calls.map((call) => cardText(call.body)),
    until: (count) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () =>
            reject(
              new Error(`only ${calls.length} of ${count} calls came: ${JSON.stringify(calls.map((call) => [call.method, call.path]))}`),
            ),
          5_000,
        )
        const check = (): void => {
          if (calls.length < count) return
          clearTimeout(late)
          waiting.delete(check)
          resolve(calls)
        }
        waiting.add(check)
        check()
      }),
    respond: () => ({ status: 200, body: { id: `sent-${calls.length}` } }),
    close: () => stop(server),
  }
  return connector
}

/** The words of a message, whether they stand in a card or not. */
export function cardText(activity: Record<string, unknown>): string {
  const [attachment] = (activity.attachments ?? []) as { content: { body: { text: string }[] } }[]
  return attachment?.content.body[0]?.text ?? String(activity.text ?? activity.name ?? '')
}

export async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

export function listen(server: Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}

export function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

export interface Log {
  logger: Logger
  /** Everything that was logged. */
  text(): string
}

export function memoryLog(): Log {
  let written = ''
  return {
    logger: createLogger('debug', {
      write(line: string) {
        written += line
      },
    }),
    text: () => written,
  }
}

export function config(environment: Record<string, string> = {}): Config {
  return {
    ...loadConfig({ ...environment }),
    port: 0,
    ...(environment.LOCAL_CHAT === 'on' ? { localChat: { port: 0, beside: true } } : {}),
  }
}

export interface TestServer extends RunningServer {
  origin: string
  /** The browser chat's. */
  chatOrigin: string
  log: Log
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
}

/** Our own server, on a free port. */
export async function server(options: Partial<ServerOptions> & { assistant: Assistant }): Promise<TestServer> {
  const log = memoryLog()
  const running = await startServer({
    config: config(),
    presentation,
    content,
    ready: async () => true,
    secret: randomBytes(32),
    logger: log.logger,
    onErased: () => () => {},
    ...options,
  })
  const origin = `http://127.0.0.1:${running.port}`
  return {
    ...running,
    origin,
    chatOrigin: running.address ? `http://127.0.0.1:${new URL(running.address).port}` : origin,
    log,
    post: (path, body, headers = {}) =>
      fetch(`${origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}

export interface Line {
  connector: FakeConnector
  /** The server that a test started, closed with the line. */
  running: TestServer | undefined
  close(): Promise<void>
}

/** A connector, and room for the server of one test. */
export async function openLine(): Promise<Line> {
  const line: Line = {
    connector: await fakeConnector(),
    running: undefined,
    async close() {
      await line.running?.close()
      await line.connector.close()
    },
  }
  return line
}

export interface EchoLine extends Line {
  assistant: Echo
  running: TestServer
}

/** The same with a server already, that says what it heard. */
export async function openEchoLine(): Promise<EchoLine> {
  const line = await openLine()
  const assistant = echo()
  return Object.assign(line, { assistant, running: await server({ assistant }) })
}

let made = 0
/** A message as a channel sends it. */
export function activity(serviceUrl: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'message',
    id: `activity-${++made}`,
    timestamp: '2026-02-03T10:00:00Z',
    channelId: 'test',
    serviceUrl,
    from: { id: 'person', name: 'Somebody' },
    recipient: { id: 'bot' },
    conversation: { id: 'conversation-1' },
    locale: 'nl-BE',
    text: 'dag',
    ...more,
  }
}

/** The same as Teams sends it. */
export function teamsActivity(serviceUrl: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return activity(serviceUrl, {
    channelId: 'msteams',
    from: { id: '29:person', name: 'Somebody', aadObjectId: '11111111-AAAA-4111-8111-111111111111' },
    recipient: { id: '28:bot' },
    conversation: { id: 'a:conversation', conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    ...more,
  })
}

export const TENANT = '22222222-2222-4222-8222-222222222222'
export const APP = '33333333-3333-4333-8333-333333333333'

/** Erasures as the records tell of them, to set off by hand. */
export function erasures(): { onErased: OnErased; tell: Parameters<OnErased>[0] } {
  const listeners: Parameters<OnErased>[0][] = []
  return {
    onErased(listener) {
      listeners.push(listener)
      return () => {}
    },
    tell(erased) {
      for (const listener of listeners) listener(erased)
    },
  }
}
