/** The whole file goes to a colleague: offered with a note and the client's consent, accepted by the receiver. */
import { mayAtLeast } from './access.ts'
import { enter, findClient, permitted, underClient, writeClient } from './clients.ts'
import { changeCounsellor, dropEntry, readCounsellor } from './counsellors.ts'
import { readFinished, staging } from './finished.ts'
import type { Handover, UserKey } from './model.ts'
import { passOn, runPassedOn } from './private.ts'
import { NoAccess, type Offer } from './records.ts'
import { noted, sameTenant } from './sharing.ts'
import type { Store } from './store.ts'

/** As with sharing, what points to the offer is written before the offer. */
export const offer = (
  store: Store,
  user: UserKey,
  id: string,
  terms: Pick<Handover, 'to' | 'note' | 'consent' | 'withPrivate'>,
  channel: string,
): Promise<void> =>
  underClient(store, id, async () => {
    const { open, document } = await permitted(store, user, id, 'owner')
    sameTenant(document, terms.to)
    if (terms.to === document.owner) throw new NoAccess()
    const { to, note, consent, withPrivate } = terms
    await changeCounsellor(store, to, (draft) => {
      draft.offers = [...new Set([...(draft.offers ?? []), id])]
    })
    document.handover = { to, note, consent, withPrivate, by: user, at: store.now().toISOString() }
    noted(store, document, user, 'offered', channel, to)
    await writeClient(store, open, document)
  })

export const closeOffer = (store: Store, user: UserKey, id: string, channel: string): Promise<void> =>
  underClient(store, id, async () => {
    const found = await findClient(store, id)
    const handover = found?.document.handover
    if (!found || !handover || (handover.to !== user && !mayAtLeast(found.document, user, 'owner'))) throw new NoAccess()
    found.document.handover = undefined
    noted(store, found.document, user, handover.to === user ? 'declined' : 'offer-withdrawn', channel)
    await writeClient(store, found.open, found.document)
    await forget(store, handover.to, id)
  })

const forget = (store: Store, user: UserKey, id: string): Promise<void> =>
  changeCounsellor(store, user, (draft) => {
    if (draft.offers?.includes(id)) draft.offers = draft.offers.filter((one) => one !== id)
  })

/** Offers that were taken back, or whose file is gone, leave the list. */
export async function offered(store: Store, user: UserKey): Promise<Offer[]> {
  const open: Offer[] = []
  for (const id of (await readCounsellor(store, user)).offers ?? [])
    await underClient(store, id, async () => {
      const document = (await findClient(store, id))?.document
      const handover = document?.handover
      if (document && handover?.to === user)
        open.push({ client: id, alias: document.alias, from: handover.by, at: handover.at, note: handover.note })
      else await forget(store, user, id)
    })
  return open
}

export const accept = (store: Store, user: UserKey, id: string, channel: string): Promise<void> =>
  underClient(store, id, async () => {
    const found = await findClient(store, id)
    const handover = found?.document.handover
    if (!found || handover?.to !== user) throw new NoAccess()
    const { open } = found
    const { owner } = found.document
    sameTenant(found.document, user)
    await enter(store, user, found.document)
    const passing = { from: owner, to: user, ticked: handover.withPrivate }
    const draft = passOn(found.document, passing)
    const staged = staging(store, open.name, draft)
    for (const { id: run } of draft.finished) {
      const changed = runPassedOn(await readFinished(store, open, draft, run), passing)
      if (changed) staged.tools.rewrite(changed)
    }
    draft.owner = user
    draft.shares = draft.shares.filter((one) => one.user !== user)
    draft.handover = undefined
    noted(store, draft, user, 'accepted', channel, owner)
    await writeClient(store, open, draft, staged)
    await forget(store, user, id)
    await dropEntry(store, owner, id)
  })
