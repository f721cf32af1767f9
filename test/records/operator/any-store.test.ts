/** Backup, restore and rotation go through the port: they work on any store, and from one store to another. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { nameOf } from '../../../src/records/ids.ts'
import { type OpenRecords, openRecords, recordsOver } from '../../../src/records/open.ts'
import { runJob } from '../../../src/records/operator/operator.ts'
import { importKeys, restore } from '../../../src/records/operator/restore.ts'
import { KeyProblem, onlyCurrent, parseKeys, withNewKey } from '../../../src/records/ring.ts'
import { clientOwner } from '../../../src/records/store.ts'
import { done } from '../../support/job.ts'
import { newMemory, openMemory } from '../../support/memory-store.ts'
import { overEachStore } from '../../support/stores.ts'
import { ANNA, answer, BERT, clientOf, finishedOf, folder, NOW, removeFolders, runOf } from '../fixtures.ts'

afterAll(removeFolders)

/** A client with a finished conversation and enough turns that audit lines were moved, shared with a colleague. */
async function filled(records: OpenRecords): Promise<string> {
  const client = clientOf(ANNA)
  const held = runOf({ place: 'Gent' })
  await records.createClient(client)
  await records.changeClient(ANNA, client.id, (draft, finishedRuns) => {
    draft.finished.push({ id: held.id, conversation: held.conversation, mode: held.mode, date: held.date, finished: NOW })
    finishedRuns.finish(finishedOf(client.id, held))
  })
  for (let turn = 0; turn < 70; turn += 1) await records.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, `antwoord ${turn}`))
  await records.share(ANNA, client.id, { to: BERT, right: 'read' }, 'test')
  return client.id
}

const everything = async (records: OpenRecords, id: string) => {
  const { file, finished, audit } = await records.exportFor(ANNA, id, { withPrivate: true }, 'test')
  return { notes: file.notes, finished, audit: audit.slice(0, 71) }
}

overEachStore('a backup', (open) => {
  test('brings back what was lost, and nobody who was erased', async () => {
    const file = join(await folder(), 'backup')
    const records = await open()
    const [lost, erased] = [await filled(records), await filled(records)]
    const before = await everything(records, lost)
    expect(await done(runJob(records.context, 'backup', { file }))).toEqual({ clients: 2, damaged: [] })
    await records.erase(ANNA, erased)
    await records.context.store.remove(clientOwner(nameOf(lost) as string))
    records.context.clients.clear()
    expect(await done(restore(records.context, file))).toEqual({ back: 1, kept: 0, erased: 1, damaged: [] })
    expect(await everything(records, lost)).toEqual(before)
    expect((await records.counsellor(ANNA)).clients.map(({ id }) => id)).toEqual([lost])
    expect(await done(runJob(records.context, 'audit verify', {}))).toMatchObject({ clients: 1, faults: 0 })
    await records.close()
  })
})

test('moves what lies on a disk to another store by a backup and a keys export', async () => {
  const base = await folder()
  const masterKeys = randomBytes(32).toString('base64')
  const here = await openRecords({ dataDir: join(base, 'data'), masterKeys, parts: [], refusalDelay: 0 })
  const id = await filled(here)
  const before = await everything(here, id)
  await done(runJob(here.context, 'backup', { file: join(base, 'backup') }))
  await done(runJob(here.context, 'keys export', { file: join(base, 'keys') }))
  await here.close()

  const store = openMemory()
  const ring = parseKeys(masterKeys, 'the test')
  expect(await importKeys(store, ring, join(base, 'keys'))).toBe(4)
  const there = await recordsOver(store, { ring }, { parts: [], refusalDelay: 0 })
  expect(await done(restore(there.context, join(base, 'backup')))).toEqual({ back: 1, kept: 0, erased: 0, damaged: [] })
  expect(await everything(there, id)).toEqual(before)
  expect((await there.counsellor(BERT)).clients.map((entry) => entry.id)).toEqual([id])
  await there.close()
})

test('rotates a master key from the environment on any store: the new one opens everything, the old one nothing', async () => {
  const memory = newMemory()
  const old = parseKeys(randomBytes(32).toString('base64'), 'the test')
  const first = await recordsOver(openMemory(memory), { ring: old }, { parts: [] })
  const id = await filled(first)
  await expect(done(runJob(first.context, 'keys rotate', {}))).rejects.toThrow(KeyProblem)
  await first.close()
  const both = withNewKey(old)
  const second = await recordsOver(openMemory(memory), { ring: both }, { parts: [] })
  expect(await done(runJob(second.context, 'keys rotate', {}))).toEqual({ wrapped: 4, damaged: [] })
  await second.close()
  await expect(recordsOver(openMemory(memory), { ring: old }, { parts: [] })).rejects.toThrow('another master key')
  const last = await recordsOver(openMemory(memory), { ring: onlyCurrent(both) }, { parts: [] })
  expect((await last.client(ANNA, id)).notes).toHaveLength(70)
  await last.close()
})
