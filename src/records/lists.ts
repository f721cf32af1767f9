/** Rebuilds counsellors' lists from the clients' own files. */
import { enter, findClient, peopleOf, underClient } from './clients.ts'
import type { RecordsContext } from './context.ts'
import { changeCounsellor, readCounsellor } from './counsellors.ts'
import { idOf } from './ids.ts'
import type { ClientDocument, UserKey } from './model.ts'
import { DamagedFile } from './records.ts'

/**
 * Adds each client to the lists of those who may see it, where it is missing. @param only just this counsellor's list @returns how many
 * entries were added
 */
export async function rebuildLists(ctx: RecordsContext, only?: UserKey): Promise<number> {
  let added = 0
  for await (const name of ctx.store.keys.names('clients')) {
    const id = idOf(name) as string
    const document = await underClient(ctx, id, async () => (await findClient(ctx, id, false))?.document).catch((error) => {
      if (error instanceof DamagedFile) return undefined
      throw error
    })
    if (document) added += await addMissing(ctx, document, only).catch(orNone)
  }
  return added
}

/** The list of one counsellor cannot be read: the others are made. */
function orNone(error: unknown): number {
  if (error instanceof DamagedFile) return 0
  throw error
}

async function addMissing(ctx: RecordsContext, document: ClientDocument, only: UserKey | undefined): Promise<number> {
  let added = 0
  for (const person of peopleOf(document).filter((one) => only === undefined || one === only)) {
    const { clients } = await readCounsellor(ctx, person)
    if (clients.some(({ id }) => id === document.id)) continue
    await enter(ctx, person, document)
    added += 1
  }
  const to = document.handover?.to
  if (to && (only === undefined || only === to))
    await changeCounsellor(ctx, to, (draft) => {
      if (!draft.offers?.includes(document.id)) draft.offers = [...(draft.offers ?? []), document.id]
    })
  return added
}
