import { access, constants, link, lstat, rename, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Damage } from '../store.ts'
import { makeFolder } from './durable.ts'
import { whyUnread } from './failures.ts'
import type { Fence } from './fence.ts'
import type { Layout } from './layout.ts'
import { listed } from './walk.ts'

/** What is needed to set a damaged file aside. */
export interface Aside {
  fence: Fence
  layout: Layout
  now: () => Date
  onDamage: (damage: Damage) => void
}

/** A name that says where it was. */
const apartOf = (layout: Layout, path: string, at: Date): string =>
  join(layout.quarantine, `${placeName(layout, path)}.${at.toISOString().replaceAll(/[-:.]/g, '')}`)

const placeName = (layout: Layout, path: string): string => relative(layout.data, path).split(sep).join('.')

/** What was set aside of this path. */
export async function setAside(layout: Layout, path: string): Promise<string[]> {
  const name = `${placeName(layout, path)}.`
  return (await listed(layout.quarantine)).filter((file) => file.startsWith(name)).map((file) => join(layout.quarantine, file))
}

/**
 * Moves away what keeps a file from being replaced: a folder, or a file of another account, which the system gives no second name. @returns
 * whether there was such a thing
 */
export async function strangeAside(layout: Layout, path: string): Promise<boolean> {
  const there = await lstat(path).catch(() => undefined)
  const closed = await access(path, constants.R_OK).catch((error) => error)
  if (!there || !(there.isDirectory() || whyUnread(closed))) return false
  await makeFolder(layout.quarantine)
  await rename(path, apartOf(layout, path, new Date()))
  return true
}

/** Moves a damaged file aside under a name that says where it was, and reports it. If the disk does not allow that, the file stays. */
export async function quarantine({ fence, layout, now, onDamage }: Aside, path: string, reason: string, recovered: boolean): Promise<void> {
  const file = relative(layout.data, path)
  try {
    await makeFolder(layout.quarantine)
    const apart = apartOf(layout, path, now())
    await link(path, apart).catch((error) => unlessFolder(error, path, apart))
    await fence.remove(path)
  } catch {
    // It is already gone, or nothing can be written now; reading has to go on.
  }
  onDamage({ file, reason, recovered })
}

/** A folder where a file belongs has only one name. */
async function unlessFolder(error: unknown, path: string, apart: string): Promise<void> {
  if (!(await stat(path)).isDirectory()) throw error
  await rename(path, apart)
}
