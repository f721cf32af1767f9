import { generateKeySync } from 'node:crypto'
import { Low } from 'lowdb'
import { expect, test } from 'vitest'
import { readHead } from '../../src/records/seal.ts'
import { type DocumentOptions, sealedDocument } from '../../src/records/sealed-document.ts'
import { clientOwner, documentOf, type Store } from '../../src/records/store.ts'
import { openMemory } from '../support/memory-store.ts'

const key = generateKeySync('aes', { length: 256 })
const owner = clientOwner('0'.repeat(32))

const documentIn = (store: Store, more: Partial<DocumentOptions<Record<string, unknown>>> = {}) =>
  sealedDocument<Record<string, unknown>>({ store, owner, kind: 'client', id: 'x', key, seen: new Map(), ...more })

const modelIn = (store: Store) => store.read(documentOf(owner), (bytes) => readHead(bytes).model)

test('brings documents of every earlier model forward, one step at a time, and writes them in the new one', async () => {
  const store = openMemory()
  const beginning = { client: 1, counsellor: 1, finished: 1, audit: 1 }
  const first = new Low(documentIn(store, { models: beginning }), {} as Record<string, unknown>)
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
  const later = new Low(documentIn(store, { models, migrations }), {} as Record<string, unknown>)
  await later.read()
  expect(later.data).toEqual({ model: 3, alias: 'Zee', colour: 'blauw' })
  expect(await modelIn(store)).toBe(1)
  await later.update((data) => Object.assign(data, { colour: 'groen' }))
  expect(await modelIn(store)).toBe(3)
  const old = new Low(documentIn(store), {} as Record<string, unknown>)
  await expect(old.read()).rejects.toThrow('newer version')
})

test('shares lines that never change, lets nobody alter them, and has them whole again after a start', async () => {
  const store = openMemory()
  const stable = ['audit']
  const file = documentIn(store, { stable })
  const mine = { n: 1, deep: { list: ['a'] }, left: undefined }
  const z = 'é “” \u2028 "'
  await file.write({ a: 1, audit: [mine], z })
  // What was handed in stays the giver's to change, and what is kept does not follow.
  mine.deep.list.push('b')
  const one = (await file.read()) as { audit: { n: number; deep?: { list: string[] } }[] }
  expect(one.audit).toEqual([{ n: 1, deep: { list: ['a'] } }])
  expect(() => Object.assign(one.audit[0] as object, { n: 2 })).toThrow(TypeError)
  expect(() => one.audit[0]?.deep?.list.push('c')).toThrow(TypeError)
  expect(() => Object.assign(one.audit[0]?.deep ?? {}, { list: [] })).toThrow(TypeError)
  expect(one.audit[0]?.deep).toEqual({ list: ['a'] })
  expect({ ...one.audit[0] }).toEqual({ n: 1, deep: { list: ['a'] } })
  expect(structuredClone(one.audit)).toEqual([{ n: 1, deep: { list: ['a'] } }])
  one.audit.push({ n: 2 })
  await file.write(one)
  const whole = { a: 1, z, audit: [{ n: 1, deep: { list: ['a'] } }, { n: 2 }] }
  expect(await documentIn(store, { stable }).read()).toEqual(whole)
  expect(await documentIn(store).read()).toEqual(whole)
  expect(file.differs(structuredClone(whole))).toBe(true)
  expect(file.differs((await file.read()) as Record<string, unknown>)).toBe(false)
})
