/** Files about to be erased by the retention period; their owner is warned from a month before. */
import { keepLatest } from '../../content/bounded.ts'
import { dayOf } from '../../content/days.ts'
import type { UserKey } from '../../records/model.ts'
import { type Expiring, type FileRecords, StoreUnavailable } from '../../records/records.ts'
import type { Expiry } from '../../turn/context.ts'

/** Number of counsellors whose last result is remembered. */
const REMEMBERED = 1_000

export function createExpiry(records: FileRecords, now: () => Date): Expiry {
  const looks = new Map<UserKey, { day: string; at: string; found: Expiring[] }>()

  async function look(user: UserKey): Promise<Expiring[]> {
    const at = now().toISOString()
    try {
      const found = await records.expiring(user)
      keepLatest(looks, REMEMBERED, user, { day: dayOf(at), at, found })
      return found
    } catch (error) {
      // Home must open, whatever is wrong with the disk.
      if (error instanceof StoreUnavailable) return []
      throw error
    }
  }

  return {
    async of({ user, clients }, opened) {
      if (clients.length === 0) return []
      const last = looks.get(user)
      if (opened || last?.day !== dayOf(now().toISOString())) return look(user)
      const changed = last.found.some(({ client }) => {
        const entry = clients.find(({ id }) => id === client)
        return !entry || entry.touched >= last.at
      })
      return changed ? look(user) : last.found
    },
    forget: (user) => void looks.delete(user),
    forgetAll: () => looks.clear(),
  }
}
