/** Small files apart from the data: the wrapped keys, and the marks of erasure that travel with them. */
import { dirname } from 'node:path'
import type { Keys, Marks } from '../store.ts'
import { destroy, exists, makeFolder, writeDurably } from './durable.ts'
import { reachingDisk } from './failures.ts'
import { keyPathOf, type Layout } from './layout.ts'
import { bytesOf } from './versions.ts'
import { names } from './walk.ts'

const put = (path: string, bytes: Uint8Array): Promise<void> =>
  reachingDisk(async () => {
    await makeFolder(dirname(path))
    await writeDurably(path, bytes)
  })

const read = (path: string): Promise<Buffer | undefined> => reachingDisk(() => bytesOf(path))
const has = (path: string): Promise<boolean> => reachingDisk(() => exists(path))

export const keysOn = (layout: Layout): Keys => ({
  read: (of) => read(keyPathOf(layout, of)),
  write: (of, bytes) => put(keyPathOf(layout, of), bytes),
  has: (of) => has(keyPathOf(layout, of)),
  destroy: (of) =>
    reachingDisk(async () => {
      await destroy(keyPathOf(layout, of))
      // left where a rotation of keys was interrupted
      await destroy(`${keyPathOf(layout, of)}.new`)
    }),
  names: (shelf) => names(layout.keyShelf(shelf)),
})

export const marksOn = (layout: Layout): Marks => ({
  read: (name) => read(layout.mark(name)),
  write: (name, bytes) => put(layout.mark(name), bytes),
  has: (name) => has(layout.mark(name)),
  names: () => names(layout.erased),
})
