import { createHmac, type KeyObject, randomBytes } from 'node:crypto'
import { remembered } from '../content/memo.ts'
import type { UserKey } from './model.ts'

/** Nearly 128 random bits as base64url: 22 characters that reveal nothing and cannot be guessed. None begins with `-`, as options do. */
export function newId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url')
    if (!id.startsWith('-')) return id
  }
}

/**
 * The name on disk for this id: 32 hex digits, because some file systems ignore case. Undefined for anything `newId` cannot have made: an
 * altered, padded or path-like id gets no further.
 */
export function nameOf(id: unknown): string | undefined {
  if (typeof id !== 'string' || !/^[\w-]{22}$/.test(id)) return undefined
  const bytes = Buffer.from(id, 'base64url')
  return bytes.toString('base64url') === id ? bytes.toString('hex') : undefined
}

/** The reverse of `nameOf`; undefined if this is not such a name. */
export const idOf = (name: string): string | undefined =>
  /^[0-9a-f]{32}$/.test(name) ? Buffer.from(name, 'hex').toString('base64url') : undefined

/** A counsellor's name on disk. Keyed, so that knowing a user's id does not reveal whether they have a file here. */
export function counsellorName(secret: KeyObject, user: UserKey): string {
  const name = names.get(secret) ?? namesWith(secret)
  names.set(secret, name)
  return name(user)
}

const namesWith = (secret: KeyObject): ((user: UserKey) => string) =>
  remembered(1_000, (user) => createHmac('sha256', secret).update(`counsellor\n${user}`).digest('hex').slice(0, 32))

/** Asked for several times in a turn, and an HMAC takes as long as a document takes to read. */
const names = new WeakMap<KeyObject, (user: UserKey) => string>()

const bar = (user: UserKey): number => user.indexOf('|')

/** The tenant in a user key (`tenant|object id`). */
export const tenantOf = (user: UserKey): string => user.slice(0, bar(user))
/** The object id in a user key. */
export const objectIdOf = (user: UserKey): string => user.slice(bar(user) + 1)
