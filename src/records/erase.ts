/**
 * Erasing. First a mark is written, so that an interrupted erasure is completed later and an older key export cannot bring the client back.
 * Then the data key is destroyed, which makes every copy of the data unreadable. Then listeners are called and the data is removed.
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

/** All that remains of an erased client: that there was one, and who erased it when. */
export interface ErasedMark extends Erasure {
  id: string
  /** ISO instant. */
  at: string
}

const label = (name: string) => ({ kind: 'erased' as const, id: name })

/** Only for `eraseAll`, which is the one entry point. Can be repeated; the first mark stays. @throws StoreUnavailable */
export async function erasing(ctx: RecordsContext, name: string, erasure: Erasure, shown: ShownCards[]): Promise<void> {
  const { store } = ctx
  if (!(await store.marks.has(name))) {
    const mark = Buffer.from(JSON.stringify({ ...erasure, at: ctx.now().toISOString() }))
    await store.marks.write(name, seal(ctx.secret, { ...label(name), model: 1, revision: 0 }, mark))
  }
  ctx.clients.delete(name)
  const owner = clientOwner(name)
  await ctx.dataKeys.destroy(owner)
  tell(ctx, { client: idOf(name) as string, shown })
  await store.remove(owner)
  ctx.seen.delete(textOf(owner))
}

/** An error message might contain a client's words, so only the error's name is reported. */
function tell(ctx: RecordsContext, erased: Erased): void {
  const failed = (error: unknown): void => ctx.onWarning(`something that follows an erasure failed: ${(error as Error)?.name}`)
  for (const listener of ctx.listeners) (async () => listener(erased))().catch(failed)
}

/** All erasures. A mark that cannot be read still counts, but who made it is unknown. */
export async function* erasures(ctx: RecordsContext): AsyncGenerator<ErasedMark> {
  for await (const name of ctx.store.marks.names()) {
    const id = idOf(name) as string
    try {
      const mark = JSON.parse(unseal(ctx.secret, label(name), (await ctx.store.marks.read(name)) as Buffer).plain.toString())
      yield { id, ...mark }
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error
      yield { id, by: 'operator', channel: 'unknown', at: '' }
    }
  }
}
