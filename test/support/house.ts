/**
 * Tests in a house: the real content and rules, one house for each test file, closed after its last test. Each test gets a counsellor of its
 * own, at the same moment.
 */
import { test } from 'vitest'
import { createAssistant } from '../../src/assistant/create.ts'
import type { FileRecords } from '../../src/records/records.ts'
import { boxes, Counsellor, content, type House, openHouse } from './counsellor.ts'
import type { Where } from './stores.ts'

const MOMENT = '2026-03-10T14:00:00Z'

/** The same house with some of its records replaced. */
export const withRecords = (house: House, records: Partial<FileRecords>): House => ({
  ...house,
  assistant: createAssistant({ content, boxes, records: { ...house.records, ...records }, now: () => new Date(MOMENT) }),
})

let people = 0

/** A counsellor the house has never seen. */
export const newcomer = (house: House): Counsellor => new Counsellor(house, { tenant: 'local', id: `counsellor-${++people}` })

export const it = test
  .extend('clock', { scope: 'file' }, () => ({ now: new Date(MOMENT) }))
  /** A file that is about the disk overrides it with `on a disk`. */
  .extend('where', { scope: 'file' }, (): Where => 'in memory')
  .extend('house', { scope: 'file' }, async ({ clock, where }, { onCleanup }) => {
    const house = await openHouse(() => clock.now, {}, where)
    onCleanup(() => house.close())
    return house
  })
  .extend('me', ({ clock, house }) => {
    clock.now = new Date(MOMENT)
    return newcomer(house)
  })
