import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { cleanedUp, type Running, soon } from './program.ts'

const { start } = cleanedUp({ LOG_LEVEL: 'silent' })
const sockets: Socket[] = []

// registered after the programs' clean-up, and so run before it
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

/** Bytes as they are, over a connection that stays open. Resolves when the other side answered or hung up, or 300 ms later. */
function say({ origin }: Running, bytes: string, host = '127.0.0.1'): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect({ port: Number(new URL(origin).port), host, allowHalfOpen: true }, () => socket.write(bytes))
    sockets.push(socket)
    const on = (): void => resolve(socket)
    socket.once('data', on).once('close', on).once('end', on)
    socket.on('error', () => {})
    setTimeout(on, 300)
  })
}

const HEAD = (line: string, ...more: string[]): string => [line, 'Host: localhost', ...more, '', ''].join('\r\n')

/** What anybody can send who reaches the port, a web page through `new WebSocket` too. */
const ODD: [what: string, bytes: string][] = [
  ['an upgrade', HEAD('GET / HTTP/1.1', 'Connection: Upgrade', 'Upgrade: h2c')],
  [
    'a web socket',
    HEAD('GET / HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: eA==', 'Sec-WebSocket-Version: 13'),
  ],
  ['an upgrade with a body', HEAD('POST /api/messages HTTP/1.1', 'Connection: Upgrade', 'Upgrade: x', 'Content-Length: 9')],
  ['CONNECT', HEAD('CONNECT example.org:443 HTTP/1.1')],
  ['TRACE', HEAD('TRACE / HTTP/1.1')],
  ['Expect: 100-continue and then nothing', HEAD('POST /api/messages HTTP/1.1', 'Expect: 100-continue', 'Content-Length: 9')],
  ['an expectation nobody knows', HEAD('GET / HTTP/1.1', 'Expect: wonders')],
  ['half a line', 'GET / HT'],
  ['half a header', 'GET / HTTP/1.1\r\nHost: loc'],
  ['nothing at all', ''],
  ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['a body that stops half-way', `${HEAD('POST /api/messages HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 99')}{"type`],
  [
    'chunks that stop half-way',
    `${HEAD('POST /api/messages HTTP/1.1', 'Content-Type: application/json', 'Transfer-Encoding: chunked')}5\r\n{"typ`,
  ],
  ['HTTP/1.0 that stays', HEAD('GET /healthz HTTP/1.0', 'Connection: keep-alive')],
  ['twenty requests at once', HEAD('GET /readyz HTTP/1.1').repeat(20)],
  ['a connection kept for later', HEAD('GET /healthz HTTP/1.1')],
]

describe('whatever is sent', () => {
  it('SIGTERM ends the server, with all of it open and half closed', async () => {
    const program = await start()
    for (const [, bytes] of ODD) {
      const [, , half] = await Promise.all([say(program, bytes), say(program, bytes, '::1'), say(program, bytes)])
      half.end()
    }
    expect(await soon(program.end('SIGTERM'))).toBe(0)
  })

  it.runIf(process.platform === 'linux')('no handle stays behind', { timeout: 60_000 }, async () => {
    const program = await start()
    const handles = (): number => readdirSync(`/proc/${program.child.pid}/fd`).length
    await say(program, HEAD('GET /readyz HTTP/1.1'))
    const before = handles()
    for (const [, bytes] of ODD) {
      for (const socket of await Promise.all(Array.from({ length: 30 }, () => say(program, bytes)))) socket.destroy()
    }
    await expect.poll(handles, { timeout: 20_000, interval: 200 }).toBeLessThanOrEqual(before)
    expect((await fetch(`${program.origin}/readyz`)).status).toBe(200)
  })
})

describe('limits', () => {
  /** Waits until the other side hangs up; gives the milliseconds since the start. */
  const hungUp = (socket: Socket, since: number): Promise<number> =>
    new Promise((resolve) => {
      socket.resume()
      socket.once('close', () => resolve(performance.now() - since))
      socket.once('end', () => socket.end())
    })

  it('who says nothing, or a letter now and then, is hung up on', { timeout: 60_000 }, async () => {
    const program = await start()
    const since = performance.now()
    const silent = await say(program, '')
    const slow = await say(program, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ')
    const dripping = setInterval(() => slow.writable && slow.write('x'), 500)
    const [first, second] = await Promise.all([silent, slow].map((socket) => hungUp(socket, since)))
    clearInterval(dripping)
    for (const one of [first, second]) expect(one).toBeLessThan(15_000)
  })

  it('more connections than anybody needs are closed at once; one that ends makes room', { timeout: 60_000 }, async () => {
    const program = await start()
    for (let n = 0; n < 12; n++) await Promise.all(Array.from({ length: 50 }, () => say(program, 'GET ')))
    const port = Number(new URL(program.origin).port)
    const over = connect(port, '127.0.0.1')
    sockets.push(over)
    over.on('error', () => {})
    await new Promise((resolve) => over.once('close', resolve).resume())
    for (const socket of sockets) socket.destroy()
    await expect
      .poll(
        () =>
          fetch(`${program.origin}/healthz`).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 5_000 },
      )
      .toBe(200)
  })
})
