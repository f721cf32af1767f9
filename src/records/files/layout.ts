import { join } from 'node:path'

/** The two sorts of documents, each with a folder and a data key of its own. */
export type Shelf = 'clients' | 'counsellors'
export const SHELVES: readonly Shelf[] = ['clients', 'counsellors']

/** Where things lie under the data folder. Names are 32 hex digits; 256 shards keep every folder short with 100,000 clients. */
export interface Layout {
  data: string
  lock: string
  quarantine: string
  /** The wrapped keys, which travel apart from the data. */
  keys: string
  /** The store's own secret, wrapped. */
  store: string
  /** One mark for each erased client. */
  erased: string
  mark: (name: string) => string
  shelf: (shelf: Shelf) => string
  folder: (shelf: Shelf, name: string) => string
  document: (shelf: Shelf, name: string) => string
  keyShelf: (shelf: Shelf) => string
  key: (shelf: Shelf, name: string) => string
  finished: (client: string, run: string, version: number) => string
  auditPart: (client: string, from: number) => string
}

export function layoutOf(data: string): Layout {
  const shard = (name: string): string => name.slice(0, 2)
  const keys = join(data, 'keys')
  const folder = (shelf: Shelf, name: string): string => join(data, shelf, shard(name), name)
  return {
    data,
    lock: join(data, 'lock'),
    quarantine: join(data, 'quarantine'),
    keys,
    store: join(keys, 'store'),
    erased: join(keys, 'erased'),
    mark: (name) => join(keys, 'erased', shard(name), name),
    shelf: (shelf) => join(data, shelf),
    folder,
    document: (shelf, name) => join(folder(shelf, name), 'document'),
    keyShelf: (shelf) => join(keys, shelf),
    key: (shelf, name) => join(keys, shelf, shard(name), name),
    finished: (client, run, version) => join(folder('clients', client), `${run}-${version}`),
    auditPart: (client, from) => join(folder('clients', client), `audit-${from}`),
  }
}

/** The version before the last one. */
export const formerOf = (document: string): string => `${document}.former`
