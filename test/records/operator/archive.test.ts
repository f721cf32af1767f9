/** What somebody without any key makes of an archive, and what lies where a mark of erasure belongs: nobody is erased by it. */
import { createHash, randomBytes } from 'node:crypto'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { nameOf } from '../../../src/records/ids.ts'
import type { OpenRecords } from '../../../src/records/open.ts'
import { runJob } from '../../../src/records/operator/operator.ts'
import { restore } from '../../../src/records/operator/restore.ts'
import { takeKeys } from '../../../src/records/operator/take-keys.ts'
import { NoAccess } from '../../../src/records/records.ts'
import { sweep } from '../../../src/records/retention.ts'
import { type Parts, putTogether, takeApart } from '../../support/archive.ts'
import { done } from '../../support/job.ts'
import { ANNA, answer, clientOf, filesIn, folder, layoutIn, optionsIn, recordsIn, removeFolders } from '../fixtures.ts'

afterAll(removeFolders)

let base: string
let records: OpenRecords
let [id, other]: string[] = []
let backup: string
let keys: string

async function client(alias: string): Promise<string> {
  const document = clientOf(ANNA, { alias })
  await records.createClient(document)
  await records.changeClient(ANNA, document.id, (draft) => answer(draft, ANNA, alias))
  return document.id
}

beforeEach(async () => {
  base = await folder()
  records = await recordsIn(base)
  ;[id, other] = [await client('een'), await client('twee')]
  backup = join(base, 'backup')
  keys = join(base, 'keys')
  await done(runJob(records.context, 'backup', { file: backup }))
  await done(runJob(records.context, 'keys export', { file: keys }))
  return () => records.close()
})

const expectAllHere = async (): Promise<void> => {
  for (const one of [id, other]) expect((await records.client(ANNA, one as string)).notes).toHaveLength(1)
}

async function altered(path: string, change: (parts: Parts) => Parts): Promise<string> {
  const forged = `${path}-forged`
  await writeFile(forged, putTogether(change(takeApart(await readFile(path)))))
  return forged
}

const withFiles =
  (change: (files: Parts['files']) => Parts['files']) =>
  (parts: Parts): Parts => ({ ...parts, files: change(parts.files) })

const forgedMark = (): Parts['files'][number] => ({ path: `erased/${nameOf(id as string)}`, bytes: randomBytes(80) })

/** As a version before the seal wrote it. */
const asBefore = ({ head, files }: Parts): Parts => ({ head: { ...head, format: 1 }, files, end: {} })

const newMachine = async (): Promise<string> => {
  const place = await folder()
  await mkdir(join(place, 'key'))
  await copyFile(join(base, 'key', 'master.key'), join(place, 'key', 'master.key'))
  return place
}

const swapped = (files: Parts['files']): Parts['files'] => {
  const [a, b, ...rest] = files as [Parts['files'][number], Parts['files'][number], ...Parts['files']]
  return [{ ...a, bytes: b.bytes }, { ...b, bytes: a.bytes }, ...rest]
}

const ALTERATIONS: [string, (parts: Parts) => Parts, RegExp][] = [
  ['a mark of erasure added', withFiles((files) => [...files, forgedMark()]), /altered/],
  ['a file taken out', withFiles((files) => files.slice(0, -1)), /altered/],
  ['two files swapped', withFiles(swapped), /altered|not the one its name says/],
  ['the order changed', withFiles((files) => files.toReversed()), /out of order|altered|begin with/],
  ['a file twice', withFiles((files) => [...files, files.at(-1) as Parts['files'][number]]), /twice/],
  ['another date', (parts) => ({ ...parts, head: { ...parts.head, at: '2020-01-01T00:00:00.000Z' } }), /altered/],
  ['the seal taken away', (parts) => ({ ...parts, end: {} }), /altered/],
  ['the seal of other lengths', (parts) => ({ ...parts, end: { seal: 'ab' } }), /altered/],
  ['made to look as if it were of an earlier version', asBefore, /earlier version/],
  ['made to look as if it were of a later version', (parts) => ({ ...parts, head: { ...parts.head, format: 3 } }), /newer version/],
  ['the other kind', (parts) => ({ ...parts, head: { ...parts.head, wegwijzer: 'backups' } }), /not one of ours/],
  ...[
    '../../evil',
    '/etc/passwd',
    `clients/${'a'.repeat(32)}/../../lock`,
    `clients/${'A'.repeat(32)}/document`,
    `erased/${'a'.repeat(31)}`,
    '',
  ].map((path): [string, (parts: Parts) => Parts, RegExp] => [
    `a file named “${path}”`,
    withFiles((files) => [...files, { path, bytes: randomBytes(80) }]),
    /does not put there/,
  ]),
]

describe.each(['backup', 'keys export'] as const)('a %s', (kind) => {
  const bring = async (path: string): Promise<unknown> => {
    if (kind === 'backup') return done(restore(records.context, path))
    await records.close()
    try {
      return await takeKeys(optionsIn(base), path)
    } finally {
      records = await recordsIn(base)
    }
  }
  const whole = (): string => (kind === 'backup' ? backup : keys)

  test.each(ALTERATIONS)('is refused with %s, and nothing is changed', async (_, change, reason) => {
    const before = await filesIn(layoutIn(base).keys)
    await expect(bring(await altered(whole(), change))).rejects.toThrow(reason)
    expect(await filesIn(layoutIn(base).keys)).toEqual(before)
    await expectAllHere()
  })

  test('is refused when it is cut off anywhere, goes on behind its end, or names impossible lengths', async () => {
    const bytes = await readFile(whole())
    const forged = `${whole()}-forged`
    const first = bytes.indexOf(10) + 1
    const second = bytes.indexOf(10, first) + 1
    const sized = (size: unknown): Buffer =>
      Buffer.concat([
        bytes.subarray(0, first),
        Buffer.from(`{"path":${JSON.stringify(takeApart(bytes).files[0]?.path)},"size":${size}}\n`),
        bytes.subarray(second),
      ])
    const wrong = [
      ...[0, 1, first, second, second + 10, bytes.length - 1].map((end) => bytes.subarray(0, end)),
      Buffer.concat([bytes, Buffer.from('{}\n')]),
      Buffer.concat([bytes, bytes]),
      ...['1e300', '9007199254740991', '4294967296', '200000000', '-1', '1.5', '"7"', 'null'].map(sized),
      Buffer.alloc(100_000, 'a'),
      randomBytes(5000),
    ]
    for (const one of wrong) {
      await writeFile(forged, one)
      await expect(bring(forged)).rejects.toThrow(/cut off|damaged|not one of ours|behind its end/)
    }
    await expectAllHere()
  })

  test('is refused where it is of another store, even one of the same master key', async () => {
    const place = await newMachine()
    const foreign = await recordsIn(place)
    await foreign.createClient(clientOf(ANNA))
    await done(runJob(foreign.context, kind, { file: join(place, 'archive') }))
    await foreign.close()
    await expect(bring(join(place, 'archive'))).rejects.toThrow('another store')
    await expectAllHere()
  })

  test('of an earlier version is taken only when asked for, and erases nobody by marks that this store did not make', async () => {
    const forged = await altered(whole(), (parts) => asBefore(withFiles((files) => [...files, forgedMark()])(parts)))
    await expect(bring(forged)).rejects.toThrow('--unsealed')
    if (kind === 'backup') expect(await done(restore(records.context, forged, { unsealed: true }))).toMatchObject({ kept: 2, erased: 0 })
    else {
      const place = await newMachine()
      expect(await takeKeys(optionsIn(place), forged, { unsealed: true })).toBe(4)
      const there = await recordsIn(place)
      expect(await done(restore(there.context, backup))).toMatchObject({ back: 2, erased: 0 })
      await there.close()
    }
    await expectAllHere()
  })

  test('erases who is here and was erased elsewhere only when that is asked for', async () => {
    const place = await newMachine()
    await takeKeys(optionsIn(place), keys)
    const there = await recordsIn(place)
    await done(restore(there.context, backup))
    await there.erase(ANNA, id as string, 'test')
    const file = join(place, 'archive')
    await done(runJob(there.context, kind, { file }))
    await there.close()
    await expect(bring(file)).rejects.toThrow(`${id}. Nothing was changed; add --yes`)
    await expectAllHere()
    if (kind === 'backup') await done(restore(records.context, file, { yes: true }))
    else {
      await records.close()
      await takeKeys(optionsIn(base), file, { yes: true })
      records = await recordsIn(base)
    }
    await expect(records.client(ANNA, id as string)).rejects.toThrow(NoAccess)
    expect((await records.client(ANNA, other as string)).notes).toHaveLength(1)
    expect((await records.counsellor(ANNA)).clients.map((entry) => entry.id)).toEqual([other])
  })
})

describe.each([
  ['random bytes', randomBytes(80)],
  ['nothing', Buffer.alloc(0)],
  ['what claims to be of a newer version', Buffer.concat([Buffer.from('WGZ9'), randomBytes(80)])],
])('a mark of %s in the data folder', (_, bytes) => {
  test('erases nobody, however the file is met', async () => {
    const mark = layoutIn(base).mark(nameOf(id as string) as string)
    await mkdir(dirname(mark), { recursive: true })
    await writeFile(mark, bytes)
    await expectAllHere()
    await records.close()
    records = await recordsIn(base)
    await expectAllHere()
    expect((await records.counsellor(ANNA)).clients).toHaveLength(2)
    expect(await done(sweep(records.context, 0))).toMatchObject({ looked: 2, erased: 0 })
    expect(await done(restore(records.context, backup))).toMatchObject({ kept: 2, erased: 0 })
    expect(await done(runJob(records.context, 'audit', { id: id as string }))).toBe(1)
    expect(await done(runJob(records.context, 'keys export', { file: keys }))).toEqual({
      keys: 3,
      damaged: [`keys/erased/${nameOf(id as string)}`],
    })
    expect(takeApart(await readFile(keys)).files.map(({ path }) => path)).not.toContain(`erased/${nameOf(id as string)}`)
    await expectAllHere()
    // who is erased then is erased for good
    await records.erase(ANNA, id as string, 'test')
    await records.close()
    records = await recordsIn(base)
    await expect(records.client(ANNA, id as string)).rejects.toThrow(NoAccess)
    expect(await done(restore(records.context, backup))).toMatchObject({ kept: 1, erased: 1 })
  })
})

test('an archive says what it is for, and its hash is that of what stands before its last line', async () => {
  const bytes = await readFile(backup)
  const { head, end } = takeApart(bytes)
  expect(head).toMatchObject({ wegwijzer: 'backup', format: 2 })
  const body = bytes.subarray(0, bytes.lastIndexOf(`${JSON.stringify(end)}\n`))
  expect(end).toEqual({ files: 3, sha256: createHash('sha256').update(body).digest('hex'), seal: expect.stringMatching(/^[0-9a-f]{64}$/) })
})
