/** When files were last swept, and by which period: so that a wrong clock or a shorter period is noticed before it erases anybody. */
import type { RecordsContext } from './context.ts'
import { DamagedFile } from './records.ts'
import { SealBroken, seal, unseal } from './seal.ts'
import { counsellorOwner } from './store.ts'

export interface LastSweep {
  /** YYYY-MM-DD */
  day: string
  /** The retention period. */
  months: number
}

const LABEL = { kind: 'store' as const, id: 'diary' }

/** @returns undefined if nothing was ever swept here; a word if what stands there is not ours, or cannot be read */
export async function lastSweep({ store, secret }: RecordsContext): Promise<LastSweep | 'damaged' | undefined> {
  try {
    const bytes = await store.diary.read()
    return bytes && (JSON.parse(unseal(secret, LABEL, bytes).plain.toString()) as LastSweep)
  } catch (error) {
    if (error instanceof SealBroken || error instanceof DamagedFile) return 'damaged'
    throw error
  }
}

/** One after another: two that end at the same moment would write the same file at once. */
export const noteSweep = ({ store, secret }: RecordsContext, last: LastSweep): Promise<void> =>
  store.lock(counsellorOwner('diary'), () =>
    store.diary.write(seal(secret, { ...LABEL, model: 1, revision: 0 }, Buffer.from(JSON.stringify(last)))),
  )
