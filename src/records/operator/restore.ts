/**
 * Restoring a backup. What is readable here and at least as new stays; what is missing, damaged or older comes back. No erased client comes
 * back: one without a key, or with a mark of erasure (here, in the backup, or among the keys), is skipped.
 */
import type { KeyObject } from 'node:crypto'
import { findClient, underClient } from '../clients.ts'
import type { RecordsContext } from '../context.ts'
import { type KeySet, keyBytes, unwrap } from '../data-keys.ts'
import { isErased, mark, markHolds, mayBeErased } from '../erase.ts'
import { reachingDisk } from '../files/failures.ts'
import { labelOfPart, namedParts, partStands } from '../finished.ts'
import { idOf } from '../ids.ts'
import { rebuildLists } from '../lists.ts'
import { DamagedFile, Unreadable } from '../records.ts'
import { KeyProblem, type Ring } from '../ring.ts'
import { SealBroken, unseal } from '../seal.ts'
import { openPart } from '../sealed-part.ts'
import {
  clientOwner,
  DOCUMENT,
  documentOf,
  type KeyOwner,
  type Owner,
  type Place,
  SHELVES,
  type Shelf,
  type Store,
  textOf,
} from '../store.ts'
import { type Archive, type ArchiveFile, ArchiveProblem, openArchive } from './archive.ts'
import { type Job, progress } from './job.ts'

export interface RestoreOptions {
  /** Also erases who is here and was erased elsewhere since. */
  yes?: boolean
  /** Accepts an archive of an earlier version, which has no seal. */
  unsealed?: boolean
}

export interface Restored {
  /** Clients brought back, or mended where something of them was damaged or gone. */
  back: number
  /** Clients that were here already, as new or newer. */
  kept: number
  /** Clients skipped because they have been erased since. */
  erased: number
  /** Files in the backup that their key does not open. */
  damaged: string[]
  /** Ids of clients in the backup who were not erased, and whose key is not here: an export of the keys has it. */
  keyless?: string[]
}

const NAME = '[0-9a-f]{32}'

/**
 * Imports a keys export; done before the store is opened, because on a new machine there is no store yet. Imports keys that are missing or
 * unreadable here, except those of erased clients, and the marks of erasure.
 * @throws ArchiveProblem, FileProblem, KeyProblem if this is not the export's master key; then nothing was written
 */
export async function importKeys(store: Store, ring: Ring, path: string, { yes, unsealed }: RestoreOptions = {}): Promise<number> {
  let brought: { keys: KeySet; bytes: Buffer } | undefined
  const archive = await openArchive(path, 'keys', {
    unsealed,
    async secret(first) {
      if (first?.path !== 'keys/store') throw new ArchiveProblem('it does not begin with the key of its store')
      brought = { keys: unwrap(ring, 'store', first.bytes), bytes: first.bytes }
      return brought.keys.data as KeyObject
    },
  })
  try {
    const { keys, bytes } = brought as { keys: KeySet; bytes: Buffer }
    const secret = keys.data as KeyObject
    const ours = { store, secret }
    return await reachingDisk(async () => {
      const marks = await marksIn(archive, secret)
      await askBeforeErasing(ours, marks, yes)
      let taken = Number(await takeStoreKey(store, ring, keys, bytes))
      for await (const { path: where, bytes } of archive.entries()) {
        const [, of = '', shelf, name = ''] = new RegExp(`^keys/((clients|counsellors)/(${NAME}))$`).exec(where) ?? []
        if (!of || !opens(ring, of, bytes)) continue
        if (shelf === 'clients' && (marks.has(name) || (await mayBeErased(ours, name)))) continue
        const owner: Owner = { shelf: shelf as Shelf, name }
        if (await holds(store, ring, owner)) continue
        await store.keys.write(owner, bytes)
        taken += 1
      }
      for (const [name, found] of marks) {
        await mark(ours, name, () => found)
        // Erased elsewhere since: remove what is left here.
        await store.keys.destroy(clientOwner(name))
      }
      return taken
    })
  } finally {
    await archive.close()
  }
}

/** A store just begun here may become the exported one; one that contains files may not. */
async function takeStoreKey(store: Store, ring: Ring, keys: KeySet, bytes: Buffer): Promise<boolean> {
  const here = (await holds(store, ring, 'store')) && (await store.keys.read('store'))
  if (here) {
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

/** Whether the keys of an owner are here and open. */
async function holds(store: Store, ring: Ring, of: KeyOwner): Promise<boolean> {
  const bytes = await keyBytes(store.keys, of).catch((error) => {
    if (error instanceof DamagedFile) return undefined
    throw error
  })
  return bytes !== undefined && opens(ring, textOf(of), bytes)
}

/** The marks of erasure in an archive that this store made: what anybody else put there erases nobody. */
async function marksIn(archive: Archive, secret: KeyObject): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>()
  for await (const { path, bytes } of archive.entries()) {
    const [, name] = new RegExp(`^erased/(${NAME})$`).exec(path) ?? []
    if (name && markHolds(secret, name, bytes)) found.set(name, bytes)
  }
  return found
}

type Ours = Pick<RecordsContext, 'store' | 'secret'>

/** @returns the names of the clients who are here and would be erased @throws ArchiveProblem unless that was asked for */
async function askBeforeErasing(ours: Ours, marks: ReadonlyMap<string, Buffer>, yes = false): Promise<string[]> {
  const here: string[] = []
  for (const name of marks.keys()) if ((await ours.store.keys.has(clientOwner(name))) && !(await mayBeErased(ours, name))) here.push(name)
  if (here.length > 0 && !yes)
    throw new ArchiveProblem(
      `clients who are here were erased elsewhere: ${here.map(idOf).join(', ')}. Nothing was changed; add --yes to erase them here too`,
    )
  return here
}

/** @throws ArchiveProblem, FileProblem before anything is written */
export async function* restore(ctx: RecordsContext, path: string, { yes, unsealed }: RestoreOptions = {}): Job<Restored> {
  const archive = await openArchive(path, 'backup', { secret: async () => ctx.secret, unsealed })
  try {
    const marks = await marksIn(archive, ctx.secret)
    const goes = await askBeforeErasing(ctx, marks, yes)
    for (const [name, found] of marks) await mark(ctx, name, () => found)
    for (const name of goes) await finish(ctx, name)
    const done: Restored = { back: 0, kept: 0, erased: 0, damaged: [] }
    let read = 0
    let group: ArchiveFile[] = []
    for await (const file of archive.entries()) {
      // The files of one client are together.
      if (group[0] && folderOf(group[0]) !== folderOf(file)) {
        await bringBack(ctx, group, done)
        group = []
      }
      group.push(file)
      read += 1
      yield* progress(read, archive.files)
    }
    if (group.length > 0) await bringBack(ctx, group, done)
    await rebuildLists(ctx)
    return done
  } finally {
    await archive.close()
  }
}

/** What is here of a marked client goes when it is met. */
function finish(ctx: RecordsContext, name: string): Promise<unknown> {
  const id = idOf(name) as string
  return underClient(ctx, id, () => {
    ctx.clients.delete(name)
    return findClient(ctx, id, false)
  })
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
  const keys = await keysHere(ctx, owner)
  if (keys === 'damaged') {
    done.damaged.push(textOf(owner))
    return
  }
  if (keys === 'erased' || !keys?.data) {
    if (isClient && keys === 'erased') done.erased += 1
    else if (isClient) done.keyless = [...(done.keyless ?? []), idOf(name) as string]
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
  let mended = false
  for (const { path, bytes } of files) {
    const part = path.slice(path.lastIndexOf('/') + 1)
    if (!isClient || part === DOCUMENT || named?.has(part) === false) continue
    // Written only once under its name: if it can be read, it is the same.
    if ((await partStands(ctx, { name, key, id: about.id }, part)) !== false) continue
    if (!opensAs(key, about.id, part, bytes)) {
      done.damaged.push(path)
      continue
    }
    await store.write([{ place: { ...owner, part }, bytes }])
    mended = true
  }
  if (here >= stored) {
    if (mended) done.back += 1
    else done.kept += Number(isClient)
    return
  }
  await store.write([{ place, bytes: document.bytes }], true)
  ctx.seen.delete(textOf(owner))
  ctx.clients.delete(name)
  ctx.counsellors.delete(name)
  done.back += Number(isClient)
}

/** Nobody is brought back whose keys, or mark of erasure, cannot be read: take the keys in first (--keys). */
async function keysHere(ctx: RecordsContext, owner: Owner): Promise<KeySet | 'damaged' | 'erased' | undefined> {
  try {
    return owner.shelf === 'clients' && (await isErased(ctx, owner.name)) ? 'erased' : await ctx.dataKeys.read(owner)
  } catch (error) {
    if (error instanceof DamagedFile) return 'damaged'
    throw error
  }
}

function opensAs(key: KeyObject, client: string, part: string, bytes: Buffer): boolean {
  const label = labelOfPart(client, part)
  try {
    return label !== undefined && openPart(key, label, bytes) !== undefined
  } catch (error) {
    if (error instanceof SealBroken || error instanceof DamagedFile) return false
    throw error
  }
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
  if (error instanceof SealBroken || error instanceof Unreadable) return 0
  throw error
}

async function namedHere(ctx: RecordsContext, id: string): Promise<Set<string>> {
  const found = await findClient(ctx, id, false)
  return found ? namedParts(found.document) : new Set()
}
