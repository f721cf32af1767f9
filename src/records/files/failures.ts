import { StoreUnavailable } from '../records.ts'

/** Error codes for a full disk, a read-only or closed folder, or no handles left: it may work again later. */
const TEMPORARY = new Set([
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EROFS',
  'EACCES',
  'EPERM',
  'EMFILE',
  'ENFILE',
  'EIO',
  'ENOMEM',
  'EBUSY',
  'ETXTBSY',
  // of network disks
  'ESTALE',
  'ETIMEDOUT',
  'EREMOTEIO',
  'EHOSTDOWN',
  // put in our way by somebody
  'EISDIR',
  'ELOOP',
  // of a disk on which a file has one name only
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
])

const ONE_NAME = 'this disk gives a file no second name; keep the data folder on another'

const WORDS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'the folder may not be written',
  EPERM: 'the folder may not be written',
  EIO: 'the disk has an error',
  EISDIR: 'a folder stands where a file belongs',
  ELOOP: 'links lead in a circle',
  ENOTSUP: ONE_NAME,
  EOPNOTSUPP: ONE_NAME,
  ENOSYS: ONE_NAME,
  EMLINK: ONE_NAME,
  EMFILE: 'too many open files',
  ENFILE: 'too many open files on this machine',
}

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'

/** For a catch: undefined where there is nothing, or a link that leads nowhere or to itself. @throws any other error */
export function orNone(error: unknown): undefined {
  if (!isMissing(error) && codeOf(error) !== 'ELOOP') throw error
}

/** Turns a system error into `StoreUnavailable`, whose message names the cause but no path (it may reach a log). */
export function asUnavailable(error: unknown): unknown {
  const code = codeOf(error)
  if (!code || !TEMPORARY.has(code)) return error
  return new StoreUnavailable(`the store is not available: ${WORDS[code] ?? code} (${code})`, { cause: code })
}

const READING: Record<string, string> = {
  EACCES: 'this account may not read it',
  EPERM: 'this account may not read it',
  EIO: 'the disk has an error there',
  ELOOP: 'links lead in a circle there',
  ENOTDIR: 'it is not a folder',
}

/** Why one file or folder cannot be read; undefined if there is none, or the trouble is nothing of its own. */
export function whyUnread(error: unknown): string | undefined {
  const code = codeOf(error) ?? ''
  return READING[code] && `${READING[code]} (${code})`
}

/** Runs work that touches the disk. @throws StoreUnavailable */
export async function reachingDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asUnavailable(error)
  }
}
