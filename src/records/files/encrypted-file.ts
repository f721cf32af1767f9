/** The lowdb adapter: one JSON document in one encrypted file, with the version before kept beside it. */

import type { KeyObject } from 'node:crypto'
import { readFile, rename } from 'node:fs/promises'
import type { Adapter } from 'lowdb'
import { copyOf, type HeldText, hold, jsonOf, sameAs, sizeOf } from '../held-text.ts'
import { broughtForward, type DocumentKind, MIGRATIONS, MODELS } from '../migrations.ts'
import { DamagedFile } from '../records.ts'
import { readHead, SealBroken, seal, unseal } from '../seal.ts'
import { exists, writeDurably } from './durable.ts'
import { codeOf, isMissing, reachingDisk } from './failures.ts'
import { formerOf } from './layout.ts'

export interface FileOptions<T> {
  path: string
  kind: DocumentKind
  /** What the content is bound to: the id of the client or counsellor. */
  id: string
  /** A data key. */
  key: KeyObject
  /** What is written instead of the document itself, and back (the counsellor's list is sealed once more). */
  shape?: { pack: (document: T) => unknown; unpack: (stored: unknown) => T }
  /** Names of the lists whose lines never change. */
  stable?: readonly string[]
  /** The last revision seen of each path while this store is open: an older file put back is noticed. */
  seen: Map<string, number>
  /** A damaged file is moved aside; says where it went. */
  quarantine: (path: string, reason: string, recovered: boolean) => Promise<void>
  models?: typeof MODELS
  migrations?: typeof MIGRATIONS
}

export interface EncryptedFile<T> extends Adapter<T> {
  /** Whether `write` would write this. */
  differs: (document: T) => boolean
  /** The revision on disk; 0 where there is none yet. */
  readonly revision: number
  /** Characters of JSON held in memory. */
  readonly size: number
  /** True when the last read fell back on the version before. */
  readonly recovered: boolean
}

/**
 * Each `read` gives a copy of its own (but for the lines of `stable` lists, which cannot be changed). Not safe for several at once: the caller
 * holds the document's lock.
 * @throws DamagedFile, StoreUnavailable (both calls)
 */
export function encryptedFile<T>(options: FileOptions<T>): EncryptedFile<T> {
  const { path, kind, id, key, shape, stable = [], seen, models = MODELS, migrations = MIGRATIONS } = options
  let held: HeldText | undefined
  let revision = 0
  let recovered = false

  /** @returns nothing where the file is not there. @throws SealBroken, NewerModel */
  async function load(from: string, accepts: (revision: number) => boolean): Promise<HeldText | undefined> {
    const bytes = await readBytes(from)
    if (!bytes) return undefined
    const { model } = readHead(bytes)
    const opened = unseal(key, { kind, id }, bytes)
    if (!accepts(opened.revision)) throw new SealBroken('an older version than the one this server knows')
    const stored = broughtForward(kind, model, JSON.parse(opened.plain.toString()), models, migrations)
    revision = opened.revision
    return hold((shape ? shape.unpack(stored) : stored) as object, stable)
  }

  async function loadOrRecover(): Promise<HeldText | undefined> {
    const known = seen.get(path)
    const former = formerOf(path)
    let broken: SealBroken | undefined
    try {
      const found = await load(path, (found) => known === undefined || found >= known)
      if (found !== undefined) return found
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error
      broken = error
    }
    // The turn that was being written when the power went leaves the former version and the new one beside it: that turn was never
    // confirmed. After damage the former one is one turn old; anything older was put there by somebody.
    const interrupted = !broken && known === undefined && (await exists(`${path}.new`))
    const back = await load(former, (found) => known === undefined || found >= known - 1).catch((error) => {
      if (error instanceof SealBroken) return undefined
      throw error
    })
    if (back !== undefined && interrupted) {
      await rename(former, path).catch(() => {})
      return back
    }
    if (broken || back !== undefined || known !== undefined) {
      recovered = back !== undefined
      await options.quarantine(path, broken?.message ?? 'it was gone', recovered)
      if (back === undefined)
        throw new DamagedFile(`a ${kind} file cannot be read (${broken?.message ?? 'it is gone'}) and there is no former version`)
      await rename(former, path).catch(() => {})
      seen.delete(path)
    }
    return back
  }

  return {
    differs: (document) => !held || !sameAs(held, document as object, stable),
    get revision() {
      return revision
    },
    get size() {
      return held ? sizeOf(held) : 0
    },
    get recovered() {
      return recovered
    },
    read: () =>
      reachingDisk(async () => {
        held ??= await loadOrRecover()
        if (!held) return null
        seen.set(path, revision)
        return copyOf<T>(held)
      }),
    write: (document) =>
      reachingDisk(async () => {
        const next = hold(document as object, stable)
        const plain = shape ? JSON.stringify(shape.pack(document)) : jsonOf(next)
        const bytes = seal(key, { kind, id, model: models[kind], revision: revision + 1 }, Buffer.from(plain))
        try {
          await writeDurably(path, bytes, formerOf(path))
        } catch (error) {
          // Was it renamed before it failed? The disk knows.
          held = undefined
          throw error
        }
        held = next
        revision += 1
        seen.set(path, revision)
      }),
  }
}

async function readBytes(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    if (codeOf(error) === 'EISDIR') throw new SealBroken('a folder lies where a file belongs')
    throw error
  }
}
