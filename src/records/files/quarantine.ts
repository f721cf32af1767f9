import { link, rename, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Damage } from '../store.ts'
import { makeFolder } from './durable.ts'
import type { Fence } from './fence.ts'
import type { Layout } from './layout.ts'

/** What is needed to set a damaged file aside. */
export interface Aside {
  fence: Fence
  layout: Layout
  now: () => Date
  onDamage: (damage: Damage) => void
}

/** Moves a damaged file aside under a name that says where it was, and reports it. If the disk does not allow that, the file stays. */
export async function quarantine({ fence, layout, now, onDamage }: Aside, path: string, reason: string, recovered: boolean): Promise<void> {
  const file = relative(layout.data, path)
  const stamp = now().toISOString().replaceAll(/[-:.]/g, '')
  try {
    await makeFolder(layout.quarantine)
    const apart = join(layout.quarantine, `${file.split(sep).join('.')}.${stamp}`)
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
