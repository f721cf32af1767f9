/**
 * Restoring a backup. What is readable here and at least as new stays; what is missing, damaged or older comes back. No erased client comes
 * back: one without a key, or with a mark of erasure (here, in the backup, or among the keys), is skipped.
 */
import type { KeyObject } from 'node:crypto'
import { findClient } from '../clients.ts'
import type { RecordsContext } from '../context.ts'
import { type KeySet, unwrap } from '../data-keys.ts'
import { reachingDisk } from '../files/failures.ts'
import { namedParts, partStands } from '../finished.ts'
import { idOf } from '../ids.ts'
import { rebuildLists } from '../lists.ts'
import { DamagedFile } from '../records.ts'
import { KeyProblem, type Ring } from '../ring.ts'
import { SealBroken, unseal } from '../seal.ts'
import { clientOwner, DOCUMENT, documentOf, type Owner, type Place, SHELVES, type Shelf, type Store, textOf } from '../store.ts'
import { type ArchiveFile, ArchiveProblem, readArchive, verifyArchive } from './archive.ts'
import { storeFingerprint } from './backup.ts'
import { type Job, progress } from './job.ts'

export interface Restored {
  /** Clients brought back. */
  back: number
  /** Clients that were here already, as new or newer. */
  kept: number
  /** Clients skipped because they have been erased since. */
  erased: number
  /** Files in the backup that their key does not open. */
  damaged: string[]
}

const NAME = '[0-9a-f]{32}'

/**
 * Imports a keys export; done before the store is opened, because on a new machine there is no store yet. Imports keys that are missing or
 * unreadable here, except those of erased clients, and the marks of erasure.
 * @throws ArchiveProblem, KeyProblem if this is not the export's master key
 */
export async function importKeys(store: Store, ring: Ring, path: string): Promise<number> {
  await verifyArchive(path, 'keys')
  return reachingDisk(async () => {
    let taken = 0
    const marked = new Set<string>()
    for await (const file of readArchive(path, 'keys')) {
      const name = markName(file)
      if (name) marked.add(name)
    }
    for await (const { path: where, bytes } of readArchive(path, 'keys')) {
      const [, of, shelf, name = ''] = new RegExp(`^keys/(store|(clients|counsellors)/(${NAME}))$`).exec(where) ?? []
      if (!of) continue
      // The store's own key comes first, so a wrong master key fails here before anything is written.
      if (of === 'store') {
        taken += Number(await takeStoreKey(store, ring, unwrap(ring, of, bytes), bytes))
        continue
      }
      if (!opens(ring, of, bytes)) continue
      if (shelf === 'clients' && (marked.has(name) || (await store.marks.has(name)))) continue
      const owner: Owner = { shelf: shelf as Shelf, name }
      const here = await store.keys.read(owner)
      if (here && opens(ring, of, here)) continue
      await store.keys.write(owner, bytes)
      taken += 1
    }
    for await (const file of readArchive(path, 'keys')) {
      await takeMark(store, file)
      const name = markName(file)
      // Erased elsewhere since: remove what is left here.
      if (name) await store.keys.destroy(clientOwner(name))
    }
    return taken
  })
}

/** A store just begun here may become the exported one; one that contains files may not. */
async function takeStoreKey(store: Store, ring: Ring, keys: KeySet, bytes: Buffer): Promise<boolean> {
  const here = await store.keys.read('store')
  if (here && opens(ring, 'store', here)) {
    if (unwrap(ring, 'store', here).data?.equals(keys.data as KeyObject)) return false
    for (const shelf of SHELVES)
      for await (const _ of store.keys.names(shelf)) throw new ArchiveProblem('it is of another store than the one in this data folder')
  }
  await store.keys.write('store', bytes)
  return true
}

function opens(ring: Ring, owner: string, bytes: Buffer): boolean {
  try {
    unwrap(ring, owner, bytes)
    return true
  } catch (error) {
    if (error instanceof DamagedFile || error instanceof KeyProblem) return false
    throw error
  }
}

const markName = ({ path }: ArchiveFile): string | undefined => new RegExp(`^erased/(${NAME})$`).exec(path)?.[1]

async function takeMark({ marks }: Store, file: ArchiveFile): Promise<void> {
  const name = markName(file)
  if (name && !(await marks.has(name))) await marks.write(name, file.bytes)
}

/** @throws ArchiveProblem before anything is written */
export async function* restore(ctx: RecordsContext, path: string): Job<Restored> {
  const { head, files } = await verifyArchive(path, 'backup')
  if (head.store !== storeFingerprint(ctx))
    throw new ArchiveProblem('it was made by another store: restore its keys first, into an empty data folder (restore BACKUP --keys KEYS)')
  for await (const file of readArchive(path, 'backup')) await takeMark(ctx.store, file)
  const done: Restored = { back: 0, kept: 0, erased: 0, damaged: [] }
  let read = 0
  let group: ArchiveFile[] = []
  for await (const file of readArchive(path, 'backup')) {
    // The files of one client are together.
    if (group[0] && folderOf(group[0]) !== folderOf(file)) {
      await bringBack(ctx, group, done)
      group = []
    }
    group.push(file)
    read += 1
    yield* progress(read, files)
  }
  if (group.length > 0) await bringBack(ctx, group, done)
  await rebuildLists(ctx)
  return done
}

const folderOf = ({ path }: ArchiveFile): string => path.slice(0, path.lastIndexOf('/'))

async function bringBack(ctx: RecordsContext, files: ArchiveFile[], done: Restored): Promise<void> {
  const [, shelf, name] = new RegExp(`^(clients|counsellors)/(${NAME})$`).exec(folderOf(files[0] as ArchiveFile)) ?? []
  if (!shelf || !name) return
  const owner: Owner = { shelf: shelf as Shelf, name }
  await ctx.store.lock(owner, () => bringBackOne(ctx, owner, files, done))
}

async function bringBackOne(ctx: RecordsContext, owner: Owner, files: ArchiveFile[], done: Restored): Promise<void> {
  const { store } = ctx
  const { shelf, name } = owner
  const isClient = shelf === 'clients'
  const keys = isClient && (await store.marks.has(name)) ? undefined : await ctx.dataKeys.read(owner)
  if (!keys?.data) {
    done.erased += Number(isClient)
    return
  }
  const key = keys.data
  const about = { kind: isClient ? ('client' as const) : ('counsellor' as const), id: isClient ? (idOf(name) as string) : name }
  const revisionOf = (bytes: Buffer): number => {
    try {
      return unseal(key, about, bytes).revision
    } catch (error) {
      return zeroWhereBroken(error)
    }
  }
  const place = documentOf(owner)
  const document = files.find(({ path }) => path.endsWith(`/${DOCUMENT}`))
  const here = await revisionHere(ctx, place, (bytes) => unseal(key, about, bytes).revision)
  const stored = document ? revisionOf(document.bytes) : 0
  if (!document || stored === 0) {
    done.damaged.push(folderOf(files[0] as ArchiveFile))
    return
  }
  // What a newer document no longer names was deleted on purpose.
  const named = isClient && here >= stored ? await namedHere(ctx, about.id) : undefined
  for (const { path, bytes } of files) {
    const part = path.slice(path.lastIndexOf('/') + 1)
    if (!isClient || part === DOCUMENT || named?.has(part) === false) continue
    // Written only once under its name: if it can be read, it is the same.
    if ((await partStands(ctx, { name, key, id: about.id }, part)) === false) await store.write([{ place: { ...owner, part }, bytes }])
  }
  if (here >= stored) {
    done.kept += Number(isClient)
    return
  }
  await store.write([{ place, bytes: document.bytes }], true)
  ctx.seen.delete(textOf(owner))
  ctx.clients.delete(name)
  ctx.counsellors.delete(name)
  done.back += Number(isClient)
}

/** The revision here; if the document is damaged, that of its former version. 0 if none can be read. */
async function revisionHere(ctx: RecordsContext, place: Place, revisionOf: (bytes: Buffer) => number): Promise<number> {
  const found = await ctx.store
    .read(place, (bytes, former) => ({ revision: revisionOf(bytes), former }))
    .catch((error) => ({ revision: zeroWhereBroken(error), former: false }))
  if (found?.former) ctx.seen.delete(textOf(place))
  return found?.revision ?? 0
}

const zeroWhereBroken = (error: unknown): number => {
  if (error instanceof SealBroken) return 0
  throw error
}

async function namedHere(ctx: RecordsContext, id: string): Promise<Set<string>> {
  const found = await findClient(ctx, id, false)
  return found ? namedParts(found.document) : new Set()
}
