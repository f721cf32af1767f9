import { join } from 'node:path'
import { type KeyOwner, type Owner, type Place, SHELVES, type Shelf } from '../store.ts'

/** Where things are in the data folder. Names are 32 hex digits; 256 shards keep every folder short with 100,000 clients. */
export interface Layout {
  data: string
  lock: string
  quarantine: string
  /** A folder for each process that has the store open, where it writes files before they are moved to their places. */
  writing: string
  /** Written to find out whether anything can be. */
  probe: string
  /** The wrapped keys, which are backed up apart from the data. */
  keys: string
  /** The store's own secret, wrapped. */
  store: string
  /** What is remembered of the store as a whole. */
  diary: string
  /** One mark for each erased client. */
  erased: string
  mark: (name: string) => string
  shelf: (shelf: Shelf) => string
  folder: (shelf: Shelf, name: string) => string
  document: (shelf: Shelf, name: string) => string
  keyShelf: (shelf: Shelf) => string
  key: (shelf: Shelf, name: string) => string
}

export function layoutOf(data: string): Layout {
  const shard = (name: string): string => name.slice(0, 2)
  const keys = join(data, 'keys')
  const folder = (shelf: Shelf, name: string): string => join(data, shelf, shard(name), name)
  return {
    data,
    lock: join(data, 'lock'),
    quarantine: join(data, 'quarantine'),
    writing: join(data, 'writing'),
    probe: join(data, 'probe'),
    keys,
    store: join(keys, 'store'),
    diary: join(data, 'diary'),
    erased: join(keys, 'erased'),
    mark: (name) => join(keys, 'erased', shard(name), name),
    shelf: (shelf) => join(data, shelf),
    folder,
    document: (shelf, name) => join(folder(shelf, name), 'document'),
    keyShelf: (shelf) => join(keys, shelf),
    key: (shelf, name) => join(keys, shelf, shard(name), name),
  }
}

/** The folders that a store has for what it holds; they may not be there yet. */
export const foldersOf = (layout: Layout): string[] => [
  ...SHELVES.flatMap((shelf) => [layout.shelf(shelf), layout.keyShelf(shelf)]),
  layout.keys,
  layout.erased,
  layout.quarantine,
]

export const folderOf = (layout: Layout, { shelf, name }: Owner): string => layout.folder(shelf, name)

export const pathOf = (layout: Layout, place: Place): string => join(folderOf(layout, place), place.part)

export const keyPathOf = (layout: Layout, of: KeyOwner): string => (of === 'store' ? layout.store : layout.key(of.shelf, of.name))

/** Stands beside a document that was brought back from its former version. */
export const recoveredOf = (document: string): string => `${document}.recovered`

/** The path at which a file of a shelf is written that will replace the one at this path. */
export const nextOf = (path: string): string => `${path}.next`

/** The path of a document's former version. */
export const formerOf = (document: string): string => `${document}.former`
