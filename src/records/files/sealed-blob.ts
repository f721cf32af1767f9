/** Files written once under one name: finished conversations and parts of the audit. */
import type { KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { quarantine, type RecordsContext } from '../context.ts'
import { broughtForward, type DocumentKind, MODELS } from '../migrations.ts'
import { DamagedFile } from '../records.ts'
import { readHead, SealBroken, seal, unseal } from '../seal.ts'
import { writeDurably } from './durable.ts'
import { isMissing, reachingDisk } from './failures.ts'

/** What a blob is bound to; the version stands in the place of the revision. */
export interface BlobLabel {
  kind: DocumentKind
  id: string
  version: number
}

/** The client's folder must exist. @throws StoreUnavailable */
export const writeBlob = (path: string, key: KeyObject, label: BlobLabel, value: unknown): Promise<void> =>
  reachingDisk(() =>
    writeDurably(
      path,
      seal(key, { kind: label.kind, id: label.id, model: MODELS[label.kind], revision: label.version }, Buffer.from(JSON.stringify(value))),
    ),
  )

/** @throws DamagedFile (the file is moved aside), StoreUnavailable */
export async function readBlob(ctx: RecordsContext, path: string, key: KeyObject, label: BlobLabel): Promise<unknown> {
  return reachingDisk(async () => {
    try {
      const bytes = await readFile(path)
      const { model } = readHead(bytes)
      const opened = unseal(key, { kind: label.kind, id: label.id }, bytes)
      if (opened.revision !== label.version) throw new SealBroken('another version than the one its name says')
      return broughtForward(label.kind, model, JSON.parse(opened.plain.toString()))
    } catch (error) {
      if (isMissing(error)) throw new DamagedFile(`a ${label.kind} file of this client is gone`)
      if (!(error instanceof SealBroken)) throw error
      await quarantine(ctx, path, error.message, false)
      throw new DamagedFile(`a ${label.kind} file of this client cannot be read: ${error.message}`)
    }
  })
}
