import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isLoopback } from '../../../src/channels/loopback.ts'
import { activity, type EchoLine, openEchoLine } from '../support.ts'

let line: EchoLine
beforeEach(async () => {
  line = await openEchoLine()
})
afterEach(() => line.close())

/** A refusal has one shape, says nothing of how we are made, repeats nothing, and nothing happened. */
async function refused(response: Response, status: number, said?: RegExp): Promise<void> {
  expect(response.status).toBe(status)
  const text = await response.text()
  expect(JSON.parse(text)).toEqual({ error: { code: expect.any(String), message: expect.any(String) } })
  expect(text).not.toMatch(/\bat .*:\d+|node_modules|Zwarte Zee|zod|restify/i)
  if (said) expect(text).toMatch(said)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(line.assistant.turns).toEqual([])
  expect(line.connector.calls).toEqual([])
  expect(line.running.log.text()).not.toContain('Zwarte Zee')
}

const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
  fetch(`${line.running.origin}/api/messages`, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
const json = { 'content-type': 'application/json' }

describe('bad input on /api/messages', () => {
  it.each(['from', 'conversation', 'type', 'serviceUrl'])('answers 400 where %s is missing, and says so', async (part) => {
    await refused(
      await line.running.post('/api/messages', { ...activity(line.connector.url, { text: 'Zwarte Zee' }), [part]: undefined }),
      400,
      new RegExp(part),
    )
  })

  it.each([
    ['from without an id', { from: { name: 'Zwarte Zee' } }],
    ['conversation as text', { conversation: 'Zwarte Zee' }],
    ['text as a list', { text: ['Zwarte Zee'] }],
    ['attachments as text', { attachments: 'Zwarte Zee' }],
    ['an endless id', { id: 'Z'.repeat(1_001) }],
    ['a type as number', { type: 7 }],
  ])('answers 400 to %s', async (_what, more) => {
    await refused(await line.running.post('/api/messages', activity(line.connector.url, more)), 400)
  })

  it.each(['', '{', '"Zwarte Zee', '{"type":"message",}', '\u0000', 'Zwarte Zee'])('answers 400 to broken JSON %j', async (body) => {
    await refused(await post(body, json), 400)
  })

  it.each(['null', '7', '"Zwarte Zee"', '[]', '{}'])('answers 400 to JSON that is not an activity: %j', async (body) => {
    await refused(await post(body, json), 400)
  })

  it('answers 400 to JSON nested thousands deep', async () => {
    const deep = `${'['.repeat(60_000)}${']'.repeat(60_000)}`
    await refused(await post(JSON.stringify(activity(line.connector.url)).replace('"text":"dag"', `"value":${deep}`), json), 400, /deep/)
  })

  it('changes nothing by keys that name the prototype', async () => {
    const body = JSON.stringify(activity(line.connector.url, { text: undefined })).replace(
      '{',
      '{"__proto__":{"polluted":1},"value":{"action":"home","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}},',
    )
    expect((await post(body, json)).status).toBe(200)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(line.assistant.turns).toHaveLength(1)
  })

  it('answers 413 to a body over 256 kB, announced or in chunks', async () => {
    const big = JSON.stringify(activity(line.connector.url, { text: 'Zwarte Zee'.repeat(30_000) }))
    await refused(await post(big, json), 413)
    const chunks = new ReadableStream({
      start(controller) {
        for (let at = 0; at < big.length; at += 10_000) controller.enqueue(new TextEncoder().encode(big.slice(at, at + 10_000)))
        controller.close()
      },
    })
    await refused(await post(chunks, json), 413)
  })

  it('reads a body just under 256 kB', async () => {
    expect((await line.running.post('/api/messages', activity(line.connector.url, { text: 'x'.repeat(250_000) }))).status).toBe(200)
    expect(line.assistant.turns).toHaveLength(1)
  })

  it.each(['gzip', 'deflate', 'br', 'x-gzip', 'gzip, identity'])('answers 415 to a compressed body (%s)', async (encoding) => {
    await refused(
      await post(gzipSync(JSON.stringify(activity(line.connector.url, { text: 'Zwarte Zee' }))), { ...json, 'content-encoding': encoding }),
      415,
    )
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/html',
    'application/json; charset=utf-16',
    'application/jsonp',
  ])('answers 415 to content-type %s', async (type) => {
    await refused(await post(JSON.stringify(activity(line.connector.url, { text: 'Zwarte Zee' })), { 'content-type': type }), 415)
  })

  it('answers 415 to a body without content-type', async () => {
    await refused(await post(new Blob([JSON.stringify(activity(line.connector.url))])), 415)
  })

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('answers 405 to %s, with no word about how', async (method) => {
    const response = await fetch(`${line.running.origin}/api/messages`, { method })
    expect(response.status).toBe(405)
    expect(await response.json()).toEqual({ error: { code: 'MethodNotAllowed', message: expect.any(String) } })
  })

  it('answers 404 to an unknown address, without repeating it', async () => {
    const response = await fetch(`${line.running.origin}/Zwarte-Zee`)
    expect(response.status).toBe(404)
    expect(await response.text()).not.toContain('Zwarte')
  })

  it.each([
    '/%',
    '/%E0%A4%A',
    '/chat/..%2f..%2fpackage.json',
    '/chat/../../package.json',
    '//example.org/',
    '/v3/directline/conversations/%00/activities',
  ])('lets nobody in by the odd path %s, and lives on', async (path) => {
    const status = await raw(path)
    expect([400, 403, 404]).toContain(status)
    expect((await fetch(`${line.running.origin}/healthz`)).status).toBe(200)
  })
})

describe('the loopback address only', () => {
  it.each([
    'http://example.org/',
    'https://127.0.0.1.example.org/',
    'http://10.0.0.1/',
    'http://[::2]/',
    'http://localhost@example.org/',
    'http://user:pass@127.0.0.1/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'not an address',
  ])('does not answer to serviceUrl %s', async (serviceUrl) => {
    await refused(await line.running.post('/api/messages', activity(serviceUrl)), /^https?:/.test(serviceUrl) ? 403 : 400)
  })

  it.each(['http://LOCALHOST:1/', 'http://[::1]:1/', 'http://127.1.2.3:1/', 'http://0x7f.1:1/', 'https://localhost/'])(
    'takes serviceUrl %s for loopback',
    (serviceUrl) => {
      expect(isLoopback(serviceUrl)).toBe(true)
    },
  )
})

/** A path exactly as given, without a client tidying it up first. */
function raw(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: line.running.port, path }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}
