/** A proxy between browser and server that misbehaves when told to. */
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What goes wrong with one request. `lost`: the server does what was asked, and the answer never comes. */
export const FAULTS = [
  'refused',
  'lost',
  'cut halfway',
  'hangs',
  'hangs after the work',
  '502',
  '502 after the work',
  'a page with 200',
  'a page with 200 after the work',
  'other JSON',
  'a list',
  'redirected',
  'empty',
  'asked twice',
  'late',
] as const
export type Fault = (typeof FAULTS)[number]

export interface BadProxy {
  port: number
  /** What goes wrong with each request from now on; by default nothing. */
  fault: (method: string, path: string) => Fault | undefined
  /** Requests that something went wrong with. */
  spoilt: number
  close(): Promise<void>
}

const PAGE = '<!doctype html><title>Sign in to the network</title><p>Please sign in.'
/** Milliseconds. */
const LATE = 1_200

/** @param target the port of the server */
export async function misbehavingProxy(target: number): Promise<BadProxy> {
  const server = createServer(async (request, response) => {
    const body = await collect(request)
    const fault = proxy.fault(request.method ?? '', request.url ?? '')
    if (fault) proxy.spoilt++
    const page = (status: number) => response.writeHead(status, { 'content-type': 'text/html' }).end(PAGE)
    const forward = () => send(request, body, target, port)
    try {
      switch (fault) {
        case 'refused':
          return request.socket.destroy()
        case 'hangs':
          return
        case '502':
          return page(502)
        case 'a page with 200':
          return page(200)
        case 'other JSON':
          return response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}')
        case 'a list':
          return response.writeHead(200, { 'content-type': 'application/json' }).end('[null]')
        case 'redirected':
          return response.writeHead(302, { location: '/login.html' }).end()
        case 'empty':
          return response.writeHead(200, { 'content-length': 0 }).end()
        case 'late':
          await new Promise((resolve) => setTimeout(resolve, LATE))
          break
        case 'asked twice':
          await forward()
      }
      const answer = await forward()
      if (fault === 'lost') return request.socket.destroy()
      if (fault === 'hangs after the work') return
      if (fault === '502 after the work') return page(502)
      if (fault === 'a page with 200 after the work') return page(200)
      response.writeHead(answer.status, answer.headers)
      if (fault !== 'cut halfway') return response.end(answer.body)
      response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)))
      setTimeout(() => request.socket.destroy(), 20)
    } catch {
      request.socket.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const proxy: BadProxy = {
    port,
    fault: () => undefined,
    spoilt: 0,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}

async function collect(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

interface Answer {
  status: number
  headers: Parameters<ServerResponse['writeHead']>[1]
  body: Buffer
}

/** The server answers its own address only, so that is what it is told. */
function send({ method, url, headers }: IncomingMessage, body: Buffer, target: number, own: number): Promise<Answer> {
  const theirs = Object.entries(headers).map(([name, value]) => [name, String(value).replaceAll(`localhost:${own}`, `localhost:${target}`)])
  return new Promise((resolve, reject) => {
    const asked = ask(
      { host: '127.0.0.1', port: target, method, path: url, headers: { ...Object.fromEntries(theirs), connection: 'close' } },
      (response) => {
        collect(response).then((whole) => {
          const { connection: _, 'transfer-encoding': __, ...kept } = response.headers
          resolve({ status: response.statusCode ?? 500, headers: { ...kept, 'content-length': whole.length }, body: whole })
        }, reject)
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}
