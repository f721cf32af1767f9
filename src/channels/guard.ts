/**
 * Guards every route. A page of another origin can make a browser post to a loopback address, so local mode accepts a request only if
 * Host, Origin and Sec-Fetch-Site say that it comes from our own page, or from no page at all.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

export const MAX_BODY = 256 * 1024

export interface Objection {
  status: 400 | 403 | 415
  code: string
  message: string
}

/** Sent with every answer; the page in the browser brings its own Content-Security-Policy. */
export function secureHeaders(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('X-Frame-Options', 'DENY')
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=()')
  response.setHeader('Cache-Control', 'no-store')
}

/** What decides something may be said once only: of two that differ, another program before us may have believed the other one. */
const ONCE = new Set([
  'host',
  'origin',
  'sec-fetch-site',
  'authorization',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
])

/** What is wrong with the first lines of a request, in every mode: a target that names a host of its own, or a header given twice. */
export function objectToHead({ url = '', rawHeaders }: IncomingMessage): Objection | undefined {
  const given = new Set<string>()
  let twice = false
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = (rawHeaders[n] as string).toLowerCase()
    if (!ONCE.has(name)) continue
    twice ||= given.has(name)
    given.add(name)
  }
  if (url.startsWith('/') && !twice) return undefined
  return { status: 400, code: 'BadArgument', message: 'ask for a path, and give each header once' }
}

/** What is wrong with the form of the body, in every mode. A compressed body would evade the size limit. */
export function objectToBody({ headers, method }: IncomingMessage): Objection | undefined {
  if (headers['content-encoding'] !== undefined && headers['content-encoding'] !== 'identity') {
    return { status: 415, code: 'UnsupportedMediaType', message: 'send the body uncompressed' }
  }
  const empty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0
  if (method === 'GET' || method === 'HEAD' || empty) return undefined
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(headers['content-type'] ?? '')) {
    return { status: 415, code: 'UnsupportedMediaType', message: 'send JSON, with content-type application/json' }
  }
  return undefined
}

/**
 * Looks at the bytes of a body while it is read: a wrong one would become another sign, and be kept as what somebody wrote. Call it where
 * the reading begins. @returns what is wrong, once it is read
 */
export function watchText(request: IncomingMessage): () => Objection | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let good = true
  const look = (bytes?: Uint8Array): void => {
    try {
      if (good) decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      good = false
    }
  }
  request.on('data', look)
  return () => {
    look()
    return good ? undefined : { status: 400, code: 'BadArgument', message: 'the body is not valid UTF-8' }
  }
}

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])

/** What is wrong with the origin of a request, in local mode. @param port where this server listens */
export function objectToOrigin({ headers }: IncomingMessage, port: number): Objection | undefined {
  const objection = (message: string): Objection => ({ status: 403, code: 'Forbidden', message })
  const host = headers.host?.toLowerCase()
  const name = host?.endsWith(`:${port}`) ? host.slice(0, -String(port).length - 1) : port === 80 ? host : undefined
  if (!name || !LOCAL.has(name)) return objection('this address is served on this machine only')
  if (headers.origin !== undefined && headers.origin.toLowerCase() !== `http://${host}`)
    return objection('pages of other origins are not answered')
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return objection('pages of other sites are not answered')
  return undefined
}
