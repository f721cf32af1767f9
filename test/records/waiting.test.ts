/** A wrong clock or a shorter period erases nobody until somebody looked. */
import { randomBytes } from 'node:crypto'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { sealedMark } from '../../src/records/erase.ts'
import { nameOf } from '../../src/records/ids.ts'
import type { OpenRecords, RulesOptions } from '../../src/records/open.ts'
import { runJob } from '../../src/records/operator/operator.ts'
import { restore } from '../../src/records/operator/restore.ts'
import { takeKeys } from '../../src/records/operator/take-keys.ts'
import { NoAccess } from '../../src/records/records.ts'
import { sweep } from '../../src/records/retention.ts'
import { clientOwner } from '../../src/records/store.ts'
import { call } from '../support/command-line.ts'
import { done } from '../support/job.ts'
import { overEachStore } from '../support/stores.ts'
import { ANNA, answer, clientOf, folder, optionsIn, recordsIn, removeFolders, runOf } from './fixtures.ts'

afterAll(removeFolders)

overEachStore('a sweep', (open) => {
  let now: Date
  let records: OpenRecords
  const at = (day: string): void => {
    now = new Date(`${day}T09:00:00Z`)
  }
  const start = async (options: Partial<RulesOptions> = {}): Promise<void> => {
    records = await open({ now: () => now, ...options })
  }
  const swept = () => done(sweep(records.context, 0))
  /** A client talked with on that day. */
  const client = async (): Promise<string> => {
    const document = clientOf(ANNA, { created: now.toISOString(), runs: [runOf({ started: now.toISOString() })] })
    await records.createClient(document)
    return document.id
  }
  const clients = async (count: number): Promise<string[]> => {
    const ids: string[] = []
    for (let number = 0; number < count; number += 1) ids.push(await client())
    return ids
  }

  beforeEach(async () => {
    at('2026-05-04')
    await start()
    return () => records.close()
  })

  test('waits where the day jumped, whether or not anything was ever swept, and goes on when it is told to', async () => {
    const ids = await clients(3)
    at('2027-06-10')
    const never = await swept()
    expect(never).toMatchObject({ looked: 3, erased: 0, waiting: { why: expect.stringContaining('jumped from 2026-05-04 to 2027-06-10') } })
    expect(never.waiting?.clients.map(({ id, due }) => [id, due]).toSorted()).toEqual(ids.map((id) => [id, '2027-05-04']).toSorted())
    at('2026-05-05')
    expect(await swept()).not.toHaveProperty('waiting')
    at('2027-06-10')
    for (let time = 0; time < 3; time += 1) expect(await swept()).toMatchObject({ erased: 0, waiting: { clients: { length: 3 } } })
    expect((await records.client(ANNA, ids[0] as string)).id).toBe(ids[0])
    expect(await done(runJob(records.context, 'sweep', { yes: true }))).toMatchObject({ looked: 3, erased: 3 })
    await expect(records.client(ANNA, ids[0] as string)).rejects.toThrow(NoAccess)
  })

  test('a jump of the clock is not forgotten because nothing was due on that day', async () => {
    const id = await client()
    await swept()
    at('2027-04-01')
    expect(await swept()).toMatchObject({ erased: 0 })
    at('2027-05-04')
    expect(await swept()).toMatchObject({ erased: 0, waiting: { clients: [{ id, due: '2027-05-04' }] } })
  })

  test('waits where the period is shorter than it was, and after a start too', async () => {
    const ids = await clients(2)
    at('2026-08-04')
    await client()
    await done(runJob(records.context, 'sweep', { yes: true }))
    await records.close()
    await start({ retentionMonths: 3 })
    expect(await swept()).toMatchObject({ erased: 0, waiting: { clients: { length: 2 }, why: 'RETENTION_MONTHS was 12 and is 3' } })
    at('2026-08-05')
    expect(await swept()).toMatchObject({ erased: 0, waiting: { clients: { length: 2 } } })
    expect(await done(runJob(records.context, 'sweep', { yes: true }))).toMatchObject({ erased: 2 })
    await expect(records.client(ANNA, ids[0] as string)).rejects.toThrow(NoAccess)
    // from then on that is the period
    at('2026-08-06')
    expect(await swept()).not.toHaveProperty('waiting')
  })

  test('waits for a file that was due long before, even where nothing was swept yet', async () => {
    const [old] = await clients(1)
    at('2026-06-20')
    await client()
    await records.close()
    await start({ retentionMonths: 1 })
    expect(await swept()).toMatchObject({ erased: 0, waiting: { clients: [{ id: old, due: '2026-06-04' }] } })
  })

  test('waits where more than a few would go at once', async () => {
    await clients(6)
    at('2027-05-03')
    await client()
    await swept()
    at('2027-05-04')
    expect(await swept()).toMatchObject({ erased: 0, waiting: { clients: { length: 6 }, why: '6 of 7 files would go at once' } })
    at('2027-05-05')
    expect(await swept()).toMatchObject({ erased: 0, waiting: { clients: { length: 6 } } })
    expect(await done(runJob(records.context, 'sweep', { yes: true }))).toMatchObject({ erased: 6 })
  })

  test('erases a few whose time is up, day by day', async () => {
    for (const day of ['2026-05-04', '2026-05-05', '2026-05-06']) {
      at(day)
      await clients(2)
    }
    for (const [day, erased] of [
      ['2027-05-03', 0],
      ['2027-05-04', 2],
      ['2027-05-06', 4],
    ] as const) {
      at(day)
      if (day === '2027-05-03') await done(runJob(records.context, 'sweep', { yes: true }))
      else expect(await swept()).toEqual({ looked: erased === 2 ? 6 : 4, erased, cleaned: 0, damaged: 0 })
    }
  })

  test('waits under a clock that was set back, and for what was written under it', async () => {
    const id = await client()
    await swept()
    at('2010-01-01')
    const wrong = await client()
    expect(await swept()).toMatchObject({ erased: 0 })
    at('2011-02-01')
    expect(await swept()).toMatchObject({ erased: 0, waiting: { why: expect.stringContaining('set back') } })
    at('2026-05-05')
    expect(await swept()).toMatchObject({ erased: 0, waiting: { clients: [{ id: wrong, due: '2011-01-01' }] } })
    for (const one of [id, wrong]) expect((await records.client(ANNA, one)).id).toBe(one)
  })

  test('finishes an interrupted erasure whatever the clock says', async () => {
    const [gone, stays] = await clients(2)
    await swept()
    const name = nameOf(gone as string) as string
    await records.context.store.marks.write(name, sealedMark(records.context, name, { by: ANNA, channel: 'test' }))
    await records.context.store.keys.write(clientOwner(name), randomBytes(200))
    records.context.clients.clear()
    at('2030-01-01')
    expect(await swept()).toMatchObject({ erased: 1, waiting: { clients: [{ id: stays }] } })
    expect(await records.context.store.keys.has(clientOwner(name))).toBe(false)
  })

  test('believes no note of its last day that it did not write', async () => {
    await client()
    await records.context.store.diary.write(Buffer.from('{"day":"2027-06-10","months":12}'))
    at('2027-06-10')
    expect(await swept()).toMatchObject({ erased: 0, waiting: { clients: { length: 1 } } })
  })

  test('is careful where that note is damaged, until it is told to go on: the period may have been longer', async () => {
    const [id] = await clients(1)
    await swept()
    at('2027-05-03')
    await done(sweep(records.context, 0, { yes: true }))
    await records.context.store.diary.write(randomBytes(100))
    expect(await done(runJob(records.context, 'verify', {}))).toMatchObject({ faults: 1 })
    // nothing is due, and that makes it no better
    for (let time = 0; time < 2; time += 1) expect(await swept()).toMatchObject({ erased: 0, damaged: 1 })
    at('2027-05-04')
    expect(await swept()).toMatchObject({
      erased: 0,
      waiting: { clients: [{ id }], why: expect.stringContaining('RETENTION_MONTHS') },
    })
    expect(await done(runJob(records.context, 'sweep', { yes: true }))).toMatchObject({ erased: 1 })
    expect(await swept()).toMatchObject({ damaged: 0 })
    expect(await done(runJob(records.context, 'verify', {}))).toMatchObject({ faults: 0 })
  })

  test('leaves what belongs to a client whose key was lost, and says so', async () => {
    const [lost] = await clients(1)
    await records.changeClient(ANNA, lost as string, (draft) => answer(draft, ANNA, 'ja'))
    const owner = clientOwner(nameOf(lost as string) as string)
    const key = (await records.context.store.keys.read(owner)) as Buffer
    await records.context.store.keys.destroy(owner)
    expect(await swept()).toMatchObject({ cleaned: 0, damaged: 1 })
    await records.context.store.keys.write(owner, key)
    records.context.clients.clear()
    expect((await records.client(ANNA, lost as string)).notes).toHaveLength(1)
  })
})

test('the way back: a backup and the keys export from before, into an empty data folder', async () => {
  const base = await folder()
  const records = await recordsIn(base)
  const client = clientOf(ANNA)
  await records.createClient(client)
  const [backup, keys] = [join(base, 'backup'), join(base, 'keys')]
  await done(runJob(records.context, 'backup', { file: backup }))
  await done(runJob(records.context, 'keys export', { file: keys }))
  await records.close()
  const wrong = await recordsIn(base, { now: () => new Date('2030-01-01T09:00:00Z') })
  expect(await done(runJob(wrong.context, 'sweep', { yes: true }))).toMatchObject({ erased: 1 })
  await wrong.close()
  expect(await call(base, 'restore', backup, '--keys', keys)).toMatchObject({ code: 0, out: expect.stringContaining('1 were erased') })
  const fresh = await folder()
  await mkdir(join(fresh, 'key'))
  await copyFile(join(base, 'key', 'master.key'), join(fresh, 'key', 'master.key'))
  await takeKeys(optionsIn(fresh), keys)
  const again = await recordsIn(fresh)
  expect(await done(restore(again.context, backup))).toMatchObject({ back: 1 })
  expect((await again.client(ANNA, client.id)).alias).toBe('Zwarte Zee')
  // and it waits there, however old it is
  expect(await done(sweep(again.context, 0))).toMatchObject({ erased: 0 })
  await again.close()
})
