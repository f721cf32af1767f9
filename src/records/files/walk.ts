import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Unlisted } from '../store.ts'
import { isMissing, reachingDisk, whyUnread } from './failures.ts'
import type { Layout } from './layout.ts'

/** A folder's entries, sorted; none if it does not exist. */
export async function listed(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).toSorted()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/**
 * The names in a sharded folder (`top/ab/ab...`), one shard at a time, so that large stores need little memory. Each comes once: a copy in
 * the folder of other names is told and left out.
 */
export async function* names(layout: Layout, top: string, unlisted?: Unlisted): AsyncGenerator<string> {
  const placeOf = (path: string): string => relative(layout.data, path).split(sep).join('/')
  const shardIn = async (path: string): Promise<string[]> => {
    try {
      return (await readdir(path)).toSorted()
    } catch (error) {
      const why = whyUnread(error)
      if (unlisted && why) unlisted(placeOf(path), `it cannot be read: ${why}`)
      else if (!isMissing(error)) throw error
      return []
    }
  }
  for (const shard of await reachingDisk(() => listed(top)))
    if (/^[0-9a-f]{2}$/.test(shard))
      for (const name of await reachingDisk(() => shardIn(join(top, shard)))) {
        if (!/^[0-9a-f]{32}$/.test(name)) continue
        if (name.startsWith(shard)) yield name
        else
          unlisted?.(placeOf(join(top, shard, name)), `it lies in the wrong folder, where nobody looks: it belongs in ${name.slice(0, 2)}/`)
      }
}
