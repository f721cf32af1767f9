import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { nameOf } from '../../src/records/ids.ts'
import { NoAccess } from '../../src/records/records.ts'
import { addMonths, sweep, sweepRegularly } from '../../src/records/retention.ts'
import { done } from '../support/job.ts'
import { overEachStore } from '../support/stores.ts'
import { ANNA, answer, clientOf, folder, layoutIn, recordsIn, removeFolders, runOf } from './fixtures.ts'

afterAll(removeFolders)

test.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-05-04', 12, '2027-05-04'],
  ['2026-12-15', 1, '2027-01-15'],
])('adds to %s %i months: %s', (day, months, then) => {
  expect(addMonths(day, months)).toBe(then)
})

overEachStore('retention', (open) => {
  test('announces a file a month before, keeps it longer when asked, and erases it in the end, also when its owner never came back', async () => {
    let now = new Date('2026-05-04T09:00:00Z')
    const records = await open({ now: () => now })
    const [old, busy, extended] = [
      clientOf(ANNA, { alias: 'oud' }),
      clientOf(ANNA, { alias: 'bezig' }),
      clientOf(ANNA, { alias: 'verlengd' }),
    ]
    for (const client of [old, busy, extended]) await records.createClient(client)
    now = new Date('2027-02-01T09:00:00Z')
    await records.changeClient(ANNA, busy.id, (draft) => {
      draft.runs.push(runOf({ started: now.toISOString() }))
      answer(draft, ANNA, 'ja')
    })
    // A changed alias is no conversation.
    await records.changeClient(ANNA, old.id, (draft) => {
      draft.alias = 'ouder'
    })
    now = new Date('2027-04-03T09:00:00Z')
    expect(await records.expiring(ANNA)).toEqual([])
    now = new Date('2027-04-04T09:00:00Z')
    expect((await records.expiring(ANNA)).map(({ alias, due }) => [alias, due])).toEqual([
      ['ouder', '2027-05-04'],
      ['verlengd', '2027-05-04'],
    ])
    expect(await records.keepLonger(ANNA, extended.id, 'test')).toBe('2028-04-04')
    expect((await records.expiring(ANNA)).map(({ client }) => client)).toEqual([old.id])
    now = new Date('2027-05-03T09:00:00Z')
    expect(await done(sweep(records.context, 0))).toMatchObject({ looked: 3, erased: 0 })
    await records.close()
    now = new Date('2027-05-04T09:00:00Z')
    const later = await open({ now: () => now })
    const told = await new Promise((resolve) => sweepRegularly(later.context, resolve, { first: 0 }))
    expect(told).toMatchObject({ looked: 3, erased: 1, damaged: 0 })
    await expect(later.client(ANNA, old.id)).rejects.toThrow(NoAccess)
    expect((await later.counsellor(ANNA)).clients.map(({ id }) => id)).toEqual([busy.id, extended.id])
    await later.close()
  })

  test('follows the period that is set', async () => {
    let now = new Date('2026-05-04T09:00:00Z')
    const records = await open({ now: () => now, retentionMonths: 3 })
    const client = clientOf(ANNA)
    await records.createClient(client)
    now = new Date('2026-08-03T21:00:00Z')
    expect(await done(sweep(records.context, 0))).toMatchObject({ erased: 0 })
    // in Brussels it is the next day
    now = new Date('2026-08-03T22:30:00Z')
    expect(await done(sweep(records.context, 0))).toMatchObject({ erased: 1 })
    await records.close()
  })
})

test('sweeps away what interrupted writes left, and nothing else', async () => {
  const base = await folder()
  const records = await recordsIn(base, { now: () => new Date('2026-05-04T09:00:00Z') })
  const client = clientOf(ANNA)
  await records.createClient(client)
  await records.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, 'ja'))
  const layout = layoutIn(base)
  const place = layout.folder('clients', nameOf(client.id) as string)
  await writeFile(join(place, 'document.new'), 'half')
  await writeFile(join(place, `${'a'.repeat(32)}-1`), 'nobody names this')
  const orphan = layout.folder('clients', 'f'.repeat(32))
  await mkdir(orphan, { recursive: true })
  await writeFile(join(orphan, 'document'), 'no key')
  const [old, fresh] = ['lock.0123456789ab', 'lock.ba9876543210'].map((file) => join(layout.data, file)) as [string, string]
  for (const path of [old, fresh]) await writeFile(path, 'killed while it took the lock')
  await utimes(old, 0, 0)
  expect(await done(sweep(records.context, 0))).toEqual({ looked: 1, erased: 0, cleaned: 4, damaged: 0 })
  expect((await readdir(layout.data)).filter((file) => file.startsWith('lock')).toSorted()).toEqual(['lock', 'lock.ba9876543210'])
  expect((await readdir(place)).toSorted()).toEqual(['document', 'document.former'])
  expect((await records.client(ANNA, client.id)).notes).toHaveLength(1)
  await records.close()
})
