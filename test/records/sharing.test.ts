import { expect, test } from 'vitest'
import { NoAccess } from '../../src/records/records.ts'
import { overEachStore } from '../support/stores.ts'
import { ANNA, answer, BERT, CARLA, clientOf, finishedOf, NOW, runOf } from './fixtures.ts'

const note = (text: string, by: string, hidden = false) => ({ id: text, text, by, at: NOW, ...(hidden ? { private: true as const } : {}) })

overEachStore('sharing', (open) => {
  test('loses nobody’s answer where owner and colleague write at the same time', async () => {
    const records = await open()
    const client = clientOf(ANNA)
    await records.createClient(client)
    await records.share(ANNA, client.id, { to: BERT, right: 'write' }, 'test')
    const turns = Array.from({ length: 40 }, (_, turn) => ({ by: turn % 2 ? ANNA : BERT, text: `antwoord ${turn}` }))
    await Promise.all(turns.map(({ by, text }) => records.changeClient(by, client.id, (draft) => answer(draft, by, text))))
    const { notes } = await records.client(ANNA, client.id)
    expect(notes.map(({ by, text }) => ({ by, text }))).toEqual(turns)
    await records.close()
  })

  test.each([false, true])('hands the whole file to a colleague, private notes only with a tick (%s)', async (withPrivate) => {
    const records = await open()
    const run = runOf({ notes: [note('in gesprek', ANNA), note('geheim in gesprek', ANNA, true)] })
    const held = runOf({ notes: [note('lopend', ANNA), note('geheim lopend', ANNA, true)] })
    const client = clientOf(ANNA, { runs: [held], notes: [note('los', ANNA), note('geheim los', ANNA, true)] })
    await records.createClient(client)
    await records.changeClient(ANNA, client.id, (draft, finishedRuns) => {
      draft.finished.push({ id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: NOW })
      finishedRuns.finish(finishedOf(client.id, run))
    })
    await records.offer(ANNA, client.id, { to: BERT, note: 'Wat als? gehouden', consent: '2026-05-03', withPrivate }, 'test')
    expect(await records.offered(BERT)).toMatchObject([{ client: client.id, alias: 'Zwarte Zee', from: ANNA, note: 'Wat als? gehouden' }])
    await expect(records.client(BERT, client.id)).rejects.toThrow(NoAccess)
    await records.accept(BERT, client.id, 'test')
    await expect(records.client(ANNA, client.id)).rejects.toThrow(NoAccess)
    expect((await records.counsellor(ANNA)).clients).toEqual([])
    expect((await records.counsellor(BERT)).clients).toHaveLength(1)
    expect(await records.offered(BERT)).toEqual([])
    const { file, finished } = await records.exportFor(BERT, client.id, { withPrivate: true }, 'test')
    expect(file.owner).toBe(BERT)
    expect(file.handover).toBeUndefined()
    const secret = (text: string) => (withPrivate ? [text] : [])
    expect(finished[0]?.notes.map(({ text }) => text)).toEqual(['in gesprek', ...secret('geheim in gesprek')])
    const read = await records.client(BERT, client.id)
    expect(read.notes.map(({ text }) => text)).toEqual(['los', ...secret('geheim los')])
    expect(read.runs[0]?.notes.map(({ text }) => text)).toEqual(['lopend', ...secret('geheim lopend')])
    expect(JSON.stringify(await records.changeClient(BERT, client.id, (draft) => draft)).includes('geheim')).toBe(withPrivate)
    expect((await records.audit(BERT, client.id)).map(({ did }) => did)).toEqual(['offered', 'accepted', 'exported'])
    await records.close()
  })

  test('lets an offer be declined or taken back, which then leads nowhere', async () => {
    const records = await open()
    const client = clientOf(ANNA)
    await records.createClient(client)
    const terms = { to: BERT, note: '', consent: '2026-05-03', withPrivate: false }
    for (const closer of [ANNA, BERT]) {
      await records.offer(ANNA, client.id, terms, 'test')
      await records.closeOffer(closer, client.id, 'test')
      expect(await records.offered(BERT)).toEqual([])
      await expect(records.accept(BERT, client.id, 'test')).rejects.toThrow(NoAccess)
    }
    await records.offer(ANNA, client.id, terms, 'test')
    await records.erase(ANNA, client.id, 'test')
    expect(await records.offered(BERT)).toEqual([])
    await records.close()
  })

  test('shows the owner’s private notes to the owner, not to a colleague', async () => {
    const records = await open()
    const client = clientOf(ANNA, { notes: [note('open', ANNA), note('geheim', ANNA, true)] })
    await records.createClient(client)
    await records.share(ANNA, client.id, { to: CARLA, right: 'read' }, 'test')
    expect((await records.client(CARLA, client.id)).notes.map(({ text }) => text)).toEqual(['open'])
    expect((await records.client(ANNA, client.id)).notes.map(({ text }) => text)).toEqual(['open', 'geheim'])
    expect((await records.exportFor(ANNA, client.id, { withPrivate: false }, 'test')).file.notes.map(({ text }) => text)).toEqual(['open'])
    await records.close()
  })

  test('notes who looked, once in an hour', async () => {
    let now = new Date(NOW)
    const records = await open({ now: () => now })
    const client = clientOf(ANNA)
    await records.createClient(client)
    await records.share(ANNA, client.id, { to: CARLA, right: 'read' }, 'test')
    for (let look = 0; look < 3; look += 1) await records.opened(CARLA, client.id, 'teams')
    now = new Date(now.getTime() + 3_600_001)
    await records.opened(CARLA, client.id, 'browser')
    const lines = await records.audit(ANNA, client.id)
    expect(lines.map(({ by, did, channel, to }) => [by, did, channel, to])).toEqual([
      [ANNA, 'shared-read', 'test', CARLA],
      [CARLA, 'opened', 'teams', undefined],
      [CARLA, 'opened', 'browser', undefined],
    ])
    await records.close()
  })

  test('takes away no private note of somebody else when a finished conversation is corrected', async () => {
    const records = await open()
    const run = runOf({ notes: [note('open', ANNA), note('geheim', ANNA, true), note('van Bert', BERT, true)] })
    const client = clientOf(ANNA)
    await records.createClient(client)
    await records.changeClient(ANNA, client.id, (draft, finishedRuns) => {
      draft.finished.push({ id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: NOW })
      finishedRuns.finish(finishedOf(client.id, run))
    })
    await records.share(ANNA, client.id, { to: BERT, right: 'write' }, 'test')
    for (const [user, place] of [
      [BERT, 'Gent'],
      [ANNA, 'Brussel'],
    ] as const) {
      const shown = await records.finishedRun(user, client.id, run.id)
      await records.changeClient(user, client.id, (_, finishedRuns) => finishedRuns.rewrite({ ...shown, place }))
    }
    const textsOf = async (user: string) => (await records.finishedRun(user, client.id, run.id)).notes.map(({ text }) => text)
    expect((await records.finishedRun(ANNA, client.id, run.id)).place).toBe('Brussel')
    expect(await textsOf(ANNA)).toEqual(['open', 'geheim'])
    expect(await textsOf(BERT)).toEqual(['open', 'van Bert'])
    // A private note that its author takes out is gone.
    const own = await records.finishedRun(BERT, client.id, run.id)
    await records.changeClient(BERT, client.id, (_, finishedRuns) => finishedRuns.rewrite({ ...own, notes: [] }))
    expect(await textsOf(BERT)).toEqual([])
    expect(await textsOf(ANNA)).toEqual(['geheim'])
    await records.close()
  })
})
