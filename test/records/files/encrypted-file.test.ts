import { generateKeySync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Low } from 'lowdb'
import { afterAll, expect, test } from 'vitest'
import { encryptedFile, type FileOptions } from '../../../src/records/files/encrypted-file.ts'
import { readHead } from '../../../src/records/files/seal.ts'
import { folder, removeFolders } from '../fixtures.ts'

afterAll(removeFolders)

const key = generateKeySync('aes', { length: 256 })

async function options(
  path: string,
  more: Partial<FileOptions<Record<string, unknown>>> = {},
): Promise<FileOptions<Record<string, unknown>>> {
  return { path, kind: 'client', id: 'x', key, seen: new Map(), quarantine: async () => {}, ...more }
}

test('brings documents of every earlier model forward, one step at a time, and writes them in the new one', async () => {
  const path = join(await folder(), 'document')
  const first = new Low(encryptedFile(await options(path)), {} as Record<string, unknown>)
  await first.update((data) => Object.assign(data, { model: 1, name: 'Zee' }))
  const models = { client: 3, counsellor: 1, finished: 1, audit: 1 }
  const migrations = {
    client: {
      1: ({ name, ...rest }: Record<string, unknown>) => ({ ...rest, alias: name }),
      2: (document: Record<string, unknown>) => ({ ...document, colour: 'blauw' }),
    },
    counsellor: {},
    finished: {},
    audit: {},
  }
  const later = new Low(encryptedFile(await options(path, { models, migrations })), {} as Record<string, unknown>)
  await later.read()
  expect(later.data).toEqual({ model: 3, alias: 'Zee', colour: 'blauw' })
  expect(readHead(await readFile(path)).model).toBe(1)
  await later.update((data) => Object.assign(data, { colour: 'groen' }))
  expect(readHead(await readFile(path)).model).toBe(3)
  const old = new Low(encryptedFile(await options(path)), {} as Record<string, unknown>)
  await expect(old.read()).rejects.toThrow('newer version')
})

test('shares lines that never change, lets nobody alter them, and has them whole again after a start', async () => {
  const path = join(await folder(), 'document')
  const stable = ['audit']
  const file = encryptedFile(await options(path, { stable }))
  const mine = { n: 1, deep: { list: ['a'] }, left: undefined }
  const z = 'é “” \u2028 "'
  await file.write({ a: 1, audit: [mine], z })
  // What was handed in stays the giver's to change, and what is kept does not follow.
  mine.deep.list.push('b')
  const one = (await file.read()) as { audit: { n: number; deep?: { list: string[] } }[] }
  expect(one.audit).toEqual([{ n: 1, deep: { list: ['a'] } }])
  expect(() => Object.assign(one.audit[0] as object, { n: 2 })).toThrow(TypeError)
  one.audit[0]?.deep?.list.push('c')
  expect(one.audit[0]?.deep).toEqual({ list: ['a'] })
  expect({ ...one.audit[0] }).toEqual({ n: 1, deep: { list: ['a'] } })
  expect(structuredClone(one.audit)).toEqual([{ n: 1, deep: { list: ['a'] } }])
  one.audit.push({ n: 2 })
  await file.write(one)
  const whole = { a: 1, z, audit: [{ n: 1, deep: { list: ['a'] } }, { n: 2 }] }
  expect(await encryptedFile(await options(path, { stable })).read()).toEqual(whole)
  expect(await encryptedFile(await options(path)).read()).toEqual(whole)
  expect(file.differs(structuredClone(whole))).toBe(true)
  expect(file.differs((await file.read()) as Record<string, unknown>)).toBe(false)
})
