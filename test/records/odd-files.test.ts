/** What is no file of ours where one belongs: a folder, a link, a socket. It is the trouble of one client or counsellor, and of nobody else. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { counsellorName, nameOf } from '../../src/records/ids.ts'
import type { ClientDocument } from '../../src/records/model.ts'
import type { OpenRecords } from '../../src/records/open.ts'
import { DamagedFile, NoAccess } from '../../src/records/records.ts'
import { call, program } from '../support/command-line.ts'
import { ANNA, answer, clientOf, folder, layoutIn, recordsIn, removeFolders } from './fixtures.ts'

afterAll(removeFolders)

let base: string
let records: OpenRecords
let client: ClientDocument
let other: ClientDocument

const nameIn = ({ id }: ClientDocument): string => nameOf(id) as string
const keyOf = (one: ClientDocument): string => layoutIn(base).key('clients', nameIn(one))
const keyOfAnna = (): string => layoutIn(base).key('counsellors', counsellorName(records.context.secret, ANNA))

beforeEach(async () => {
  base = await folder()
  records = await recordsIn(base)
  client = clientOf(ANNA)
  other = clientOf(ANNA, { alias: 'andere' })
  for (const one of [client, other]) {
    await records.createClient(one)
    for (const text of ['eerste', 'tweede']) await records.changeClient(ANNA, one.id, (draft) => answer(draft, ANNA, text))
  }
  await records.close()
  return () => records.close()
})

const WAYS: Record<string, (path: string) => Promise<void>> = {
  'a folder': async (path) => {
    await rm(path)
    await mkdir(path)
  },
  'a folder that holds something': async (path) => {
    await rm(path)
    await mkdir(`${path}/more`, { recursive: true })
  },
  'a link to itself': async (path) => {
    await rm(path)
    await symlink(path, path)
  },
  // it stays when whoever made it was killed
  'a socket': async (path) => {
    await rm(path)
    // a socket's path may not be long, and its name goes when it is closed
    const near = join(base, 's')
    const server = createServer().listen(near)
    await once(server, 'listening')
    await link(near, path)
    server.close()
  },
}

describe.each(Object.entries(WAYS))('%s', (_, put) => {
  test('as the key of a client is damage of that client, who can be erased', async () => {
    await put(keyOf(client))
    records = await recordsIn(base)
    await expect(records.client(ANNA, client.id)).rejects.toThrow(DamagedFile)
    expect((await records.client(ANNA, other.id)).alias).toBe('andere')
    expect((await records.counsellor(ANNA)).clients).toHaveLength(2)
    await records.close()
    const listed = await call(base, 'clients')
    expect(listed.out).toMatch(new RegExp(`${client.id} +DAMAGED: .*keys/clients/`))
    expect(listed.out).toContain('andere')
    expect(await call(base, 'keys', 'export', `${base}/keys-export`)).toMatchObject({ err: expect.stringContaining(nameIn(client)) })
    for (const args of [['verify'], ['backup', `${base}/backup`], ['sweep'], ['audit', 'verify'], ['audit']]) {
      const { code, out, err } = await call(base, ...(args as [string]))
      expect({ args, code, said: out + err }).toEqual({ args, code: 1, said: expect.stringContaining(client.id) })
    }
    expect(await call(base, 'erase', client.id, '--yes')).toMatchObject({ code: 0 })
    expect(await readdir(dirname(keyOf(client)))).not.toContain(nameIn(client))
    records = await recordsIn(base)
    await expect(records.client(ANNA, client.id)).rejects.toThrow(NoAccess)
    expect((await records.counsellor(ANNA)).clients).toMatchObject([{ alias: 'andere' }])
  })

  test('as the file of a client: it is set aside, the version before comes back, and others go on', async () => {
    await put(layoutIn(base).document('clients', nameIn(client)))
    expect(await call(base, 'verify')).toMatchObject({ code: 1, err: expect.stringContaining(client.id) })
    records = await recordsIn(base)
    expect((await records.client(ANNA, client.id)).notes).toHaveLength(1)
    expect((await records.client(ANNA, other.id)).notes).toHaveLength(2)
    await records.close()
    expect(await call(base, 'verify')).toMatchObject({ code: 0 })
  })

  test('as the keys of a counsellor: they are made anew, with the list', async () => {
    await put(keyOfAnna())
    records = await recordsIn(base)
    await records.erase(ANNA, client.id)
    await expect.poll(async () => (await records.counsellor(ANNA)).clients).toMatchObject([{ alias: 'andere' }])
  })

  test('as the key of the store: the start says so in one line, and a keys export mends it', async () => {
    const exported = `${base}/keys-export`
    const saved = `${base}/backup`
    await call(base, 'keys', 'export', exported)
    await call(base, 'backup', saved)
    await put(layoutIn(base).store)
    const { code, err } = await program(base, ['verify'])
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^[^\n]*keys\/store[^\n]*\n$/) })
    await call(base, 'restore', saved, '--keys', exported)
    expect(await call(base, 'verify')).toMatchObject({ code: 0 })
  })

  test('as a mark of erasure: nobody is erased by it, and it does not keep anybody from being erased', async () => {
    const mark = layoutIn(base).mark(nameIn(client))
    await mkdir(dirname(mark), { recursive: true })
    await writeFile(mark, '')
    await put(mark)
    expect(await call(base, 'verify')).toMatchObject({ code: 1, err: expect.stringContaining(`keys/erased/${nameIn(client)}`) })
    expect(await call(base, 'erase', client.id, '--yes')).toMatchObject({ code: 0 })
    expect(await call(base, 'verify')).toMatchObject({ code: 0, out: expect.stringContaining('1 erased') })
  })
})

describe('what is reached by another name too is not overwritten with the key of an erased client', () => {
  const master = (): string => join(base, 'key', 'master.key')

  test.each([
    ['a link to the key file', () => symlink(master(), keyOf(client))],
    ['a second name of the key file', () => link(master(), keyOf(client))],
    ['a link to the key of somebody else', () => symlink(keyOf(other), keyOf(client))],
    ['a second name of the key of somebody else', () => link(keyOf(other), keyOf(client))],
  ])('%s', async (_, put) => {
    const before = await readFile(master())
    await rm(keyOf(client))
    await put()
    expect(await call(base, 'erase', client.id, '--yes')).toMatchObject({ code: 0 })
    expect(await readFile(master())).toEqual(before)
    expect(await readdir(dirname(keyOf(client)))).not.toContain(nameIn(client))
    records = await recordsIn(base)
    expect((await records.client(ANNA, other.id)).alias).toBe('andere')
    await expect(records.client(ANNA, client.id)).rejects.toThrow(NoAccess)
  })

  test('nor what a link leads to where killed processes leave what they wrote', async () => {
    const elsewhere = join(base, 'elsewhere')
    await mkdir(elsewhere)
    await writeFile(join(elsewhere, 'keys.txt'), 'of somebody')
    await symlink(elsewhere, join(layoutIn(base).writing, 'left'))
    for (const folder of ['both', 'both.gone/more']) await mkdir(join(layoutIn(base).writing, folder), { recursive: true })
    await writeFile(join(layoutIn(base).writing, 'file'), '')
    records = await recordsIn(base)
    expect(await readdir(layoutIn(base).writing)).toHaveLength(1)
    expect(await readFile(join(elsewhere, 'keys.txt'), 'utf8')).toBe('of somebody')
  })
})

describe('a copy in the folder of other names', () => {
  const misplaced = (path: string): string => join(dirname(dirname(path)), nameIn(client).startsWith('ff') ? '00' : 'ff', nameIn(client))

  test.each([
    ['key', () => keyOf(client), 'keys/clients/'],
    ['file', () => layoutIn(base).folder('clients', nameIn(client)), 'clients/'],
  ])('of a %s is named, and comes into no archive a second time', async (_, from, where) => {
    await cp(from(), misplaced(from()), { recursive: true })
    const said = expect.stringMatching(new RegExp(`${where}(ff|00)/${nameIn(client)}: it lies in the wrong folder`))
    expect(await call(base, 'verify')).toMatchObject({ code: 1, err: said, out: expect.stringMatching(/^2 clients/) })
    expect(await call(base, 'backup', `${base}/backup`)).toMatchObject({ code: 1, err: said, out: expect.stringMatching(/^2 clients/) })
    if (_ === 'key') expect(await call(base, 'keys', 'export', `${base}/keys`)).toMatchObject({ code: 1, err: said })
    await rm(misplaced(from()), { recursive: true })
    expect(await call(base, 'verify')).toMatchObject({ code: 0 })
    expect(await call(base, 'verify', `${base}/backup`)).toMatchObject({ code: 0 })
  })
})

describe.skipIf(!existsSync('/dev/shm'))('part of the data folder on another disk', () => {
  test.each(['clients', 'keys', 'writing'])('%s: the start says so', async (name) => {
    const there = await mkdtemp('/dev/shm/wegwijzer-test-')
    const path = join(layoutIn(base).data, name)
    await cp(path, there, { recursive: true })
    await rm(path, { recursive: true })
    await symlink(there, path)
    await expect(recordsIn(base)).rejects.toThrow(/lies on another disk than .*: keep the whole data folder on one$/)
    expect(await readdir(layoutIn(base).data)).not.toContain('lock')
    expect((await readdir(there)).filter((file) => file.startsWith('disk'))).toEqual([])
    await rm(there, { recursive: true })
  })
})
