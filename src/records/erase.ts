/**
 * Erasing: a mark first (so that an interrupted erasure is finished, and no older set of keys brings the client back), then the data key,
 * from which moment every copy of the data anywhere is unreadable, then the files.
 */
import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder, syncFolder, writeDurably } from './durable.ts'
import type { Store } from './store.ts'

/** The caller holds the client's lock. Can be repeated. @throws StoreUnavailable */
export async function erasing(store: Store, name: string): Promise<void> {
  const mark = store.layout.mark(name)
  await makeFolder(dirname(mark))
  await writeDurably(mark, Buffer.from(`${store.now().toISOString()}\n`))
  store.clients.delete(name)
  await store.dataKeys.destroy('clients', name)
  const folder = store.layout.folder('clients', name)
  await rm(folder, { recursive: true, force: true })
  await syncFolder(dirname(folder)).catch(() => {})
  store.seen.delete(store.layout.document('clients', name))
}
