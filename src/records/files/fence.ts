/**
 * Keeps a server that lost its lock from writing, whenever it finds out: a stopped container may wake up between looking at the lock and
 * renaming a file. Each process has a folder of its own, and every file that it writes comes to its place by a path through that folder.
 * Whoever takes the lock moves the folders of others away first, so that every rename of theirs fails from then on.
 *
 * Keys, marks and what is removed lie in that folder for a moment. Documents lie beside the one they replace, reached through a link in it: in
 * one shared folder each write had to wait for those of all others, which took the system twice the time.
 */
import { lstat, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { StoreUnavailable } from '../records.ts'
import { SHELVES } from '../store.ts'
import { discard, makeFolder, syncFolder } from './durable.ts'
import { asUnavailable, codeOf, isMissing } from './failures.ts'
import { foldersOf, type Layout, nextOf } from './layout.ts'
import type { Lock } from './lock-file.ts'
import { listed } from './walk.ts'

export interface Fence {
  /** Where a file is written before it is moved to `path`, which lies in the data folder. */
  aside: (path: string) => string
  /** Removes a file or folder, if it is there. */
  remove: (path: string) => Promise<void>
  /** Resolves at once as long as the store is ours. @throws StoreUnavailable once it is not, or if that cannot be told now */
  check: () => Promise<void> | undefined
  /** Runs work that touches the disk, only while the store is ours. @throws StoreUnavailable */
  reaching: <T>(work: () => Promise<T>) => Promise<T>
  close: () => Promise<void>
}

const LOST = 'the store is not available: another Wegwijzer took this data folder over, or its lock file was removed. Stop this one'

/** The lock is held. Removes what processes left that were killed while they wrote. */
export async function raiseFence(layout: Layout, lock: Lock): Promise<Fence> {
  const { data, writing } = layout
  await makeFolder(writing)
  const left = await listed(writing)
  // what was taken away already first: its name is needed
  for (const file of [...left.filter(isAway), ...left.filter((one) => !isAway(one))]) await takeAway(join(writing, file))
  const own = join(writing, lock.token)
  await mkdir(own, { mode: 0o700 })
  for (const shelf of SHELVES) await symlink(layout.shelf(shelf), join(own, shelf), 'junction')
  await syncFolder(writing)
  for (const folder of foldersOf(layout)) await refuseOtherDisk(own, folder)
  const apart = (path: string): string => join(own, path.slice(data.length + 1).replaceAll(sep, '.'))
  const onShelf = SHELVES.map((shelf) => layout.shelf(shelf) + sep)
  const aside = (path: string): string =>
    onShelf.some((shelf) => path.startsWith(shelf)) ? nextOf(own + path.slice(data.length)) : apart(path)
  const ours = async (): Promise<void> => {
    if (!(await lock.held())) throw new StoreUnavailable(LOST)
  }
  const check = (): Promise<void> | undefined => {
    try {
      if (lock.inPlace()) return undefined
    } catch (error) {
      throw asUnavailable(error)
    }
    return ours()
  }
  return {
    aside,
    async remove(path) {
      const away = `${apart(path)}.removed`
      try {
        await rename(path, away)
      } catch (error) {
        if (isMissing(error)) return ours()
        throw error
      }
      await rm(away, { recursive: true, force: true })
    },
    check,
    async reaching(work) {
      try {
        await check()
        return await work()
      } catch (error) {
        // Without our folder we can no longer write, which says the same as the lock.
        if (isMissing(error)) await ours()
        throw isMissing(error) ? new StoreUnavailable(LOST, { cause: error }) : asUnavailable(error)
      }
    },
    async close() {
      await rm(own, { recursive: true, force: true }).catch(() => {})
    },
  }
}

/**
 * A file can be moved within one disk only: where part of the data folder is a link or a mount to another one, nothing could be written
 * there. Tried, since two mounts of one disk look alike. @throws StoreUnavailable
 */
async function refuseOtherDisk(own: string, folder: string): Promise<void> {
  const [here, there] = [join(own, 'disk'), join(folder, `disk.${basename(own)}`)]
  await writeFile(here, '', { mode: 0o600 })
  try {
    await rename(here, there)
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') return
    throw new StoreUnavailable(`${folder} lies on another disk than ${own}: keep the whole data folder on one`)
  } finally {
    for (const path of [here, there]) await rm(path, { force: true }).catch(() => {})
  }
}

const isAway = (file: string): boolean => file.endsWith('.gone')

/**
 * First the name, at which point nothing comes out of it any more; then what is in it, which may be a key. What a link leads to is not ours.
 */
async function takeAway(folder: string): Promise<void> {
  if (!(await lstat(folder)).isDirectory()) return rm(folder, { force: true })
  const away = isAway(folder) ? folder : `${folder}.gone`
  if (away !== folder) await rename(folder, away)
  for (const file of await listed(away)) if (file.startsWith('keys.')) await discard(join(away, file))
  await rm(away, { recursive: true, force: true })
}
