/** One call to our server, with a limit. Whatever stands in between may answer instead of it, or not at all. */

/** There was no answer of our server: none in time, one cut off, a redirect, or something that it never says. */
export class Unreachable extends Error {
  override name = 'Unreachable'
  /** Of what was said instead; 0 if nothing was. */
  readonly status: number
  /** Milliseconds after which to ask again, if that was said. */
  readonly after: number

  constructor(message = 'no answer', { status = 0, after = 0, cause }: { status?: number; after?: number; cause?: unknown } = {}) {
    super(message, { cause })
    this.status = status
    this.after = after
  }
}

export interface Answer {
  status: number
  body: Record<string, unknown>
  /** Ours, when the server refused. */
  code?: string
}

export interface Call {
  token?: string
  body?: unknown
  /** Milliseconds. */
  limit: number
  /** Ends it sooner. */
  signal?: AbortSignal
  /** Is sent even if the page goes away. */
  keepalive?: boolean
}

/** @throws Unreachable */
export async function call(method: string, path: string, { token, body, limit, signal, keepalive = false }: Call): Promise<Answer> {
  const late = AbortSignal.timeout(limit)
  let status = 0
  try {
    const response = await fetch(`/v3/directline${path}`, {
      method,
      keepalive,
      cache: 'no-store',
      redirect: 'error',
      signal: signal ? AbortSignal.any([late, signal]) : late,
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    status = response.status
    if (status === 429 || status === 503)
      throw new Unreachable('not now', { status, after: Number(response.headers.get('retry-after')) * 1000 || 0 })
    // whoever says it and however: it is too much
    if (status === 413) return { status, body: {} }
    const said: unknown = status === 204 ? {} : await response.json()
    if (!isRecord(said)) throw new Unreachable()
    if (response.ok) return { status, body: said }
    const code = isRecord(said.error) ? said.error.code : undefined
    if (typeof code !== 'string') throw new Unreachable()
    return { status, body: said, code }
  } catch (cause) {
    throw cause instanceof Unreachable && cause.status ? cause : new Unreachable('no answer', { status, cause })
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
