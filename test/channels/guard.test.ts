import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activity, type Echo, echo, type FakeConnector, fakeConnector, server, type TestServer } from './support.ts'

let connector: FakeConnector
let assistant: Echo
let running: TestServer

beforeAll(async () => {
  connector = await fakeConnector()
  assistant = echo()
  running = await server({ assistant })
})
afterAll(async () => {
  await running.close()
  await connector.close()
})

/** Every route there is, and one that is not. */
const ROUTES: [method: string, path: string][] = [
  ['GET', '/'],
  ['GET', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/chat/app.js'],
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
  const body = method === 'POST' || method === 'PUT' ? JSON.stringify(activity(connector.url)) : ''
  return new Promise((resolve, reject) => {
    request(
      {
        host: '127.0.0.1',
        port: running.port,
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
    expect(assistant.turns).toEqual([])
  })

  it('carries the security headers', async () => {
    const { headers } = await send(method, path, {})
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' })
    expect(String(headers['content-security-policy'])).toMatch(/^default-src 'none'/)
    expect(headers).not.toHaveProperty('access-control-allow-origin')
    assistant.turns.length = 0
  })
})

it('answers our own page by any loopback name', async () => {
  for (const name of ['localhost', '127.0.0.1', '[::1]']) {
    const host = `${name}:${running.port}`
    expect((await send('GET', '/healthz', { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  }
})

it.runIf(process.platform === 'linux')('listens on the loopback address and on nothing else', () => {
  const port = running.port.toString(16).toUpperCase().padStart(4, '0')
  const listening = ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((table) => readFileSync(table, 'utf8').split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${port}`) && state === '0A')
    .map(([, local]) => local?.split(':')[0])
  expect(listening).toContain('0100007F')
  expect(listening.filter((address) => address !== '0100007F' && address !== '00000000000000000000000001000000')).toEqual([])
})
