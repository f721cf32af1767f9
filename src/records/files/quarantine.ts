import { rename } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Damage } from '../store.ts'
import { makeFolder } from './durable.ts'
import type { Layout } from './layout.ts'

/** What is needed to set a damaged file aside. */
export interface Aside {
  layout: Layout
  now: () => Date
  onDamage: (damage: Damage) => void
}

/** Moves a damaged file aside under a name that says where it was, and reports it. If the disk does not allow that, the file stays. */
export async function quarantine({ layout, now, onDamage }: Aside, path: string, reason: string, recovered: boolean): Promise<void> {
  const file = relative(layout.data, path)
  const stamp = now().toISOString().replaceAll(/[-:.]/g, '')
  try {
    await makeFolder(layout.quarantine)
    await rename(path, join(layout.quarantine, `${file.split(sep).join('.')}.${stamp}`))
  } catch {
    // It is already gone, or nothing can be written now; reading has to go on.
  }
  onDamage({ file, reason, recovered })
}
