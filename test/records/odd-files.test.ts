/** What is no file of ours where one belongs: a folder, a link to itself. It is the trouble of one client or counsellor, and of nobody else. */
import { mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
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
    for (const args of [['verify'], ['backup', `${base}/backup`], ['sweep'], ['audit', 'verify']]) {
      const { code, out, err } = await call(base, ...(args as [string]))
      expect({ args, code, said: out + err }).toEqual({ args, code: 1, said: expect.stringContaining(client.id) })
    }
    expect(await call(base, 'erase', client.id, '--yes')).toMatchObject({ code: 0 })
    expect(await readdir(dirname(keyOf(client)))).not.toContain(nameIn(client))
    records = await recordsIn(base)
    await expect(records.client(ANNA, client.id)).rejects.toThrow(NoAccess)
    expect((await records.counsellor(ANNA)).clients).toMatchObject([{ alias: 'andere' }])
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
    await mkdir(mark, { recursive: true })
    await rm(mark, { recursive: true })
    if (_ === 'a link to itself') await symlink(mark, mark)
    else await mkdir(mark)
    expect(await call(base, 'verify')).toMatchObject({ code: 1, err: expect.stringContaining(`keys/erased/${nameIn(client)}`) })
    expect(await call(base, 'erase', client.id, '--yes')).toMatchObject({ code: 0 })
    expect(await call(base, 'verify')).toMatchObject({ code: 0, out: expect.stringContaining('1 erased') })
  })
})
