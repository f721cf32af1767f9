/**
 * The Bot Framework's connector protocol: four calls of JSON over HTTP to the address that the channel gave. We do not use the SDK's client:
 * it costs as much processor time per turn as the conversation itself, since it makes a new client for each turn and checks each message
 * against a schema. Protocol: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { wayTo } from '../ways.ts'

/** An activity, or the bytes of its JSON. */
type Sent = object | Buffer

/** Each call returns the id that the channel assigned, if any. @throws ConnectorError, or a network error */
export interface Connector {
  send(conversation: string, activity: Sent, signal: AbortSignal): Promise<string | undefined>
  reply(conversation: string, replyTo: string, activity: Sent, signal: AbortSignal): Promise<string | undefined>
  update(conversation: string, activity: string, replacement: Sent, signal: AbortSignal): Promise<string | undefined>
  delete(conversation: string, activity: string, signal: AbortSignal): Promise<string | undefined>
}

/** The connector refused, or kept failing. */
export class ConnectorError extends Error {
  override name = 'ConnectorError'
  constructor(status: number) {
    super(`the connector answered ${status}`)
  }
}

/** Returns the `authorization` header; `undefined` where none is needed. */
export type Authorize = () => Promise<string | undefined>

/** The number of retries, and the pause before the first one (ms), which doubles each time. */
const TRIES_AGAIN = 3
const FIRST_PAUSE = 1_000
/** Milliseconds. Who asks for a longer pause is not asked again: until then nothing else would go out in that chat. */
const LONGEST_PAUSE = 15_000

/** Bytes of an answer that are read, and milliseconds for reading them; all we want of it is an id. */
const MOST_READ = 1_000_000
const READ_WITHIN = 5_000
const MOST_ID = 1_000

/** @param serviceUrl http(s), with or without a final slash */
export function connectTo(serviceUrl: string, authorize: Authorize): Connector {
  const base = new URL(serviceUrl)
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  const way = wayTo(base)
  const { origin } = base
  const at = (conversation: string, activity?: string): string => {
    const end = activity === undefined ? '' : `/${encodeURIComponent(activity)}`
    return `${base.pathname}v3/conversations/${encodeURIComponent(conversation)}/activities${end}`
  }
  const call = async (
    method: Asked['method'],
    path: string,
    activity: Sent | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    const body = activity === undefined || Buffer.isBuffer(activity) ? activity : Buffer.from(JSON.stringify(activity))
    for (let tried = 0; ; tried++) {
      const answer = await attempt(way, { origin, method, path, body, authorization: await authorize() }, signal).catch(
        (error: NodeJS.ErrnoException) => {
          if (signal.aborted || tried === TRIES_AGAIN || !PASSING.has(error.code ?? '')) throw error
        },
      )
      if (answer && answer.status < 300) return idIn(answer.text)
      if (answer && (tried === TRIES_AGAIN || !isPassing(answer.status) || (answer.after ?? 0) > LONGEST_PAUSE))
        throw new ConnectorError(answer.status)
      await pause(answer?.after ?? FIRST_PAUSE * 2 ** tried * (0.75 + Math.random() / 2), undefined, { signal })
    }
  }
  return {
    send: (conversation, activity, signal) => call('POST', at(conversation), activity, signal),
    reply: (conversation, replyTo, activity, signal) => call('POST', at(conversation, replyTo), activity, signal),
    update: (conversation, activity, replacement, signal) => call('PUT', at(conversation, activity), replacement, signal),
    delete: (conversation, activity, signal) => call('DELETE', at(conversation, activity), undefined, signal),
  }
}

const PASSING = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
])
const isPassing = (status: number): boolean => status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505)

interface Answer {
  /** A redirect is an answer like any other: the token goes nowhere else. */
  status: number
  /** Empty where it was too long, too slow or cut off. */
  text: string
  /** Milliseconds that the connector asks us to wait. */
  after?: number
}

interface Asked {
  origin: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: Buffer
  authorization?: string
}

/** @throws a network error before there is a status, or what the signal says */
function attempt(way: Dispatcher, { authorization, ...asked }: Asked, signal: AbortSignal): Promise<Answer> {
  const headers = {
    accept: 'application/json',
    'user-agent': 'Wegwijzer',
    ...(authorization ? { authorization } : {}),
    ...(asked.body ? { 'content-type': 'application/json; charset=utf-8' } : {}),
  }
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    let call: Dispatcher.DispatchController | undefined
    let answer: Answer | undefined
    let slow: NodeJS.Timeout | undefined
    let length = 0
    const parts: Buffer[] = []
    const end = (error?: Error): void => {
      clearTimeout(slow)
      signal.removeEventListener('abort', stop)
      // the status has come, so the message was taken or not, whatever becomes of the rest
      if (answer) resolve(answer)
      else reject(error)
    }
    const stop = (): void => (call ? call.abort(signal.reason) : end(signal.reason))
    const giveUp = (): void => call?.abort(new Error('enough of this answer was read'))
    signal.addEventListener('abort', stop)
    way.dispatch(
      { ...asked, headers },
      {
        onRequestStart(controller) {
          call = controller
          // there was no connection yet when it was called off
          if (signal.aborted) stop()
        },
        onResponseStart(_call, status, { 'retry-after': after }) {
          // something before the answer (103)
          if (status < 200) return
          answer = { status, text: '', ...waitIn(after) }
          slow = setTimeout(giveUp, READ_WITHIN)
        },
        onResponseData(_call, part) {
          parts.push(part)
          length += part.length
          if (length > MOST_READ) giveUp()
        },
        onResponseEnd() {
          if (answer) answer.text = Buffer.concat(parts).toString()
          end()
        },
        onResponseError: (_call, error) => end(error),
      },
    )
  })
}

/** One look at a JSON document. @throws ConnectorError, a network error, or a SyntaxError */
export async function getJson(address: string, signal: AbortSignal): Promise<unknown> {
  const url = new URL(address)
  const { origin, pathname, search } = url
  const { status, text } = await attempt(wayTo(url), { origin, method: 'GET', path: pathname + search }, signal)
  if (status !== 200) throw new ConnectorError(status)
  return JSON.parse(text)
}

/** `Retry-After`: seconds, or a date. */
function waitIn(after: string | string[] | undefined): { after?: number } {
  if (typeof after !== 'string') return {}
  const ms = /^\d+$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - Date.now()
  return Number.isNaN(ms) ? {} : { after: Math.max(0, ms) }
}

/** An answer without an id, or without JSON, still means that the message was delivered. */
function idIn(text: string): string | undefined {
  try {
    const id: unknown = JSON.parse(text)?.id
    return typeof id === 'string' && id && id.length <= MOST_ID ? id : undefined
  } catch {
    return undefined
  }
}
