/**
 * AES-256-GCM around everything we keep. Kind, id, model and revision are bound to the ciphertext (additional authenticated data), so that
 * a file put in another's place, or relabelled as newer or older, does not open.
 *
 *     bytes  0-3   `WGZ1`, what this is
 *            4-5   model, the shape of the document (big endian)
 *            6-11  revision, how often it was written (big endian)
 *           12-23  nonce, random: a data key is far from the 2^32 writes at which that would matter
 *           24-    ciphertext, then the tag (16)
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { DamagedFile } from './records.ts'

export type Kind = 'client' | 'counsellor' | 'list' | 'finished' | 'audit' | 'key' | 'erased' | 'store'

/** What a sealed file is bound to. */
export interface Label {
  kind: Kind
  id: string
  model: number
  revision: number
}

const MAGIC = Buffer.from('WGZ1')
const HEAD = 24
const NONCE = 12
const TAG = 16

/** The bytes are not what was sealed with this key and label. */
export class SealBroken extends Error {
  override name = 'SealBroken'
}

const bound = ({ kind, id, model, revision }: Label): Buffer => Buffer.from(`wegwijzer\n${kind}\n${id}\n${model}\n${revision}`)

/** Random bytes for many nonces at once: asking the system for twelve costs as much. */
const pool = { bytes: Buffer.alloc(0), used: 0 }

function nonceInto(target: Buffer, at: number): void {
  if (pool.used + NONCE > pool.bytes.length) {
    pool.bytes = randomBytes(NONCE * 256)
    pool.used = 0
  }
  pool.bytes.copy(target, at, pool.used, pool.used + NONCE)
  pool.used += NONCE
}

/** @param key AES, 256 bits */
export function seal(key: KeyObject, label: Label, plain: Uint8Array): Buffer {
  const head = Buffer.alloc(HEAD)
  MAGIC.copy(head)
  head.writeUInt16BE(label.model, 4)
  head.writeUIntBE(label.revision, 6, 6)
  nonceInto(head, HEAD - NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, head.subarray(HEAD - NONCE))
  cipher.setAAD(bound(label))
  return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/**
 * What the head of a sealed file claims; trust it only once `unseal` has succeeded. @throws SealBroken, DamagedFile for a newer seal format
 */
export function readHead(bytes: Buffer): { model: number; revision: number } {
  if (/^WGZ[2-9]$/.test(bytes.subarray(0, 4).toString('latin1')))
    throw new DamagedFile('a file was written by a newer version of Wegwijzer; it was left as it is')
  if (bytes.length < HEAD + TAG || !bytes.subarray(0, 4).equals(MAGIC)) throw new SealBroken('not one of our files, or cut short')
  return { model: bytes.readUInt16BE(4), revision: bytes.readUIntBE(6, 6) }
}

/** @throws SealBroken */
export function unseal(
  key: KeyObject,
  about: { kind: Kind; id: string },
  bytes: Buffer,
): { plain: Buffer; model: number; revision: number } {
  const head = readHead(bytes)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(HEAD - NONCE, HEAD), { authTagLength: TAG })
    decipher.setAAD(bound({ ...about, ...head }))
    decipher.setAuthTag(bytes.subarray(-TAG))
    return { plain: Buffer.concat([decipher.update(bytes.subarray(HEAD, -TAG)), decipher.final()]), ...head }
  } catch {
    throw new SealBroken('damaged, or not the file its name says')
  }
}
