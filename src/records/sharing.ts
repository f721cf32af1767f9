/** Sharing a file with a colleague, taking it back, and noting who looked at it. */
import { rightOf } from './access.ts'
import { audit, type Verb } from './audit.ts'
import { enter, permitted, underClient, writeClient } from './clients.ts'
import type { RecordsContext } from './context.ts'
import { dropEntry } from './counsellors.ts'
import { readAudit } from './finished.ts'
import { tenantOf } from './ids.ts'
import type { AuditLine, ClientDocument, UserKey } from './model.ts'
import { NoAccess } from './records.ts'

/** Looking again within this time (ms) adds no new audit line. */
const SAME_LOOK = 3_600_000

/** Adds an audit line for something happening now. */
export const noted = (ctx: RecordsContext, draft: ClientDocument, by: UserKey, did: Verb, channel: string, to?: UserKey): void =>
  audit(draft, { by, at: ctx.now().toISOString(), did, channel, to })

/** Files are given only to people of the same tenant. @throws NoAccess */
export function sameTenant(document: ClientDocument, colleague: UserKey): void {
  if (tenantOf(colleague) !== document.tenant || colleague.length <= document.tenant.length + 1) throw new NoAccess()
}

/**
 * The entry in the colleague's list is written first: an entry without a right is harmless (it is dropped later), but there is never a
 * right without an entry.
 */
export async function share(
  ctx: RecordsContext,
  user: UserKey,
  id: string,
  colleague: UserKey,
  right: 'read' | 'write',
  channel: string,
): Promise<void> {
  await underClient(ctx, id, async () => {
    const { open, document } = await permitted(ctx, user, id, 'owner')
    sameTenant(document, colleague)
    if (colleague === document.owner) throw new NoAccess()
    await enter(ctx, colleague, document)
    const others = document.shares.filter((one) => one.user !== colleague)
    document.shares = [...others, { user: colleague, right, at: ctx.now().toISOString(), by: user }]
    noted(ctx, document, user, `shared-${right}`, channel, colleague)
    await writeClient(ctx, open, document)
  })
}

export const unshare = (ctx: RecordsContext, user: UserKey, id: string, colleague: UserKey, channel: string): Promise<void> =>
  underClient(ctx, id, async () => {
    const { open, document } = await permitted(ctx, user, id, user === colleague ? 'read' : 'owner')
    if (!document.shares.some((one) => one.user === colleague)) return
    document.shares = document.shares.filter((one) => one.user !== colleague)
    noted(ctx, document, user, 'unshared', channel, colleague)
    await writeClient(ctx, open, document)
    await dropEntry(ctx, colleague, id, document.handover?.to !== colleague)
  })

export const opened = (ctx: RecordsContext, user: UserKey, id: string, channel: string): Promise<void> =>
  underClient(ctx, id, async () => {
    const { open, document } = await permitted(ctx, user, id, 'read')
    const last = document.audit.findLast((line) => line.by === user)
    if (last && ctx.now().getTime() - Date.parse(last.at) < SAME_LOOK) return
    noted(ctx, document, user, 'opened', channel)
    await writeClient(ctx, open, document)
  })

export const auditOf = (ctx: RecordsContext, user: UserKey, id: string): Promise<AuditLine[]> =>
  underClient(ctx, id, async () => {
    const { open, document } = await permitted(ctx, user, id, 'read')
    if (rightOf(document, user) === 'read') throw new NoAccess()
    return readAudit(ctx, open, document)
  })
