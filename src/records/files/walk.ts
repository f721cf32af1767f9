import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing, reachingDisk } from './failures.ts'

/** A folder's entries, sorted; none if it does not exist. */
export async function listed(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).toSorted()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** The names in a sharded folder (`top/ab/ab...`), one shard at a time, so that large stores need little memory. */
export async function* names(top: string): AsyncGenerator<string> {
  for (const shard of await reachingDisk(() => listed(top)))
    if (/^[0-9a-f]{2}$/.test(shard))
      for (const name of await reachingDisk(() => listed(join(top, shard)))) if (/^[0-9a-f]{32}$/.test(name)) yield name
}
