/** Assembles the records: the rules over a store, with one sealed JSON document for each client and counsellor. */
import type { KeyObject } from 'node:crypto'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { cache } from './cache.ts'
import { changeClient, createClient, eraseAll, permitted, readClient, underClient, writeClient } from './clients.ts'
import type { OpenClient, OpenCounsellor, RecordsContext } from './context.ts'
import { changeCounsellor, naming, readCounsellor } from './counsellors.ts'
import { dataKeys, keyBytes, newKey, unwrap, wrap } from './data-keys.ts'
import { exported } from './export.ts'
import { type DiskOptions, openDisk } from './files/disk.ts'
import { reachingDisk } from './files/failures.ts'
import { keyFileHolds, keyFileWarnings, loadKeyFile } from './files/key-file.ts'
import { readFinished } from './finished.ts'
import { accept, closeOffer, offer, offered } from './handover.ts'
import { newId } from './ids.ts'
import { rebuildLists } from './lists.ts'
import type { UserKey } from './model.ts'
import type { AnyPart } from './part.ts'
import { runWithoutPrivate, withoutPrivate } from './private.ts'
import type { Erased, FileRecords } from './records.ts'
import { expiring, keepLonger } from './retention.ts'
import { KeyProblem, parseKeys, type Ring } from './ring.ts'
import { auditOf, noted, opened, share, unshare } from './sharing.ts'
import { SHELVES, type Store } from './store.ts'

/** Options that do not depend on where things are kept. */
export interface RulesOptions {
  /** The features' parts of a client's document. Without them the parts would be hidden, and so would when they were last used. */
  parts: readonly AnyPart[]
  now?: () => Date
  /** Months after the last conversation until a file is erased (default 12). */
  retentionMonths?: number
  /** How long a refusal takes at least (ms, default 20). */
  refusalDelay?: number
  /** Reports what is not an error but needs attention; for the log. */
  onWarning?: (text: string) => void
  /** How many documents of each kind stay decrypted in memory (default 256). */
  kept?: number
}

export interface RecordsOptions extends RulesOptions, DiskOptions {
  /** Outside `dataDir`; created on the first run (mode 0600). Not used if `masterKeys` is given. */
  keyFile?: string
  /** From the environment: 32 bytes as base64, or several, the current one first. */
  masterKeys?: string
}

/** What is needed to open a store. */
export interface Unlocking {
  ring: Ring
  /** The file the ring comes from; absent if it comes from the environment. */
  keyFile?: string
  /** The store's data folder, if it has one. */
  where?: string
}

/** The records with what is under them, for the operator's commands (`operator/`). */
export interface OpenRecords extends FileRecords {
  readonly context: RecordsContext
  /** How many clients were ever erased here. */
  erased(): Promise<number>
}

/** Characters of documents of each kind that stay in memory. */
const KEPT_TEXT = 8_000_000

/**
 * Opens the records in a data folder, for this process alone.
 * @throws StoreLocked if another process has them open, KeyProblem if the key is lost or wrong (nothing was changed then), StoreUnavailable
 */
export async function openRecords(options: RecordsOptions): Promise<OpenRecords> {
  const store = await openDisk(options)
  try {
    return await recordsOver(store, await reachingDisk(() => unlocking(store, options)), options)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function unlocking(store: Store, { dataDir, masterKeys, keyFile, onWarning }: RecordsOptions): Promise<Unlocking> {
  const where = resolve(dataDir)
  if (masterKeys !== undefined) return { ring: parseKeys(masterKeys, 'MASTER_KEYS'), where }
  if (keyFile === undefined) throw new KeyProblem('no key was given: set KEY_FILE or MASTER_KEYS')
  const ring = await loadKeyFile(keyFile, where, await isUnused(store))
  for (const warning of await keyFileWarnings(keyFile)) onWarning?.(warning)
  return { ring, keyFile, where }
}

/** The records over any store; closing them closes it. @throws KeyProblem (nothing was changed then), DamagedFile, StoreUnavailable */
export async function recordsOver(store: Store, { ring, keyFile, where }: Unlocking, options: RulesOptions): Promise<OpenRecords> {
  const { parts, now = () => new Date(), retentionMonths = 12, refusalDelay = 20, onWarning = () => {}, kept = 256 } = options
  const ctx: RecordsContext = {
    store,
    ring,
    keyFile,
    dataDir: where,
    rebuildList: (user) => rebuildInBackground(ctx, user),
    secret: await loadSecret(store, ring, where),
    dataKeys: dataKeys(store.keys, () => ctx.ring),
    clients: cache<OpenClient>(kept, KEPT_TEXT, ({ file }) => file.size()),
    counsellors: cache<OpenCounsellor>(kept, KEPT_TEXT, ({ file }) => file.size()),
    unnamed: 0,
    seen: new Map(),
    touched: new Map(),
    making: new Set(),
    compared: new Set(),
    parts,
    listeners: new Set(),
    onWarning,
    now,
    retentionMonths,
    refusalDelay,
  }
  return recordsOn(ctx)
}

/** The counsellors whose lists have been rebuilt in this run. */
const rebuilding = new WeakMap<RecordsContext, Set<UserKey>>()

function rebuildInBackground(ctx: RecordsContext, user: UserKey): void {
  const busy = rebuilding.get(ctx) ?? new Set()
  rebuilding.set(ctx, busy)
  if (busy.has(user)) return
  busy.add(user)
  // Once per run: after a failure (a full disk) the list stays short and the next start tries again.
  rebuildLists(ctx, user).catch(() => {})
}

const warned = new WeakSet<RecordsContext>()
/** When a look began that found the key file in order (ms). */
const inOrder = new WeakMap<RecordsContext, number>()

/** Whether the key file still holds the keys in use: without them the next start opens nothing. */
async function keyStands(ctx: RecordsContext): Promise<boolean> {
  const { keyFile } = ctx
  let began = 0
  // A rotation writes the file a moment before it uses the new key.
  for (let tries = 0; tries < 3; tries += 1) {
    began = performance.now()
    if (keyFile === undefined || (await reachingDisk(() => keyFileHolds(keyFile, ctx.ring)))) {
      warned.delete(ctx)
      inOrder.set(ctx, began)
      return true
    }
    await wait(50)
  }
  // several look at once, and a later look may be done sooner
  if ((inOrder.get(ctx) ?? 0) > began) return true
  if (!warned.has(ctx))
    ctx.onWarning(`the key file ${keyFile} is gone or holds other keys than those in use: put it back, or no start will open the files`)
  warned.add(ctx)
  return false
}

/** Whether nothing was ever stored here: only then may keys be created. */
async function isUnused(store: Store): Promise<boolean> {
  if (await store.keys.has('store')) return false
  const lists = [store.marks.names(), ...SHELVES.flatMap((shelf) => [store.keys.names(shelf), store.names(shelf)])]
  for (const names of lists) for await (const _ of names) return false
  return true
}

/**
 * The store's own secret. It is wrapped with the master key, so reading it also checks at the start that the master key is the right one.
 */
async function loadSecret(store: Store, ring: Ring, where = 'the store'): Promise<KeyObject> {
  const stored = await keyBytes(store.keys, 'store')
  if (stored) return unwrap(ring, 'store', stored).data as KeyObject
  if (!(await isUnused(store)))
    throw new KeyProblem(
      `${where} holds client files but not their keys (keys/store is gone): restore them from a keys export. Nothing was changed`,
    )
  const secret = newKey()
  await store.keys.write('store', wrap(ring, 'store', { data: secret }))
  return secret
}

function recordsOn(ctx: RecordsContext): OpenRecords {
  return {
    context: ctx,
    counsellor: (user) => readCounsellor(ctx, user),
    changeCounsellor: (user, change) => changeCounsellor(ctx, user, change),
    client: (user, id) => readClient(ctx, user, id),
    changeClient: (user, id, change) => changeClient(ctx, user, id, change),
    naming: (user, work) => naming(ctx, user, work),
    createClient: (document) => createClient(ctx, document),
    finishedRun: (user, client, run) =>
      underClient(ctx, client, async () => {
        const { open, document } = await permitted(ctx, user, client, 'read')
        return runWithoutPrivate(await readFinished(ctx, open, document, run), user)
      }),
    erase: (user, client, channel = 'unknown') =>
      underClient(ctx, client, async () => {
        const { open, document } = await permitted(ctx, user, client, 'owner')
        await eraseAll(ctx, open.name, { by: user, channel }, document)
      }),
    async erased() {
      let count = 0
      for await (const _ of ctx.store.marks.names()) count++
      return count
    },
    onErased(listener) {
      const own = (erased: Erased): void => listener(erased)
      ctx.listeners.add(own)
      return () => void ctx.listeners.delete(own)
    },
    newId,
    seenBy: (user, document) => withoutPrivate(ctx.parts, document, user),
    ready: async () => (await ctx.store.ready()) && (await keyStands(ctx)),
    close: () => ctx.store.close(),
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
        noted(ctx, document, { by: user, did: 'exported', channel })
        await writeClient(ctx, open, document)
        return exported(ctx, open, document, withPrivate ? user : undefined)
      }),
  }
}
