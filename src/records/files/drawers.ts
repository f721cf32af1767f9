/** Small files apart from the data: the wrapped keys, and the marks of erasure that travel with them. */
import { dirname } from 'node:path'
import type { Diary, Keys, Marks } from '../store.ts'
import { destroy, exists, makeFolder, writeDurably } from './durable.ts'
import { reachingDisk } from './failures.ts'
import type { Fence } from './fence.ts'
import { keyPathOf, type Layout } from './layout.ts'
import { bytesOf } from './versions.ts'
import { names } from './walk.ts'

const put = (fence: Fence, path: string, bytes: Uint8Array): Promise<void> =>
  fence.reaching(async () => {
    await makeFolder(dirname(path))
    await writeDurably(path, bytes, { aside: fence.aside(path) })
  })

const read = (path: string): Promise<Buffer | undefined> => reachingDisk(() => bytesOf(path))
const has = (path: string): Promise<boolean> => reachingDisk(() => exists(path))

export const keysOn = (layout: Layout, fence: Fence): Keys => ({
  read: (of) => read(keyPathOf(layout, of)),
  write: (of, bytes) => put(fence, keyPathOf(layout, of), bytes),
  has: (of) => has(keyPathOf(layout, of)),
  destroy: (of) =>
    fence.reaching(async () => {
      await destroy(keyPathOf(layout, of))
      // left where a rotation of keys was interrupted
      await destroy(`${keyPathOf(layout, of)}.new`)
    }),
  names: (shelf) => names(layout.keyShelf(shelf)),
})

export const diaryOn = ({ diary }: Layout, fence: Fence): Diary => ({
  read: () => read(diary),
  write: (bytes) => put(fence, diary, bytes),
})

export const marksOn = (layout: Layout, fence: Fence): Marks => ({
  read: (name) => read(layout.mark(name)),
  write: (name, bytes) => put(fence, layout.mark(name), bytes),
  has: (name) => has(layout.mark(name)),
  names: () => names(layout.erased),
})
