/**
 * Erasing. First a mark is written, so that an interrupted erasure is completed later and an older key export cannot bring the client back.
 * Then the data key is destroyed, which makes every copy of the data unreadable. Then listeners are called and the data is removed.
 */
import type { KeyObject } from 'node:crypto'
import type { RecordsContext } from './context.ts'
import { idOf } from './ids.ts'
import { orLater } from './later.ts'
import type { ClientDocument, UserKey } from './model.ts'
import { DamagedFile, type Erased, Unreadable } from './records.ts'
import { SealBroken, seal, unseal } from './seal.ts'
import { clientOwner, type Store, textOf } from './store.ts'

/** Who erased, and from where. */
export interface Erasure {
  by: UserKey | 'operator' | 'retention'
  channel: string
}

/** All that remains of an erased client: that there was one, and who erased it when. */
export interface ErasedMark extends Erasure {
  id: string
  /** ISO instant. */
  at: string
}

const label = (name: string) => ({ kind: 'erased' as const, id: name })

/** A new mark, as it is kept. */
export function sealedMark({ secret, now }: Pick<RecordsContext, 'secret' | 'now'>, name: string, erasure: Erasure): Buffer {
  const mark = Buffer.from(JSON.stringify({ ...erasure, at: now().toISOString() }))
  return seal(secret, { ...label(name), model: 1, revision: 0 }, mark)
}

/** Whether a mark was made by this store for this name. Any other bytes in its place erase nobody: whoever may write a file has no secret. */
export function markHolds(secret: KeyObject, name: string, bytes: Buffer): boolean {
  try {
    unseal(secret, label(name), bytes)
    return true
  } catch (error) {
    // DamagedFile: it claims to be of a newer version, which nobody can check here
    if (error instanceof SealBroken || error instanceof DamagedFile) return false
    throw error
  }
}

/** Whether this client was erased, or is being erased. @throws Unreadable if that cannot be told */
export async function isErased({ store, secret }: Pick<RecordsContext, 'store' | 'secret'>, name: string): Promise<boolean> {
  const bytes = await readMark(store, name)
  return bytes !== undefined && markHolds(secret, name, bytes)
}

/** The same, where nothing may be done on the strength of a mark that cannot be read. */
export const mayBeErased = (ours: Pick<RecordsContext, 'store' | 'secret'>, name: string): Promise<boolean> =>
  isErased(ours, name).catch((error) => {
    if (error instanceof Unreadable) return true
    throw error
  })

/** Writes a mark, unless there is one already: the first one stays. One that cannot be read is replaced. */
export async function mark(ours: Pick<RecordsContext, 'store' | 'secret'>, name: string, made: () => Buffer): Promise<void> {
  const there = await isErased(ours, name).catch((error) => {
    if (error instanceof Unreadable) return false
    throw error
  })
  if (!there) await ours.store.marks.write(name, made())
}

/** @returns undefined if there is nothing like a mark @throws Unreadable */
export async function readMark({ marks }: Pick<Store, 'marks'>, name: string): Promise<Buffer | undefined> {
  try {
    return await marks.read(name)
  } catch (error) {
    // a folder in its place
    if (error instanceof SealBroken) return undefined
    throw error
  }
}

/**
 * Only for `eraseAll`, which is the one entry point. Can be repeated; the first mark stays.
 * @param document absent if it cannot be read @throws StoreUnavailable
 */
export async function erasing(ctx: RecordsContext, name: string, erasure: Erasure, document?: ClientDocument): Promise<void> {
  const { store } = ctx
  await mark(ctx, name, () => sealedMark(ctx, name, erasure))
  // before anybody is told: a page that is shown again because of it must not name this client
  if (!document) ctx.unnamed++
  ctx.clients.delete(name)
  const owner = clientOwner(name)
  try {
    await ctx.dataKeys.destroy(owner)
  } catch (error) {
    // With the key gone they are erased: whoever shows them must hear it now, whatever else the disk refuses.
    if (await store.keys.has(owner)) throw error
  }
  tell(ctx, { client: idOf(name) as string, shown: document?.shown ?? [] })
  ctx.seen.delete(textOf(owner))
  // what nobody can open any more is removed by the next sweep otherwise
  await orLater(store.remove(owner))
}

/** An error message might contain a client's words, so only the error's name is reported. */
function tell(ctx: RecordsContext, erased: Erased): void {
  const failed = (error: unknown): void => ctx.onWarning(`something that follows an erasure failed: ${(error as Error)?.name}`)
  for (const listener of ctx.listeners) (async () => listener(erased))().catch(failed)
}

/** All erasures. What was put where a mark belongs is none, and is left out. @param otherwise told of that */
export async function* erasures(ctx: RecordsContext, otherwise: (file: string, fault: string) => void): AsyncGenerator<ErasedMark> {
  for await (const { name, bytes } of marksOf(ctx, otherwise)) {
    const id = idOf(name) as string
    yield { id, ...JSON.parse(unseal(ctx.secret, label(name), bytes).plain.toString()) }
  }
}

/** All marks that this store made. @param otherwise told of what else lies where a mark belongs */
export async function* marksOf(
  { store, secret }: RecordsContext,
  otherwise: (file: string, fault: string, name?: string) => void = () => {},
): AsyncGenerator<{ name: string; bytes: Buffer }> {
  for await (const name of store.marks.names(otherwise)) {
    const bytes = await readMark(store, name).catch((error) => {
      if (error instanceof Unreadable) return error
      throw error
    })
    const file = `keys/erased/${name}`
    if (bytes instanceof Unreadable) otherwise(file, bytes.message, name)
    else if (bytes && markHolds(secret, name, bytes)) yield { name, bytes }
    else otherwise(file, 'it is not a mark that this store made; nobody is erased by it', name)
  }
}
