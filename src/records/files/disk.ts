/** The store on a disk: one data folder, one process that writes. */
import { rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { queue } from '../queue.ts'
import { type Damage, DOCUMENT, type Store, textOf } from '../store.ts'
import { keysOn, marksOn } from './drawers.ts'
import { destroy, makeFolder, syncFolder, writeAside, writeDurably } from './durable.ts'
import { isMissing, reachingDisk } from './failures.ts'
import { folderOf, formerOf, type Layout, layoutOf, pathOf } from './layout.ts'
import { takeLock } from './lock-file.ts'
import { readNewest } from './versions.ts'
import { listed, names } from './walk.ts'

export interface DiskOptions {
  /** Made where it is not there yet (mode 0700). */
  dataDir: string
  now?: () => Date
  /** Told about each file that could not be read; for the log. */
  onDamage?: (damage: Damage) => void
}

/** Opens a data folder for this process alone. @throws StoreLocked when another process has it open, StoreUnavailable */
export async function openDisk({ dataDir, now = () => new Date(), onDamage = () => {} }: DiskOptions): Promise<Store> {
  const layout = layoutOf(resolve(dataDir))
  const mine = await reachingDisk(async () => {
    await makeFolder(layout.data)
    return takeLock(layout.lock)
  })
  const alone = queue()
  const aside = { layout, now, onDamage }
  let closed = false
  return {
    read: (place, accept, expected = false) => reachingDisk(() => readNewest(aside, place, accept, expected)),
    write: (batch, anew = false) =>
      reachingDisk(async () => {
        for (const { place, bytes } of batch) await put(pathOf(layout, place), bytes, anew)
      }),
    remove: (owner, parts) =>
      reachingDisk(async () => {
        const folder = folderOf(layout, owner)
        // First, so that it does not come back in the document's place.
        if (parts?.includes(DOCUMENT)) await rm(join(folder, formerOf(DOCUMENT)), { force: true })
        for (const part of parts ?? []) await rm(join(folder, part), { recursive: true, force: true })
        if (!parts) await rm(folder, { recursive: true, force: true })
        await syncFolder(parts ? folder : dirname(folder)).catch(() => {})
      }),
    names: (shelf) => names(layout.shelf(shelf)),
    parts: (owner) => reachingDisk(async () => (await listed(folderOf(layout, owner))).filter((file) => file !== formerOf(DOCUMENT))),
    lock: (owner, work) => alone.run(textOf(owner), work),
    // Nobody else writes while we hold the folder's lock.
    changed: () => false,
    keys: keysOn(layout),
    marks: marksOn(layout),
    tidy: () => reachingDisk(() => removeLeft(layout)),
    ready: oneAtATime(async () => !closed && (await writable(layout)) && (await mine.held().catch(() => false))),
    async close() {
      closed = true
      await alone.close()
      await mine.release()
    },
  }
}

/** The folder of an owner is made with the first file in it. */
async function put(path: string, bytes: Uint8Array, anew: boolean): Promise<void> {
  const former = basename(path) === DOCUMENT ? formerOf(path) : undefined
  if (former && anew) await rm(former, { force: true })
  const write = (): Promise<void> => writeDurably(path, bytes, anew ? undefined : former)
  try {
    await write()
  } catch (error) {
    if (!isMissing(error)) throw error
    await makeFolder(dirname(path))
    await write()
  }
}

/** Bytes: a disk that takes less than this has no room for a document either. */
const PROBE = 65_536

/** Whether the disk takes a document now. Under one name, so that a kill leaves one such file at most. */
async function writable(layout: Layout): Promise<boolean> {
  const probe = join(layout.data, 'probe')
  try {
    await writeAside(probe, Buffer.alloc(PROBE))
    await rm(probe, { force: true })
    return true
  } catch {
    return false
  }
}

/** Several that ask at the same moment get the same answer. */
function oneAtATime(work: () => Promise<boolean>): () => Promise<boolean> {
  let running: Promise<boolean> | undefined
  return () => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }
}

/** What a process left that was killed while it made a file under a name that was still free; an hour old, so that nobody is at it any more. */
async function removeLeft(layout: Layout): Promise<number> {
  let removed = 0
  // Beside `keys/store` an earlier version left a copy of it, which a rotation of keys would not reach.
  for (const path of [layout.lock, layout.store])
    for (const file of await listed(dirname(path))) {
      if (!file.startsWith(`${basename(path)}.`) || !/\.[0-9a-f]{12}$/.test(file)) continue
      const left = join(dirname(path), file)
      const found = await stat(left).catch(() => undefined)
      if (!found || Date.now() - found.mtimeMs < 3_600_000) continue
      await destroy(left)
      removed += 1
    }
  return removed
}
