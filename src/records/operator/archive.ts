/**
 * The format of a backup or keys export: a line of JSON about it; then for each file a line `{"path","size"}` and its bytes; at the end a
 * line with the number of files, the SHA-256 of everything before it and a seal over that hash, made with the store's secret. So a
 * truncated, damaged or altered archive is noticed before anything is restored, and neither writing nor reading needs more memory than one
 * file. The files are in order, each once, and have only the names that we give.
 */
import { createHash, createHmac, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { type Outfile, openInfile, type Replaceable, writeOutfile } from './outfile.ts'

/** The archive cannot be used; the message says why, for the operator. */
export class ArchiveProblem extends Error {
  override name = 'ArchiveProblem'
}

export type ArchiveKind = 'backup' | 'keys'

export interface ArchiveHead {
  wegwijzer: ArchiveKind
  /** 1: without a seal, as written by versions before this one. */
  format: 1 | 2
  /** ISO instant. */
  at: string
  /** The store it comes from: a fingerprint of the store's secret. */
  store: string
}

export interface ArchiveFile {
  path: string
  bytes: Buffer
}

/** Bytes of one file; none of ours comes near it. */
const LARGEST = 256 * 1024 * 1024
const LONGEST_LINE = 10_000

const damaged = (): ArchiveProblem => new ArchiveProblem('it is damaged, or not one of ours')

/** @param hash SHA-256, hex, of everything before the last line */
function sealOf(secret: KeyObject, hash: string, files: number): Buffer {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'wegwijzer archive', 32))
  return createHmac('sha256', key).update(`${files}\n${hash}`).digest()
}

/** A fingerprint that tells stores apart and reveals nothing of the secret. */
export const fingerprintOf = (secret: KeyObject): string =>
  createHash('sha256').update('wegwijzer store\n').update(secret.export()).digest('hex').slice(0, 16)

export interface NewArchive {
  kind: ArchiveKind
  secret: KeyObject
  at: Date
}

/** What an archive may replace without being asked: an archive of the same kind and store. */
const former = ({ kind, secret }: NewArchive): Replaceable => ({
  what: `what stands there is not a ${kind} file of this store`,
  is: async (path) => {
    const head = await headOf(path).catch(() => undefined)
    return head?.wegwijzer === kind && head.store === fingerprintOf(secret)
  },
})

/**
 * Writes an archive, and reads it again before it takes its place.
 * @param before called just before what stood there is replaced
 * @returns how many files it contains @throws FileProblem
 */
export function writeArchive(
  outfile: Outfile,
  made: NewArchive,
  files: AsyncIterable<ArchiveFile>,
  before?: (target: string) => Promise<void>,
): Promise<number> {
  const { kind, secret, at } = made
  const head: ArchiveHead = { wegwijzer: kind, format: 2, at: at.toISOString(), store: fingerprintOf(secret) }
  return writeOutfile(
    outfile,
    former(made),
    async (handle) => {
      const hash = createHash('sha256')
      const put = async (bytes: Buffer): Promise<void> => {
        hash.update(bytes)
        await handle.writeFile(bytes)
      }
      const line = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`)
      await put(line(head))
      let count = 0
      for await (const file of files) {
        await put(Buffer.concat([line({ path: file.path, size: file.bytes.length }), file.bytes]))
        count += 1
      }
      const sha256 = hash.digest('hex')
      await handle.writeFile(line({ files: count, sha256, seal: sealOf(secret, sha256, count).toString('hex') }))
      return count
    },
    async (aside) => (await openArchive(aside, kind, { secret: async () => secret })).close(),
    before,
  )
}

/** Reads a file piece by piece, from its beginning. @throws ArchiveProblem */
function reader(handle: FileHandle, length: number, seen: (bytes: Buffer) => void) {
  let held = Buffer.alloc(0)
  let at = 0
  const cutOff = (): ArchiveProblem => new ArchiveProblem('it is cut off: its end is missing')
  /** At least one byte more. */
  const more = async (size: number): Promise<void> => {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(size), 0, size, at)
    if (bytesRead === 0) throw cutOff()
    at += bytesRead
    held = held.length === 0 ? buffer.subarray(0, bytesRead) : Buffer.concat([held, buffer.subarray(0, bytesRead)])
  }
  const take = (size: number): Buffer => {
    const bytes = held.subarray(0, size)
    held = held.subarray(size)
    return bytes
  }
  return {
    async line(): Promise<{ text: string; count: () => void }> {
      let end = held.indexOf(10)
      for (; end < 0; end = held.indexOf(10)) {
        if (held.length > LONGEST_LINE) throw damaged()
        await more(65_536)
      }
      const bytes = take(end + 1)
      return { text: bytes.toString(), count: () => seen(bytes) }
    },
    async bytes(size: number): Promise<Buffer> {
      if (size > length - at + held.length) throw cutOff()
      while (held.length < size) await more(size - held.length)
      const bytes = take(size)
      seen(bytes)
      return bytes
    },
    /** Nothing follows. */
    atEnd: (): boolean => at - held.length === length,
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // reported below
  }
  throw damaged()
}

function asHead(text: string): ArchiveHead {
  const head = parsed(text)
  if (head.wegwijzer !== 'backup' && head.wegwijzer !== 'keys') throw new ArchiveProblem('it is not one of ours')
  if (head.format !== 1 && head.format !== 2) throw new ArchiveProblem('it was made by a newer version of Wegwijzer')
  if (typeof head.store !== 'string' || typeof head.at !== 'string') throw damaged()
  return head as unknown as ArchiveHead
}

/** The first line of a file. @throws ArchiveProblem, FileProblem */
async function headOf(path: string): Promise<ArchiveHead> {
  const handle = await openInfile(path)
  try {
    return asHead((await reader(handle, (await handle.stat()).size, () => {}).line()).text)
  } finally {
    await handle.close()
  }
}

/** What a file says it is. @throws ArchiveProblem, FileProblem */
export const kindOf = async (path: string): Promise<ArchiveKind> => (await headOf(path)).wegwijzer

const NAME = '([0-9a-f]{32})'
/** What may be in an archive, in this order; the first group is what comes in order below it, the second the part. */
const PLACES: Record<ArchiveKind, readonly RegExp[]> = {
  backup: [
    new RegExp(`^clients/${NAME}/(document|audit-\\d{1,9}|[0-9a-f]{32}-\\d{1,9})$`),
    new RegExp(`^counsellors/${NAME}/(document)$`),
    new RegExp(`^erased/${NAME}$`),
  ],
  keys: [/^keys\/(store)$/, new RegExp(`^keys/clients/${NAME}$`), new RegExp(`^keys/counsellors/${NAME}$`), new RegExp(`^erased/${NAME}$`)],
}

/** Refuses names that are not ours, files out of order (so none comes twice) and owners in two places. */
function inOrder(kind: ArchiveKind): (path: string) => void {
  let last: { place: number; name: string } = { place: -1, name: '' }
  let parts = new Set<string>()
  return (path) => {
    const place = PLACES[kind].findIndex((shape) => shape.test(path))
    if (place < 0) throw new ArchiveProblem('it holds something that Wegwijzer does not put there')
    const [, name = '', part = ''] = PLACES[kind][place]?.exec(path) ?? []
    const same = place === last.place && name === last.name
    if (same ? parts.has(part) : place < last.place || (place === last.place && name < last.name))
      throw new ArchiveProblem('it holds the same file twice, or files out of order')
    if (!same) parts = new Set()
    parts.add(part)
    last = { place, name }
  }
}

/** @throws ArchiveProblem */
async function* filesIn(handle: FileHandle, kind: ArchiveKind, atEnd: (end: ArchiveEnd) => void): AsyncGenerator<ArchiveFile> {
  const hash = createHash('sha256')
  const read = reader(handle, (await handle.stat()).size, (bytes) => hash.update(bytes))
  const first = await read.line()
  first.count()
  const head = asHead(first.text)
  if (head.wegwijzer !== kind) throw new ArchiveProblem(`it is a ${head.wegwijzer} file, not a ${kind} file`)
  const check = inOrder(kind)
  for (let files = 0; ; files += 1) {
    const line = await read.line()
    const value = parsed(line.text)
    if (typeof value.path !== 'string') {
      const sha256 = hash.digest('hex')
      if (value.files !== files || value.sha256 !== sha256) throw new ArchiveProblem('it is damaged: what it holds is not what was written')
      if (!read.atEnd()) throw new ArchiveProblem('something was added behind its end')
      return atEnd({ head, files, sha256, seal: typeof value.seal === 'string' ? value.seal : undefined })
    }
    line.count()
    const { size } = value
    if (!Number.isSafeInteger(size) || (size as number) < 0 || (size as number) > LARGEST) throw damaged()
    check(value.path)
    yield { path: value.path, bytes: await read.bytes(size as number) }
  }
}

interface ArchiveEnd {
  head: ArchiveHead
  files: number
  sha256: string
  seal?: string
}

/** An archive of which all was read and found as it was written. */
export interface Archive {
  head: ArchiveHead
  /** How many. */
  files: number
  /** The files again, of the same file even if another took its name meanwhile. @throws ArchiveProblem if they are not what was checked */
  entries: () => AsyncGenerator<ArchiveFile>
  close: () => Promise<void>
}

export interface ArchiveTrust {
  /** The secret of the store it must come from. @param first the first file: a keys export brings the secret along, wrapped */
  secret: (first: ArchiveFile | undefined) => Promise<KeyObject>
  /** Accepts one made by an earlier version, whose alteration nobody can notice. */
  unsealed?: boolean
}

/** Reads all of it first. @throws ArchiveProblem, FileProblem, what `secret` throws */
export async function openArchive(path: string, kind: ArchiveKind, { secret, unsealed }: ArchiveTrust): Promise<Archive> {
  const handle = await openInfile(path)
  try {
    let end: ArchiveEnd | undefined
    let first: ArchiveFile | undefined
    for await (const file of filesIn(handle, kind, (found) => (end = found))) first ??= file
    const { head, files, sha256, seal } = end as ArchiveEnd
    const own = await secret(first)
    if (head.store !== fingerprintOf(own))
      throw new ArchiveProblem(
        `it was made by another store${kind === 'backup' ? ': restore its keys first, into an empty data folder (restore BACKUP --keys KEYS)' : ''}`,
      )
    if (head.format === 1) {
      if (!unsealed)
        throw new ArchiveProblem(
          'it was made by an earlier version, without a seal, so nobody can tell whether it was altered. If you know where it was kept: --unsealed',
        )
    } else if (!seal || !sameBytes(Buffer.from(seal, 'hex'), sealOf(own, sha256, files)))
      throw new ArchiveProblem('it was altered since it was made: its seal does not fit')
    return {
      head,
      files,
      async *entries() {
        let again: ArchiveEnd | undefined
        yield* filesIn(handle, kind, (found) => (again = found))
        if (again?.sha256 !== sha256) throw new ArchiveProblem('it changed while it was read')
      },
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
