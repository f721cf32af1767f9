/** One call to our server, with a limit. Whatever stands in between may answer instead of it, or not at all. */

/** There was no answer of our server: none in time, one cut off, a redirect, or something that it never says. */
export class Unreachable extends Error {
  override name = 'Unreachable'
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
    const said: unknown = response.status === 204 ? {} : await response.json()
    if (!isRecord(said)) throw new Unreachable()
    if (response.ok) return { status: response.status, body: said }
    const code = isRecord(said.error) ? said.error.code : undefined
    if (typeof code !== 'string') throw new Unreachable()
    return { status: response.status, body: said, code }
  } catch (cause) {
    throw new Unreachable('no answer', { cause })
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
