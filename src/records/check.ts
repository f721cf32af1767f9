/**
 * Opens everything that is stored and says what does not open. Looks at the bytes themselves, also of what is in memory, and sets nothing
 * aside: damage that nobody meets for years is found while an older backup still has it whole.
 */
import type { KeyObject } from 'node:crypto'
import { auditFault } from './audit.ts'
import { BEGUN } from './clients.ts'
import type { RecordsContext } from './context.ts'
import { type KeySet, keyBytes, unwrap } from './data-keys.ts'
import { lastSweep } from './diary.ts'
import { isErased, marksOf, mayBeErased } from './erase.ts'
import { labelOfPart, namedParts } from './finished.ts'
import { idOf, nameOf } from './ids.ts'
import { broughtForward } from './migrations.ts'
import type { AuditLine, ClientDocument, ClientEntry } from './model.ts'
import { DamagedFile } from './records.ts'
import { KeyProblem } from './ring.ts'
import { readHead, SealBroken, unseal } from './seal.ts'
import { openPart } from './sealed-part.ts'
import { clientOwner, counsellorOwner, DOCUMENT, documentOf, type KeyOwner, type Owner, type Place, type Shelf, textOf } from './store.ts'

/** Something that is not as it was written. */
export interface Fault {
  /** Whose it is, if it is a client's. */
  client?: string
  /** Where it is: `clients/<name>/<part>`, `keys/...`. */
  file: string
  fault: string
}

export interface CheckedClient {
  document: ClientDocument
  /** What opens: the document first. */
  files: { part: string; bytes: Buffer }[]
  /** All audit lines that can be read. */
  lines: AuditLine[]
}

type Report = (fault: Fault) => void

/** Runs work on bytes. @returns undefined if they are not as they were written; that is reported */
async function attempt<T>(report: Report, about: Omit<Fault, 'fault'>, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SealBroken || error instanceof DamagedFile || error instanceof KeyProblem || error instanceof SyntaxError))
      throw error
    // what a JSON parser says may quote what it read
    report({ ...about, fault: error instanceof SyntaxError ? 'it is damaged' : error.message })
    return undefined
  }
}

/** @throws SealBroken if there are none */
async function bytesAt({ store }: RecordsContext, place: Place): Promise<Buffer> {
  const bytes = await store.look(place)
  if (bytes) return bytes
  const former = place.part === DOCUMENT && (await store.look(place, true))
  throw new SealBroken(former ? 'it is gone; only the version from before the last change is there' : 'it is gone')
}

/**
 * Everybody of whom there is anything: who has keys, in order, then of whom there is only a file. What cannot be listed is reported.
 */
export async function* namesOf(ctx: RecordsContext, shelf: Shelf, report: Report): AsyncGenerator<string> {
  const { store } = ctx
  const unlisted = (file: string, fault: string): void => report({ file, fault })
  yield* store.keys.names(shelf, unlisted)
  for await (const name of store.names(shelf, unlisted)) {
    // just being made: its key comes last, and with it the name would come out of order
    if (ctx.making.has(idOf(name) ?? '')) continue
    if (!(await store.keys.has({ shelf, name }))) yield name
  }
}

/** The keys of an owner. @throws DamagedFile, KeyProblem */
async function keysOf(ctx: RecordsContext, of: KeyOwner): Promise<KeySet | 'none'> {
  const bytes = await keyBytes(ctx.store.keys, of)
  return bytes ? unwrap(ctx.ring, textOf(of), bytes) : 'none'
}

/**
 * Whether a client without a key was there, and is not erased: then the key is lost, and an export of the keys may still have it. One that
 * was just begun has nothing but its first document. What is lost, or may be, is reported. The caller holds the client's lock.
 */
export async function keyIsLost(ctx: RecordsContext, name: string, report: Report): Promise<boolean> {
  const client = idOf(name) as string
  const erased = await attempt(report, { client, file: `keys/erased/${name}` }, () => isErased(ctx, name))
  if (erased !== false || ctx.making.has(client)) return erased === undefined
  if (!(await wasInUse(ctx, name))) return false
  report({ client, file: `keys/clients/${name}`, fault: 'it is gone, and its client was not erased' })
  return true
}

async function wasInUse({ store }: RecordsContext, name: string): Promise<boolean> {
  const owner = clientOwner(name)
  if ((await store.parts(owner)).some((part) => labelOfPart(idOf(name) as string, part))) return true
  if (await store.look(documentOf(owner), true)) return true
  try {
    const bytes = await store.look(documentOf(owner))
    return bytes !== undefined && readHead(bytes).revision > 1
  } catch (error) {
    // no document of ours: nobody could open it with any key
    if (error instanceof SealBroken) return false
    if (error instanceof DamagedFile) return true
    throw error
  }
}

function openDocument(
  ctx: RecordsContext,
  owner: Owner,
  kind: 'client' | 'counsellor',
  id: string,
  key: KeyObject,
  bytes: Buffer,
): unknown {
  const { model } = readHead(bytes)
  const { plain, revision } = unseal(key, { kind, id }, bytes)
  if (revision < (ctx.seen.get(textOf(owner)) ?? 0)) throw new SealBroken('an older version than the one this server knows')
  return broughtForward(kind, model, JSON.parse(plain.toString()))
}

/**
 * The caller holds the client's lock.
 * @returns undefined if there is no such client, or its document does not open
 */
export async function checkClient(ctx: RecordsContext, name: string, report: Report): Promise<CheckedClient | undefined> {
  const owner = clientOwner(name)
  const client = idOf(name) as string
  const erased = await attempt(report, { client, file: `keys/erased/${name}` }, () => isErased(ctx, name))
  if (erased !== false) return undefined
  const keys = await attempt(report, { client, file: `keys/${textOf(owner)}` }, () => keysOf(ctx, owner))
  if (keys === 'none') await keyIsLost(ctx, name, report)
  if (!keys || keys === 'none' || !keys.data) return undefined
  const { data: key } = keys
  const files: CheckedClient['files'] = []
  const read = (part: string, open: (bytes: Buffer) => unknown): Promise<unknown> =>
    attempt(report, { client, file: `${textOf(owner)}/${part}` }, async () => {
      const bytes = await bytesAt(ctx, { ...owner, part })
      const value = open(bytes)
      files.push({ part, bytes })
      return value
    })
  const document = (await read(DOCUMENT, (bytes) => openDocument(ctx, owner, 'client', client, key, bytes))) as ClientDocument | undefined
  if (!document) return undefined
  const lines: AuditLine[] = []
  for (const part of namedParts(document)) {
    const label = labelOfPart(client, part)
    if (!label) continue
    const value = await read(part, (bytes) => openPart(key, label, bytes))
    if (value && label.kind === 'audit') lines.push(...(value as AuditLine[]))
  }
  return { document, files, lines: [...lines, ...document.audit] }
}

/** The version from before the last change, which is there in case the newer one is damaged. The caller holds the client's lock. */
export async function checkFormer(ctx: RecordsContext, name: string, report: Report): Promise<void> {
  const owner = clientOwner(name)
  const id = idOf(name) as string
  await attempt(report, { client: id, file: `${textOf(owner)}/${DOCUMENT}, the version before its last change` }, async () => {
    const [keys, bytes] = [await keysOf(ctx, owner), await ctx.store.look(documentOf(owner), true)]
    if (bytes && keys !== 'none' && keys.data) unseal(keys.data, { kind: 'client', id }, bytes)
  })
}

/** Whether the audit lines follow one another, for a client of whom all was read. */
export const auditFaultOf = ({ document, lines }: CheckedClient): Fault[] => {
  const fault = auditFault(document, lines)
  return fault ? [{ client: document.id, file: 'the audit', fault }] : []
}

/** The caller holds the counsellor's lock. @returns the document's bytes, if it has any that open */
export async function checkCounsellor(ctx: RecordsContext, name: string, report: Report): Promise<Buffer | undefined> {
  const owner = counsellorOwner(name)
  const keys = await attempt(report, { file: `keys/${textOf(owner)}` }, () => keysOf(ctx, owner))
  if (keys === 'none' && (await ctx.store.parts(owner)).length > 0)
    report({ file: `keys/${textOf(owner)}`, fault: 'it is gone, and what it opened is there' })
  if (!keys || keys === 'none' || !keys.data) return undefined
  const { data: key } = keys
  return attempt(report, { file: `${textOf(owner)}/${DOCUMENT}` }, async () => {
    // made, and interrupted before anything was written
    if (!(await ctx.store.look(documentOf(owner))) && !(await ctx.store.look(documentOf(owner), true))) return undefined
    const bytes = await bytesAt(ctx, documentOf(owner))
    const { list } = openDocument(ctx, owner, 'counsellor', name, key, bytes) as { list?: { slot: string; sealed: string } }
    const listKey = list && keys[list.slot]
    // without its key the list is older than the keys, and made again when it is next opened
    if (listKey) {
      const sealed = unseal(listKey, { kind: 'list', id: name }, Buffer.from(list.sealed, 'base64'))
      await checkListed(ctx, JSON.parse(sealed.plain.toString()).clients, report)
    }
    return bytes
  })
}

/** Whether there is anything of the clients on a list: where file and key are both gone, nothing else names them. */
async function checkListed(ctx: RecordsContext, clients: readonly ClientEntry[], report: Report): Promise<void> {
  for (const { id, touched } of clients) {
    const name = nameOf(id)
    if (!name || touched === BEGUN || ctx.making.has(id) || (await isThere(ctx, name)) || (await mayBeErased(ctx, name))) continue
    report({
      client: id,
      file: `clients/${name}`,
      fault: 'file and key are gone, a counsellor has it on their list, and it was not erased',
    })
  }
}

/** Another look says what is wrong with what is there. */
async function isThere({ store }: RecordsContext, name: string): Promise<boolean> {
  const owner = clientOwner(name)
  return (await store.keys.has(owner)) || (await store.parts(owner)).length > 0 || (await store.look(documentOf(owner), true)) !== undefined
}

/** Keys of the store itself, its diary, and what lies where marks of erasure belong. @returns how many marks there are */
export async function checkMarks(ctx: RecordsContext, report: Report): Promise<number> {
  await attempt(report, { file: 'keys/store' }, async () => {
    const keys = await keysOf(ctx, 'store')
    if (keys === 'none') throw new SealBroken('it is gone')
    if (!keys.data?.equals(ctx.secret)) throw new SealBroken('it is of another store')
  })
  if ((await lastSweep(ctx)) === 'damaged')
    report({ file: 'diary', fault: 'when files were last swept cannot be read: none is erased until "sweep --yes", which writes it anew' })
  let marks = 0
  for await (const _ of checkedMarks(ctx, report)) marks += 1
  return marks
}

/** The marks that hold; what else lies there is reported. */
export const checkedMarks = (ctx: RecordsContext, report: Report): ReturnType<typeof marksOf> =>
  marksOf(ctx, (file, fault, name) => report({ ...(name ? { client: idOf(name) } : {}), file, fault }))
