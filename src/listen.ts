/** A web server of Node's own under restify, with limits on what a connection may hold, that lets go of every connection at its end. */
import { createServer, type Server as HttpServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface Listener {
  port: number
  /** Takes no new connection and lets go of those that ask for nothing. */
  refuse(): void
  /** Ends every connection, at once or as soon as its answer is out, at most `patience` milliseconds later. Call `refuse` first. */
  end(patience: number): Promise<void>
}

/** Behind a proxy, and for the pages of one person, a fraction of this is open at a time. */
const MOST_CONNECTIONS = 500

/**
 * Milliseconds. A person's answer is small: a slower request only ties up a connection. A page waits for news for less than `timeout`,
 * which closes connections where nothing moves, such as one whose other end does not read.
 */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 }
const STILL = 120_000

/**
 * Restify's own server is not used: it listens to `upgrade`, so that Node hands it the connection and counts it no longer, and nobody ever
 * closes it. Without such a listener Node answers like any request.
 * @param host absent: all addresses
 * @throws the system's error if the port is taken
 */
export async function listen(handle: RequestListener, port: number, host?: string): Promise<Listener> {
  const http = createServer(LIMITS, handle)
  http.timeout = STILL
  http.maxConnections = MOST_CONNECTIONS
  const open = new Set<Socket>()
  http.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  await listening(http, port, host)
  let closed: Promise<void> | undefined
  const refuse = (): Promise<void> => {
    closed ??= new Promise<void>((resolve) => http.close(() => resolve()))
    http.closeIdleConnections()
    return closed
  }
  return {
    port: (http.address() as AddressInfo).port,
    refuse: () => void refuse(),
    async end(patience) {
      const late = setTimeout(() => {
        for (const socket of open) socket.destroy()
      }, patience)
      await refuse()
      clearTimeout(late)
    },
  }
}

function listening(http: HttpServer, port: number, host?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen({ port, host }, () => {
      http.off('error', reject)
      resolve()
    })
  })
}
