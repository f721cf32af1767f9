/**
 * Erasing: a mark first (so that an interrupted erasure is finished, and no older set of keys brings the client back), then the data key,
 * from which moment every copy of the data anywhere is unreadable; then whoever listens is told, and what lies there goes.
 */
import type { RecordsContext } from './context.ts'
import { idOf } from './ids.ts'
import type { ShownCards, UserKey } from './model.ts'
import type { Erased } from './records.ts'
import { SealBroken, seal, unseal } from './seal.ts'
import { clientOwner, textOf } from './store.ts'

/** Who erased, and from where. */
export interface Erasure {
  by: UserKey | 'operator' | 'retention'
  channel: string
}

/** What is left of an erased client: that there was one, and who erased it when. */
export interface ErasedMark extends Erasure {
  id: string
  /** ISO instant. */
  at: string
}

const label = (name: string) => ({ kind: 'erased' as const, id: name })

/** For `eraseAll` only, which is the door. Can be repeated; the first mark stands. @throws StoreUnavailable */
export async function erasing(ctx: RecordsContext, name: string, erasure: Erasure, shown: ShownCards[]): Promise<void> {
  const { store } = ctx
  if (!(await store.marks.has(name))) {
    const told = Buffer.from(JSON.stringify({ ...erasure, at: ctx.now().toISOString() }))
    await store.marks.write(name, seal(ctx.secret, { ...label(name), model: 1, revision: 0 }, told))
  }
  ctx.clients.delete(name)
  const owner = clientOwner(name)
  await ctx.dataKeys.destroy(owner)
  tell(ctx, { client: idOf(name) as string, shown })
  await store.remove(owner)
  ctx.seen.delete(textOf(owner))
}

/** The words of what went wrong could be a client's: only its name is passed on. */
function tell(ctx: RecordsContext, told: Erased): void {
  const failed = (error: unknown): void => ctx.onWarning(`something that follows an erasure failed: ${(error as Error)?.name}`)
  for (const listener of ctx.listeners) (async () => listener(told))().catch(failed)
}

/** All erasures. A mark that cannot be read still counts; who made it is then not known. */
export async function* erasures(ctx: RecordsContext): AsyncGenerator<ErasedMark> {
  for await (const name of ctx.store.marks.names()) {
    const id = idOf(name) as string
    try {
      const told = JSON.parse(unseal(ctx.secret, label(name), (await ctx.store.marks.read(name)) as Buffer).plain.toString())
      yield { id, ...told }
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error
      yield { id, by: 'operator', channel: 'unknown', at: '' }
    }
  }
}
