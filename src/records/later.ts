import { DamagedFile, StoreUnavailable } from './records.ts'

/**
 * Runs what only tidies after something has changed for good. A store that cannot write now, or a list that cannot be read, must not have
 * people told that nothing happened: what is left on a list is dropped when it is next opened, what is left of a file by the next sweep.
 */
export async function orLater(tidying: Promise<void>): Promise<void> {
  try {
    await tidying
  } catch (error) {
    if (!(error instanceof StoreUnavailable || error instanceof DamagedFile)) throw error
  }
}
