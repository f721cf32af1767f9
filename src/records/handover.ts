/** Handing a whole file over to a colleague: offered with a note and the client's consent, accepted by the receiver. */
import { mayAtLeast } from './access.ts'
import { enter, findClient, permitted, underClient, writeClient } from './clients.ts'
import type { RecordsContext } from './context.ts'
import { changeCounsellor, dropEntry, readCounsellor } from './counsellors.ts'
import { readFinished, staging } from './finished.ts'
import { orLater } from './later.ts'
import type { ClientDocument, Handover, UserKey } from './model.ts'
import { passOn, runPassedOn } from './private.ts'
import { NoAccess, type Offer } from './records.ts'
import { noted, sameTenant } from './sharing.ts'

/**
 * As with sharing, the reference to the offer is written before the offer.
 * @param look sees the file as it stands at that moment; what it throws refuses the offer
 */
export const offer = (
  ctx: RecordsContext,
  user: UserKey,
  id: string,
  terms: Pick<Handover, 'to' | 'note' | 'consent' | 'withPrivate'>,
  channel: string,
  look?: (file: Readonly<ClientDocument>) => void,
): Promise<void> =>
  underClient(ctx, id, async () => {
    const { open, document } = await permitted(ctx, user, id, 'owner')
    look?.(document)
    sameTenant(document, terms.to)
    if (terms.to === document.owner) throw new NoAccess()
    const { to, note, consent, withPrivate } = terms
    await changeCounsellor(ctx, to, (draft) => {
      draft.offers = [...new Set([...(draft.offers ?? []), id])]
    })
    document.handover = { to, note, consent, withPrivate, by: user, at: ctx.now().toISOString() }
    noted(ctx, document, { by: user, did: 'offered', channel, to })
    await writeClient(ctx, open, document)
  })

export const closeOffer = (ctx: RecordsContext, user: UserKey, id: string, channel: string): Promise<void> =>
  underClient(ctx, id, async () => {
    const found = await findClient(ctx, id)
    const handover = found?.document.handover
    if (!found || !handover || (handover.to !== user && !mayAtLeast(found.document, user, 'owner'))) throw new NoAccess()
    found.document.handover = undefined
    noted(ctx, found.document, { by: user, did: handover.to === user ? 'declined' : 'offer-withdrawn', channel })
    await writeClient(ctx, found.open, found.document)
    await forget(ctx, handover.to, id)
  })

const forget = (ctx: RecordsContext, user: UserKey, id: string): Promise<void> =>
  orLater(
    changeCounsellor(ctx, user, (draft) => {
      if (draft.offers?.includes(id)) draft.offers = draft.offers.filter((one) => one !== id)
    }),
  )

/** Offers that were withdrawn, or whose file is gone, are dropped from the list. */
export async function offered(ctx: RecordsContext, user: UserKey): Promise<Offer[]> {
  const open: Offer[] = []
  for (const id of (await readCounsellor(ctx, user)).offers ?? [])
    await underClient(ctx, id, async () => {
      const document = (await findClient(ctx, id))?.document
      const handover = document?.handover
      if (document && handover?.to === user)
        open.push({ client: id, alias: document.alias, from: handover.by, at: handover.at, note: handover.note })
      else await forget(ctx, user, id)
    })
  return open
}

export const accept = (ctx: RecordsContext, user: UserKey, id: string, channel: string): Promise<void> =>
  underClient(ctx, id, async () => {
    const found = await findClient(ctx, id)
    const handover = found?.document.handover
    if (!found || handover?.to !== user) throw new NoAccess()
    const { open } = found
    const { owner } = found.document
    sameTenant(found.document, user)
    await enter(ctx, user, found.document)
    const passing = { from: owner, to: user, ticked: handover.withPrivate }
    const draft = passOn(ctx.parts, found.document, passing)
    const staged = staging(ctx, open.name, draft)
    for (const { id: run } of draft.finished) {
      const changed = runPassedOn(await readFinished(ctx, open, draft, run), passing)
      if (changed) staged.finishedRuns.rewrite(changed)
    }
    draft.owner = user
    draft.shares = draft.shares.filter((one) => one.user !== user)
    draft.handover = undefined
    noted(ctx, draft, { by: user, did: 'accepted', channel, to: owner })
    await writeClient(ctx, open, draft, staged)
    await forget(ctx, user, id)
    await orLater(dropEntry(ctx, owner, id))
  })
