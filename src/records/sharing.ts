/** Sharing a file with a colleague, taking it back, and noting who looked at it. */
import { rightOf } from './access.ts'
import { audit, type Verb } from './audit.ts'
import { enter, permitted, underClient, writeClient } from './clients.ts'
import type { RecordsContext } from './context.ts'
import { dropEntry } from './counsellors.ts'
import { readAudit } from './finished.ts'
import { tenantOf } from './ids.ts'
import { orLater } from './later.ts'
import type { AuditLine, ClientDocument, UserKey } from './model.ts'
import { type Grant, NoAccess } from './records.ts'

/** Looking again within this time (ms) adds no new audit line. */
const SAME_LOOK = 3_600_000

interface Deed {
  by: UserKey
  did: Verb
  channel: string
  to?: UserKey
}

/** Adds an audit line for something happening now. */
export const noted = (ctx: RecordsContext, draft: ClientDocument, { by, did, channel, to }: Deed): void =>
  audit(draft, { by, at: ctx.now().toISOString(), did, channel, to })

/** Files are given only to people of the same tenant. @throws NoAccess */
export function sameTenant(document: ClientDocument, colleague: UserKey): void {
  if (tenantOf(colleague) !== document.tenant || colleague.length <= document.tenant.length + 1) throw new NoAccess()
}

/**
 * The entry in the colleague's list is written first: an entry without a right is harmless (it is dropped later), but there is never a
 * right without an entry.
 */
export const share = (ctx: RecordsContext, user: UserKey, id: string, { to, right }: Grant, channel: string): Promise<void> =>
  underClient(ctx, id, async () => {
    const { open, document } = await permitted(ctx, user, id, 'owner')
    sameTenant(document, to)
    if (to === document.owner) throw new NoAccess()
    await enter(ctx, to, document)
    const others = document.shares.filter((one) => one.user !== to)
    document.shares = [...others, { user: to, right, at: ctx.now().toISOString(), by: user }]
    noted(ctx, document, { by: user, did: `shared-${right}`, channel, to })
    await writeClient(ctx, open, document)
  })

export const unshare = (ctx: RecordsContext, user: UserKey, id: string, colleague: UserKey, channel: string): Promise<void> =>
  underClient(ctx, id, async () => {
    const { open, document } = await permitted(ctx, user, id, user === colleague ? 'read' : 'owner')
    if (!document.shares.some((one) => one.user === colleague)) return
    document.shares = document.shares.filter((one) => one.user !== colleague)
    noted(ctx, document, { by: user, did: 'unshared', channel, to: colleague })
    await writeClient(ctx, open, document)
    await orLater(dropEntry(ctx, colleague, id, document.handover?.to !== colleague))
  })

export const opened = (ctx: RecordsContext, user: UserKey, id: string, channel: string): Promise<void> =>
  underClient(ctx, id, async () => {
    const { open, document } = await permitted(ctx, user, id, 'read')
    const last = document.audit.findLast((line) => line.by === user)
    if (last && ctx.now().getTime() - Date.parse(last.at) < SAME_LOOK) return
    noted(ctx, document, { by: user, did: 'opened', channel })
    await writeClient(ctx, open, document)
  })

export const auditOf = (ctx: RecordsContext, user: UserKey, id: string): Promise<AuditLine[]> =>
  underClient(ctx, id, async () => {
    const { open, document } = await permitted(ctx, user, id, 'read')
    if (rightOf(document, user) === 'read') throw new NoAccess()
    return readAudit(ctx, open, document)
  })
