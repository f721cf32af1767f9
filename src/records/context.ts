/** What the parts of the records share while a data folder is open. */
import type { KeyObject } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Cache } from './cache.ts'
import type { DataKeys, KeySet } from './files/data-keys.ts'
import { makeFolder } from './files/durable.ts'
import type { EncryptedFile } from './files/encrypted-file.ts'
import type { Layout } from './files/layout.ts'
import type { ClientDocument, CounsellorDocument, UserKey } from './model.ts'
import type { Queue } from './queue.ts'
import type { Ring } from './ring.ts'

/** A file that could not be read. */
export interface Damage {
  /** Relative to the data folder. */
  file: string
  reason: string
  /** The version before was brought back. */
  recovered: boolean
}

export interface OpenClient {
  name: string
  key: KeyObject
  file: EncryptedFile<ClientDocument>
}

export interface OpenCounsellor {
  name: string
  keys: KeySet
  file: EncryptedFile<CounsellorDocument>
  /** The list, or all of it, could not be read: damaged, or older than the key of the list (a backup). */
  listLost: boolean
}

export interface RecordsContext {
  layout: Layout
  /** Changes while keys are rotated. */
  ring: Ring
  /** Absent where the master keys come from the environment. */
  keyFile?: string
  /** Names counsellors' files; wrapped like a data key. */
  secret: KeyObject
  dataKeys: DataKeys
  /** By shelf and name: documents change under their lock. A client's lock may be held while a counsellor's is taken, never the reverse. */
  queue: Queue
  clients: Cache<OpenClient>
  counsellors: Cache<OpenCounsellor>
  /** Last revision seen of each path. */
  seen: Map<string, number>
  /** ISO instant of the last change of each client changed since the start; the counsellors' lists catch up when they are next written. */
  touched: Map<string, string>
  /** Clients being made: entered in a list, not yet there. */
  making: Set<string>
  /** `user id` pairs whose list entry was compared with the file since the start. */
  compared: Set<string>
  /** Makes a counsellor's list again from the clients' files, in the background. */
  mendList: (user: UserKey) => void
  now: () => Date
  /** Months after the last conversation. */
  retentionMonths: number
  onDamage: (damage: Damage) => void
  /** Refusals take this long (ms), whatever was looked up. */
  refusalDelay: number
}

/** Moves a damaged file aside under a name that says where it was, and tells. Where the disk does not let us, the file stays. */
export async function quarantine(
  ctx: Pick<RecordsContext, 'layout' | 'onDamage' | 'now'>,
  path: string,
  reason: string,
  recovered: boolean,
): Promise<void> {
  const file = relative(ctx.layout.data, path)
  const stamp = ctx.now().toISOString().replaceAll(/[-:.]/g, '')
  try {
    await makeFolder(ctx.layout.quarantine)
    await rename(path, join(ctx.layout.quarantine, `${file.split(sep).join('.')}.${stamp}`))
  } catch {
    // It was gone, or nothing can be written now: reading must go on.
  }
  ctx.onDamage({ file, reason, recovered })
}
