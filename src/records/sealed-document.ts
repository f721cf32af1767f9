/** A lowdb adapter: one sealed JSON document in a store. */
import type { KeyObject } from 'node:crypto'
import type { Adapter } from 'lowdb'
import { copyOf, type HeldText, hold, jsonOf, sameAs } from './held-text.ts'
import { broughtForward, type DocumentKind, MIGRATIONS, MODELS } from './migrations.ts'
import { DamagedFile } from './records.ts'
import { readHead, SealBroken, seal, unseal } from './seal.ts'
import { documentOf, type Owner, type Sealed, type Store, textOf } from './store.ts'

export interface DocumentOptions<T> {
  store: Pick<Store, 'read' | 'write'>
  owner: Owner
  kind: DocumentKind
  /** The id of the client or counsellor, which the content is bound to. */
  id: string
  /** A data key. */
  key: KeyObject
  /** Converts the document to and from what is written (the counsellor's list is sealed once more). */
  shape?: { pack: (document: T) => unknown; unpack: (stored: unknown) => T }
  /** Names of the lists whose lines never change. */
  stable?: readonly string[]
  /** The last revision seen of each document since the records were opened, so that an older one put back is noticed. */
  seen: Map<string, number>
  models?: typeof MODELS
  migrations?: typeof MIGRATIONS
}

export interface SealedDocument<T> extends Adapter<T> {
  /** The same document, written together with these parts: they come first, and the document makes them valid. */
  with: (parts: readonly Sealed[]) => Adapter<T>
  /** Whether this differs from what was last read or written. */
  differs: (document: T) => boolean
  /** The revision in the store; 0 if there is none yet. */
  revision: () => number
  /** Characters of JSON held in memory. */
  size: () => number
}

/**
 * Each `read` returns a copy of its own (except for the lines of `stable` lists, which cannot be changed). Not safe for concurrent use: the
 * caller holds the document's lock.
 * @throws DamagedFile, StoreUnavailable (both calls)
 */
export function sealedDocument<T>(options: DocumentOptions<T>): SealedDocument<T> {
  const { store, owner, kind, id, key, shape, stable = [], seen, models = MODELS, migrations = MIGRATIONS } = options
  const place = documentOf(owner)
  const name = textOf(owner)
  let held: HeldText | undefined
  let revision = 0

  /** @throws SealBroken, NewerModel */
  function open(bytes: Buffer, oldest: number): { held: HeldText; revision: number } {
    const { model } = readHead(bytes)
    const opened = unseal(key, { kind, id }, bytes)
    if (opened.revision < oldest) throw new SealBroken('an older version than the one this server knows')
    const stored = broughtForward(kind, model, JSON.parse(opened.plain.toString()), models, migrations)
    return { held: hold((shape ? shape.unpack(stored) : stored) as object, stable), revision: opened.revision }
  }

  async function load(): Promise<HeldText | undefined> {
    const known = seen.get(name)
    try {
      // After damage the former version is one turn old; anything older was put there by somebody.
      const accept = (bytes: Buffer, former: boolean) => open(bytes, (known ?? 0) - Number(former))
      const found = await store.read(place, accept, known !== undefined)
      if (!found) return undefined
      revision = found.revision
      return found.held
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error
      throw new DamagedFile(`a ${kind} file cannot be read (${error.message}) and there is no former version`)
    }
  }

  async function read(): Promise<T | null> {
    held ??= await load()
    if (!held) return null
    seen.set(name, revision)
    return copyOf<T>(held)
  }

  async function write(document: T, parts: readonly Sealed[]): Promise<void> {
    const next = hold(document as object, stable)
    const plain = shape ? JSON.stringify(shape.pack(document)) : jsonOf(next)
    const bytes = seal(key, { kind, id, model: models[kind], revision: revision + 1 }, Buffer.from(plain))
    try {
      await store.write([...parts, { place, bytes }])
    } catch (error) {
      // It may have been written before it failed: the store knows.
      held = undefined
      throw error
    }
    held = next
    revision += 1
    seen.set(name, revision)
  }

  return {
    with: (parts) => ({ read, write: (document) => write(document, parts) }),
    differs: (document) => !held || !sameAs(held, document as object, stable),
    revision: () => revision,
    size: () => held?.size ?? 0,
    read,
    write: (document) => write(document, []),
  }
}
