/** The records on files: one encrypted JSON document for each client and counsellor under the data folder. */
import type { KeyObject } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { cache } from './cache.ts'
import { changeClient, createClient, eraseAll, permitted, readClient, underClient, writeClient } from './clients.ts'
import type { Damage, OpenClient, OpenCounsellor, RecordsContext } from './context.ts'
import { changeCounsellor, readCounsellor } from './counsellors.ts'
import { exported } from './export.ts'
import { dataKeys, newKey, unwrap, wrap } from './files/data-keys.ts'
import { createDurably, makeFolder, writeAside } from './files/durable.ts'
import { isMissing, reachingDisk } from './files/failures.ts'
import { keyFileOpen, loadKeyFile } from './files/key-file.ts'
import { type Layout, layoutOf } from './files/layout.ts'
import { type Lock, takeLock } from './files/lock-file.ts'
import { listed } from './files/walk.ts'
import { readFinished } from './finished.ts'
import { accept, closeOffer, offer, offered } from './handover.ts'
import { newId } from './ids.ts'
import { mendLists } from './lists.ts'
import type { UserKey } from './model.ts'
import { runWithoutPrivate } from './private.ts'
import { queue } from './queue.ts'
import type { FileRecords } from './records.ts'
import { expiring, keepLonger } from './retention.ts'
import { KeyProblem, parseKeys, type Ring } from './ring.ts'
import { auditOf, noted, opened, share, unshare } from './sharing.ts'

export interface RecordsOptions {
  /** Made where it is not there yet (mode 0700). */
  dataDir: string
  /** Outside `dataDir`; made on the first run (mode 0600). Not used when `masterKeys` is given. */
  keyFile?: string
  /** From the environment: 32 bytes as base64, or several, the current one first. */
  masterKeys?: string
  now?: () => Date
  /** Months after the last conversation after which a file is erased (default 12). */
  retentionMonths?: number
  /** Told about each file that could not be read; for the log. */
  onDamage?: (damage: Damage) => void
  /** Told what is not wrong but should be seen to; for the log. */
  onWarning?: (text: string) => void
  /** How long a refusal takes (ms, default 20). */
  refusalDelay?: number
  /** How many documents stay decrypted in memory (default 256 of each sort). */
  kept?: number
}

/** The records with what lies under them, for the operator's commands (`operator()`). */
export interface OpenRecords extends FileRecords {
  readonly context: RecordsContext
}

/** What stays in memory of each sort, in characters. */
const KEPT_TEXT = 8_000_000

/** The store of a data folder whose lock is held. @throws KeyProblem, DamagedFile, StoreUnavailable */
export async function openStore(options: RecordsOptions): Promise<RecordsContext> {
  const {
    dataDir,
    masterKeys,
    keyFile,
    now = () => new Date(),
    retentionMonths = 12,
    onDamage = () => {},
    refusalDelay = 20,
    kept = 256,
  } = options
  const layout = layoutOf(resolve(dataDir))
  const empty = await isEmpty(layout)
  if (masterKeys === undefined && keyFile === undefined) throw new KeyProblem('no key was given: set KEY_FILE or MASTER_KEYS')
  const ring = masterKeys === undefined ? await loadKeyFile(keyFile as string, layout.data, empty) : parseKeys(masterKeys, 'MASTER_KEYS')
  if (masterKeys === undefined && (await keyFileOpen(keyFile as string)))
    options.onWarning?.(`others on this machine can read the key file ${keyFile}: chmod 600 it`)
  const ctx: RecordsContext = {
    layout,
    ring,
    keyFile: masterKeys === undefined ? keyFile : undefined,
    mendList: (user) => mendInBackground(ctx, user),
    secret: await loadSecret(layout, ring, empty),
    dataKeys: dataKeys(layout, () => ctx.ring),
    queue: queue(),
    clients: cache<OpenClient>(kept, KEPT_TEXT, ({ file }) => file.size),
    counsellors: cache<OpenCounsellor>(kept, KEPT_TEXT, ({ file }) => file.size),
    seen: new Map(),
    touched: new Map(),
    making: new Set(),
    compared: new Set(),
    now,
    retentionMonths,
    onDamage,
    refusalDelay,
  }
  return ctx
}

/** Whose lists are being mended. */
const mending = new WeakMap<RecordsContext, Set<UserKey>>()

function mendInBackground(ctx: RecordsContext, user: UserKey): void {
  const busy = mending.get(ctx) ?? new Set()
  mending.set(ctx, busy)
  if (busy.has(user)) return
  busy.add(user)
  // Once in a run: a failure (a full disk) leaves the list short, and the next start tries again.
  mendLists(ctx, user).catch(() => {})
}

/** Nothing was ever kept here: only then may keys be made. */
async function isEmpty(layout: Layout): Promise<boolean> {
  for (const path of [layout.keys, layout.shelf('clients'), layout.shelf('counsellors'), layout.quarantine])
    if ((await listed(path)).length > 0) return false
  return true
}

/** The store's own secret. Being wrapped with the master key, it also tells at the start whether that is the right one. */
async function loadSecret(layout: Layout, ring: Ring, empty: boolean): Promise<KeyObject> {
  const stored = await readFile(layout.store).catch((error) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (stored) return unwrap(ring, 'store', stored).data as KeyObject
  if (!empty)
    throw new KeyProblem(
      `${layout.data} holds client files but not their keys (keys/store is gone): restore them from a keys export. Nothing was changed`,
    )
  const secret = newKey()
  await makeFolder(layout.keys)
  await createDurably(layout.store, wrap(ring, 'store', { data: secret }))
  return secret
}

/**
 * Opens the records for this process alone.
 * @throws StoreLocked when another process has them open, KeyProblem when the key is lost or wrong (nothing was changed then),
 * StoreUnavailable
 */
export async function openRecords(options: RecordsOptions): Promise<OpenRecords> {
  const { data, lock: path } = layoutOf(resolve(options.dataDir))
  const lock = await reachingDisk(async () => {
    await makeFolder(data)
    return takeLock(path)
  })
  try {
    return recordsOn(await reachingDisk(() => openStore(options)), lock)
  } catch (error) {
    await lock.release()
    throw error
  }
}

function recordsOn(ctx: RecordsContext, lock: Lock): OpenRecords {
  let closed = false
  return {
    context: ctx,
    counsellor: (user) => readCounsellor(ctx, user),
    changeCounsellor: (user, change) => changeCounsellor(ctx, user, change),
    client: (user, id) => readClient(ctx, user, id),
    changeClient: (user, id, change) => changeClient(ctx, user, id, change),
    createClient: (document) => createClient(ctx, document),
    finishedRun: (user, client, run) =>
      underClient(ctx, client, async () => {
        const { open, document } = await permitted(ctx, user, client, 'read')
        return runWithoutPrivate(await readFinished(ctx, open, document, run), user)
      }),
    erase: (user, client, channel = 'unknown') =>
      underClient(ctx, client, async () => {
        const { open, document } = await permitted(ctx, user, client, 'owner')
        await eraseAll(ctx, open.name, document, { by: user, channel })
      }),
    newId,
    ready: oneAtATime(async () => !closed && (await writable(ctx.layout)) && (await lock.held().catch(() => false))),
    async close() {
      closed = true
      await ctx.queue.close()
      await lock.release()
    },
    share: (...args) => share(ctx, ...args),
    unshare: (...args) => unshare(ctx, ...args),
    opened: (...args) => opened(ctx, ...args),
    audit: (...args) => auditOf(ctx, ...args),
    offer: (...args) => offer(ctx, ...args),
    closeOffer: (...args) => closeOffer(ctx, ...args),
    offered: (...args) => offered(ctx, ...args),
    accept: (...args) => accept(ctx, ...args),
    expiring: (...args) => expiring(ctx, ...args),
    keepLonger: (...args) => keepLonger(ctx, ...args),
    exportFor: (user, client, { withPrivate }, channel) =>
      underClient(ctx, client, async () => {
        const { open, document } = await permitted(ctx, user, client, 'owner')
        noted(ctx, document, user, 'exported', channel)
        await writeClient(ctx, open, document)
        return exported(ctx, open, document, withPrivate ? user : undefined)
      }),
  }
}

/** Bytes: a disk that takes less than this has no room for a document either. */
const PROBE = 65_536

/** Whether the disk takes a document now. Under one name, so that a kill leaves one such file at most. */
async function writable(layout: Layout): Promise<boolean> {
  const probe = join(layout.data, 'probe')
  try {
    await writeAside(probe, Buffer.alloc(PROBE))
    await rm(probe, { force: true })
    return true
  } catch {
    return false
  }
}

/** Several that ask at the same moment get the same answer. */
function oneAtATime(work: () => Promise<boolean>): () => Promise<boolean> {
  let running: Promise<boolean> | undefined
  return () => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }
}
