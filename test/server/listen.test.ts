import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { echo, server, stop } from '../channels/support.ts'

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
