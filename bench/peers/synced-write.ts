import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What any program must do to have these bytes on disk, whole or not at all: written aside, synced, renamed, folder synced. */
export async function syncedWrite(path: string, bytes: Uint8Array): Promise<void> {
  const aside = `${path}.tmp`
  const file = await open(aside, 'w')
  await file.writeFile(bytes)
  await file.sync()
  await file.close()
  await rename(aside, path)
  const folder = await open(dirname(path), 'r')
  await folder.sync()
  await folder.close()
}

/** The same in blocking calls: the least it can cost. */
export function syncedWriteBlocking(path: string, bytes: Uint8Array): void {
  const aside = `${path}.tmp`
  const file = openSync(aside, 'w')
  writeSync(file, bytes)
  fsyncSync(file)
  closeSync(file)
  renameSync(aside, path)
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
