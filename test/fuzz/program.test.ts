/**
 * The real program under everything odd: every action by every field, every way in for words, every route. Bounded and seeded: about 20
 * seconds; `RUNS=20` tries so many values a field. Afterwards nothing may be left open, and of an erased client not one word in memory.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { z } from 'zod'
import { ACTIONS } from '../../src/features/index.ts'
import { place, type Running, startProgram } from '../server/program.ts'
import { type Inspector, inspect } from '../support/inspector.ts'
import { HOSTILE, ODD } from './odd.ts'
import { button, type Heard, person, readable } from './person.ts'

const RUNS = Number(process.env.RUNS ?? 2)
const SEED = Number(process.env.SEED ?? 7)

const where = place({ NODE_OPTIONS: '--inspect=127.0.0.1:0' })
let program: Running
let address: URL
let inspector: Inspector
let atStart: Open
let me: ReturnType<typeof person>

interface Open {
  /** Open files and sockets of the process. */
  files: number
  /** Kinds of what keeps the process alive, sorted. */
  resources: string
  /** Listeners on the process itself. */
  listeners: number
}

beforeAll(async () => {
  program = await startProgram(where)
  address = new URL(program.address)
  inspector = await inspect(program.err())
  me = person(origin(), 'chat-fuzz')
  // once through, so that what is made lazily has been made
  const client = await newClient()
  await newRun(client)
  await me.say('dag')
  await me.tap({ action: 'client.erase', client, sure: 'yes' })
  atStart = await open()
})
afterAll(async () => {
  inspector?.close()
  program?.child.kill('SIGKILL')
  rmSync(where.folder, { recursive: true, force: true })
})

const origin = (): string => `http://127.0.0.1:${address.port}`

/** What is open once all has come to rest: connections that are kept alive for a while, and calls under way, are not waited for. */
async function open(): Promise<Open> {
  const listeners = await inspector.evaluate<number>('process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)')
  const resources = (await inspector.evaluate<string[]>('process.getActiveResourcesInfo()')).filter(
    (kind) => !/^(TCPSocketWrap|TCPConnectWrap|FSReq\w+|Timeout|Immediate|CloseReq|TCPWrap)$/.test(kind),
  )
  return { files: readdirSync(`/proc/${program.child.pid}/fd`).length, resources: resources.toSorted().join(), listeners }
}

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state % below
  }
}

async function newClient(alias = 'Grijze Zee'): Promise<string> {
  const { replies } = await me.tap({ action: 'client.create', alias, country: 'BE', phase: 'refused-first', consent: 'given' })
  return button(replies, 'conversation.new').client as string
}

async function newRun(client: string): Promise<Record<string, string>> {
  const { replies } = await me.tap({ action: 'conversation.start', client, conversation: 'what-if', mode: 'afterwards' })
  const { action: _, ...ids } = button(replies, 'answer')
  return ids
}

/** The fields that an action reads. An action that takes all boxes of a step gets the boxes of every kind. */
function fieldsOf(data: z.ZodType): string[] {
  const { shape = {}, catchall } = data as z.ZodType & { shape?: Record<string, unknown>; catchall?: unknown }
  const named = Object.keys((data as { def?: { shape?: Record<string, unknown> } }).def?.shape ?? shape)
  const loose = catchall ?? (data as { def?: { catchall?: unknown } }).def?.catchall
  return loose ? [...new Set([...named, ...BOXES])] : named
}
const BOXES = ['text', 'choice', 'choices', 'number', 'date', 'cell.legal.hope', 'agreement.1.text', 'agreement.1.due', 'kept', '__proto__']

/** A reply that a person can read: something is said, and nothing of our insides stands in it. */
function kind({ status, replies }: Heard, given: unknown, about: string): void {
  expect(status, about).toBe(200)
  expect(replies.length, about).toBeGreaterThan(0)
  const text = readable(replies)
  const ours = typeof given === 'string' && given.length > 1 ? text.replaceAll(given, '') : text
  expect(ours, about).not.toMatch(/\bundefined\b|\[object|\bNaN\b|\bError:|\n\s+at |\{\{/)
  for (const reply of replies) expect(JSON.stringify(reply).length * 2, `${about}: size in UTF-16`).toBeLessThan(150_000)
}

it('answers every action, whatever stands in any of its fields', async () => {
  const roll = dice(SEED)
  let client = await newClient()
  let ids = await newRun(client)
  for (const [action, { data }] of Object.entries(ACTIONS)) {
    for (const field of fieldsOf(data)) {
      for (let run = 0; run < RUNS; run++) {
        const odd = ODD[roll(ODD.length)]
        const sure = field !== 'sure' && roll(4) === 0 ? { sure: 'yes' } : {}
        const heard = await me.tap({ ...ids, note: 'note-1', conversation: 'what-if', ...sure, [field]: odd, action })
        kind(heard, odd, `${action} with ${field} = ${JSON.stringify(odd)?.slice(0, 60)}`)
      }
    }
    if (!(await stillThere(client))) {
      client = await newClient()
      ids = await newRun(client)
    }
  }
  await me.tap({ action: 'client.erase', client, sure: 'yes' })
}, 240_000)

async function stillThere(client: string): Promise<boolean> {
  const { replies } = await me.tap({ action: 'client.open', client })
  return JSON.stringify(replies).includes('conversation.new')
}

it('answers every line, wherever it is typed', async () => {
  const client = await newClient()
  for (const line of HOSTILE.filter((one) => one.trim())) {
    await me.tap({ action: 'home' })
    kind(await me.say(line), line, `at home: ${JSON.stringify(line.slice(0, 40))}`)
    const ids = await newRun(client)
    kind(await me.say(line), line, `at a step: ${JSON.stringify(line.slice(0, 40))}`)
    const edited = await me.say(line, { type: 'messageUpdate', id: 'fuzz-1', channelData: { eventType: 'editMessage' } })
    expect(edited.status).toBe(200)
    kind(await me.tap({ action: 'note.save', client, text: line }), line, `a note: ${JSON.stringify(line.slice(0, 40))}`)
    kind(
      await me.tap({ action: 'client.save', client, alias: line, language: line }),
      line,
      `an alias: ${JSON.stringify(line.slice(0, 40))}`,
    )
    await me.tap({ ...ids, action: 'finish', sure: 'yes' })
  }
  await me.tap({ action: 'client.erase', client, sure: 'yes' })
}, 240_000)

/** Every route of the program, out of its source: a new one is tried too. */
function routes(): { method: string; path: string }[] {
  const files = (readdirSync('src', { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'))
  const found = files.flatMap((file) => [
    ...readFileSync(join('src', file), 'utf8').matchAll(/\bserver\.(get|post|put|del|head|patch|opts)\(\s*['`]([^'`]+)['`]/g),
  ])
  return found.map(([, method = '', path = '']) => ({
    method: method === 'del' ? 'DELETE' : method.toUpperCase(),
    path: path.replace(/^\$\{connector\}/, '/connector/v3/conversations/:id/activities').replaceAll(/:\w+/g, 'x'),
  }))
}

const ODD_LINES: readonly string[] = [
  'Upgrade: h2c\r\nConnection: Upgrade',
  'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13',
  'Expect: 100-continue',
  'Expect: nonsense',
  'Transfer-Encoding: chunked',
  'Content-Length: 9999',
  'Content-Length: -1',
  'Content-Encoding: gzip\r\nContent-Type: application/json\r\nContent-Length: 2',
  'Content-Type: application/json\r\nContent-Length: 2',
  'Content-Type: text/plain\r\nContent-Length: 2',
  'Origin: http://example.org',
  'Sec-Fetch-Site: cross-site',
  'Authorization: Bearer x',
  `Authorization: Bearer ${'x'.repeat(4_000)}`,
  `Cookie: ${'wegwijzer=x; '.repeat(200)}`,
  'Host: example.org',
  'Accept-Language: nl;q=x,,,\u007f',
  'Range: bytes=0-1,5-',
  'If-None-Match: *',
]
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT', 'PROPFIND', 'M-SEARCH']
const TARGETS = ['', '?key=x', '?watermark=%00', '/..%2f..%2fetc%2fpasswd', '/%', '//', '?key=x&key=y', `?${'a'.repeat(3_000)}`]

/** One request on a connection of its own, closed after the first answer or a moment of silence. @returns what came back */
function raw(request: string): Promise<string> {
  return new Promise((done) => {
    const socket = connect(Number(address.port), '127.0.0.1')
    let answer = ''
    const end = (): void => {
      socket.destroy()
      done(answer)
    }
    socket.setTimeout(150, end)
    socket.on('error', end)
    socket.on('close', end)
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      if (answer.includes('\r\n\r\n')) end()
    })
    socket.write(request)
  })
}

it('answers every route, whatever is asked of it, and lives on', async () => {
  const roll = dice(SEED)
  const known = routes()
  expect(known.length).toBeGreaterThan(10)
  const requests = known.flatMap(({ method, path }) => [
    ...ODD_LINES.map((line) => ({ method, path, line })),
    ...METHODS.map((other) => ({ method: other, path, line: ODD_LINES[roll(ODD_LINES.length)] ?? '' })),
    ...TARGETS.map((end) => ({ method, path: path + end, line: '' })),
    { method, path: `http://example.org${path}`, line: '' },
  ])
  const ask = async ({ method, path, line }: (typeof requests)[number]): Promise<void> => {
    const host = line.startsWith('Host:') ? '' : `Host: 127.0.0.1:${address.port}\r\n`
    const answer = await raw(`${method} ${path} HTTP/1.1\r\n${host}${line}${line ? '\r\n' : ''}\r\n{}`)
    const about = `${method} ${path.slice(0, 60)} ${line.slice(0, 60)}`
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
    expect(status, `${about}: ${answer.slice(0, 200)}`).not.toBe(500)
    expect(answer, about).not.toMatch(/\n\s+at |etc\/passwd|node_modules/)
  }
  for (let first = 0; first < requests.length; first += 40) await Promise.all(requests.slice(first, first + 40).map(ask))
  expect((await fetch(`${origin()}/healthz`)).status).toBe(200)
}, 240_000)

it('answers odd activities with a status, and lives on', async () => {
  const roll = dice(SEED)
  const whole = {
    type: 'message',
    id: 'a',
    channelId: 'test',
    serviceUrl: 'http://127.0.0.1:9/',
    from: { id: 'p' },
    recipient: { id: 'b' },
    conversation: { id: 'odd' },
    deliveryMode: 'expectReplies',
    text: 'dag',
    value: { action: 'home' },
    locale: 'nl',
    name: 'x',
    timestamp: 'x',
    replyToId: 'x',
    attachments: [],
    entities: [],
    membersAdded: [{ id: 'p' }],
    channelData: {},
  }
  const TYPES = ['message', 'invoke', 'conversationUpdate', 'installationUpdate', 'messageUpdate', 'messageDelete', 'event', 'typing', 'x']
  for (const type of TYPES)
    for (const part of Object.keys(whole))
      for (let run = 0; run < RUNS; run++) {
        const activity = { ...whole, type, id: `${type}-${part}-${run}`, [part]: ODD[roll(ODD.length)] }
        const answer = await fetch(`${origin()}/api/messages`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(activity),
        })
        expect([200, 201, 202, 400, 403, 501], `${type} ${part} ${await answer.text()}`).toContain(answer.status)
      }
}, 240_000)

it('answers odd requests of the browser’s page with a status, and lives on', async () => {
  const cookie = (await fetch(`${origin()}/${address.search}`, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? ''
  expect(cookie).not.toBe('')
  const ask = (path: string, body: unknown, token?: string) =>
    fetch(`${origin()}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
  const { token } = (await (await ask('/v3/directline/tokens/generate', {})).json()) as { token: string }
  const { conversationId } = (await (await ask('/v3/directline/conversations', {}, token)).json()) as { conversationId: string }
  for (const odd of ODD) {
    expect((await ask('/v3/directline/tokens/generate', { conversationId: odd })).status).toBeLessThan(500)
    for (const part of ['type', 'text', 'value', 'from', 'locale', 'channelData', 'attachments', 'entities', 'name', 'id', 'replyToId']) {
      const activity = { type: 'message', from: { id: 'local' }, text: 'dag', [part]: odd }
      const { status } = await ask(`/v3/directline/conversations/${conversationId}/activities`, activity, token)
      expect(status, `${part} = ${JSON.stringify(odd)?.slice(0, 60)}`).toBeLessThan(500)
    }
  }
}, 240_000)

it('holds nothing of an erased client in memory, and has nothing left open', async () => {
  // made here and never written in this file, so that only the program can hold them
  const mark = `${Date.now().toString(36)}kj`
  const words = ['antwoord', 'notitie', 'alias', 'half'].map((what) => `geheim${what}${mark}`)
  const [answer = '', note = '', alias = '', half = ''] = words
  const client = await newClient(alias)
  const ids = await newRun(client)
  await me.tap({ ...ids, action: 'answer', text: answer })
  await me.tap({ action: 'note.save', client, text: note })
  await me.say(half)
  await me.tap({ action: 'client.open', client })
  expect(await inspector.held(words)).not.toEqual([])
  await me.tap({ action: 'client.erase', client, sure: 'yes' })
  // what a browser or a chat does next: engines keep the last text that a pattern was tried on
  for (const line of ['dag', 'help', 'dag']) await me.say(line)
  await me.tap({ action: 'home' })
  await expect.poll(() => inspector.held(words), { timeout: 30_000, interval: 500 }).toEqual([])
  // Fewer is no leak: when the count was taken, connections of the warm-up may still have been kept alive.
  const more = async () => {
    const now = await open()
    return { ...now, files: Math.max(0, now.files - atStart.files) }
  }
  await expect.poll(more, { timeout: 30_000, interval: 250 }).toEqual({ ...atStart, files: 0 })
  expect(program.err()).not.toMatch(/nobody caught|MaxListeners/)
}, 240_000)

it('ends within seconds when it is told to', async () => {
  inspector.close()
  expect(await program.end('SIGTERM')).toBe(0)
}, 15_000)
