/** Colleagues. Tenant and Entra object id identify a person; a name is only for display. */
import { LIMITS } from '../content/limits.ts'
import { nameTyped, typeable } from '../content/printable.ts'
import type { NoticeKey } from '../page/notice.ts'
import type { PersonRef } from '../page/refs.ts'
import { objectIdOf, tenantOf } from '../records/ids.ts'
import type { CounsellorDocument, UserKey } from '../records/model.ts'
import { DamagedFile } from '../records/records.ts'
import { type TurnContext, userKey } from './context.ts'

/** The name the channel shows, to store in the counsellor's own document; undefined if there is none or it has not changed. */
export function newName(counsellor: CounsellorDocument, shown: string | undefined): string | undefined {
  // a cut may leave half a character
  const name = shown && typeable(nameTyped(shown).slice(0, LIMITS.name)).trim()
  return name && name !== counsellor.name ? name : undefined
}

/**
 * How to show a person involved with a file that this counsellor may see. The name is given only within the same tenant. @throws
 * StoreUnavailable
 */
export async function personOf(ctx: TurnContext, key: UserKey): Promise<PersonRef> {
  const [tenant, id] = [tenantOf(key), objectIdOf(key)]
  if (key === ctx.user) return { id, me: true, name: ctx.counsellor.name }
  if (tenant !== ctx.turn.user.tenant) return { id }
  try {
    const { name } = await ctx.records.counsellor(key)
    return { id, name }
  } catch (error) {
    if (error instanceof DamagedFile) return { id }
    throw error
  }
}

/** As `personOf`, looking up each person once. */
export async function peopleOf(ctx: TurnContext, keys: readonly UserKey[]): Promise<Map<UserKey, PersonRef>> {
  const known = new Map<UserKey, PersonRef>()
  for (const key of new Set(keys)) known.set(key, await personOf(ctx, key))
  return known
}

/** Entra object ids are GUIDs. */
const OBJECT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The colleague named in a form, or the key of the line that says what is wrong. */
export function colleagueIn(ctx: TurnContext, typed: string | undefined): { key: UserKey } | { wrong: NoticeKey } {
  const id = (typed ?? '').trim().toLowerCase()
  if (!id) return { wrong: 'personMissing' }
  if (!OBJECT_ID.test(id)) return { wrong: 'personWrong' }
  const key = userKey({ tenant: ctx.turn.user.tenant, id })
  return key === ctx.user ? { wrong: 'personSelf' } : { key }
}

/** Local mode has a single counsellor, so there is nobody to share with. */
export const alone = (ctx: TurnContext): { alone?: true } => (ctx.turn.user.tenant === 'local' ? { alone: true } : {})
