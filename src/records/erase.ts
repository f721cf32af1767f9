/**
 * Erasing: a mark first (so that an interrupted erasure is finished, and no older set of keys brings the client back), then the data key,
 * from which moment every copy of the data anywhere is unreadable, then the files.
 */
import { readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RecordsContext } from './context.ts'
import { exists, makeFolder, syncFolder, writeDurably } from './files/durable.ts'
import { names } from './files/walk.ts'
import { idOf } from './ids.ts'
import type { UserKey } from './model.ts'
import { SealBroken, seal, unseal } from './seal.ts'

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

/** The caller holds the client's lock. Can be repeated; the first mark stands. @throws StoreUnavailable */
export async function erasing(ctx: RecordsContext, name: string, erasure: Erasure = { by: 'operator', channel: 'none' }): Promise<void> {
  const mark = ctx.layout.mark(name)
  if (!(await exists(mark))) {
    await makeFolder(dirname(mark))
    const told = Buffer.from(JSON.stringify({ ...erasure, at: ctx.now().toISOString() }))
    await writeDurably(mark, seal(ctx.secret, { ...label(name), model: 1, revision: 0 }, told))
  }
  ctx.clients.delete(name)
  await ctx.dataKeys.destroy('clients', name)
  const folder = ctx.layout.folder('clients', name)
  await rm(folder, { recursive: true, force: true })
  await syncFolder(dirname(folder)).catch(() => {})
  ctx.seen.delete(ctx.layout.document('clients', name))
}

/** All erasures. A mark that cannot be read still counts; who made it is then not known. */
export async function* erasures(ctx: RecordsContext): AsyncGenerator<ErasedMark> {
  for await (const name of names(ctx.layout.erased)) {
    const id = idOf(name) as string
    try {
      const told = JSON.parse(unseal(ctx.secret, label(name), await readFile(ctx.layout.mark(name))).plain.toString())
      yield { id, ...told }
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error
      yield { id, by: 'operator', channel: 'unknown', at: '' }
    }
  }
}
