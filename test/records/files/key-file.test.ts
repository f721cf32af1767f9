/** The key file behind links, in places where it may not be, taken away while the server runs, and left half made. */
import { execFileSync } from 'node:child_process'
import { chmod, copyFile, link, lstat, mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { lookRegularly } from '../../../src/records/look.ts'
import type { OpenRecords } from '../../../src/records/open.ts'
import { runJob } from '../../../src/records/operator/operator.ts'
import { KeyProblem } from '../../../src/records/ring.ts'
import { done } from '../../support/job.ts'
import { ANNA, clientOf, folder, recordsIn, removeFolders } from '../fixtures.ts'

afterAll(removeFolders)

const keyIn = (base: string): string => join(base, 'key', 'master.key')

/** A key file as a mounted secret has it: a link to a link that is exchanged as a whole. */
async function mounted(base: string): Promise<string> {
  await (await recordsIn(base)).close()
  const versioned = join(base, 'key', '..2026')
  await mkdir(versioned)
  await rename(keyIn(base), join(versioned, 'master.key'))
  await symlink('..2026', join(base, 'key', '..data'))
  await symlink(join('..data', 'master.key'), keyIn(base))
  return join(versioned, 'master.key')
}

const rotate = (records: OpenRecords) => done(runJob(records.context, 'keys rotate', {}))

test('rotates a key file behind links where it really is', async () => {
  const base = await folder()
  const really = await mounted(base)
  const before = await readFile(really, 'utf8')
  const records = await recordsIn(base)
  await records.createClient(clientOf(ANNA))
  await rotate(records)
  expect(await readFile(really, 'utf8')).not.toBe(before)
  expect((await lstat(keyIn(base))).isSymbolicLink()).toBe(true)
  expect(await readdir(join(base, 'key', '..2026'))).toEqual(['master.key'])
  expect(await records.ready()).toBe(true)
  await records.close()
  const again = await recordsIn(base)
  expect((await again.counsellor(ANNA)).clients).toHaveLength(1)
  await again.close()
})

test('is not ready while the key file is gone or another, says so once, and does not rotate over another key', async () => {
  const base = await folder()
  const warnings: string[] = []
  const records = await recordsIn(base, { onWarning: (text) => warnings.push(text) })
  const key = keyIn(base)
  const own = await readFile(key)
  await rename(key, `${key}.away`)
  expect(await records.ready()).toBe(false)
  expect(await records.ready()).toBe(false)
  expect(warnings).toEqual([expect.stringContaining('put it back')])
  const other = Buffer.alloc(32, 7).toString('base64')
  await writeFile(key, other)
  expect(await records.ready()).toBe(false)
  await expect(rotate(records)).rejects.toThrow(KeyProblem)
  expect(await readFile(key, 'utf8')).toBe(other)
  await writeFile(key, own)
  expect(await records.ready()).toBe(true)
  await records.close()
})

test('nothing is exported or wrapped while the key file is gone or another; the server warns by itself, once', async () => {
  const base = await folder()
  const warnings: string[] = []
  const records = await recordsIn(base, { onWarning: (text) => warnings.push(text) })
  const stop = lookRegularly(() => records.ready(), 20)
  const key = keyIn(base)
  const own = await readFile(key)
  const file = join(base, 'keys')
  for (const change of [() => rename(key, `${key}.away`), () => writeFile(key, Buffer.alloc(32, 7).toString('base64'))]) {
    await change()
    await expect(done(runJob(records.context, 'keys export', { file }))).rejects.toThrow('no longer holds the keys')
    await expect(rotate(records)).rejects.toThrow(KeyProblem)
  }
  await expect(lstat(file)).rejects.toThrow('ENOENT')
  await vi.waitFor(() => expect(warnings).toHaveLength(1), 10_000)
  await writeFile(key, own)
  expect(await done(runJob(records.context, 'keys export', { file }))).toMatchObject({ keys: 0 })
  stop()
  expect(warnings).toEqual([expect.stringContaining('put it back')])
  await records.close()
})

const places: Record<string, { put: (key: string, base: string) => Promise<unknown>; says: RegExp }> = {
  'a folder': { put: (key) => mkdir(key), says: /it is a folder/ },
  'a pipe': { put: async (key) => execFileSync('mkfifo', [key]), says: /not a regular file/ },
  'a device': { put: (key) => symlink('/dev/zero', key), says: /not a regular file/ },
  'a link that leads nowhere': { put: (key) => symlink('nowhere', key), says: /a link that leads nowhere/ },
  'a link to itself': { put: (key) => symlink(key, key), says: /links lead in a circle/ },
  empty: { put: (key) => writeFile(key, ''), says: /no readable master key/ },
  'in the data folder, through a link': {
    put: async (key, base) => {
      await mkdir(join(base, 'data'))
      await rm(join(base, 'key'), { recursive: true })
      await symlink(join(base, 'data'), join(base, 'key'))
      expect(key).toBe(keyIn(base))
    },
    says: /inside DATA_DIR/,
  },
  'in a part of the data folder that really is elsewhere': {
    put: async (_, base) => {
      await mkdir(join(base, 'data'))
      await symlink(join(base, 'key'), join(base, 'data', 'clients'))
    },
    says: /inside DATA_DIR/,
  },
}

test.skipIf(process.platform === 'win32').each(Object.entries(places))('refuses a key file that is %s', async (_, { put, says }) => {
  const base = await folder()
  await mkdir(join(base, 'key'))
  await put(keyIn(base), base)
  const error = await recordsIn(base).catch((reason) => reason)
  expect(error).toBeInstanceOf(KeyProblem)
  expect(error.message).toMatch(says)
})

test.skipIf(process.platform === 'win32')('warns of a key that others can read or replace, and of a data folder open to all', async () => {
  const base = await folder()
  await (await recordsIn(base)).close()
  const warned = async (): Promise<string[]> => {
    const warnings: string[] = []
    await (await recordsIn(base, { onWarning: (text) => warnings.push(text) })).close()
    return warnings
  }
  expect(await warned()).toEqual([])
  await chmod(keyIn(base), 0o644)
  await chmod(join(base, 'key'), 0o777)
  await chmod(join(base, 'data'), 0o755)
  expect((await warned()).map((text) => /can (\w+)/.exec(text)?.[1])).toEqual(['look', 'read', 'replace'])
  expect((await lstat(join(base, 'data'))).mode & 0o777).toBe(0o755)
})

test('destroys old copies of the key that were left where it was being written, and nothing else', async () => {
  const base = await folder()
  await (await recordsIn(base)).close()
  const key = keyIn(base)
  const [copy, name, fresh] = ['0123456789ab.partial', '0123456789ac.partial', '0123456789ad.partial'].map((end) => `${key}.${end}`)
  await link(key, name as string)
  await copyFile(key, copy as string)
  await copyFile(key, fresh as string)
  await copyFile(key, `${key}.202611261200`)
  for (const path of [copy, name]) await utimes(path as string, 0, 0)
  await (await recordsIn(base)).close()
  expect((await readdir(join(base, 'key'))).toSorted()).toEqual([
    'master.key',
    'master.key.0123456789ad.partial',
    'master.key.202611261200',
  ])
  await (await recordsIn(base)).close()
})
