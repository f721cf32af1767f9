import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createAdapter } from '../../src/channels/botframework/adapter.ts'
import { connectTo, getJson } from '../../src/channels/botframework/connector.ts'
import { APP, listen, stop, TENANT } from './support.ts'

const signal = AbortSignal.timeout(20_000)
const none = async (): Promise<undefined> => undefined

/** Takes a tunnel, notes what comes first in it, and hangs up. */
const proxy = createServer((request, response) => {
  heard.push(`${request.method} ${request.url}`)
  response.end()
})
const heard: string[] = []

beforeAll(async () => {
  proxy.on('connect', (request, socket) => {
    heard.push(`${request.method} ${request.url}`)
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    socket.once('data', (bytes) => {
      heard.push(bytes[0] === 0x16 ? 'TLS' : bytes.toString('latin1'))
      socket.destroy()
    })
  })
  const address = `http://127.0.0.1:${await listen(proxy)}`
  for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY']) vi.stubEnv(name, address)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await stop(proxy)
})

describe('the way out', () => {
  it('is a tunnel through the proxy that HTTPS_PROXY names, in which nothing is to be read', async () => {
    await expect(getJson('https://login.nowhere.invalid/keys', signal)).rejects.toThrow()
    expect(heard.splice(0)).toEqual(['CONNECT login.nowhere.invalid:443', 'TLS'])
  })

  it('is the same for the token that we sign with', async () => {
    const { connector } = await createAdapter({ id: APP, type: 'SingleTenant', tenant: TENANT, password: 'x' })
    await expect(connector('https://teams.nowhere.invalid/').send('c', {}, signal)).rejects.toThrow()
    expect(new Set(heard.splice(0))).toEqual(new Set(['CONNECT login.microsoftonline.com:443', 'TLS']))
  })

  it('goes around it where NO_PROXY says so, and to this machine', async () => {
    vi.stubEnv('NO_PROXY', '.nowhere.invalid')
    await expect(getJson('https://login.nowhere.invalid/keys', signal)).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/)
    vi.stubEnv('NO_PROXY', '')
    const here = createServer((_request, response) => response.end('{"id":"x"}'))
    expect(await connectTo(`http://localhost:${await listen(here)}`, none).send('c', {}, signal)).toBe('x')
    await expect(getJson('https://localhost:1/keys', signal)).rejects.toThrow()
    await stop(here)
    expect(heard).toEqual([])
  })
})
