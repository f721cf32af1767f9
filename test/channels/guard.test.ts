import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activity, type EchoLine, openEchoLine } from './support.ts'

let line: EchoLine
beforeAll(async () => {
  line = await openEchoLine()
})
afterAll(() => line.close())

/** Every route there is, and one that is not. */
const ROUTES: [method: string, path: string][] = [
  ['GET', '/'],
  ['GET', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/chat/x/main.ts'],
  ['POST', '/api/messages'],
  ['POST', '/v3/directline/tokens/generate'],
  ['POST', '/v3/directline/tokens/refresh'],
  ['POST', '/v3/directline/conversations'],
  ['GET', '/v3/directline/conversations/x'],
  ['GET', '/v3/directline/conversations/x/activities'],
  ['POST', '/v3/directline/conversations/x/activities'],
  ['POST', '/connector/v3/conversations/x/activities'],
  ['POST', '/connector/v3/conversations/x/activities/y'],
  ['PUT', '/connector/v3/conversations/x/activities/y'],
  ['DELETE', '/connector/v3/conversations/x/activities/y'],
  ['GET', '/nothing'],
]

function send(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, unknown> }> {
  const body = method === 'POST' || method === 'PUT' ? JSON.stringify(activity(line.connector.url)) : ''
  return new Promise((resolve, reject) => {
    request(
      {
        host: '127.0.0.1',
        port: line.running.port,
        method,
        path,
        headers: { ...(body ? { 'content-type': 'application/json', 'content-length': String(body.length) } : {}), ...headers },
      },
      (response) => {
        response.resume()
        resolve({ status: response.statusCode ?? 0, headers: response.headers })
      },
    )
      .on('error', reject)
      .end(body)
  })
}

describe.each(ROUTES)('%s %s', (method, path) => {
  it.each([
    ['a name that was pointed at this machine', { host: 'rebound.example.org:3978' }],
    ['the right name with another port', { host: 'localhost:1' }],
    ['no port', { host: 'localhost' }],
    ['a page of another origin', { origin: 'https://example.org' }],
    ['a page of another port here', { origin: 'http://localhost:1' }],
    ['a page in a sandbox or a file', { origin: 'null' }],
    ['another site, by what the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['another port, by what the browser says', { 'sec-fetch-site': 'same-site' }],
  ])('is closed to %s', async (_who, headers) => {
    const { status } = await send(method, path, headers as Record<string, string>)
    expect(status).toBe(403)
    expect(line.assistant.turns).toEqual([])
  })

  it('carries the security headers', async () => {
    const { headers } = await send(method, path, {})
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' })
    expect(String(headers['content-security-policy'])).toMatch(/^default-src 'none'/)
    expect(headers).not.toHaveProperty('access-control-allow-origin')
    line.assistant.turns.length = 0
  })
})

it('answers our own page by any loopback name', async () => {
  for (const name of ['localhost', '127.0.0.1', '[::1]']) {
    const host = `${name}:${line.running.port}`
    expect((await send('GET', '/healthz', { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  }
})

it.runIf(process.platform === 'linux')('listens on the loopback address and on nothing else', () => {
  const port = line.running.port.toString(16).toUpperCase().padStart(4, '0')
  const listening = ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((table) => readFileSync(table, 'utf8').split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${port}`) && state === '0A')
    .map(([, local]) => local?.split(':')[0])
  expect(listening).toContain('0100007F')
  expect(listening.filter((address) => address !== '0100007F' && address !== '00000000000000000000000001000000')).toEqual([])
})

/** The status of an answer to bytes as they are; 0 where the connection is closed without one. */
function raw(bytes: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(line.running.port, '127.0.0.1', () => socket.end(bytes))
    socket.on('data', (chunk) => {
      text += chunk.toString()
    })
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0)))
    socket.on('error', reject)
  })
}

describe('what two programs may read differently is refused', () => {
  const host = (): string => `Host: localhost:${line.running.port}`
  const post = (...more: string[]): string => {
    const body = JSON.stringify(activity(line.connector.url))
    return ['POST /api/messages HTTP/1.1', host(), 'Connection: close', ...more, '', body].join('\r\n')
  }
  const json = 'Content-Type: application/json'
  const length = (): string => `Content-Length: ${JSON.stringify(activity(line.connector.url)).length}`

  it.each<[string, () => string]>([
    ['a whole address as target', () => `GET http://example.org/healthz HTTP/1.1\r\n${host()}\r\n\r\n`],
    ['our own address as target', () => `GET http://localhost:${line.running.port}/healthz HTTP/1.1\r\n${host()}\r\n\r\n`],
    ['a star as target', () => `OPTIONS * HTTP/1.1\r\n${host()}\r\n\r\n`],
    ['a target without a slash', () => `GET healthz HTTP/1.1\r\n${host()}\r\n\r\n`],
    ['two hosts', () => `GET /healthz HTTP/1.1\r\n${host()}\r\nHost: example.org\r\n\r\n`],
    ['two hosts, ours last', () => `GET /healthz HTTP/1.1\r\nHost: example.org\r\n${host()}\r\n\r\n`],
    ['the same host twice', () => `GET /healthz HTTP/1.1\r\n${host()}\r\nHOST: localhost:${line.running.port}\r\n\r\n`],
    ['no host', () => 'GET /healthz HTTP/1.1\r\n\r\n'],
    ['no host in HTTP/1.0', () => 'GET /healthz HTTP/1.0\r\n\r\n'],
    ['an empty host', () => 'GET /healthz HTTP/1.1\r\nHost:\r\n\r\n'],
    ['a host with a name before it', () => `GET /healthz HTTP/1.1\r\nHost: x@localhost:${line.running.port}\r\n\r\n`],
    ['a host with a dot behind it', () => `GET /healthz HTTP/1.1\r\nHost: localhost.:${line.running.port}\r\n\r\n`],
    ['two hosts in one line', () => `GET /healthz HTTP/1.1\r\nHost: localhost:${line.running.port}, example.org\r\n\r\n`],
    ['a folded host', () => `GET /healthz HTTP/1.1\r\nHost: localhost:${line.running.port}\r\n example.org\r\n\r\n`],
    ['a header with a space before its colon', () => `GET /healthz HTTP/1.1\r\nHost : localhost:${line.running.port}\r\n\r\n`],
    ['line ends without a return', () => `GET /healthz HTTP/1.1\n${host()}\nHost: example.org\n\n`],
    ['two origins', () => `GET /healthz HTTP/1.1\r\n${host()}\r\nOrigin: http://localhost:${line.running.port}\r\nOrigin: null\r\n\r\n`],
    ['two sites', () => `GET /healthz HTTP/1.1\r\n${host()}\r\nSec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n\r\n`],
    ['two types', () => post(json, 'Content-Type: text/plain', length())],
    ['two lengths', () => post(json, length(), length())],
    ['two lengths that differ', () => post(json, length(), 'Content-Length: 3')],
    ['a length and chunks', () => post(json, length(), 'Transfer-Encoding: chunked')],
    ['chunks twice', () => post(json, 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')],
    ['chunks called otherwise', () => post(json, 'Transfer-Encoding: xchunked')],
    ['a length that is none', () => post(json, 'Content-Length: +5')],
    ['two tokens', () => post(json, length(), 'Authorization: Bearer x', 'Authorization: Bearer y')],
    ['two encodings', () => post(json, length(), 'Content-Encoding: identity', 'Content-Encoding: gzip')],
  ])('%s', async (_what, bytes) => {
    expect([0, 400, 403, 415]).toContain(await raw(bytes()))
    expect(line.assistant.turns).toEqual([])
    expect((await fetch(`http://127.0.0.1:${line.running.port}/healthz`)).status).toBe(200)
  })

  it('the same request, said once, is answered', async () => {
    expect(await raw(post(json, length()))).toBe(200)
    expect(await raw(`GET /healthz HTTP/1.1\r\n${host().toUpperCase()}\r\nConnection: close\r\n\r\n`)).toBe(200)
    line.assistant.turns.length = 0
  })
})
