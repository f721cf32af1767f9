/** Reading, changing, creating and erasing clients' documents. Everything here runs under the client's lock and checks access. */
import type { KeyObject } from 'node:crypto'
import { Low } from 'lowdb'
import { mayAtLeast, type Right, refusingEvenly } from './access.ts'
import type { OpenClient, RecordsContext } from './context.ts'
import { changeCounsellor, dropEntry, pairOf, readCounsellor } from './counsellors.ts'
import { newKey } from './data-keys.ts'
import { type Erasure, erasing, isErased } from './erase.ts'
import { keepFew, moveAudit, type Staged, staging } from './finished.ts'
import { nameOf, tenantOf } from './ids.ts'
import { orLater } from './later.ts'
import type { ClientDocument, ClientEntry, UserKey } from './model.ts'
import { withoutPrivate } from './private.ts'
import { DamagedFile, type FinishedRuns, NoAccess, StoreUnavailable } from './records.ts'
import { sealedDocument } from './sealed-document.ts'
import { clientOwner, documentOf, textOf } from './store.ts'

/** What lowdb returns if there is no document. */
const NOTHING = {} as ClientDocument

function openFile(ctx: RecordsContext, id: string, name: string, key: KeyObject): OpenClient {
  const { store, seen } = ctx
  const stable = ['finished', 'audit', 'handled']
  return { name, key, file: sealedDocument<ClientDocument>({ store, owner: clientOwner(name), kind: 'client', id, key, stable, seen }) }
}

/**
 * Finds a client; the caller holds its lock.
 * @param keep whether it stays in memory afterwards (not when walking over all of them)
 * @returns undefined if there is no such client, or no longer
 * @throws DamagedFile, StoreUnavailable
 */
export async function findClient(
  ctx: RecordsContext,
  id: string,
  keep = true,
): Promise<{ open: OpenClient; document: ClientDocument } | undefined> {
  const name = nameOf(id)
  if (!name) return undefined
  const owner = clientOwner(name)
  let open = ctx.clients.get(name)
  if (open && (await ctx.store.changed(documentOf(owner)))) {
    ctx.clients.delete(name)
    open = undefined
  }
  if (!open) {
    const reading = ctx.dataKeys.read(owner)
    // A client being erased may have half a key: what is wrong with it then matters to nobody.
    reading.catch(() => {})
    if (await isErased(ctx, name)) {
      if (await ctx.store.keys.has(owner)) await finishErasing(ctx, id, name)
      return undefined
    }
    const keys = await reading
    if (!keys?.data) return undefined
    open = openFile(ctx, id, name, keys.data)
  }
  const known = ctx.seen.has(textOf(owner))
  const db = new Low(open.file, NOTHING)
  await db.read()
  if (!keep && !known) ctx.seen.delete(textOf(owner))
  if (db.data === NOTHING) throw new DamagedFile('the file of this client is gone')
  if (keep) ctx.clients.set(name, open)
  return { open, document: db.data }
}

/** Runs work under a client's lock. Impossible ids are refused in there too, so that they take the same path. */
export const underClient = <T>(ctx: RecordsContext, id: string, work: () => Promise<T>): Promise<T> =>
  refusingEvenly(ctx, () => ctx.store.lock(clientOwner(nameOf(id) ?? 'none'), work))

/** The caller holds the lock. @throws NoAccess, DamagedFile (only to those who had this client on their list) */
export async function permitted(
  ctx: RecordsContext,
  user: UserKey,
  id: string,
  right: Right,
): Promise<{ open: OpenClient; document: ClientDocument }> {
  const found = await findClient(ctx, id).catch(async (error) => {
    if (!(error instanceof DamagedFile)) throw error
    const { clients } = await readCounsellor(ctx, user)
    throw clients.some((entry) => entry.id === id) ? error : new NoAccess()
  })
  if (!found || !mayAtLeast(found.document, user, right)) throw new NoAccess()
  return found
}

/** @throws NoAccess, DamagedFile, StoreUnavailable */
export const readClient = (ctx: RecordsContext, user: UserKey, id: string): Promise<ClientDocument> =>
  underClient(ctx, id, async () => {
    try {
      const { document } = await permitted(ctx, user, id, 'read')
      await compareEntry(ctx, user, document)
      return withoutPrivate(ctx.parts, document, user)
    } catch (error) {
      // An erased file, or one no longer shared, leaves the list when it is next opened. An offer stays: whoever was offered the file has
      // no access yet.
      if (error instanceof NoAccess && nameOf(id) && !ctx.making.has(id)) await dropEntry(ctx, user, id, false).catch(() => {})
      throw error
    }
  })

/** The fields a change may not alter, because they have methods of their own. */
const fixed = (document: ClientDocument): string => {
  const { id, model, tenant, owner, shares, created } = document
  return JSON.stringify([id, model, tenant, owner, shares, created])
}

/** An offer has methods of its own too, but ends with the consent that this change takes back. @returns a check of the changed document */
function keepsOffer({ handover, consent: { state } }: ClientDocument): (changed: ClientDocument) => boolean {
  const offer = JSON.stringify(handover)
  return ({ handover: now, consent }) =>
    JSON.stringify(now) === offer || (now === undefined && consent.state === 'withdrawn' && state !== 'withdrawn')
}

/**
 * Writes a changed draft with the staged parts; the caller holds the lock. Finished conversations come first, then the document, which
 * makes them valid; then what it no longer names is removed.
 * @returns whether the document changed
 */
export async function writeClient(ctx: RecordsContext, open: OpenClient, draft: ClientDocument, staged?: Staged): Promise<boolean> {
  const parts = (await staged?.parts(open.key)) ?? []
  const changed = open.file.differs(draft)
  if (changed) {
    parts.push(...moveAudit(open, draft))
    keepFew(draft)
    draft.touched = ctx.now().toISOString()
    try {
      await new Low<ClientDocument>(open.file.with(parts), draft).write()
    } catch (error) {
      ctx.clients.delete(open.name)
      throw error
    }
    ctx.clients.set(open.name, open)
    ctx.touched.set(draft.id, draft.touched)
  } else if (parts.length > 0) await ctx.store.write(parts)
  await staged?.removeLeftovers()
  return changed
}

/** @throws NoAccess (also for readers), StoreUnavailable, DamagedFile, what `change` throws */
export const changeClient = <T>(
  ctx: RecordsContext,
  user: UserKey,
  id: string,
  change: (draft: ClientDocument, finishedRuns: FinishedRuns) => T,
): Promise<T> =>
  underClient(ctx, id, async () => {
    const { open, document: draft } = await permitted(ctx, user, id, 'write')
    const { alias, country, phase } = draft
    const kept = fixed(draft)
    const offerKept = keepsOffer(draft)
    const staged = staging(ctx, open.name, draft, user)
    const result = change(draft, staged.finishedRuns)
    if (fixed(draft) !== kept || !offerKept(draft))
      throw new Error('owner, shares and the like are changed by share() and handOver(), not in passing')
    await writeClient(ctx, open, draft, staged)
    if (alias !== draft.alias || country !== draft.country || phase !== draft.phase)
      // The turn is kept whatever happens to the lists: they are repaired when the file is next opened.
      for (const person of peopleOf(draft)) await enter(ctx, person, draft).catch(() => ctx.compared.delete(pairOf(person, draft.id)))
    return result
  })

export const peopleOf = (document: ClientDocument): UserKey[] => [document.owner, ...document.shares.map(({ user }) => user)]

/**
 * The only way to erase a client, whoever asks for it: removes the data, calls the listeners and takes it off every list. The caller holds
 * the lock.
 * @param document absent if it cannot be read; each list then drops the entry when it is next looked at
 */
export async function eraseAll(ctx: RecordsContext, name: string, erasure: Erasure, document?: ClientDocument): Promise<void> {
  await erasing(ctx, name, erasure, document)
  if (!document) return
  const offeredTo = document.handover ? [document.handover.to] : []
  for (const person of [...peopleOf(document), ...offeredTo]) await orLater(dropEntry(ctx, person, document.id))
}

/** Completes an erasure interrupted after its mark was set: the key may be half destroyed, or still open the document. */
async function finishErasing(ctx: RecordsContext, id: string, name: string): Promise<void> {
  const document = await readToErase(ctx, id, name)
  // The first mark stays and says who began it.
  await eraseAll(ctx, name, { by: 'operator', channel: 'none' }, document)
}

async function readToErase(ctx: RecordsContext, id: string, name: string): Promise<ClientDocument | undefined> {
  try {
    const keys = await ctx.dataKeys.read(clientOwner(name))
    return keys?.data && ((await openFile(ctx, id, name, keys.data).file.read()) ?? undefined)
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error
    return undefined
  }
}

const entryOf = ({ id, alias, country, phase, touched }: ClientDocument): ClientEntry => ({ id, alias, country, phase, touched })

/** Adds a client to somebody's list, or updates the entry. */
export const enter = (ctx: RecordsContext, user: UserKey, document: ClientDocument): Promise<void> => put(ctx, user, entryOf(document))

/** `touched` of an entry whose client may have been only begun: until the file is read, nobody knows whether it ever was. */
export const BEGUN = ''

const put = (ctx: RecordsContext, user: UserKey, entry: ClientEntry): Promise<void> =>
  changeCounsellor(ctx, user, (draft) => {
    const at = draft.clients.findIndex(({ id }) => id === entry.id)
    draft.clients[at < 0 ? draft.clients.length : at] = entry
  })

/** Repairs the list entry from the file, which is written first: once for each person and client since the start. */
async function compareEntry(ctx: RecordsContext, user: UserKey, document: ClientDocument): Promise<void> {
  const pair = pairOf(user, document.id)
  if (ctx.compared.has(pair)) return
  const entry = (await readCounsellor(ctx, user)).clients.find(({ id }) => id === document.id)
  if (
    !entry ||
    entry.alias !== document.alias ||
    entry.country !== document.country ||
    entry.phase !== document.phase ||
    entry.touched < document.touched
  )
    await enter(ctx, user, document)
  ctx.compared.add(pair)
}

/**
 * Writes the list entry first, then the document, then its key, which makes the client exist. If interrupted, it leaves at most an entry
 * that leads nowhere (dropped quietly) and bytes that nobody can open.
 * @throws StoreUnavailable
 */
export async function createClient(ctx: RecordsContext, document: ClientDocument): Promise<void> {
  const { id, owner, tenant } = document
  const name = nameOf(id)
  if (!name) throw new Error('the id of a client is made by newId()')
  if (tenantOf(owner) !== tenant) throw new Error('the owner is of another tenant than the file')
  ctx.making.add(id)
  try {
    await put(ctx, owner, { ...entryOf(document), touched: BEGUN })
    await ctx.store.lock(clientOwner(name), () => makeFiles(ctx, name, document))
    ctx.touched.set(id, document.touched)
  } catch (error) {
    ctx.making.delete(id)
    await dropEntry(ctx, owner, id).catch(() => {})
    throw error
  } finally {
    ctx.making.delete(id)
  }
}

async function makeFiles(ctx: RecordsContext, name: string, document: ClientDocument): Promise<void> {
  const owner = clientOwner(name)
  if ((await ctx.store.keys.has(owner)) || (await isErased(ctx, name))) throw new Error('there is or was a client with this id')
  const key = newKey()
  const open = openFile(ctx, document.id, name, key)
  try {
    await open.file.write(document)
    await ctx.dataKeys.write(owner, { data: key })
  } catch (error) {
    ctx.seen.delete(textOf(owner))
    await ctx.store.remove(owner).catch(() => {})
    throw error
  }
  ctx.clients.set(name, open)
}
