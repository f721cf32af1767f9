/** The store on a disk: one data folder, with one process writing. */
import { lstat, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { queue } from '../queue.ts'
import { StoreUnavailable } from '../records.ts'
import { type Damage, DOCUMENT, documentOf, type Store, textOf } from '../store.ts'
import { diaryOn, keysOn, marksOn } from './drawers.ts'
import { discard, exists, makeFolder, oldOf, syncFolder, writeAside, writeDurably } from './durable.ts'
import { isMissing, orNone, reachingDisk } from './failures.ts'
import { type Fence, raiseFence } from './fence.ts'
import { folderOf, foldersOf, formerOf, type Layout, layoutOf, nextOf, pathOf, recoveredOf } from './layout.ts'
import { takeLock } from './lock-file.ts'
import { strangeAside } from './quarantine.ts'
import { lookAt, readNewest } from './versions.ts'
import { listed, names } from './walk.ts'

export interface DiskOptions {
  /** Created if it does not exist (mode 0700). */
  dataDir: string
  now?: () => Date
  /** Called for each file that could not be read; for the log. */
  onDamage?: (damage: Damage) => void
  /** Reports what is not an error but needs attention; for the log. */
  onWarning?: (text: string) => void
}

/** Opens a data folder for this process alone. @throws StoreLocked if another process has it open, StoreUnavailable */
export async function openDisk({
  dataDir,
  now = () => new Date(),
  onDamage = () => {},
  onWarning = () => {},
}: DiskOptions): Promise<Store> {
  const layout = layoutOf(resolve(dataDir))
  const lost = (): void =>
    onWarning(`${layout.data} was taken over, or its lock file removed: nothing is written there any more. Stop this one`)
  const mine = await reachingDisk(async () => {
    await makeFolder(layout.data)
    return takeLock(layout.lock, undefined, lost)
  })
  await reachingDisk(() => refuseOthers(layout)).catch(async (error) => {
    await mine.release()
    throw error
  })
  if (await openToAll(layout.data)) onWarning(`others on this machine can look into ${layout.data}: chmod 750 it, or 700`)
  const fence = await reachingDisk(() => raiseFence(layout, mine)).catch(async (error) => {
    await mine.release()
    throw error
  })
  const { reaching } = fence
  const alone = queue()
  const aside = { fence, layout, now, onDamage }
  let closed = false
  return {
    read: (place, accept, expected = false) => reaching(() => readNewest(aside, place, accept, expected)),
    look: (place, former = false) => reachingDisk(() => lookAt(layout, place, former)),
    recovered: (owner) => reachingDisk(() => exists(recoveredOf(pathOf(layout, documentOf(owner))))),
    write: (batch, replace = false) =>
      reaching(async () => {
        for (const { place, bytes } of batch) await put(layout, fence, pathOf(layout, place), bytes, replace)
      }),
    remove: (owner, parts) =>
      reaching(async () => {
        const folder = folderOf(layout, owner)
        // First, so that the former version does not come back in the document's place.
        if (parts?.includes(DOCUMENT)) await fence.remove(join(folder, formerOf(DOCUMENT)))
        for (const part of parts ?? []) for (const end of ['', ...LEFT]) await fence.remove(join(folder, part + end))
        if (!parts) await fence.remove(folder)
        await syncFolder(parts ? folder : dirname(folder)).catch(() => {})
      }),
    names: (shelf, unlisted) => names(layout, layout.shelf(shelf), unlisted),
    parts: (owner) =>
      reachingDisk(async () =>
        (await listed(folderOf(layout, owner))).filter((file) => !BESIDE.has(file) && !LEFT.some((end) => file.endsWith(end))),
      ),
    lock: (owner, work) => alone.run(textOf(owner), work),
    // Nobody else writes while we hold the folder's lock.
    changed: () => fence.check()?.then(() => false) ?? false,
    keys: keysOn(layout, fence),
    marks: marksOn(layout, fence),
    diary: diaryOn(layout, fence),
    tidy: () => reaching(() => removeLeft(layout)),
    ready: oneAtATime(async () => !closed && (await mine.held().catch(() => false)) && (await writable(fence.aside(layout.probe)))),
    async close() {
      closed = true
      await alone.close()
      await fence.close()
      await mine.release()
    },
  }
}

/** What the store itself keeps beside a document. */
const BESIDE = new Set([formerOf(DOCUMENT), recoveredOf(DOCUMENT)])

/** What stands beside a file where a process was killed while it wrote it; the next one to write it takes it away. */
const LEFT = [nextOf(''), oldOf(nextOf(''))]

/** Writes a file; an owner's folder is created with its first file. */
async function put(layout: Layout, fence: Fence, path: string, bytes: Uint8Array, replace: boolean): Promise<void> {
  const former = basename(path) === DOCUMENT ? formerOf(path) : undefined
  if (former && replace) await fence.remove(former)
  const write = (): Promise<void> => writeDurably(path, bytes, { aside: fence.aside(path), former: replace ? undefined : former })
  try {
    await write()
  } catch (error) {
    if (isMissing(error)) await makeFolder(dirname(path))
    else if (!(await strangeAside(layout, path))) throw error
    await write()
  }
  if (former && replace) await fence.remove(recoveredOf(path))
}

/** What stands in the place of a folder or file of ours would look as if there were nothing yet. @throws StoreUnavailable */
async function refuseOthers(layout: Layout): Promise<void> {
  const folders = foldersOf(layout)
  for (const path of [...folders, layout.probe]) {
    if (!(await lstat(path).catch(orNone))) continue
    const there = await stat(path).catch(orNone)
    if (!there) throw new StoreUnavailable(`${path} is a link that leads nowhere: is the disk there that it leads to?`)
    if (folders.includes(path) !== there.isDirectory())
      throw new StoreUnavailable(
        `${path} is ${there.isDirectory() ? 'a folder' : 'no folder'}, and Wegwijzer keeps something else there: move it away`,
      )
  }
}

/** A folder that was there already keeps its mode: a group may share it. */
async function openToAll(path: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(path)).mode & 0o007) !== 0
}

/** Bytes. A disk with less space than this has no room for a document either. */
const PROBE = 65_536

/** Whether the disk can take a document now. Always the same file name, so that being killed leaves at most one such file. */
async function writable(probe: string): Promise<boolean> {
  try {
    await writeAside(probe, Buffer.alloc(PROBE))
    await rm(probe, { force: true })
    return true
  } catch {
    return false
  }
}

/** Concurrent callers share one result. */
function oneAtATime(work: () => Promise<boolean>): () => Promise<boolean> {
  let running: Promise<boolean> | undefined
  return () => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }
}

/** Removes what a process left that was killed while creating a file; only if an hour old, so that nobody is using it. */
async function removeLeft(layout: Layout): Promise<number> {
  let removed = 0
  // An earlier version could leave a copy of `keys/store` beside it, which a key rotation would not reach.
  for (const path of [layout.lock, layout.store])
    for (const file of await listed(dirname(path))) {
      if (!file.startsWith(`${basename(path)}.`) || !/\.[0-9a-f]{12}(\.partial)?$/.test(file)) continue
      const left = join(dirname(path), file)
      const found = await stat(left).catch(() => undefined)
      if (!found || Date.now() - found.mtimeMs < 3_600_000) continue
      await discard(left)
      removed += 1
    }
  return removed
}
