/**
 * The secrets that the browser chat hands out and later accepts. All but the one-time key are signed with a key derived from the master key,
 * so that they survive a restart without being stored.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export interface Secrets {
  newConversation(): string
  isConversation(id: string): boolean
  /** A token for one conversation. */
  token(conversation: string): string
  /** The conversation that a token is for; undefined when it is forged or expired. */
  conversationOf(token: string): string | undefined
  /** The cookie for a browser that came in by the secret address. */
  cookie(): string
  isCookie(value: string): boolean
  /** The key in the secret address that is valid now. */
  key(): string
  /** True once for each key, which is then replaced by a new one. */
  takeKey(key: string): boolean
}

/** Seconds. */
export const TOKEN_LIFETIME = 60 * 60
export const COOKIE_LIFETIME = 30 * 24 * 60 * 60

/** @param now milliseconds since 1970 */
export function createSecrets(secret: Uint8Array, now: () => number = Date.now): Secrets {
  const sign = (kind: string, data: string): string => createHmac('sha256', secret).update(`${kind}\n${data}`).digest('base64url')
  const seal = (kind: string, data: string): string => `${data}.${sign(kind, data)}`
  const unseal = (kind: string, sealed: string): string | undefined => {
    const dot = sealed.lastIndexOf('.')
    const data = sealed.slice(0, Math.max(dot, 0))
    return same(seal(kind, data), sealed) ? data : undefined
  }
  let key = randomBytes(24).toString('base64url')

  return {
    newConversation: () => seal('conversation', randomBytes(16).toString('base64url')),
    isConversation: (id) => unseal('conversation', id) !== undefined,
    token: (conversation) => seal('token', `${Math.floor(now() / 1000) + TOKEN_LIFETIME}.${conversation}`),
    conversationOf(token) {
      const data = unseal('token', token)
      if (!data) return undefined
      const dot = data.indexOf('.')
      return Number(data.slice(0, dot)) * 1000 > now() ? data.slice(dot + 1) : undefined
    },
    cookie: () => seal('cookie', String(Math.floor(now() / 1000) + COOKIE_LIFETIME)),
    isCookie: (value) => Number(unseal('cookie', value) ?? 0) * 1000 > now(),
    key: () => key,
    takeKey(given) {
      if (!same(given, key)) return false
      key = randomBytes(24).toString('base64url')
      return true
    },
  }
}

/** Compares in constant time. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
