/** Takes in a keys export while nothing else has the data folder open: on a new machine there is no store to open before. */
import { resolve } from 'node:path'
import { makeFolder } from '../files/durable.ts'
import { reachingDisk } from '../files/failures.ts'
import { loadKeyFile } from '../files/key-file.ts'
import { layoutOf } from '../files/layout.ts'
import { takeLock } from '../files/lock-file.ts'
import type { RecordsOptions } from '../open.ts'
import { KeyProblem, parseKeys } from '../ring.ts'
import { importKeys } from './restore.ts'

/** @returns how many were missing or unreadable here @throws KeyProblem, ArchiveProblem, StoreLocked, StoreUnavailable; nothing is written then */
export async function takeKeys({ dataDir, keyFile, masterKeys }: RecordsOptions, path: string): Promise<number> {
  const layout = layoutOf(resolve(dataDir))
  if (masterKeys === undefined && keyFile === undefined) throw new KeyProblem('no key was given: set KEY_FILE or MASTER_KEYS')
  // A key made now could open nothing: it must be here already.
  const ring =
    masterKeys === undefined ? await loadKeyFile(keyFile as string, layout.data, false, path) : parseKeys(masterKeys, 'MASTER_KEYS')
  const lock = await reachingDisk(async () => {
    await makeFolder(layout.data)
    return takeLock(layout.lock)
  })
  try {
    return await importKeys(layout, ring, path)
  } finally {
    await lock.release()
  }
}
