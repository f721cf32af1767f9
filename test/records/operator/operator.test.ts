/** What an operator does with the key on the machine: backup, restore, rotation, export, audit, erasure. On the real file system. */
import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sealedMark } from '../../../src/records/erase.ts'
import { layoutOf } from '../../../src/records/files/layout.ts'
import { nameOf } from '../../../src/records/ids.ts'
import type { OpenRecords } from '../../../src/records/open.ts'
import type { Job } from '../../../src/records/operator/job.ts'
import { runJob } from '../../../src/records/operator/operator.ts'
import { restore } from '../../../src/records/operator/restore.ts'
import { takeKeys } from '../../../src/records/operator/take-keys.ts'
import { NoAccess } from '../../../src/records/records.ts'
import { sweep } from '../../../src/records/retention.ts'
import {
  ANNA,
  answer,
  asideOf,
  BERT,
  clientOf,
  filesIn,
  finishedOf,
  folder,
  layoutIn,
  NOW,
  optionsIn,
  recordsIn,
  removeFolders,
  runOf,
} from '../fixtures.ts'

afterAll(removeFolders)

async function run<T>(job: Job<T>): Promise<{ result: T; lines: unknown[]; told: number }> {
  const lines: unknown[] = []
  let told = 0
  let step = await job.next()
  for (; !step.done; step = await job.next())
    if ('line' in step.value) lines.push(step.value.line)
    else told += 1
  return { result: step.value, lines, told }
}

/** A client with a finished conversation and enough turns that audit lines were moved. */
async function filled(records: OpenRecords, alias: string): Promise<string> {
  const client = clientOf(ANNA, { alias })
  const held = runOf({ place: `plaats ${alias}` })
  await records.createClient(client)
  await records.changeClient(ANNA, client.id, (draft, finishedRuns) => {
    draft.finished.push({ id: held.id, conversation: held.conversation, mode: held.mode, date: held.date, finished: NOW })
    finishedRuns.finish(finishedOf(client.id, held))
  })
  for (let turn = 0; turn < 70; turn += 1) await records.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, `${alias} ${turn}`))
  return client.id
}

const newMachine = async (base: string): Promise<string> => {
  const other = await folder()
  await mkdir(join(other, 'key'))
  await copyFile(join(base, 'key', 'master.key'), join(other, 'key', 'master.key'))
  return other
}

describe('backup and restore', () => {
  test('brings everything back in a round trip onto an empty machine', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    const ids = [await filled(records, 'Zwarte Zee'), await filled(records, 'Rode Zee')]
    await records.share(ANNA, ids[0] as string, { to: BERT, right: 'write' }, 'test')
    await records.changeCounsellor(ANNA, (draft) => {
      draft.language = 'fr'
    })
    const before = await Promise.all(ids.map((id) => records.exportFor(ANNA, id, { withPrivate: true }, 'test')))
    const writing = Promise.all(ids.map((id) => records.changeClient(ANNA, id, (draft) => answer(draft, ANNA, 'tijdens'))))
    expect((await run(runJob(records.context, 'backup', { file: join(base, 'backup') }))).result).toEqual({ clients: 2, damaged: [] })
    await writing
    expect((await run(runJob(records.context, 'keys export', { file: join(base, 'keys') }))).result).toEqual({ keys: 4 })
    await records.close()

    const other = await newMachine(base)
    expect(await takeKeys(optionsIn(other), join(base, 'keys'))).toBe(5)
    const again = await recordsIn(other)
    expect((await run(restore(again.context, join(base, 'backup')))).result).toEqual({ back: 2, kept: 0, erased: 0, damaged: [] })
    for (const [index, id] of ids.entries()) {
      const after = await again.exportFor(ANNA, id, { withPrivate: true }, 'test')
      expect(after.finished).toEqual(before[index]?.finished)
      expect(after.file.notes.slice(0, 70)).toEqual(before[index]?.file.notes)
      expect(after.audit.slice(0, 71)).toEqual(before[index]?.audit.slice(0, 71))
    }
    expect((await again.counsellor(ANNA)).language).toBe('fr')
    expect((await again.counsellor(ANNA)).clients).toHaveLength(2)
    expect((await again.counsellor(BERT)).clients.map(({ id }) => id)).toEqual([ids[0]])
    expect((await run(runJob(again.context, 'audit verify', {}))).result).toMatchObject({ clients: 2, faults: 0 })
    await again.close()
  })

  test('brings back what is missing or damaged here, and leaves what is newer', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    const [newer, missing, damaged] = [await filled(records, 'nieuwer'), await filled(records, 'weg'), await filled(records, 'stuk')]
    await run(runJob(records.context, 'backup', { file: join(base, 'backup') }))
    await records.changeClient(ANNA, newer, (draft) => answer(draft, ANNA, 'na de backup'))
    await records.close()
    const layout = layoutOf(join(base, 'data'))
    await rm(layout.folder('clients', nameOf(missing) as string), { recursive: true })
    for (const file of ['document', 'document.former'])
      await writeFile(join(layout.folder('clients', nameOf(damaged) as string), file), 'kapot')
    const again = await recordsIn(base)
    expect((await run(restore(again.context, join(base, 'backup')))).result).toEqual({ back: 2, kept: 1, erased: 0, damaged: [] })
    expect((await again.client(ANNA, newer)).notes.at(-1)?.text).toBe('na de backup')
    for (const id of [missing, damaged]) expect((await again.client(ANNA, id)).notes).toHaveLength(70)
    await again.close()
  })

  test('refuses a cut-off, changed or foreign archive before anything is written', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    await filled(records, 'een')
    const file = join(base, 'backup')
    await run(runJob(records.context, 'backup', { file }))
    await run(runJob(records.context, 'keys export', { file: join(base, 'keys') }))
    await records.close()
    const whole = await readFile(file)
    const changed = Buffer.from(whole)
    changed[whole.length - 400] = (changed[whole.length - 400] as number) ^ 1
    const place = await folder()
    const other = await recordsIn(place)
    const before = await filesIn(layoutIn(place).data)
    await expect(run(restore(other.context, file))).rejects.toThrow('another store')
    for (const bytes of [whole.subarray(0, whole.length - 200), whole.subarray(0, 10), changed, Buffer.from('zip'), Buffer.alloc(0)]) {
      await writeFile(file, bytes)
      await expect(run(restore(other.context, file))).rejects.toThrow(/cut off|damaged/)
    }
    await expect(run(restore(other.context, join(base, 'keys')))).rejects.toThrow('not a backup file')
    expect(await filesIn(layoutIn(place).data)).toEqual(before)
    await other.close()
    await expect(takeKeys(optionsIn(await folder()), join(base, 'keys'))).rejects.toThrow('Put the key file back')
    await expect(
      takeKeys({ dataDir: join(await folder(), 'data'), masterKeys: Buffer.alloc(32, 1).toString('base64') }, join(base, 'keys')),
    ).rejects.toThrow('another master key')
  })
})

describe('an erased client does not come back', () => {
  test('restores nothing of them from an older backup, here or with the newest keys on a new machine, and leaves nothing on the disk', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    const [gone, stays] = [await filled(records, 'gewiste alias'), await filled(records, 'blijft')]
    await records.changeCounsellor(ANNA, (draft) => {
      draft.focus = { client: gone }
    })
    const backup = join(base, 'backup')
    await run(runJob(records.context, 'backup', { file: backup }))
    await run(runJob(records.context, 'keys export', { file: join(base, 'old-keys') }))
    await records.erase(ANNA, gone, 'test')
    await run(runJob(records.context, 'keys export', { file: join(base, 'new-keys') }))

    // here, with the server still open and after a start
    expect((await run(restore(records.context, backup))).result).toMatchObject({ back: 0, kept: 1, erased: 1 })
    await expect(records.client(ANNA, gone)).rejects.toThrow(NoAccess)
    await records.close()
    // older keys on top of the newer ones bring nobody back either
    await takeKeys(optionsIn(base), join(base, 'old-keys'))
    const again = await recordsIn(base)
    await run(restore(again.context, backup))
    await expect(again.client(ANNA, gone)).rejects.toThrow(NoAccess)
    expect((await again.counsellor(ANNA)).clients.map(({ id }) => id)).toEqual([stays])
    const left = (await filesIn(layoutIn(base).data)).map(({ path }) => path).filter((path) => path.includes(nameOf(gone) as string))
    expect(left).toEqual([layoutIn(base).mark(nameOf(gone) as string)])
    await again.close()

    // on a new machine with the newest keys
    const other = await newMachine(base)
    await takeKeys(optionsIn(other), join(base, 'new-keys'))
    const there = await recordsIn(other)
    expect((await run(restore(there.context, backup))).result).toMatchObject({ back: 1, erased: 1 })
    await expect(there.client(ANNA, gone)).rejects.toThrow(NoAccess)
    expect((await there.client(ANNA, stays)).alias).toBe('blijft')
    // the old list in the backup no longer opens: the alias is not in it
    const list = await there.counsellor(ANNA)
    expect(list.clients.map(({ alias }) => alias)).toEqual(['blijft'])
    expect(JSON.stringify(list)).not.toContain('gewiste')
    await there.close()
  })

  test('finishes an interrupted erasure, whichever way the file is met next', async () => {
    for (const meet of ['open', 'sweep'] as const) {
      const base = await folder()
      const records = await recordsIn(base)
      const id = await filled(records, 'half')
      const name = nameOf(id) as string
      const layout = layoutIn(base)
      await mkdir(join(layout.erased, name.slice(0, 2)), { recursive: true })
      await writeFile(layout.mark(name), sealedMark(records.context, name, { by: ANNA, channel: 'test' }))
      // the key was being destroyed
      await writeFile(layout.key('clients', name), randomBytes(200))
      await records.close()
      const again = await recordsIn(base)
      if (meet === 'open') await expect(again.client(ANNA, id)).rejects.toThrow(NoAccess)
      else expect((await run(sweep(again.context, 0))).result.erased).toBe(1)
      expect(await readdir(join(layout.keyShelf('clients'), name.slice(0, 2)))).toEqual([])
      expect((await again.counsellor(ANNA)).clients).toEqual([])
      await again.close()
    }
  })

  test('lets the operator erase a damaged file', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    const id = await filled(records, 'stuk')
    await records.close()
    const place = layoutOf(join(base, 'data')).folder('clients', nameOf(id) as string)
    for (const file of ['document', 'document.former']) await writeFile(join(place, file), 'kapot')
    const again = await recordsIn(base)
    expect((await run(runJob(again.context, 'clients', {}))).lines).toMatchObject([
      { id, damaged: expect.stringContaining('cannot be read') },
    ])
    await run(runJob(again.context, 'erase', { id }))
    await expect(run(runJob(again.context, 'erase', { id }))).rejects.toThrow(NoAccess)
    expect((await run(runJob(again.context, 'clients', {}))).lines).toEqual([])
    await again.close()
  })
})

describe('rotating the master key', () => {
  test('ends with the new key opening everything and the old one nothing, even when interrupted', async () => {
    const base = await folder()
    const keyFile = join(base, 'key', 'master.key')
    const records = await recordsIn(base)
    const ids: string[] = []
    for (let number = 0; number < 6; number += 1) {
      const client = clientOf(ANNA, { alias: `cliënt ${number}` })
      await records.createClient(client)
      ids.push(client.id)
    }
    const old = (await readFile(keyFile, 'utf8')).match(/^[A-Za-z0-9+/=]{44}$/m)?.[0] as string
    const job = runJob(records.context, 'keys rotate', {})
    const first = job.next()
    const interrupted = await recordsIn(base).catch((error) => error.name)
    expect(interrupted).toBe('StoreLocked')
    await first
    await job.return(undefined as never)
    await records.changeClient(ANNA, ids[0] as string, (draft) => answer(draft, ANNA, 'tijdens'))
    await records.close()
    const again = await recordsIn(base)
    await run(runJob(again.context, 'keys rotate', {}))
    await again.close()
    expect(await readFile(keyFile, 'utf8')).not.toContain(old)
    await expect(recordsIn(base, { keyFile: undefined, masterKeys: old })).rejects.toThrow('another master key')
    const last = await recordsIn(base)
    for (const id of ids) await last.client(ANNA, id)
    await last.close()
  })

  test('keeps both keys in the key file while half done, opens each data key, and does the rest in the second run', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    for (let number = 0; number < 4; number += 1) await records.createClient(clientOf(ANNA))
    const { rotateKeys } = await import('../../../src/records/operator/rotate.ts')
    const job = rotateKeys(records.context)
    // Progress is told at the end of so few; a full disk in the middle is what interrupts here.
    const layout = layoutIn(base)
    const shard = (await readdir(layout.keyShelf('counsellors')))[0] as string
    const [name = ''] = await readdir(join(layout.keyShelf('counsellors'), shard))
    const blocked = await asideOf(base, join(layout.keyShelf('counsellors'), shard, name))
    await mkdir(blocked)
    await expect(run(job)).rejects.toThrow()
    const twoKeys = (await readFile(join(base, 'key', 'master.key'), 'utf8')).match(/^[A-Za-z0-9+/=]{44}$/gm)
    expect(twoKeys).toHaveLength(2)
    await rm(blocked, { recursive: true })
    await records.close()
    const again = await recordsIn(base)
    expect((await again.counsellor(ANNA)).clients).toHaveLength(4)
    expect((await run(runJob(again.context, 'keys rotate', {}))).result).toEqual({ wrapped: 1, damaged: [] })
    expect((await readFile(join(base, 'key', 'master.key'), 'utf8')).match(/^[A-Za-z0-9+/=]{44}$/gm)).toHaveLength(1)
    await again.close()
  })
})

describe('the audit', () => {
  test('verifies over the lines that were moved too, and finds one that was changed or taken away', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    const id = await filled(records, 'spoor')
    const all = await records.audit(ANNA, id)
    expect(all).toHaveLength(70)
    expect((await records.client(ANNA, id)).audit.length).toBeLessThan(64)
    const verify = async () => (await run(runJob(records.context, 'audit verify', {}))).lines
    expect(await verify()).toEqual([])
    const tamper = async (change: (lines: { did: string }[]) => { did: string }[], fault: string) => {
      const before = await records.client(ANNA, id)
      await records.changeClient(ANNA, id, (draft) => {
        draft.audit = change(draft.audit) as typeof draft.audit
      })
      expect(await verify()).toEqual([{ client: id, fault: expect.stringContaining(fault) }])
      await records.changeClient(ANNA, id, (draft) => {
        draft.audit = before.audit
      })
      expect(await verify()).toEqual([])
    }
    await tamper((lines) => lines.toSpliced(3, 1), 'does not follow')
    await tamper((lines) => lines.slice(0, -1), 'lines were written')
    await tamper((lines) => lines.with(2, { ...(lines[2] as { did: string }), did: 'opened' }), 'does not follow')
    await tamper((lines) => lines.with(-1, { ...(lines.at(-1) as { did: string }), did: 'opened' }), 'last line was changed')
    const place = layoutIn(base).folder('clients', nameOf(id) as string)
    await rm(join(place, 'audit-0'))
    expect(await verify()).toEqual([{ client: id, fault: expect.stringContaining('gone') }])
    await records.close()
  })

  test('says of an erased client only that they were, by whom and when', async () => {
    const records = await recordsIn(await folder(), { now: () => new Date(NOW) })
    const id = await filled(records, 'weg')
    await records.erase(ANNA, id, 'teams')
    expect((await run(runJob(records.context, 'audit', { id }))).lines).toEqual([
      { client: id, did: 'erased', by: ANNA, channel: 'teams', at: NOW },
    ])
    await records.close()
  })
})
