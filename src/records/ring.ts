/**
 * The master keys, which encrypt only the data keys. The first is the current one; others are there only during a key rotation. A key's id
 * is its fingerprint, so that nobody has to number them.
 */
import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

/** The key is lost, wrong or in the wrong place. Nothing was written. */
export class KeyProblem extends Error {
  override name = 'KeyProblem'
}

export interface Ring {
  /** Id of the key that new data keys are wrapped with. */
  current: string
  keys: ReadonlyMap<string, KeyObject>
}

const fingerprint = (key: Buffer): string => createHash('sha256').update('wegwijzer master key\n').update(key).digest('hex').slice(0, 8)

/** @param keys the current one first; 32 bytes each */
export function ringOf(keys: Buffer[]): Ring {
  const byId = new Map(keys.map((key) => [fingerprint(key), createSecretKey(key)] as const))
  const [current] = byId.keys()
  if (!current) throw new KeyProblem('no master key was given')
  return { current, keys: byId }
}

/**
 * Parses master keys: 32 bytes as base64, or several (the current one first) separated by commas or lines; `#` starts a comment.
 * @param where named in the message if they cannot be read
 * @throws KeyProblem
 */
export function parseKeys(text: string, where: string): Ring {
  const parts = text
    .split('\n')
    .map((line) => line.replace(/#.*/, ''))
    .join(',')
    .split(/[,\s]+/)
    .filter(Boolean)
  const keys = parts.map((part) => (/^[A-Za-z0-9+/_-]{43}=?$/.test(part) ? Buffer.from(part, 'base64') : undefined))
  if (keys.length === 0 || keys.some((key) => key?.length !== 32))
    throw new KeyProblem(`${where} holds no readable master key: 32 bytes as base64 each, the current one first`)
  return ringOf(keys as Buffer[])
}

/** The reverse of `parseKeys`, for the key file. */
export const asText = (ring: Ring): string =>
  [
    '# Wegwijzer master key, the current one first. Without it nobody reads the client files again:',
    '# keep a copy in a safe place, apart from the backups.',
    ...[...ring.keys.values()].map((key) => key.export().toString('base64')),
    '',
  ].join('\n')

export const freshRing = (): Ring => ringOf([randomBytes(32)])

/** Adds a fresh key in front. */
export const withNewKey = (ring: Ring): Ring => ringOf([randomBytes(32), ...[...ring.keys.values()].map((key) => key.export())])

export const onlyCurrent = (ring: Ring): Ring => ringOf([(ring.keys.get(ring.current) as KeyObject).export()])
