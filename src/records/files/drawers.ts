/** Small files apart from the data: the wrapped keys, and the marks of erasure that travel with them. */
import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Diary, KeyOwner, Keys, Marks } from '../store.ts'
import { destroy, exists, makeFolder, writeDurably } from './durable.ts'
import { reachingDisk, whyUnread } from './failures.ts'
import type { Fence } from './fence.ts'
import { keyPathOf, type Layout } from './layout.ts'
import { setAside, strangeAside } from './quarantine.ts'
import { bytesOf } from './versions.ts'
import { names } from './walk.ts'

const put = (layout: Layout, fence: Fence, path: string, bytes: Uint8Array): Promise<void> =>
  fence.reaching(async () => {
    await makeFolder(dirname(path))
    const write = (): Promise<void> => writeDurably(path, bytes, { aside: fence.aside(path) })
    await write().catch(async (error) => {
      if (!(await strangeAside(layout, path))) throw error
      await write()
    })
  })

const read = (path: string, top: string): Promise<Buffer | undefined> => reachingDisk(() => bytesOf(path, top))

/** Also where something stands that cannot be looked at: whoever reads it is told. */
const has = (path: string, top: string): Promise<boolean> =>
  reachingDisk(() =>
    exists(path).catch(async (error) => {
      if (!whyUnread(error)) throw error
      await access(top, constants.R_OK | constants.X_OK)
      return true
    }),
  )

const topOf = (layout: Layout, of: KeyOwner): string => (of === 'store' ? layout.keys : layout.keyShelf(of.shelf))

export const keysOn = (layout: Layout, fence: Fence): Keys => ({
  read: (of) => read(keyPathOf(layout, of), topOf(layout, of)),
  write: (of, bytes) => put(layout, fence, keyPathOf(layout, of), bytes),
  has: (of) => has(keyPathOf(layout, of), topOf(layout, of)),
  destroy: (of) =>
    fence.reaching(async () => {
      await destroy(keyPathOf(layout, of))
      // left where a rotation of keys was interrupted
      await destroy(`${keyPathOf(layout, of)}.new`)
      // one that this account could not read
      for (const path of await setAside(layout, keyPathOf(layout, of))) await destroy(path)
    }),
  names: (shelf, unlisted) => names(layout, layout.keyShelf(shelf), unlisted),
})

export const diaryOn = (layout: Layout, fence: Fence): Diary => ({
  read: () => read(layout.diary, layout.data),
  write: (bytes) => put(layout, fence, layout.diary, bytes),
})

export const marksOn = (layout: Layout, fence: Fence): Marks => ({
  read: (name) => read(layout.mark(name), layout.erased),
  write: (name, bytes) => put(layout, fence, layout.mark(name), bytes),
  has: (name) => has(layout.mark(name), layout.erased),
  names: (unlisted) => names(layout, layout.erased, unlisted),
})
