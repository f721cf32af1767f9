/** What the rules share while the records are open. */
import type { KeyObject } from 'node:crypto'
import type { Cache } from './cache.ts'
import type { DataKeys, KeySet } from './data-keys.ts'
import type { ClientDocument, CounsellorDocument, UserKey } from './model.ts'
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
  /** The list, or all of it, could not be read: damaged, or older than the key of the list (a backup). */
  listLost: boolean
}

export interface RecordsContext {
  /** Documents change under their owner's lock. A client's lock may be held while a counsellor's is taken, never the reverse. */
  store: Store
  /** Changes while keys are rotated. */
  ring: Ring
  /** Absent where the master keys come from the environment. */
  keyFile?: string
  /** Names counsellors' documents; wrapped like a data key. */
  secret: KeyObject
  dataKeys: DataKeys
  clients: Cache<OpenClient>
  counsellors: Cache<OpenCounsellor>
  /** Last revision seen of each document, by its owner. */
  seen: Map<string, number>
  /** ISO instant of the last change of each client changed since the start; the counsellors' lists catch up when they are next written. */
  touched: Map<string, string>
  /** Clients being made: entered in a list, not yet there. */
  making: Set<string>
  /** `user id` pairs whose list entry was compared with the file since the start. */
  compared: Set<string>
  /** Makes a counsellor's list again from the clients' files, in the background. */
  mendList: (user: UserKey) => void
  /** The features' parts of a client's document. */
  parts: readonly AnyPart[]
  /** Told of each erasure. */
  listeners: Set<(told: Erased) => void>
  /** What is not wrong but should be seen to; for the log. */
  onWarning: (text: string) => void
  now: () => Date
  /** Months after the last conversation. */
  retentionMonths: number
  /** Refusals take this long (ms), whatever was looked up. */
  refusalDelay: number
}
