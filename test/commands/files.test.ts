/** Where commands write, and where they do not. Each against the real file system, beside a running server and without one. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { link, lstat, mkdir, readdir, readFile, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { OpenRecords } from '../../src/records/open.ts'
import { controlPath, serveControl } from '../../src/records/operator/control.ts'
import { ANNA, answer, clientOf, filesIn, folder, recordsIn, removeFolders } from '../records/fixtures.ts'
import { call, PROGRAM, program, settingsIn } from '../support/command-line.ts'

afterAll(removeFolders)

const TEAMS = ['--app-id', '01234567-0123-0123-0123-0123456789ab', '--website', 'https://example.org']

let base: string
let id: string

const at = (file: string): string => resolve(base, file)

const wegwijzer = ([name = '', ...args]: string[]) => call(base, name, ...args)

/** Every command that writes a file, with what it is called with. */
const WRITING: [string, (file: string) => string[]][] = [
  ['backup', (file) => ['backup', file]],
  ['keys export', (file) => ['keys', 'export', file]],
  ['export --to', (file) => ['export', id, '--to', file]],
  ['teams', (file) => ['teams', file, ...TEAMS]],
]

beforeEach(async () => {
  base = await folder()
  const records = await recordsIn(base)
  const client = clientOf(ANNA)
  id = client.id
  await records.createClient(client)
  await records.changeClient(ANNA, id, (draft) => answer(draft, ANNA, 'ja'))
  await records.close()
})

const leftovers = async (): Promise<string[]> => (await readdir(base, { recursive: true })).filter((file) => file.endsWith('.partial'))

describe.each(['beside a running server', 'without one'])('%s', (how) => {
  beforeEach(async () => {
    if (how === 'without one') return
    const records: OpenRecords = await recordsIn(base)
    const control = await serveControl(records, controlPath(join(base, 'data')))
    return async () => {
      await control.close()
      await records.close()
    }
  })

  describe.each(WRITING)('%s', (_, args) => {
    test('does not take a name whose file the next command would remove', async () => {
      const name = 'wegwijzer-00000000-1-abcdefabcdef.partial'
      expect(await wegwijzer(args(at(name)))).toMatchObject({ code: 1, err: expect.stringContaining('Choose another name') })
      expect(await readdir(base)).not.toContain(name)
    })

    test('leaves the key file and the data folder alone, by whatever name, and even when forced', async () => {
      await symlink(join(base, 'data'), join(base, 'way'))
      await symlink(join(base, 'key'), join(base, 'keyway'))
      await link(join(base, 'key', 'master.key'), join(base, 'hard'))
      await symlink(join(base, 'key', 'master.key'), join(base, 'soft'))
      const key = await readFile(join(base, 'key', 'master.key'))
      for (const file of ['key/master.key', 'key/../key/master.key', 'keyway/master.key', 'hard', 'soft', 'key/master.key.new'])
        for (const force of [[], ['--force']])
          expect(await wegwijzer([...args(at(file)), ...force]), file).toMatchObject({
            code: 1,
            err: expect.stringMatching(file === 'soft' ? /it is a link|key file/ : /it is the key file/),
          })
      for (const file of ['data/new', 'data/keys/store', 'data/lock', 'way/new', 'data/keys/new', 'data/../data/new'])
        expect(await wegwijzer([...args(at(file)), '--force']), file).toMatchObject({
          code: 1,
          err: expect.stringContaining('in the data folder'),
        })
      expect(await readFile(join(base, 'key', 'master.key'))).toEqual(key)
      expect((await readdir(join(base, 'data'))).includes('new')).toBe(false)
      expect(await leftovers()).toEqual([])
    })

    test('leaves parts of the data folder alone that really are elsewhere, behind links', async () => {
      const away = join(base, 'away')
      await mkdir(away)
      const [shard = ''] = await readdir(join(base, 'data', 'keys', 'clients'))
      await rename(join(base, 'data', 'clients'), join(away, 'clients'))
      await symlink(join(away, 'clients'), join(base, 'data', 'clients'))
      await rename(join(base, 'data', 'keys', 'clients', shard), join(away, 'shard'))
      await symlink(join(away, 'shard'), join(base, 'data', 'keys', 'clients', shard))
      const before = await filesIn(away)
      for (const file of [
        ...['clients/new', `clients/${shard}/x`, 'shard/new'].map((name) => join(away, name)),
        ...before.map(({ path }) => path),
      ])
        expect(await wegwijzer([...args(file), '--force']), file).toMatchObject({
          code: 1,
          err: expect.stringContaining('in the data folder'),
        })
      expect(await filesIn(away)).toEqual(before)
    })

    test('writes no link, folder, pipe or device, and into no folder that is not there', async () => {
      await writeFile(join(base, 'precious'), 'kostbaar')
      await symlink(join(base, 'precious'), join(base, 'link'))
      await symlink(join(base, 'nowhere'), join(base, 'dangling'))
      await mkdir(join(base, 'folder'))
      await promisify(execFile)('mkfifo', [join(base, 'pipe')])
      for (const [file, reason] of [
        ['link', 'it is a link'],
        ['dangling', 'it is a link'],
        ['folder', 'it is a folder'],
        ['pipe', 'not a regular file'],
        ['/dev/null', 'not a regular file'],
        ['missing/file', 'there is no folder'],
        ['precious/file', 'is not a folder'],
        [`${'a'.repeat(300)}`, 'the name is too long'],
      ] as const) {
        const { code, err } = await wegwijzer([...args(at(file)), '--force'])
        expect({ file, code, err }).toMatchObject({ code: 1, err: expect.stringContaining(reason) })
        expect(err.trim().split('\n')).toHaveLength(1)
      }
      expect(await readFile(join(base, 'precious'), 'utf8')).toBe('kostbaar')
      expect((await lstat(join(base, 'link'))).isSymbolicLink()).toBe(true)
      expect(await leftovers()).toEqual([])
    })

    test('replaces what is not its own only when forced, for the operator alone to read', async () => {
      const file = join(base, 'file')
      await writeFile(file, 'kostbaar', { mode: 0o666 })
      expect(await wegwijzer(args(at('file')))).toMatchObject({ code: 1, err: expect.stringContaining('add --force') })
      expect(await readFile(file, 'utf8')).toBe('kostbaar')
      expect(await wegwijzer([...args(at('file')), '--force'])).toMatchObject({ code: 0 })
      expect((await stat(file)).mode & 0o777).toBe(0o600)
      expect((await readFile(file)).length).toBeGreaterThan(100)
      expect(await leftovers()).toEqual([])
    })
  })

  test('a backup and a keys export replace their own kind of this store, and nothing of another kind or store', async () => {
    for (const [own, other] of [
      [['backup'], ['keys', 'export']],
      [['keys', 'export'], ['backup']],
    ] as [string[], string[]][]) {
      const file = `file-${own[0]}`
      expect(await wegwijzer([...own, at(file)])).toMatchObject({ code: 0 })
      expect(await wegwijzer([...own, at(file)])).toMatchObject({ code: 0 })
      expect(await wegwijzer([...other, at(file)])).toMatchObject({ code: 1, err: expect.stringContaining('add --force') })
      const elsewhere = base
      base = await folder()
      const foreign = await recordsIn(base)
      await foreign.close()
      expect(await wegwijzer([...own, join(elsewhere, file)])).toMatchObject({ code: 1, err: expect.stringContaining('of this store') })
      base = elsewhere
    }
  })
})

test('several backups at once to one file leave one whole backup', { timeout: 60_000 }, async () => {
  const records = await recordsIn(base)
  for (let number = 0; number < 30; number += 1) await records.createClient(clientOf(ANNA))
  const control = await serveControl(records, controlPath(join(base, 'data')))
  const outcomes = await Promise.all([1, 2, 3].map(() => program(base, ['backup', 'file'])))
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0])
  await control.close()
  await records.close()
  expect(await program(base, ['restore', 'file'])).toMatchObject({ code: 0, out: expect.stringContaining('31 were here already') })
})

test('what a killed command left in a folder goes with the next one there; what somebody may be writing stays', {
  timeout: 60_000,
}, async () => {
  const records = await recordsIn(base)
  for (let number = 0; number < 30; number += 1) await records.createClient(clientOf(ANNA))
  await records.close()
  const begun = async (): Promise<string> => {
    for (let tries = 0; tries < 2_000; tries += 1) {
      const file = (await readdir(base)).find((name) => name.endsWith('.partial'))
      if (file) return file
      await wait(2)
    }
    throw new Error('nothing was written')
  }
  const child = spawn(process.execPath, [PROGRAM, 'backup', 'monday'], settingsIn(base))
  const ours = await begun()
  child.kill('SIGSTOP')
  // its lock is not what is tried here
  const elsewhere = await folder()
  await (await recordsIn(elsewhere)).close()
  expect(await call(elsewhere, 'backup', at('tuesday'))).toMatchObject({ code: 0 })
  expect(await readdir(base)).toContain(ours)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const [old, fresh, others] = ['01234567-1-0123456789ab', '01234567-1-ba9876543210', 'x'].map((name) => `wegwijzer-${name}.partial`)
  for (const file of [old, fresh, others] as string[]) await writeFile(join(base, file), 'half')
  for (const file of [old, others] as string[]) await utimes(join(base, file), 0, 0)
  expect(await call(elsewhere, 'backup', at('wednesday'))).toMatchObject({ code: 0 })
  expect((await readdir(base)).filter((file) => file.endsWith('.partial')).toSorted()).toEqual([fresh, others].toSorted())
})

test('a restore reads regular files only, and says so in one line', async () => {
  await mkdir(join(base, 'folder'))
  await promisify(execFile)('mkfifo', [join(base, 'pipe')])
  const before = await filesIn(join(base, 'data', 'keys'))
  for (const [file, reason] of [
    ['folder', 'is a folder'],
    ['pipe', 'not a regular file'],
    ['/dev/null', 'not a regular file'],
    ['missing', 'is not there'],
    ['key/master.key/x', 'is not there'],
  ] as const)
    for (const args of [
      ['restore', file],
      ['restore', 'key/master.key', '--keys', file],
    ] as const) {
      const { code, err } = await wegwijzer(args.map((word) => (word.startsWith('-') || word === 'restore' ? word : at(word))))
      expect({ file, code, err }).toMatchObject({ code: 1, err: expect.stringContaining(reason) })
      expect(err.trim().split('\n')).toHaveLength(1)
    }
  expect(await filesIn(join(base, 'data', 'keys'))).toEqual(before)
})
