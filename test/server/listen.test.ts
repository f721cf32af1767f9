import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { describeProblem } from '../../src/problems.ts'
import { APP, config, echo, server, stop, TENANT } from '../channels/support.ts'

const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === '::1')

it('does not start while somebody else listens on the other loopback address: the secret address could reach them', async () => {
  const host = hasIpv6 ? '::1' : '127.0.0.1'
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, host, resolve))
  const { port } = other.address() as AddressInfo
  const start = () => server({ assistant: echo(), config: { ...loadConfig({}), port } })
  await expect(start()).rejects.toMatchObject({ code: 'EADDRINUSE', port })
  await stop(other)
  const running = await start()
  expect(running.port).toBe(port)
  for (const address of hasIpv6 ? ['127.0.0.1', '[::1]'] : ['127.0.0.1'])
    expect((await fetch(`http://${address}:${port}/healthz`)).status).toBe(200)
  await running.close()
})

it('is not ready while the store cannot write, or cannot say whether it can', async () => {
  for (const ready of [async () => false, () => Promise.reject(new Error('gone'))]) {
    const running = await server({ assistant: echo(), ready })
    const answer = await fetch(`${running.origin}/readyz`)
    expect([answer.status, await answer.text()]).toEqual([503, expect.not.stringContaining('gone')])
    expect((await fetch(`${running.origin}/healthz`)).status).toBe(200)
    await running.close()
  }
})

it('looks at the store once in a while, however many ask', async () => {
  let looked = 0
  const running = await server({
    assistant: echo(),
    ready: async () => {
      looked++
      return true
    },
  })
  const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(`${running.origin}/readyz`)))
  expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200))
  expect(looked).toBeLessThan(5)
  const before = looked
  await expect.poll(async () => (await fetch(`${running.origin}/readyz`)).ok && looked).toBeGreaterThan(before)
  await running.close()
})

const teams = { MICROSOFT_APP_ID: APP, MICROSOFT_APP_PASSWORD: 'x', MICROSOFT_APP_TENANT_ID: TENANT }

it('listens for Teams on the address it is told, and says so where there is none', async () => {
  const running = await server({ assistant: echo(), config: config({ ...teams, HOST: '127.0.0.1' }) })
  expect((await fetch(`${running.origin}/healthz`)).status).toBe(200)
  const elsewhere = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one?.family === 'IPv4' && !one.internal)
  for (const one of elsewhere) await expect(fetch(`http://${one?.address}:${running.port}/healthz`)).rejects.toThrow()
  await running.close()
  const error = await server({ assistant: echo(), config: config({ ...teams, HOST: '192.0.2.1' }) }).catch((thrown: unknown) => thrown)
  expect(describeProblem(error)).toBe('HOST: this machine has no address 192.0.2.1')
})

it('says of a port that this account may not have which setting named it', () => {
  const refused = Object.assign(new Error('x'), { code: 'EACCES', port: 80 })
  expect(describeProblem(refused)).toBe('PORT: this account may not listen on port 80; choose one above 1023')
})

it('refuses a body that is not UTF-8 on every route, before anybody reads it', async () => {
  const running = await server({ assistant: echo() })
  const post = (path: string, bytes: Uint8Array) =>
    fetch(`${running.origin}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: new Uint8Array(bytes) })
  const wrong = (text: Uint8Array) => Buffer.concat([Buffer.from('{"type":"message","text":"ha'), text, Buffer.from('lo"}')])
  for (const path of ['/api/messages', '/v3/directline/conversations', '/nowhere'])
    for (const bytes of [Buffer.from([0xff, 0xfe]), Buffer.from([0xc3]), Buffer.from([0xed, 0xa0, 0x80])]) {
      const answer = await post(path, wrong(bytes))
      expect([path, answer.status]).toEqual([path, path === '/nowhere' ? 404 : 400])
      if (answer.status === 400)
        expect(await answer.json()).toEqual({ error: { code: 'BadArgument', message: 'the body is not valid UTF-8' } })
    }
  expect((await post('/api/messages', Buffer.from('"é').subarray(0, 2))).status).toBe(400)
  expect(await (await post('/api/messages', Buffer.from(`"${'é'.repeat(130_000)}"`))).text()).not.toContain('UTF-8')
  expect((await post('/api/messages', Buffer.from(`"${'é'.repeat(140_000)}"`))).status).toBe(413)
  await running.close()
})
