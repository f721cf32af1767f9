/** Two servers over one store: neither believes its memory where the other wrote. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sealedMark } from '../../src/records/erase.ts'
import { nameOf } from '../../src/records/ids.ts'
import { type OpenRecords, recordsOver } from '../../src/records/open.ts'
import { DamagedFile, NoAccess } from '../../src/records/records.ts'
import { freshRing } from '../../src/records/ring.ts'
import { clientOwner } from '../../src/records/store.ts'
import { newMemory, openMemory } from '../support/memory-store.ts'
import { ANNA, answer, BERT, clientOf, finishedOf, NOW, runOf } from './fixtures.ts'

let here: OpenRecords
let there: OpenRecords

beforeEach(async () => {
  const memory = newMemory()
  const ring = freshRing()
  const never = (): void => {
    throw new DamagedFile('nothing is damaged here')
  }
  here = await recordsOver(openMemory(memory, never), { ring }, { parts: [], refusalDelay: 0 })
  there = await recordsOver(openMemory(memory, never), { ring }, { parts: [], refusalDelay: 0 })
})
afterEach(() => Promise.all([here.close(), there.close()]))

test('has a turn on one there on the other, and keeps all turns at the same time', async () => {
  const client = clientOf(ANNA)
  await here.createClient(client)
  const turns = Array.from({ length: 20 }, (_, turn) => ({ records: turn % 2 ? here : there, text: `antwoord ${turn}` }))
  await Promise.all(turns.map(({ records, text }) => records.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, text))))
  for (const records of [here, there])
    expect((await records.client(ANNA, client.id)).notes.map(({ text }) => text).toSorted()).toEqual(
      turns.map(({ text }) => text).toSorted(),
    )
  await here.changeCounsellor(ANNA, (draft) => {
    draft.language = 'fr'
  })
  expect((await there.counsellor(ANNA)).language).toBe('fr')
})

test('loses on the other what one takes away: a right, a conversation, a client', async () => {
  const client = clientOf(ANNA)
  const run = runOf()
  await here.createClient(client)
  await here.share(ANNA, client.id, { to: BERT, right: 'write' }, 'test')
  await there.changeClient(BERT, client.id, (draft, finishedRuns) => {
    draft.finished.push({ id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: NOW })
    finishedRuns.finish(finishedOf(client.id, run))
  })
  await here.changeClient(ANNA, client.id, (_, finishedRuns) => finishedRuns.discard(run.id))
  await expect(there.finishedRun(BERT, client.id, run.id)).rejects.toThrow(NoAccess)
  await here.unshare(ANNA, client.id, BERT, 'test')
  await expect(there.client(BERT, client.id)).rejects.toThrow(NoAccess)
  expect((await there.counsellor(BERT)).clients).toEqual([])
  expect((await there.client(ANNA, client.id)).id).toBe(client.id)
  await here.erase(ANNA, client.id)
  await expect(there.client(ANNA, client.id)).rejects.toThrow(NoAccess)
  expect((await there.counsellor(ANNA)).clients).toEqual([])
})

test('counts an erasure that one did not finish as one on the other too', async () => {
  const client = clientOf(ANNA)
  const owner = clientOwner(nameOf(client.id) as string)
  await here.createClient(client)
  expect((await there.client(ANNA, client.id)).id).toBe(client.id)
  const { marks, keys } = here.context.store
  await marks.write(owner.name, sealedMark(here.context, owner.name, { by: ANNA, channel: 'test' }))
  await keys.destroy(owner)
  await expect(there.client(ANNA, client.id)).rejects.toThrow(NoAccess)
})
