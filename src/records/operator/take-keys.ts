/** Imports a keys export while nothing else has the data folder open: on a new machine there is no store to open yet. */
import { resolve } from 'node:path'
import { openDisk } from '../files/disk.ts'
import { loadKeyFile } from '../files/key-file.ts'
import type { RecordsOptions } from '../open.ts'
import { KeyProblem, parseKeys } from '../ring.ts'
import { importKeys, type RestoreOptions } from './restore.ts'

/**
 * @returns how many keys were missing or unreadable here @throws KeyProblem, ArchiveProblem, StoreLocked, StoreUnavailable; then nothing
 *   was written
 */
export async function takeKeys(options: Omit<RecordsOptions, 'parts'>, path: string, how?: RestoreOptions): Promise<number> {
  const { dataDir, keyFile, masterKeys } = options
  if (masterKeys === undefined && keyFile === undefined) throw new KeyProblem('no key was given: set KEY_FILE or MASTER_KEYS')
  // A key created now could not open anything, so it must already exist.
  const ring =
    masterKeys === undefined ? await loadKeyFile(keyFile as string, resolve(dataDir), false, path) : parseKeys(masterKeys, 'MASTER_KEYS')
  const store = await openDisk(options)
  try {
    return await importKeys(store, ring, path, how)
  } finally {
    await store.close()
  }
}
