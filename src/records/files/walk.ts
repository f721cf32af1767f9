import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing, reachingDisk } from './failures.ts'

/** What a folder holds, sorted; nothing where it is not there. */
export async function listed(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).toSorted()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** The names in a sharded folder (`top/ab/ab...`), one shard after another, so that many need no memory. */
export async function* names(top: string): AsyncGenerator<string> {
  for (const shard of await reachingDisk(() => listed(top)))
    if (/^[0-9a-f]{2}$/.test(shard))
      for (const name of await reachingDisk(() => listed(join(top, shard)))) if (/^[0-9a-f]{32}$/.test(name)) yield name
}
