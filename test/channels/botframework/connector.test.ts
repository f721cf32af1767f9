import { getEventListeners, once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Adapter, createAdapter } from '../../../src/channels/botframework/adapter.ts'
import { ConnectorError, connectTo } from '../../../src/channels/botframework/connector.ts'
import { APP, type FakeConnector, fakeConnector, listen, stop, TENANT } from '../support.ts'

const none = async (): Promise<undefined> => undefined
const forever = new AbortController().signal

let connector: FakeConnector
beforeEach(async () => {
  connector = await fakeConnector()
})
afterEach(() => connector.close())

describe('the four calls', () => {
  it('sends them where the protocol says, ids and all, and gives the id back', async () => {
    const calls = connectTo(connector.url, none)
    expect(await calls.send('a:b/c?d', { text: 'één' }, forever)).toBe('sent-1')
    expect(await calls.reply('c', '1;x#y', { text: 'twee' }, forever)).toBe('sent-2')
    expect(await calls.update('c', 'm', { text: 'drie' }, forever)).toBe('sent-3')
    expect(await calls.delete('c', 'm', forever)).toBe('sent-4')
    expect(connector.calls.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/v3/conversations/a:b/c?d/activities', { text: 'één' }],
      ['POST', '/v3/conversations/c/activities/1;x#y', { text: 'twee' }],
      ['PUT', '/v3/conversations/c/activities/m', { text: 'drie' }],
      ['DELETE', '/v3/conversations/c/activities/m', {}],
    ])
  })

  it('keeps the path of a serviceUrl, with or without a final slash', async () => {
    for (const end of ['emea', 'emea/tenant/']) await connectTo(connector.url + end, none).send('c', {}, forever)
    expect(connector.calls.map(({ path }) => path)).toEqual([
      '/emea/v3/conversations/c/activities',
      '/emea/tenant/v3/conversations/c/activities',
    ])
  })

  it('takes a call for delivered where the answer holds no id', async () => {
    const answers = [{ status: 202, body: {} }, { status: 200, body: 'x' }, { status: 204 }]
    connector.respond = () => answers[connector.calls.length - 1] ?? { status: 500 }
    for (const _ of answers) expect(await connectTo(connector.url, none).send('c', {}, forever)).toBeUndefined()
    expect(connector.calls).toHaveLength(3)
  })
})

describe('the signal', () => {
  it('calls nobody once it was given', async () => {
    await expect(connectTo(connector.url, none).send('c', {}, AbortSignal.abort())).rejects.toThrow(/abort/i)
    expect(connector.calls).toEqual([])
  })

  it('given before there is a connection, nothing is sent over it later', async () => {
    for (let turns = 0; turns < 10; turns++) {
      const calledOff = new AbortController()
      const call = connectTo(connector.url, none).send('c', {}, calledOff.signal)
      for (let n = 0; n < turns; n++) await undefined
      calledOff.abort()
      await expect(call).rejects.toThrow(/abort/i)
    }
    await connectTo(connector.url, none).send('c', { text: 'later' }, forever)
    await new Promise((soon) => setTimeout(soon, 50))
    expect(connector.words()).toEqual(['later'])
  })

  it('is let go when a call has ended, well or not', async () => {
    const { signal } = new AbortController()
    connector.respond = () => ({ status: connector.calls.length % 2 ? 200 : 404 })
    const calls = connectTo(connector.url, none)
    for (let n = 0; n < 30; n++) await calls.send('c', {}, signal).catch(() => {})
    await connectTo('http://127.0.0.1:1', none)
      .send('c', {}, AbortSignal.timeout(100))
      .catch(() => {})
    await new Promise((soon) => setTimeout(soon, 20))
    expect([connector.calls.length, getEventListeners(signal, 'abort').length]).toEqual([30, 0])
  })
})

describe('what fails', () => {
  it.each([429, 500, 503, 408])('tries again after a %i and the pause that the connector asks for', async (status) => {
    connector.respond = () =>
      connector.calls.length < 3 ? { status, headers: { 'retry-after': '0' } } : { status: 200, body: { id: 'x' } }
    expect(await connectTo(connector.url, none).send('c', { text: 'een' }, forever)).toBe('x')
    expect(connector.words()).toEqual(['een', 'een', 'een'])
  })

  it('pauses for as long as `Retry-After` says', async () => {
    connector.respond = () => (connector.calls.length < 2 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200 })
    await connectTo(connector.url, none).send('c', {}, forever)
    const [first, second] = connector.calls
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(990)
  })

  it.each([400, 401, 403, 404, 413, 501])('does not try again after a %i', async (status) => {
    connector.respond = () => ({ status, body: { error: { message: 'een' } } })
    const error = await connectTo(connector.url, none)
      .send('c', { text: 'een' }, forever)
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ConnectorError)
    expect(String(error)).toBe(`ConnectorError: the connector answered ${status}`)
    expect(connector.calls).toHaveLength(1)
  })

  it('gives up after three more tries', async () => {
    connector.respond = () => ({ status: 503, headers: { 'retry-after': '0' } })
    await expect(connectTo(connector.url, none).send('c', {}, forever)).rejects.toThrow('503')
    expect(connector.calls).toHaveLength(4)
  })

  it('tries again after a connection that broke off', async () => {
    let times = 0
    const brittle = createServer((request, response) => {
      if (++times === 1) request.socket.destroy()
      else response.end('{"id":"x"}')
    })
    const url = `http://127.0.0.1:${await listen(brittle)}`
    expect(await connectTo(url, none).send('c', {}, forever)).toBe('x')
    await stop(brittle)
  })

  it('tries again where a connection kept open was closed at the other end', async () => {
    let times = 0
    const forgetful = createServer((request, response) => {
      const first = times++ === 0
      response.end(`{"id":"${times}"}`)
      // no word of it in the answer, as where a router between drops it
      if (first) request.socket.once('data', () => request.socket.destroy())
    })
    const url = `http://127.0.0.1:${await listen(forgetful)}`
    const calls = connectTo(url, none)
    expect(await calls.send('c', {}, forever)).toBe('1')
    expect(await calls.send('c', {}, forever)).toMatch(/^[23]$/)
    await stop(forgetful)
  })

  it('stops where it was called off, in a call and in a pause', async () => {
    const hanging = new AbortController()
    connector.respond = () => new Promise(() => {})
    const call = connectTo(connector.url, none).send('c', {}, hanging.signal)
    await connector.until(1)
    hanging.abort()
    await expect(call).rejects.toThrow(/abort/i)
    const waiting = new AbortController()
    connector.respond = () => ({ status: 429, headers: { 'retry-after': '10' } })
    const later = connectTo(connector.url, none).send('c', {}, waiting.signal)
    await connector.until(2)
    setTimeout(() => waiting.abort(), 20)
    await expect(later).rejects.toThrow(/abort/i)
    expect(connector.calls).toHaveLength(2)
  })
})

describe('an answer that is none', () => {
  /** The head of an answer. Not chained: restify, loaded in the same process, makes `writeHead` return nothing. */
  const head = (response: ServerResponse, status: number, headers: Record<string, string> = {}): ServerResponse => {
    response.writeHead(status, headers)
    return response
  }

  /** What comes of a server that writes as it likes. */
  async function answered(write: (response: ServerResponse) => void): Promise<{ id: unknown; times: number; took: number }> {
    let times = 0
    const odd = createServer((request, response) => {
      times++
      request.resume()
      write(response)
    })
    const url = `http://127.0.0.1:${await listen(odd)}`
    const started = performance.now()
    const id = await connectTo(url, async () => 'Bearer secret')
      .send('c', {}, forever)
      .catch((error: unknown) => error)
    const took = performance.now() - started
    await stop(odd)
    return { id, times, took }
  }

  it.each([301, 302, 303, 307, 308])('goes nowhere else with the token after a %i', async (status) => {
    const { id, times } = await answered((response) => head(response, status, { location: connector.url }).end())
    expect(String(id)).toBe(`ConnectorError: the connector answered ${status}`)
    expect([times, connector.calls.length]).toEqual([1, 0])
  })

  it.each(['31536000', '999999999999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT', '16'])(
    'gives up at once where it should wait %s',
    async (after) => {
      const { id, times, took } = await answered((response) => head(response, 429, { 'retry-after': after }).end())
      expect(String(id)).toContain('429')
      expect(times).toBe(1)
      expect(took).toBeLessThan(1_000)
    },
  )

  it('takes what is told before the answer for none', async () => {
    let asked = 0
    const { id, times } = await answered((response) => {
      response.writeEarlyHints({ link: '</x>; rel=preload' })
      if (++asked === 1) setTimeout(() => response.socket?.destroy(), 20)
      else head(response, 201).end('{"id":"x"}')
    })
    expect({ id, times }).toEqual({ id: 'x', times: 2 })
  })

  it.each([
    ['no JSON', '<html>'],
    ['an id that is no text', '{"id":{"id":"x"}}'],
    ['an id without end', `{"id":"${'x'.repeat(2_000)}"}`],
    ['10 MB', `{"id":"x","more":"${'x'.repeat(10_000_000)}"}`],
  ])('takes %s for delivered, once', async (_name, body) => {
    expect(await answered((response) => response.end(body))).toMatchObject({ id: undefined, times: 1 })
  })

  it('takes a body that is cut off, or that never ends, for delivered, once', async () => {
    const cut = await answered((response) => {
      head(response, 200, { 'content-length': '100' }).write('{"id":')
      setTimeout(() => response.destroy(), 20)
    })
    expect(cut).toMatchObject({ id: undefined, times: 1 })
    const slow = await answered((response) => void head(response, 200).write('{"id":'))
    expect(slow).toMatchObject({ id: undefined, times: 1 })
    expect(slow.took).toBeLessThan(7_000)
    let drip: NodeJS.Timeout | undefined
    const endless = await answered((response) => {
      response.writeHead(200)
      drip = setInterval(() => response.write('x'.repeat(50_000)), 1)
    })
    clearInterval(drip)
    expect(endless).toMatchObject({ id: undefined, times: 1 })
  }, 30_000)
})

describe('who we are', () => {
  async function heard(adapter: Adapter): Promise<(string | undefined)[]> {
    const headers: (string | undefined)[] = []
    const listening = createServer((request, response) => {
      headers.push(request.headers.authorization)
      response.end('{}')
    })
    const serviceUrl = `http://127.0.0.1:${await listen(listening)}`
    const calls = adapter.connector(serviceUrl)
    for (let n = 0; n < 2; n++) await calls.send('c', {}, forever)
    const closed = once(listening, 'close')
    await stop(listening)
    await closed
    return headers
  }

  it('puts the current token into each call, and makes credentials once', async () => {
    let made = 0
    let tokens = 0
    const credentials = {
      isValidAppId: async () => true,
      isAuthenticationDisabled: async () => false,
      createCredentials: async () => {
        made++
        return {
          async signRequest<T>(request: T): Promise<T> {
            const { headers } = request as { headers: Headers }
            headers.set('authorization', `Bearer ${++tokens}`)
            return request
          },
        }
      },
    }
    const source = { metadata: 'http://127.0.0.1:1', issuer: 'x', credentials }
    expect(await heard(await createAdapter({ id: APP, type: 'SingleTenant', tenant: TENANT, password: 'x' }, source))).toEqual([
      'Bearer 1',
      'Bearer 2',
    ])
    expect(made).toBe(1)
  })

  it('keeps one way to each address, however many are named', async () => {
    const { connector: at } = await createAdapter()
    expect(at(connector.url)).toBe(at(connector.url))
    for (let n = 0; n < 300; n++) at(`http://127.0.0.1/${n}`)
    await at(connector.url).send('c', { text: 'een' }, forever)
    await at(`${connector.url}other/`).send('c', { text: 'twee' }, forever)
    expect(connector.calls.map(({ path }) => path)).toEqual(['/v3/conversations/c/activities', '/other/v3/conversations/c/activities'])
  })

  it('sends no token in local mode', async () => {
    expect(await heard(await createAdapter())).toEqual([undefined, undefined])
  })
})
