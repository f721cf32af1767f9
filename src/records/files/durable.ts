/**
 * Writes such that a file is entirely the old or entirely the new one, whatever happens, and stays so after a power cut. Our own instead of
 * write-file-atomic, which on a full disk renames a half-written file over the good one (it does not check how much was written) and took
 * 1.8 × the time of the bare calls.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, constants, fstatSync, fsync, link as linkFile, open, openSync, read, rename as renameFile, writeSync } from 'node:fs'
import { link, lstat, mkdir, open as openHandle, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { StoreUnavailable } from '../records.ts'
import { codeOf, isMissing } from './failures.ts'

/** Folders cannot be synced on Windows: NTFS has its own journal. */
const FOLDERS_SYNC = process.platform !== 'win32'

/** Only the user that the server runs as may read our files. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

const ask = {
  open: promisify(open),
  read: promisify(read),
  sync: promisify(fsync),
  rename: promisify(renameFile),
  link: promisify(linkFile),
}

/** Calls that only take a handle or fill memory are synchronous: going through the thread pool costs more than the call. */
const openFolder = (path: string): number | undefined => (FOLDERS_SYNC ? openSync(path, 'r') : undefined)

const closeFolder = (folder: number | undefined): void => {
  if (folder !== undefined) closeSync(folder)
}

export async function syncFolder(path: string): Promise<void> {
  const folder = openFolder(path)
  try {
    if (folder !== undefined) await ask.sync(folder)
  } finally {
    closeFolder(folder)
  }
}

/**
 * Creates a folder and its parents. Node's own way does not return where a file system takes no folders (`/proc`).
 * @returns the first one made, if any @throws the system's error
 */
export async function makePath(path: string, tries = 3): Promise<string | undefined> {
  try {
    await mkdir(path, { mode: FOLDER_MODE })
    return path
  } catch (error) {
    if (await isFolder(path)) return undefined
    if (codeOf(error) !== 'ENOENT') throw error
    if (await isFolder(dirname(path))) {
      // somebody else made it in this moment
      if (tries > 1) return makePath(path, tries - 1)
      throw error
    }
  }
  const first = await makePath(dirname(path))
  return (await makePath(path)) === undefined ? first : (first ?? path)
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (there) => there.isDirectory(),
    () => false,
  )

/** Creates a folder and its parents, each synced into the one above it. */
export async function makeFolder(path: string): Promise<void> {
  const first = await makePath(path).catch((error) => {
    const { code, path: place } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw new StoreUnavailable(`${place} cannot be a folder of Wegwijzer: something else stands there. Move it away`)
    if (code === 'ENOENT') throw new StoreUnavailable(`${place} cannot be made: no folder can be made there. Choose another place`)
    throw error
  })
  if (!first) return
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/**
 * Writes and syncs a file that nobody reads yet; removes it again if that fails, so that a full disk gets its space back.
 * @param meanwhile runs while the disk syncs
 */
export async function writeAside(path: string, bytes: Uint8Array, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
  const handle = await openNew(path)
  let failed = true
  try {
    // A disk that fills up writes only part and returns how much.
    for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written)
    const [synced, other] = await Promise.allSettled([ask.sync(handle), meanwhile()])
    for (const one of [synced, other]) if (one.status === 'rejected') throw one.reason
    failed = false
  } finally {
    closeSync(handle)
    if (failed) await rm(path, { force: true }).catch(() => {})
  }
}

/** Never a file that is there already: a process that lost the store may have it open, and go on writing in it. */
async function openNew(path: string): Promise<number> {
  try {
    return await ask.open(path, 'wx', FILE_MODE)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
    await unlink(path)
    return ask.open(path, 'wx', FILE_MODE)
  }
}

/** A second name of what is replaced, for a moment. */
export const oldOf = (aside: string): string => `${aside}.old`

/** How a file is replaced. */
export interface Replacing {
  /** Where it is written first; on the same disk. Whoever takes a folder of this path away keeps us from replacing anything. */
  aside?: string
  /** Keeps the previous version under this name. */
  former?: string
}

/**
 * Replaces `path` (its folder exists): writes to a file aside, syncs, renames, syncs the folder. At every moment `path` is the old or the
 * new version. Every name that comes or changes is reached by the path of `aside`. Writes to one path must be sequential (the caller holds
 * a lock). If it throws, the old version is in place.
 */
export async function writeDurably(path: string, bytes: Uint8Array, { aside = `${path}.new`, former }: Replacing = {}): Promise<void> {
  const old = oldOf(aside)
  // Beside the opening of the new file: while the disk syncs, it would wait for that.
  const second = linked(path, old)
  second.catch(() => {})
  let folder: number | undefined
  let kept = false
  let placed = false
  try {
    await writeAside(aside, bytes, async () => {
      // Opened before anything is renamed: if there are no handles left, nothing has happened yet.
      folder = openFolder(dirname(path))
      kept = await second
      // It stays where both are the same file already, after a write that failed; the next one takes it away.
      if (kept && former !== undefined) await ask.rename(old, former)
    })
    await ask.rename(aside, path)
    placed = true
    if (folder !== undefined) await ask.sync(folder)
  } catch (error) {
    await second.catch(() => {})
    // Throwing means that nothing happened, so the old version goes back in place, as far as this disk still does anything.
    if (placed) await (kept ? rename(former === undefined ? old : await again(former, old), path) : rename(path, aside)).catch(() => {})
    for (const left of [aside, old]) await rm(left, { force: true }).catch(() => {})
    throw error
  } finally {
    closeFolder(folder)
  }
  if (kept && former === undefined) await rm(old, { force: true }).catch(() => {})
}

/** Gives a file a second name. @returns whether there is such a file */
async function linked(path: string, to: string): Promise<boolean> {
  try {
    await ask.link(path, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    // left by a try that could not be cleaned up after
    if (codeOf(error) !== 'EEXIST') throw error
    await rm(to)
    return linked(path, to)
  }
}

async function again(former: string, old: string): Promise<string> {
  await linked(former, old).catch(() => false)
  return old
}

/** Creates `path` if it does not exist, whole or not at all. @returns whether it was created */
export async function createDurably(path: string, bytes: Uint8Array): Promise<boolean> {
  const aside = `${path}.${randomBytes(6).toString('hex')}.partial`
  await writeAside(aside, bytes)
  try {
    await link(aside, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(aside, { force: true })
  }
  await syncFolder(dirname(path))
  return true
}

/** What cannot be opened to be overwritten: a folder, a link, a socket, a file of another account, one that the disk fails on. */
const CLOSED = new Set(['EISDIR', 'ELOOP', 'ENXIO', 'ENODEV', 'EACCES', 'EPERM', 'EIO'])

/**
 * Removes a small file for good: its bytes are overwritten first, as far as the disk allows. Whatever else stands there goes too: somebody
 * is erased by it. What a link leads to, or what has another name too, stays as it is: it may be the key of somebody else.
 */
export async function destroy(path: string): Promise<void> {
  try {
    await overwrite(path)
    await rm(path, { recursive: true })
  } catch (error) {
    if (isMissing(error)) return
    throw error
  }
  await syncFolder(dirname(path))
}

async function overwrite(path: string): Promise<void> {
  try {
    const handle = await openHandle(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    try {
      const { size, nlink } = await handle.stat()
      if (nlink > 1) return
      await handle.write(randomBytes(size), 0, size, 0)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (!CLOSED.has(codeOf(error) ?? '')) throw error
  }
}

/** Removes what was left beside a file: destroys a copy of it, but only takes away a second name of the file itself, whose bytes are in use. */
export async function discard(path: string): Promise<void> {
  const { nlink } = await lstat(path)
  await (nlink > 1 ? rm(path) : destroy(path))
}

/**
 * A whole file. Two trips through the thread pool, where `readFile` takes four: only finding the file and reading it can wait for the disk.
 * @throws ENOENT, EISDIR for a folder
 */
export async function readWhole(path: string): Promise<Buffer> {
  // Not waited for if it is a pipe; like a device it has no size, so nothing is read from it.
  const handle = await ask.open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const bytes = Buffer.alloc(fstatSync(handle).size)
    let filled = 0
    while (filled < bytes.length) {
      const { bytesRead } = await ask.read(handle, bytes, filled, bytes.length - filled, filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return bytes.subarray(0, filled)
  } finally {
    closeSync(handle)
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
