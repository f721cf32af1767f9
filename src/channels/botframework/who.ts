/** Whose turn it is. Identity is tenant and Entra object id; the name goes along for colleagues to read, and decides nothing. */
import type { User } from '../../turn/turn.ts'
import type { IncomingActivity } from './activity.ts'

/** The one counsellor of the local mode. */
const LOCAL: User = { tenant: 'local', id: 'local' }

/** What Entra gives; the id of all zeros is nobody's. */
const GUID = /^(?!0{8}-)[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

export type Who = { user: User } | { refused: 'tenant' | 'nobody' }

/**
 * @param allowedTenants lower case; absent in local mode, where anyone who reaches the loopback address is the local counsellor.
 * Every tenant that the activity names must be the same allowed one: a guest, or somebody from a federated organisation, is not served.
 */
export function whoIs(activity: IncomingActivity, allowedTenants?: readonly string[]): Who {
  if (!allowedTenants) return { user: LOCAL }
  const named = [activity.channelData?.tenant?.id, activity.conversation.tenantId, activity.from.tenantId].filter((id) => id !== undefined)
  const [tenant, ...others] = new Set(named.map((id) => id.toLowerCase()))
  if (!tenant || others.length > 0 || !allowedTenants.includes(tenant)) return { refused: 'tenant' }
  const id = activity.from.aadObjectId?.toLowerCase()
  const name = activity.from.name?.trim()
  return id && GUID.test(id) ? { user: { tenant, id, ...(name ? { name } : {}) } } : { refused: 'nobody' }
}
