/**
 * The format of a backup or keys export: a line of JSON about it; then for each file a line `{"path","size"}` and its bytes; at the end a
 * line with the number of files and the SHA-256 of everything before it. So a truncated or damaged archive is noticed before anything is
 * restored, and neither writing nor reading needs more memory than one file.
 */
import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { syncFolder } from '../files/durable.ts'
import { reachingDisk } from '../files/failures.ts'

/** The archive cannot be used; the message says why, for the operator. */
export class ArchiveProblem extends Error {
  override name = 'ArchiveProblem'
}

export interface ArchiveHead {
  wegwijzer: 'backup' | 'keys'
  format: 1
  /** ISO instant. */
  at: string
  /** The store it comes from: a fingerprint of the store's secret. */
  store: string
}

export interface ArchiveFile {
  path: string
  bytes: Buffer
}

/** Writes beside `path` and renames once everything is synced. @returns how many files it contains */
export async function writeArchive(path: string, head: ArchiveHead, files: AsyncIterable<ArchiveFile>): Promise<number> {
  const target = resolve(path)
  const aside = `${target}.partial`
  return reachingDisk(async () => {
    const handle = await open(aside, 'w', 0o600)
    try {
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
      await handle.writeFile(line({ files: count, sha256: hash.digest('hex') }))
      await handle.sync()
      await handle.close()
      await rename(aside, target)
      await syncFolder(dirname(target))
      return count
    } catch (error) {
      await handle.close().catch(() => {})
      await rm(aside, { force: true }).catch(() => {})
      throw error
    }
  })
}

/** Reads a file piece by piece. */
function reader(handle: FileHandle, seen: (bytes: Buffer) => void) {
  let held = Buffer.alloc(0)
  const more = async (): Promise<boolean> => {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536)
    held = Buffer.concat([held, buffer.subarray(0, bytesRead)])
    return bytesRead > 0
  }
  const cutOff = (): ArchiveProblem => new ArchiveProblem('it is cut off: its end is missing')
  const take = (size: number): Buffer => {
    const bytes = held.subarray(0, size)
    held = held.subarray(size)
    return bytes
  }
  return {
    async line(): Promise<{ text: string; count: () => void }> {
      let end = held.indexOf(10)
      for (; end < 0; end = held.indexOf(10)) {
        if (held.length > 10_000) throw new ArchiveProblem('it is damaged, or not one of ours')
        if (!(await more())) throw cutOff()
      }
      const bytes = take(end + 1)
      return { text: bytes.toString(), count: () => seen(bytes) }
    },
    async bytes(size: number): Promise<Buffer> {
      while (held.length < size) if (!(await more())) throw cutOff()
      const bytes = take(size)
      seen(bytes)
      return bytes
    },
  }
}

const parsed = (text: string): Record<string, unknown> => {
  try {
    const value = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // reported below
  }
  throw new ArchiveProblem('it is damaged, or not one of ours')
}

/**
 * The files in an archive. It is only known to be complete once the last one was yielded.
 * @throws ArchiveProblem
 */
export async function* readArchive(
  path: string,
  kind: ArchiveHead['wegwijzer'],
  onHead: (head: ArchiveHead) => void = () => {},
): AsyncGenerator<ArchiveFile> {
  const handle = await open(path, 'r')
  try {
    const hash = createHash('sha256')
    const read = reader(handle, (bytes) => hash.update(bytes))
    const first = await read.line()
    first.count()
    const head = parsed(first.text) as unknown as ArchiveHead
    if (head.wegwijzer !== kind)
      throw new ArchiveProblem(`it is ${head.wegwijzer ? `a ${head.wegwijzer} file` : 'not one of ours'}, not a ${kind} file`)
    if (head.format !== 1) throw new ArchiveProblem('it was made by a newer version of Wegwijzer')
    onHead(head)
    for (let count = 0; ; count += 1) {
      const line = await read.line()
      const value = parsed(line.text)
      if (typeof value.path !== 'string') {
        if (value.files !== count || value.sha256 !== hash.digest('hex'))
          throw new ArchiveProblem('it is damaged: what it holds is not what was written')
        return
      }
      line.count()
      if (!Number.isSafeInteger(value.size) || (value.size as number) < 0) throw new ArchiveProblem('it is damaged')
      yield { path: value.path, bytes: await read.bytes(value.size as number) }
    }
  } finally {
    await handle.close()
  }
}

/** Reads all of it. @returns its head and number of files @throws ArchiveProblem */
export async function verifyArchive(path: string, kind: ArchiveHead['wegwijzer']): Promise<{ head: ArchiveHead; files: number }> {
  let head: ArchiveHead | undefined
  let files = 0
  for await (const _ of readArchive(path, kind, (found) => (head = found))) files += 1
  return { head: head as ArchiveHead, files }
}
