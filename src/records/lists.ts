/** Counsellors' lists made again from the clients' own files. */
import { enter, findClient, peopleOf, underClient } from './clients.ts'
import { changeCounsellor, readCounsellor } from './counsellors.ts'
import { names } from './files/walk.ts'
import { idOf } from './ids.ts'
import type { ClientDocument, UserKey } from './model.ts'
import { DamagedFile } from './records.ts'
import type { Store } from './store.ts'

/** Enters each client in the lists of those who may see it, where it is missing. @param only one counsellor @returns entries added */
export async function mendLists(store: Store, only?: UserKey): Promise<number> {
  let added = 0
  for await (const name of names(store.layout.keyShelf('clients'))) {
    const id = idOf(name) as string
    const document = await underClient(store, id, async () => (await findClient(store, id, false))?.document).catch((error) => {
      if (error instanceof DamagedFile) return undefined
      throw error
    })
    if (document) added += await mend(store, document, only)
  }
  return added
}

async function mend(store: Store, document: ClientDocument, only: UserKey | undefined): Promise<number> {
  let added = 0
  for (const person of peopleOf(document).filter((one) => only === undefined || one === only)) {
    const { clients } = await readCounsellor(store, person)
    if (clients.some(({ id }) => id === document.id)) continue
    await enter(store, person, document)
    added += 1
  }
  const to = document.handover?.to
  if (to && (only === undefined || only === to))
    await changeCounsellor(store, to, (draft) => {
      if (!draft.offers?.includes(document.id)) draft.offers = [...(draft.offers ?? []), document.id]
    })
  return added
}
