/** Every byte on the disk is searched for what was typed: under the data folder, in backups, in temporary folders, in what is told to the log. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { nameOf } from '../../src/records/ids.ts'
import { runJob } from '../../src/records/operator/operator.ts'
import { done } from '../support/job.ts'
import { clientOf, filesIn, finishedOf, folder, layoutIn, NOW, recordsIn, removeFolders, runOf } from './fixtures.ts'

afterAll(removeFolders)

const WORDS = ['Kwartelkoning', 'Zeekraal-antwoord', 'Duinpan-notitie', 'Basilisk-afspraak', 'anna-object-id-4711', 'Purperreiger']

/** A word as it could stand in a file. */
const shapes = (word: string): Buffer[] => {
  const bytes = Buffer.from(word)
  // base64 of a longer text shows a word in one of three ways; the middle of each is the same whatever stands around it
  const shifted = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    return Buffer.from(text.slice(Math.ceil((shift * 8) / 6), -4))
  })
  return [bytes, Buffer.from(word, 'utf16le'), Buffer.from(bytes.toString('hex')), Buffer.from(word.toLowerCase()), ...shifted]
}

const found = (bytes: Buffer): string[] => WORDS.filter((word) => shapes(word).some((shape) => bytes.includes(shape)))

test('finds a word in each of its shapes', () => {
  for (const word of WORDS)
    for (const text of [
      word,
      `xx${word}`,
      Buffer.from(`a${word}b`).toString('base64'),
      Buffer.from(`ab${word}`).toString('hex'),
      Buffer.from(`abc${word}`).toString('base64'),
    ])
      expect(found(Buffer.from(`... ${text} ...`))).toEqual([word])
})

test('finds nothing that was typed anywhere, and no name of a file that tells anything', async () => {
  const base = await folder()
  const temporary = join(base, 'tmp')
  await mkdir(temporary)
  const before = process.env.TMPDIR
  process.env.TMPDIR = temporary
  const told: unknown[] = []
  const user = 'tenant-a|anna-object-id-4711'
  const colleague = 'tenant-a|Purperreiger'
  const records = await recordsIn(base, { onDamage: (damage) => told.push(damage) })
  const client = clientOf(user, { alias: 'Kwartelkoning', language: 'Kwartelkoning' })
  const gone = clientOf(user, { alias: 'Kwartelkoning' })
  try {
    await records.createClient(client)
    await records.createClient(gone)
    const run = runOf({ place: 'Kwartelkoning' })
    run.session.answers.v1 = { step: 'hope', value: { text: 'Zeekraal-antwoord' }, history: [{ text: 'Zeekraal-antwoord' }] }
    run.notes.push({ id: 'n', text: 'Duinpan-notitie', by: user, at: NOW, private: true })
    for (const id of [client.id, gone.id])
      await records.changeClient(user, id, (draft, finishedRuns) => {
        draft.runs.push(run)
        draft.agreements.push({ id: 'a', text: 'Basilisk-afspraak', by: user, at: NOW, conversation: 'what-if', run: run.id })
        draft.finished.push({ id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: NOW })
        draft.handled.push({ activity: 'a', chat: 'c', next: { said: 'Zeekraal-antwoord' } })
        finishedRuns.finish(finishedOf(id, run))
      })
    await records.changeCounsellor(user, (draft) => {
      draft.clients.push({ id: client.id, alias: 'Kwartelkoning', country: 'BE', phase: 'pending', touched: NOW })
    })
    await records.share(user, client.id, { to: colleague, right: 'write' }, 'test')
    await records.offer(user, client.id, { to: colleague, note: 'Duinpan-notitie', consent: '2026-05-04', withPrivate: true }, 'test')
    await done(runJob(records.context, 'backup', { file: join(base, 'backup') }))
    await done(runJob(records.context, 'keys export', { file: join(base, 'keys') }))
    await records.erase(user, gone.id, 'test')
    await done(runJob(records.context, 'keys rotate', {}))
    await writeFile(join(layoutIn(base).folder('clients', nameOf(client.id) as string), 'document'), 'stuk')
    records.context.clients.clear()
    told.push((await records.client('tenant-a|x', client.id).catch((error) => error)).message)
    told.push((await records.client(user, client.id)).touched)
    await records.close()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
  expect(told.length).toBeGreaterThan(2)
  expect(found(Buffer.from(JSON.stringify(told)))).toEqual([])
  const files = await filesIn(base)
  expect(files.length).toBeGreaterThan(12)
  for (const { path, bytes } of files) expect([path, found(bytes)]).toEqual([path, []])
  for (const { path } of files) {
    const name = path.slice(base.length)
    expect(found(Buffer.from(name))).toEqual([])
    expect(name).not.toContain(client.id)
    expect(name).toMatch(
      /^\/(key\/master\.key|backup|keys|data\/(keys\/store|(keys\/)?(clients|counsellors|erased)\/[0-9a-f]{2}\/[0-9a-f]{32}(\/(document|document\.former|document\.recovered|audit-\d+|[0-9a-f]{32}-\d+))?|quarantine\/[a-z]+\.[0-9a-f.]+\.document\.[0-9TZ]+))$/,
    )
  }
})
