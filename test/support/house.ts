/**
 * Tests in a house: the real content and real files, one house for each test file, closed after its last test. Each test gets a counsellor
 * of its own, at the same moment.
 */
import { test } from 'vitest'
import { Counsellor, type House, openHouse } from './counsellor.ts'

const MOMENT = '2026-03-10T14:00:00Z'

let people = 0

/** A counsellor the house has never seen. */
export const newcomer = (house: House): Counsellor => new Counsellor(house, { tenant: 'local', id: `counsellor-${++people}` })

export const it = test
  .extend('clock', { scope: 'file' }, () => ({ now: new Date(MOMENT) }))
  .extend('house', { scope: 'file' }, async ({ clock }, { onCleanup }) => {
    const house = await openHouse(() => clock.now)
    onCleanup(() => house.close())
    return house
  })
  .extend('me', ({ clock, house }) => {
    clock.now = new Date(MOMENT)
    return newcomer(house)
  })
