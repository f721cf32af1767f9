/**
 * Files that an operator has written somewhere: the one guard for all of them. Nothing is written into the data folder or over the key
 * file, nothing through a link, and nothing that is not ours is replaced unless it is asked for. The file is written under a name of its
 * own beside its place, readable only for this user, and moved there once it is whole: two at once do not meet, and whoever is killed
 * leaves what stood there.
 */
import { createHash, randomBytes } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { type FileHandle, link, lstat, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { syncFolder } from '../files/durable.ts'
import { codeOf, isMissing } from '../files/failures.ts'
import { machine } from '../files/lock-file.ts'
import { stateOf } from '../files/process-state.ts'
import { isWithin } from '../files/within.ts'

/** The file may not or cannot be written there, or read; the message says why, for the operator. */
export class FileProblem extends Error {
  override name = 'FileProblem'
}

export interface Outfile {
  path: string
  /** Replaces a file whatever it is; the key file and the data folder stay out of reach. */
  force?: boolean
  /** Where nothing may be written, if the store is on a disk. */
  dataDir?: string
  keyFile?: string
}

/** What may be replaced without being asked for. */
export interface Replaceable {
  /** In the message: `it is not a backup of this store`. */
  what: string
  is: (path: string) => Promise<boolean>
}

/** Text that no earlier call can have written in a way that could be recognised. */
export const NOTHING: Replaceable = { what: 'something else stands there', is: async () => false }

const REASONS: Record<string, string> = {
  EACCES: 'this account may not write there',
  EPERM: 'this account may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'links lead round in a circle',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files on this machine',
}

/** A system error as one line about the file that the operator named. */
function asProblem(path: string, error: unknown): unknown {
  const code = codeOf(error)
  return code && REASONS[code] ? new FileProblem(`${path} cannot be written: ${REASONS[code]} (${code})`, { cause: error }) : error
}

const sameFile = (a: Stats, b: Stats): boolean => a.dev === b.dev && a.ino === b.ino

async function found(path: string, look: (path: string) => Promise<Stats>): Promise<Stats | undefined> {
  try {
    return await look(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** The real folder that the file goes into. @throws FileProblem */
async function folderOf(path: string): Promise<string> {
  const folder = dirname(path)
  const there = await found(folder, stat)
  if (!there) throw new FileProblem(`${path} cannot be written: there is no folder ${folder}`)
  if (!there.isDirectory()) throw new FileProblem(`${path} cannot be written: ${folder} is not a folder`)
  return realpath(folder)
}

/** Every key file by its real path; it may not exist when the keys come from the environment. */
async function isKeyFile(target: string, there: Stats | undefined, keyFile: string): Promise<boolean> {
  const key = await found(keyFile, stat)
  if (key && there && sameFile(key, there)) return true
  const real = key ? await realpath(keyFile) : join(await realpath(dirname(keyFile)).catch(() => dirname(keyFile)), basename(keyFile))
  // a rotation of keys writes beside it
  return [real, resolve(keyFile)].some((file) => target === file || target === `${file}.new`)
}

/** @returns the place in its real folder @throws FileProblem */
async function allowed({ path, force, dataDir, keyFile }: Outfile, may: Replaceable): Promise<string> {
  const target = join(await folderOf(path), basename(path))
  const no = (why: string): never => {
    throw new FileProblem(`${path} is not written: ${why}`)
  }
  if (dataDir !== undefined && (await isWithin(dirname(target), dataDir)))
    no(`it is in the data folder (${dataDir}), where only the server writes. Choose a place outside`)
  if (PARTIAL.test(basename(target)))
    no('its name is that of a file that is being written, which the next command removes. Choose another name')
  const there = await found(target, lstat)
  if (keyFile !== undefined && (await isKeyFile(target, there, keyFile)))
    no('it is the key file, without which nobody reads the client files again. Choose another name')
  if (!there) return target
  if (there.isSymbolicLink()) no('it is a link. Name the file itself')
  if (there.isDirectory()) no('it is a folder. Name a file in it')
  if (!there.isFile()) no('it is not a regular file')
  if (!force && !(await may.is(target))) no(`${may.what}. Choose another name, or add --force to replace it`)
  return target
}

/** The names of files that are being written: by which machine and process. */
const PARTIAL = /^wegwijzer-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.partial$/

/** This machine, since its start, or container: where a process id is valid. */
const here = (): string => createHash('sha256').update(machine()).digest('hex').slice(0, 8)

/** What this process writes now. */
const writing = new Set<string>()

/** Whether the process that writes a file may still be running. One of another machine is when it wrote less than an hour ago. */
function isWritten(path: string, { mtimeMs }: Stats): boolean {
  const [, where, id] = PARTIAL.exec(basename(path)) ?? []
  if (where !== here()) return Date.now() - mtimeMs < 3_600_000
  return Number(id) === process.pid ? writing.has(path) : stateOf(Number(id), undefined) !== 'dead'
}

/** Removes what commands that were killed left in a folder, whatever they were writing: a backup may have another name every day. */
async function tidy(folder: string): Promise<void> {
  for (const file of await readdir(folder).catch(() => [])) {
    if (!PARTIAL.test(file)) continue
    const path = join(folder, file)
    const there = await lstat(path).catch(() => undefined)
    if (there?.isFile() && !isWritten(path, there)) await rm(path, { force: true }).catch(() => {})
  }
}

/** Looks whether the file may be written, so that long work is not begun for nothing. @throws FileProblem */
export async function mayWrite(outfile: Outfile, may: Replaceable): Promise<void> {
  try {
    await allowed({ ...outfile, path: resolve(outfile.path) }, may)
  } catch (error) {
    throw asProblem(outfile.path, error)
  }
}

/**
 * Writes a file of mode 0600.
 * @param write fills it, and `check` looks at it by its name before it is moved to its place; what they throw leaves what stood there
 * @param before called when all is well, just before what stood there is replaced
 * @throws FileProblem
 */
export async function writeOutfile<T>(
  outfile: Outfile,
  may: Replaceable,
  write: (handle: FileHandle) => Promise<T>,
  check: (aside: string) => Promise<void> = async () => {},
  before: (target: string, result: T) => Promise<void> = async () => {},
): Promise<T> {
  const own = { ...outfile, path: resolve(outfile.path) }
  try {
    const target = await allowed(own, may)
    const folder = dirname(target)
    await tidy(folder)
    const aside = join(folder, `wegwijzer-${here()}-${process.pid}-${randomBytes(6).toString('hex')}.partial`)
    writing.add(aside)
    const handle = await open(aside, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o600)
    try {
      const result = await write(handle)
      await handle.sync()
      await handle.close()
      await check(aside)
      // It may have taken an hour: look again at what is to be replaced.
      await allowed(own, may)
      await before(target, result)
      await rename(aside, target)
      await syncFolder(folder)
      return result
    } finally {
      await handle.close().catch(() => {})
      await rm(aside, { force: true }).catch(() => {})
      writing.delete(aside)
    }
  } catch (error) {
    throw asProblem(outfile.path, error)
  }
}

/** Where what stood at a file goes when what replaces it is not whole. */
export const olderOf = (target: string): string => `${target}.before-damage`

/**
 * Gives what stands there a second name, `olderOf`; what had that name gets a number behind it, since it may be the only good copy of
 * something. @returns whether anything stood there
 */
export async function keepOlder(target: string): Promise<boolean> {
  const there = await found(target, lstat)
  if (!there) return false
  const kept = olderOf(target)
  const before = await found(kept, lstat)
  if (before && sameFile(before, there)) return true
  if (before) await moveToFree(kept)
  await link(target, kept)
  return true
}

/** Gives a file the first name with a number behind it that nothing has. */
async function moveToFree(path: string): Promise<void> {
  for (let number = 1; ; number += 1)
    try {
      await link(path, `${path}.${number}`)
      return await rm(path)
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
}

/** What was kept beside a file, all the times that it was replaced by what is not whole. */
export async function allOlder(target: string): Promise<string[]> {
  const kept = basename(olderOf(target))
  const files = await readdir(dirname(target)).catch(() => [])
  const ours = files.filter((file) => file.startsWith(kept) && /^(\.\d+)?$/.test(file.slice(kept.length)))
  return ours.toSorted().map((file) => join(dirname(target), file))
}

/** Writes a text that ends in a new line. @throws FileProblem */
export const writeTextFile = (outfile: Outfile, text: string | Uint8Array): Promise<void> =>
  writeOutfile(outfile, NOTHING, (handle) => handle.writeFile(text))

/**
 * Opens a regular file to be read; anything else is refused, since a pipe or device would be waited for.
 * @throws FileProblem
 */
export async function openInfile(path: string): Promise<FileHandle> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const there = await handle.stat()
    if (there.isDirectory()) throw new FileProblem(`${path} is a folder, not a file`)
    if (!there.isFile()) throw new FileProblem(`${path} is not a regular file`)
    return handle
  } catch (error) {
    await handle?.close()
    const code = codeOf(error)
    if (isMissing(error)) throw new FileProblem(`${path} is not there`)
    if (code === 'EACCES' || code === 'EPERM') throw new FileProblem(`this account may not read ${path}`)
    if (code === 'EISDIR') throw new FileProblem(`${path} is a folder, not a file`)
    if (code === 'ENXIO' || code === 'ENODEV') throw new FileProblem(`${path} is not a regular file`)
    if (code === 'ELOOP' || code === 'ENAMETOOLONG') throw new FileProblem(`${path} cannot be read (${code})`)
    throw error
  }
}
