/**
 * Counsellors' documents. The list of clients (aliases), the offers and where they are, are sealed once more inside, under a key that is thrown
 * away whenever a client leaves the list, so that no older copy of the list reveals an erased client's alias.
 */
import type { KeyObject } from 'node:crypto'
import { Low } from 'lowdb'
import type { OpenCounsellor, RecordsContext } from './context.ts'
import { DamagedKeys, newKey } from './data-keys.ts'
import { isErased } from './erase.ts'
import { counsellorName, nameOf } from './ids.ts'
import { NewerModel } from './migrations.ts'
import type { ClientEntry, CounsellorDocument, Place, UserKey } from './model.ts'
import { DamagedFile, StoreUnavailable, Unreadable } from './records.ts'
import { seal, unseal } from './seal.ts'
import { sealedDocument } from './sealed-document.ts'
import { clientOwner, counsellorOwner, documentOf, type Owner, textOf } from './store.ts'

interface Packed extends Omit<CounsellorDocument, 'clients' | 'offers' | 'focus' | 'chats'> {
  list: { slot: string; sealed: string }
}

const empty = (user: UserKey): CounsellorDocument => ({ model: 2, user, discreet: false, greeted: false, clients: [] })

const listSlots = (keys: OpenCounsellor['keys']): string[] =>
  Object.keys(keys)
    .filter((slot) => slot.startsWith('list-'))
    .toSorted((a, b) => Number(a.slice(5)) - Number(b.slice(5)))

/** The places that can be read. Without one a chat begins at home, so a damaged list keeps nobody out. */
const placesIn = (chats: unknown): Place[] => (Array.isArray(chats) ? chats.filter(isPlace) : [])

function isPlace(place: Place | null): boolean {
  const { chat, discreet, focus } = place ?? {}
  return typeof chat === 'string' && typeof discreet === 'boolean' && (focus === undefined || typeof focus?.client === 'string')
}

const listLabel = (name: string) => ({ kind: 'list' as const, id: name })

function openFile(ctx: RecordsContext, name: string, keys: OpenCounsellor['keys']): OpenCounsellor {
  const shape = {
    pack({ clients, offers, focus, chats, ...own }: CounsellorDocument): Packed {
      const slot = listSlots(open.keys).at(-1) as string
      const sealed = seal(
        open.keys[slot] as KeyObject,
        { ...listLabel(name), model: 1, revision: 0 },
        Buffer.from(JSON.stringify({ clients, offers, focus, chats })),
      )
      return { ...own, list: { slot, sealed: sealed.toString('base64') } }
    },
    unpack(stored: unknown): CounsellorDocument {
      const { list, ...own } = stored as Packed
      const key = open.keys[list.slot]
      open.listLost = !key
      if (!key) return { ...own, clients: [] }
      // Anything else an earlier model sealed there is dropped with the next write, and does not move to the open part.
      const { clients, offers, focus, chats } = JSON.parse(
        unseal(key, listLabel(name), Buffer.from(list.sealed, 'base64')).plain.toString(),
      )
      return { ...own, clients, offers, focus, ...(chats === undefined ? {} : { chats: placesIn(chats) }) }
    },
  }
  const file = sealedDocument<CounsellorDocument>({
    store: ctx.store,
    owner: counsellorOwner(name),
    kind: 'counsellor',
    id: name,
    key: keys.data as KeyObject,
    shape,
    // read in every turn, whatever it is about, so the long part is shared instead of copied
    stable: ['clients'],
    seen: ctx.seen,
  })
  const open: OpenCounsellor = { name, keys, file, listLost: false, touched: new Map() }
  return open
}

/** @returns undefined if this counsellor was never here */
async function find(ctx: RecordsContext, user: UserKey, name: string): Promise<OpenCounsellor | undefined> {
  const held = ctx.counsellors.get(name)
  const owner = counsellorOwner(name)
  if (held && !(await ctx.store.changed(documentOf(owner)))) return held
  try {
    const keys = await ctx.dataKeys.read(owner)
    if (!keys && (await ctx.store.parts(owner)).length > 0) throw new DamagedKeys(`the key file keys/${textOf(owner)} is gone`)
    return keys && openFile(ctx, name, keys)
  } catch (error) {
    if (!(error instanceof DamagedKeys)) throw error
    await beginAgain(ctx, user, owner, error)
    return undefined
  }
}

/**
 * A counsellor whose keys are damaged or gone begins with an empty document: their list is in the clients' files too. The keys are destroyed rather
 * than set aside, because what is left of them may open an older list with a client who is erased later.
 */
async function beginAgain(ctx: RecordsContext, user: UserKey, owner: Owner, { message }: DamagedKeys): Promise<void> {
  await ctx.dataKeys.destroy(owner)
  await ctx.store.remove(owner)
  ctx.seen.delete(textOf(owner))
  ctx.onWarning(`${message}: made anew. The settings of that counsellor are lost; their list is built again from the clients' files`)
  ctx.rebuildList(user)
}

async function make(ctx: RecordsContext, name: string): Promise<OpenCounsellor> {
  const keys = { data: newKey(), 'list-1': newKey() }
  await ctx.dataKeys.write(counsellorOwner(name), keys)
  return openFile(ctx, name, keys)
}

/** Brings the entries' last changes up to date; between writes they are only in memory. In every turn, so each is made once. */
function catchUp(ctx: RecordsContext, { clients }: CounsellorDocument, open: OpenCounsellor | undefined): void {
  for (let at = 0; at < clients.length; at++) {
    const written = clients[at] as ClientEntry
    const touched = ctx.touched.get(written.id)
    if (!touched || touched <= written.touched) continue
    const known = open?.touched.get(written.id)
    const now = known?.written === written && known.now.touched === touched ? known.now : Object.freeze({ ...written, touched })
    if (now !== known?.now) open?.touched.set(written.id, { written, now })
    clients[at] = now
  }
}

/**
 * The document, or an empty one if this counsellor is new. One damaged beyond its former version is started again: what matters in it is in
 * the clients' files too.
 */
async function load(ctx: RecordsContext, user: UserKey, open: OpenCounsellor | undefined): Promise<CounsellorDocument> {
  if (!open) return empty(user)
  const db = new Low<CounsellorDocument>(open.file, empty(user))
  const known = open.file.revision() > 0
  try {
    await db.read()
  } catch (error) {
    if (!(error instanceof DamagedFile) || error instanceof NewerModel) throw error
    ctx.seen.delete(textOf(counsellorOwner(open.name)))
    open.listLost = true
  }
  if (!known && (open.listLost || open.file.revision() === 0)) ctx.rebuildList(user)
  return db.data
}

/**
 * Works on the document under its lock. `change` returns its result, whether the document has to be written, and whether a client's words
 * may have left the list.
 */
async function under<T>(
  ctx: RecordsContext,
  user: UserKey,
  change: (draft: CounsellorDocument, open: OpenCounsellor | undefined) => { result: T; changed: boolean; left: boolean },
): Promise<T> {
  const name = counsellorName(ctx.secret, user)
  return ctx.store.lock(counsellorOwner(name), async () => {
    const { unnamed } = ctx
    const looks = ctx.counsellors.get(name)?.looked !== unnamed
    let open = await find(ctx, user, name)
    const draft = await load(ctx, user, open)
    catchUp(ctx, draft, open)
    const gone = looks ? await entriesWithoutFile(ctx, draft) : []
    if (gone.length > 0) {
      draft.clients = draft.clients.filter(({ id }) => !gone.includes(id))
      for (const id of gone) leave(draft, id)
    }
    const { result, changed, left } = change(draft, open)
    if (changed || gone.length > 0) {
      try {
        open ??= await make(ctx, name)
        const renew = left || gone.length > 0 || listSlots(open.keys).length > 1
        open.touched.clear()
        await (renew ? writeUnderNewKey(ctx, open, draft) : open.file.write(draft))
      } catch (error) {
        ctx.counsellors.delete(name)
        // Looking at the list goes on where only old entries could not be taken off it; the next look tries again.
        if (changed || !(error instanceof StoreUnavailable)) throw error
        return result
      }
    }
    if (open) {
      open.looked = unnamed
      ctx.counsellors.set(name, open)
    }
    return result
  })
}

/** Entries of clients whose key is gone or being destroyed: they were erased, or never fully created. */
async function entriesWithoutFile(ctx: RecordsContext, document: CounsellorDocument): Promise<string[]> {
  const { keys } = ctx.store
  const isThere = async (name: string | undefined): Promise<boolean> =>
    name !== undefined && (await keys.has(clientOwner(name))) && !(await isErased(ctx, name).catch(unknown))
  // an entry stays where it cannot be told whether its client was erased
  function unknown(error: unknown): boolean {
    if (error instanceof Unreadable) return false
    throw error
  }
  const there = await Promise.all(document.clients.map(async ({ id }) => ctx.making.has(id) || (await isThere(nameOf(id)))))
  return document.clients.filter((_, index) => !there[index]).map(({ id }) => id)
}

/**
 * Writes the new key first, then the document under it, then drops the old key: wherever this is interrupted, one of the two opens the
 * list.
 */
async function writeUnderNewKey(ctx: RecordsContext, open: OpenCounsellor, document: CounsellorDocument): Promise<void> {
  const owner = counsellorOwner(open.name)
  const slots = listSlots(open.keys)
  const next = `list-${Number(slots.at(-1)?.slice(5) ?? 0) + 1}`
  const both = { ...open.keys, [next]: newKey() }
  await ctx.dataKeys.write(owner, both)
  open.keys = both
  await open.file.write(document)
  const { data } = open.keys
  const after = { data: data as KeyObject, [next]: both[next] as KeyObject }
  await ctx.dataKeys.write(owner, after)
  open.keys = after
}

/** @throws StoreUnavailable, DamagedFile */
export const readCounsellor = (ctx: RecordsContext, user: UserKey): Promise<CounsellorDocument> =>
  under(ctx, user, (draft) => ({ result: draft, changed: false, left: false }))

/** @throws what `change` throws; StoreUnavailable, DamagedFile */
export function changeCounsellor<T>(ctx: RecordsContext, user: UserKey, change: (draft: CounsellorDocument) => T): Promise<T> {
  return under(ctx, user, (draft) => {
    const own = withoutClients(draft)
    const before = [...draft.clients]
    const result = change(draft)
    const { clients } = draft
    const same = clients.length === before.length && clients.every((entry, at) => isSame(entry, before[at]))
    const now = new Set(clients.map(({ id }) => id))
    return { result, changed: !same || withoutClients(draft) !== own, left: before.some(({ id }) => !now.has(id)) }
  })
}

const withoutClients = (document: CounsellorDocument): string => JSON.stringify({ ...document, clients: undefined })

/** Entries are replaced, never changed, so of a long list hardly any has to be looked into. */
const isSame = (one: ClientEntry, other: ClientEntry | undefined): boolean => one === other || JSON.stringify(one) === JSON.stringify(other)

/** Nobody is at this client any more, in no chat. */
function leave(draft: CounsellorDocument, client: string): void {
  if (draft.focus?.client === client) draft.focus = undefined
  if (draft.chats?.some(({ focus }) => focus?.client === client))
    draft.chats = draft.chats.map((place) => (place.focus?.client === client ? { ...place, focus: undefined } : place))
}

/** The key of a person and a client in `ctx.compared`. */
export const pairOf = (user: UserKey, client: string): string => `${user} ${client}`

/**
 * Takes a client off somebody's list, with everything there that refers to it. The client's lock is held, except for clients that were
 * never fully created, so nobody can give access at the same moment.
 * @param offer whether an offer of the file goes too
 */
export function dropEntry(ctx: RecordsContext, user: UserKey, client: string, offer = true): Promise<void> {
  ctx.compared.delete(pairOf(user, client))
  return changeCounsellor(ctx, user, (draft) => {
    if (offer && draft.offers?.includes(client)) draft.offers = draft.offers.filter((id) => id !== client)
    if (!draft.clients.some(({ id }) => id === client)) return
    draft.clients = draft.clients.filter(({ id }) => id !== client)
    leave(draft, client)
  })
}

/** A lock of its own, taken before any other: the counsellor's and the clients' are taken inside it. */
export const naming = <T>(ctx: RecordsContext, user: UserKey, work: () => Promise<T>): Promise<T> =>
  ctx.store.lock(counsellorOwner(`${counsellorName(ctx.secret, user)} names`), work)
