/** A file that is gone while what belongs to it is there: named by `verify`, by a backup and by the sweep, and nothing more is lost by looking. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { counsellorName, nameOf } from '../../src/records/ids.ts'
import type { Damage } from '../../src/records/store.ts'
import { ANNA, answer, clientOf, filesIn, finishedOf, folder, layoutIn, NOW, recordsIn, removeFolders, runOf } from '../records/fixtures.ts'
import { call } from '../support/command-line.ts'

afterAll(removeFolders)

let base: string
let id: string
let name: string
let anna: string

const now = () => new Date(NOW)
const data = (): string => layoutIn(base).data
const archive = (): string => join(base, 'backup')
const keys = (): string => join(base, 'keys')

beforeEach(async () => {
  base = await folder()
  const records = await recordsIn(base, { now })
  const [client, other] = [clientOf(ANNA), clientOf(ANNA, { alias: 'andere' })]
  id = client.id
  name = nameOf(id) as string
  anna = counsellorName(records.context.secret, ANNA)
  for (const one of [client, other]) {
    await records.createClient(one)
    for (let turn = 0; turn < 2; turn += 1) await records.changeClient(ANNA, one.id, (draft) => answer(draft, ANNA, `antwoord ${turn}`))
  }
  await records.close()
  expect(await call(base, 'backup', archive())).toMatchObject({ code: 0 })
  expect(await call(base, 'keys', 'export', keys())).toMatchObject({ code: 0 })
})

const bytes = async () => (await filesIn(data())).map((one) => [relative(data(), one.path), one.bytes.toString('hex')]).toSorted()

/** Each of the three names it, and the older backup is kept. */
async function named(what: string): Promise<void> {
  const good = await readFile(archive())
  const before = await bytes()
  const verified = await call(base, 'verify')
  expect(verified).toMatchObject({ code: 1, err: expect.stringContaining(what) })
  expect(await bytes()).toEqual(before)
  expect(await call(base, 'backup', archive())).toMatchObject({ code: 1, err: expect.stringContaining(what) })
  expect(await readFile(`${archive()}.before-damage`)).toEqual(good)
}

describe('a key', () => {
  test('of a client', async () => {
    await rm(layoutIn(base).key('clients', name))
    await named(id)
    expect(await call(base, 'sweep')).toMatchObject({ code: 1, out: expect.stringContaining(id) })
    expect(await readdir(layoutIn(base).folder('clients', name))).toContain('document')
  })

  test.each(['damaged', 'gone'])('of a client, and the document %s too: what is left stays', async (how) => {
    const { key, document } = layoutIn(base)
    await rm(key('clients', name))
    if (how === 'gone') await rm(document('clients', name))
    else await writeFile(document('clients', name), 'stuk')
    const before = await readdir(layoutIn(base).folder('clients', name))
    await named(id)
    expect(await call(base, 'sweep')).toMatchObject({ code: 1, out: expect.stringContaining(id) })
    expect(await readdir(layoutIn(base).folder('clients', name))).toEqual(before)
  })

  test('of a client, with all there is of them: a list still names them', async () => {
    const records = await recordsIn(base, { now })
    await records.client(ANNA, id)
    await records.close()
    await rm(layoutIn(base).key('clients', name))
    await rm(layoutIn(base).folder('clients', name), { recursive: true })
    await named(id)
    expect(await call(base, 'sweep')).toMatchObject({ code: 1, out: expect.stringContaining(id) })
    // nobody erased them
    const older = `${archive()}.before-damage`
    expect(await call(base, 'restore', older)).toMatchObject({
      code: 1,
      out: expect.stringContaining('0 were erased'),
      err: expect.stringMatching(new RegExp(`${id}; give the newest keys export`)),
    })
    expect(await call(base, 'restore', older, '--keys', keys())).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 clients brought'),
    })
    expect(await call(base, 'verify')).toMatchObject({ code: 0 })
  })

  test('of a counsellor, who begins anew with the list when they come', async () => {
    await rm(layoutIn(base).key('counsellors', anna))
    await named(`keys/counsellors/${anna}`)
    expect(await call(base, 'sweep')).toMatchObject({ code: 1, out: expect.stringContaining(anna) })
    const warnings: string[] = []
    const records = await recordsIn(base, { onWarning: (text) => warnings.push(text) })
    await records.counsellor(ANNA)
    await expect.poll(async () => (await records.counsellor(ANNA)).clients).toHaveLength(2)
    expect(warnings).toEqual([expect.stringMatching(/is gone: made anew/)])
    await records.close()
    expect(await call(base, 'verify')).toMatchObject({ code: 0 })
  })

  test('of a client who was only begun: that is what a kill leaves, and the sweep takes it away', async () => {
    const records = await recordsIn(base)
    const begun = clientOf(ANNA)
    await records.createClient(begun)
    await records.close()
    await rm(layoutIn(base).key('clients', nameOf(begun.id) as string))
    expect(await call(base, 'backup', archive())).toMatchObject({ code: 0 })
    expect(await call(base, 'sweep')).toMatchObject({ code: 0 })
    expect(await call(base, 'verify')).toMatchObject({ code: 0 })
  })
})

describe('a document that leaves its former version', () => {
  const parts = async () => (await readdir(layoutIn(base).folder('clients', name))).filter((part) => /-\d+$/.test(part))

  /** The turn that the former version does not have finished a conversation. */
  beforeEach(async () => {
    const records = await recordsIn(base, { now })
    for (let turn = 0; turn < 70; turn += 1) await records.changeClient(ANNA, id, (draft) => answer(draft, ANNA, `antwoord ${turn}`))
    const run = runOf()
    await records.changeClient(ANNA, id, (draft, finishedRuns) => {
      draft.finished.push({ id: run.id, conversation: run.conversation, mode: run.mode, date: run.date, finished: NOW })
      finishedRuns.finish(finishedOf(id, run))
    })
    await records.close()
    expect(await call(base, 'backup', archive())).toMatchObject({ code: 0 })
    await rm(layoutIn(base).document('clients', name))
  })

  test('is named by each, and brought back with what stood beside it', async () => {
    const held = await parts()
    expect(held.length).toBeGreaterThan(1)
    await named(id)
    for (let time = 0; time < 2; time += 1) await call(base, 'sweep')
    expect(await parts()).toEqual(held)
    expect(await call(base, 'restore', `${archive()}.before-damage`)).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 clients brought back'),
    })
    expect(await call(base, 'verify')).toMatchObject({ code: 0, out: expect.stringContaining('2 clients with') })
    expect(await parts()).toEqual(held)
    expect(await readdir(layoutIn(base).folder('clients', name))).not.toContain('document.recovered')
  })

  test('is brought back by the server, which says so in its log', async () => {
    const held = await parts()
    const damages: Damage[] = []
    const records = await recordsIn(base, { now, onDamage: (damage) => damages.push(damage) })
    expect((await records.client(ANNA, id)).finished).toEqual([])
    expect(damages).toMatchObject([{ reason: 'it was gone', recovered: true }])
    await records.changeClient(ANNA, id, (draft) => answer(draft, ANNA, 'gaat door'))
    await records.close()
    await call(base, 'sweep')
    expect(await parts()).toEqual(held)
  })
})

test('a damaged version from before the last change is named by verify, and goes with the next change', async () => {
  const former = `${layoutIn(base).document('clients', name)}.former`
  await writeFile(former, 'stuk')
  expect(await call(base, 'verify')).toMatchObject({
    code: 1,
    err: expect.stringMatching(new RegExp(`${id} is damaged: .*before its last change`)),
  })
  expect(await readFile(former, 'utf8')).toBe('stuk')
  expect(await call(base, 'backup', archive())).toMatchObject({ code: 0 })
  const records = await recordsIn(base)
  await records.changeClient(ANNA, id, (draft) => answer(draft, ANNA, 'gaat door'))
  await records.close()
  expect(await call(base, 'verify')).toMatchObject({ code: 0 })
})

test.each(['a folder', 'other bytes'])(
  'the diary of the sweeps (%s) is named by verify and by the sweep, which writes it anew when told to',
  async (how) => {
    await call(base, 'sweep', '--yes')
    const { diary } = layoutIn(base)
    await rm(diary)
    await (how === 'a folder' ? mkdir(diary) : writeFile(diary, 'stuk'))
    expect(await call(base, 'verify')).toMatchObject({ code: 1, err: expect.stringContaining('diary') })
    expect(await call(base, 'sweep')).toMatchObject({ code: 1, out: expect.stringContaining('diary') })
    await call(base, 'sweep', '--yes')
    expect(await call(base, 'verify')).toMatchObject({ code: 0 })
  },
)
