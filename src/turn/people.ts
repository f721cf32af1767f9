/** Colleagues. Who somebody is, is their tenant and Entra object id; a name is only for people to read. */
import { LIMITS } from '../content/limits.ts'
import type { NoticeKey } from '../page/notice.ts'
import { objectIdOf, type PersonRef } from '../page/refs.ts'
import { tenantOf } from '../records/ids.ts'
import type { CounsellorDocument, UserKey } from '../records/model.ts'
import { DamagedFile } from '../records/records.ts'
import { type TurnContext, userKey } from './context.ts'

/** The name that the channel shows, kept in the counsellor's own document; nothing where it shows none or only the same. */
export function newName(counsellor: CounsellorDocument, shown: string | undefined): string | undefined {
  const name = shown
    ?.replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, LIMITS.name)
  return name && name !== counsellor.name ? name : undefined
}

/** Somebody of the same tenant who has to do with a file that the one who asks may see. @throws StoreUnavailable */
export async function personOf(ctx: TurnContext, key: UserKey): Promise<PersonRef> {
  const [tenant, id] = [tenantOf(key), objectIdOf(key)]
  if (key === ctx.user) return { id, me: true, ...(ctx.counsellor.name ? { name: ctx.counsellor.name } : {}) }
  if (tenant !== ctx.turn.user.tenant) return { id }
  try {
    const { name } = await ctx.records.counsellor(key)
    return { id, ...(name ? { name } : {}) }
  } catch (error) {
    if (error instanceof DamagedFile) return { id }
    throw error
  }
}

/** The same for many lines about few people. */
export async function peopleOf(ctx: TurnContext, keys: readonly UserKey[]): Promise<Map<UserKey, PersonRef>> {
  const known = new Map<UserKey, PersonRef>()
  for (const key of new Set(keys)) known.set(key, await personOf(ctx, key))
  return known
}

/** An object id as Entra gives it: a GUID. */
const OBJECT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The colleague that a form names, or the key of the line that says what is wrong. */
export function colleagueIn(ctx: TurnContext, typed: string | undefined): { key: UserKey } | { wrong: NoticeKey } {
  const id = (typed ?? '').trim().toLowerCase()
  if (!id) return { wrong: 'personMissing' }
  if (!OBJECT_ID.test(id)) return { wrong: 'personWrong' }
  const key = userKey({ tenant: ctx.turn.user.tenant, id })
  return key === ctx.user ? { wrong: 'personSelf' } : { key }
}

/** The local mode knows one counsellor only. */
export const alone = (ctx: TurnContext): { alone?: true } => (ctx.turn.user.tenant === 'local' ? { alone: true } : {})
