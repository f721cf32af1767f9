/**
 * Bringing a backup back. What is there and readable and at least as new stays; what is missing, damaged or older comes back. Nobody who
 * was erased comes back: a client without a key, or with a mark of erasure (here, in the backup, or among the keys), is passed over.
 */
import type { KeyObject } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findClient } from '../clients.ts'
import type { RecordsContext } from '../context.ts'
import { type KeySet, unwrap } from '../files/data-keys.ts'
import { destroy, exists, makeFolder, writeDurably } from '../files/durable.ts'
import { isMissing, reachingDisk } from '../files/failures.ts'
import { type Layout, SHELVES, type Shelf } from '../files/layout.ts'
import { listed } from '../files/walk.ts'
import { namedFiles } from '../finished.ts'
import { idOf } from '../ids.ts'
import { mendLists } from '../lists.ts'
import { DamagedFile } from '../records.ts'
import { KeyProblem, type Ring } from '../ring.ts'
import { SealBroken, unseal } from '../seal.ts'
import { type ArchiveFile, ArchiveProblem, readArchive, verifyArchive } from './archive.ts'
import { storeFingerprint } from './backup.ts'
import { type Job, progress } from './job.ts'

export interface Restored {
  /** Clients brought back. */
  back: number
  /** Clients that were there already, as new or newer. */
  kept: number
  /** Clients passed over because they were erased since. */
  erased: number
  /** Files in the backup that their key does not open. */
  damaged: string[]
}

const NAME = '[0-9a-f]{32}'

/**
 * Takes in a keys export: before the store is opened, since on a new machine there is no store yet. Keys that are missing or unreadable
 * here come in, apart from those of erased clients; the marks of erasure too.
 * @throws ArchiveProblem, KeyProblem when the master key is not the one of this export
 */
export async function importKeys(layout: Layout, ring: Ring, path: string): Promise<number> {
  await verifyArchive(path, 'keys')
  return reachingDisk(async () => {
    let taken = 0
    const marked = new Set<string>()
    for await (const file of readArchive(path, 'keys')) {
      const name = markName(file)
      if (name) marked.add(name)
    }
    for await (const { path: where, bytes } of readArchive(path, 'keys')) {
      const [, owner, shelf, name] = new RegExp(`^keys/(store|(clients|counsellors)/(${NAME}))$`).exec(where) ?? []
      if (!owner) continue
      // With the wrong master key nothing is written: the store's own key comes first.
      if (owner === 'store') {
        taken += Number(await takeStoreKey(layout, ring, unwrap(ring, owner, bytes), bytes))
        continue
      }
      if (!opens(ring, owner, bytes)) continue
      if (shelf === 'clients' && (marked.has(name as string) || (await exists(layout.mark(name as string))))) continue
      const target = layout.key(shelf as Shelf, name as string)
      if (await readable(ring, owner, target)) continue
      await makeFolder(dirname(target))
      await writeDurably(target, bytes)
      taken += 1
    }
    for await (const file of readArchive(path, 'keys')) {
      await takeMark(layout, file)
      const name = markName(file)
      // Erased elsewhere since: what is left here goes too.
      if (name) await destroy(layout.key('clients', name))
    }
    return taken
  })
}

/** A store that was just begun here may become the one of the export; one that holds files may not. */
async function takeStoreKey(layout: Layout, ring: Ring, keys: KeySet, bytes: Buffer): Promise<boolean> {
  if (await readable(ring, 'store', layout.store)) {
    const here = unwrap(ring, 'store', await readFile(layout.store))
    if (here.data?.equals(keys.data as KeyObject)) return false
    for (const shelf of SHELVES)
      if ((await listed(layout.keyShelf(shelf))).length > 0)
        throw new ArchiveProblem('it is of another store than the one in this data folder')
  }
  await makeFolder(dirname(layout.store))
  await writeDurably(layout.store, bytes)
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

async function readable(ring: Ring, owner: string, path: string): Promise<boolean> {
  try {
    return opens(ring, owner, await readFile(path))
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

const markName = ({ path }: ArchiveFile): string | undefined => new RegExp(`^erased/(${NAME})$`).exec(path)?.[1]

async function takeMark(layout: Layout, file: ArchiveFile): Promise<boolean> {
  const name = markName(file)
  if (!name) return false
  const mark = layout.mark(name)
  if (!(await exists(mark))) {
    await makeFolder(dirname(mark))
    await writeDurably(mark, file.bytes)
  }
  return true
}

/** @throws ArchiveProblem before anything is written */
export async function* restore(ctx: RecordsContext, path: string): Job<Restored> {
  const { head, files } = await verifyArchive(path, 'backup')
  if (head.store !== storeFingerprint(ctx))
    throw new ArchiveProblem('it was made by another store: restore its keys first, into an empty data folder (restore BACKUP --keys KEYS)')
  for await (const file of readArchive(path, 'backup')) await reachingDisk(() => takeMark(ctx.layout, file))
  const done: Restored = { back: 0, kept: 0, erased: 0, damaged: [] }
  let read = 0
  let group: ArchiveFile[] = []
  for await (const file of readArchive(path, 'backup')) {
    // The files of one client stand together.
    if (group[0] && folderOf(group[0]) !== folderOf(file)) {
      await bringBack(ctx, group, done)
      group = []
    }
    group.push(file)
    read += 1
    yield* progress(read, files)
  }
  if (group.length > 0) await bringBack(ctx, group, done)
  await mendLists(ctx)
  return done
}

const folderOf = ({ path }: ArchiveFile): string => path.slice(0, path.lastIndexOf('/'))

async function bringBack(ctx: RecordsContext, files: ArchiveFile[], done: Restored): Promise<void> {
  const [, shelf, name] = new RegExp(`^(clients|counsellors)/(${NAME})$`).exec(folderOf(files[0] as ArchiveFile)) ?? []
  if (!shelf || !name) return
  await reachingDisk(() => ctx.queue.run(`${shelf}/${name}`, () => bringBackOne(ctx, shelf as Shelf, name, files, done)))
}

async function bringBackOne(ctx: RecordsContext, shelf: Shelf, name: string, files: ArchiveFile[], done: Restored): Promise<void> {
  const isClient = shelf === 'clients'
  const keys = isClient && (await exists(ctx.layout.mark(name))) ? undefined : await ctx.dataKeys.read(shelf, name)
  if (!keys?.data) {
    done.erased += Number(isClient)
    return
  }
  const key = keys.data
  const about = { kind: isClient ? ('client' as const) : ('counsellor' as const), id: isClient ? (idOf(name) as string) : name }
  const revisionOf = (bytes: Buffer | undefined): number => {
    try {
      return bytes ? unseal(key, about, bytes).revision : 0
    } catch (error) {
      if (error instanceof SealBroken) return 0
      throw error
    }
  }
  const folder = ctx.layout.folder(shelf, name)
  const target = ctx.layout.document(shelf, name)
  const document = files.find(({ path }) => path.endsWith('/document'))
  const here = revisionOf(await readFile(target).catch(() => undefined))
  const stored = revisionOf(document?.bytes)
  if (!document || stored === 0) {
    done.damaged.push(folderOf(files[0] as ArchiveFile))
    return
  }
  await makeFolder(folder)
  const there = new Set(await listed(folder))
  // What a newer document no longer names was deleted on purpose.
  const named = isClient && here >= stored ? await namedHere(ctx, about.id) : undefined
  for (const { path, bytes } of files) {
    const file = path.slice(path.lastIndexOf('/') + 1)
    // Written once under its name: when it is there, it is the same.
    if (/^([0-9a-f]{32}-\d+|audit-\d+)$/.test(file) && !there.has(file) && (named?.has(file) ?? true))
      await writeDurably(join(folder, file), bytes)
  }
  if (here >= stored) {
    done.kept += Number(isClient)
    return
  }
  await rm(`${target}.former`, { force: true })
  await writeDurably(target, document.bytes)
  ctx.seen.delete(target)
  ctx.clients.delete(name)
  ctx.counsellors.delete(name)
  done.back += Number(isClient)
}

async function namedHere(ctx: RecordsContext, id: string): Promise<Set<string>> {
  const found = await findClient(ctx, id, false)
  return found ? namedFiles(found.document) : new Set()
}
