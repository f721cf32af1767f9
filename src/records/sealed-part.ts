/** Parts beside a document, each written once under its name: finished conversations and older audit lines. */
import type { KeyObject } from 'node:crypto'
import { broughtForward, type DocumentKind, MODELS } from './migrations.ts'
import { DamagedFile } from './records.ts'
import { readHead, SealBroken, seal, unseal } from './seal.ts'
import type { Place, Sealed, Store } from './store.ts'

/** What a part is bound to; its version takes the place of the revision. */
export interface PartLabel {
  kind: DocumentKind
  id: string
  version: number
}

export const sealedPart = (place: Place, key: KeyObject, { kind, id, version }: PartLabel, value: unknown): Sealed => ({
  place,
  bytes: seal(key, { kind, id, model: MODELS[kind], revision: version }, Buffer.from(JSON.stringify(value))),
})

/** @throws SealBroken, DamagedFile for one of a newer version */
export function openPart(key: KeyObject, { kind, id, version }: PartLabel, bytes: Buffer): unknown {
  const { model } = readHead(bytes)
  const opened = unseal(key, { kind, id }, bytes)
  if (opened.revision !== version) throw new SealBroken('another version than the one its name says')
  return broughtForward(kind, model, JSON.parse(opened.plain.toString()))
}

/** @throws DamagedFile (the damaged bytes are set aside), StoreUnavailable */
export async function readPart(store: Store, place: Place, key: KeyObject, label: PartLabel): Promise<unknown> {
  const { kind } = label
  try {
    const found = await store.read(place, (bytes) => ({ value: openPart(key, label, bytes) }))
    if (found) return found.value
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
    throw new DamagedFile(`a ${kind} file of this client cannot be read: ${error.message}`)
  }
  throw new DamagedFile(`a ${kind} file of this client is gone`)
}
