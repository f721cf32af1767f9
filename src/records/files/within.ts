/** Whether something lies in the data folder, whichever way it is reached: parts of it may be links, or another disk. */
import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SHELVES } from '../store.ts'
import { orNone } from './failures.ts'
import { layoutOf } from './layout.ts'

/** How deep folders that hold others lie in ours: `clients/ab` in `keys`. */
const DEPTH = 2

const identity = ({ dev, ino }: Stats): string => `${dev}:${ino}`

const look = (path: string): Promise<Stats | undefined> => stat(path).catch(orNone)

/**
 * A folder of ours and those in it that may really be elsewhere: each but the shards and those of single clients, of which there are many,
 * unless they are links.
 */
async function* branches(path: string, depth = DEPTH): AsyncGenerator<string> {
  yield path
  if (depth === 0) return
  for (const entry of await readdir(path, { withFileTypes: true }).catch(() => [])) {
    const many = /^([0-9a-f]{2}|[0-9a-f]{32})$/.test(entry.name)
    if (entry.isSymbolicLink() || (entry.isDirectory() && !many)) yield* branches(join(path, entry.name), many ? 0 : depth - 1)
  }
}

/** @param folder need not exist yet: then the folder counts that it would come into */
export async function isWithin(folder: string, dataDir: string): Promise<boolean> {
  const above = new Set<string>()
  for (let at = folder; ; at = dirname(at)) {
    const there = await look(at)
    if (there) above.add(identity(there))
    if (at === dirname(at)) break
  }
  const isAbove = async (path: string): Promise<boolean> => {
    const there = await look(path)
    return there?.isDirectory() === true && above.has(identity(there))
  }
  if (await isAbove(dataDir)) return true
  const { keys, writing, quarantine, shelf } = layoutOf(dataDir)
  for (const ours of [...SHELVES.map(shelf), keys, writing, quarantine])
    for await (const branch of branches(ours)) if (await isAbove(branch)) return true
  return false
}
