/** What the rules share while the records are open. */
import type { KeyObject } from 'node:crypto'
import type { Cache } from './cache.ts'
import type { DataKeys, KeySet } from './data-keys.ts'
import type { ClientDocument, ClientEntry, CounsellorDocument, UserKey } from './model.ts'
import type { AnyPart } from './part.ts'
import type { Erased } from './records.ts'
import type { Ring } from './ring.ts'
import type { SealedDocument } from './sealed-document.ts'
import type { Store } from './store.ts'

export interface OpenClient {
  name: string
  key: KeyObject
  file: SealedDocument<ClientDocument>
}

export interface OpenCounsellor {
  name: string
  keys: KeySet
  file: SealedDocument<CounsellorDocument>
  /** The list, or the whole document, could not be read: it is damaged, or older than the list's key (restored from a backup). */
  listLost: boolean
  /** `RecordsContext.unnamed` when its entries were last looked for. */
  looked?: number
  /** By client: what its entry became of what is written. Emptied with every write, so that nobody stays in it who left the list. */
  touched: Map<string, { written: ClientEntry; now: ClientEntry }>
}

export interface RecordsContext {
  /** Documents change under their owner's lock. A counsellor's lock may be taken while holding a client's, never the reverse. */
  store: Store
  /** Changes while keys are rotated. */
  ring: Ring
  /** Absent if the master keys come from the environment. */
  keyFile?: string
  /** The folder of a store on a disk, where nothing else may be written. */
  dataDir?: string
  /** Used to derive the names of counsellors' documents; wrapped like a data key. */
  secret: KeyObject
  dataKeys: DataKeys
  clients: Cache<OpenClient>
  counsellors: Cache<OpenCounsellor>
  /** How many clients were erased whose file could not be read, so that nobody knows whose lists they are on. */
  unnamed: number
  /** The last revision seen of each document, by owner. */
  seen: Map<string, number>
  /** ISO instant of the last change, for each client changed since the start; counsellors' lists catch up when they are next written. */
  touched: Map<string, string>
  /** Clients being created: already in a list, without a key yet. */
  making: Set<string>
  /** `user id` pairs whose list entry has been compared with the file since the start. */
  compared: Set<string>
  /** Rebuilds a counsellor's list from the clients' files, in the background. */
  rebuildList: (user: UserKey) => void
  /** The features' parts of a client's document. */
  parts: readonly AnyPart[]
  /** Called for each erasure. */
  listeners: Set<(erased: Erased) => void>
  /** Reports what is not an error but needs attention; for the log. */
  onWarning: (text: string) => void
  now: () => Date
  /** Months after the last conversation. */
  retentionMonths: number
  /** Every refusal takes at least this long (ms), whatever was looked up. */
  refusalDelay: number
}
