/** What every store must do, tried on each: whoever writes another one adds it to `KEEPINGS` and runs this. */
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/records/records.ts'
import { SealBroken } from '../../src/records/seal.ts'
import { clientOwner, counsellorOwner, documentOf, type Place, type Store } from '../../src/records/store.ts'
import { KEEPINGS, type Keeping } from '../support/stores.ts'

const ONE = clientOwner('a1'.repeat(16))
const TWO = clientOwner('a2'.repeat(16))
const THREE = clientOwner('b3'.repeat(16))
const COUNSELLOR = counsellorOwner('c4'.repeat(16))
const DOCUMENT = documentOf(ONE)
const RUN: Place = { ...ONE, part: `${'d5'.repeat(16)}-1` }
const AUDIT: Place = { ...ONE, part: 'audit-0' }

const text = (bytes: Buffer): string => bytes.toString()
const item = (place: Place, words: string) => ({ place, bytes: Buffer.from(words) })

/** Refuses what does not begin with one of these words. */
const only =
  (...words: string[]) =>
  (bytes: Buffer): string => {
    if (!words.includes(text(bytes))) throw new SealBroken(`not one of ${words}`)
    return text(bytes)
  }

async function all(names: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = []
  for await (const name of names) found.push(name)
  return found
}

describe.each(Object.entries(KEEPINGS))('a store %s', (_, keep) => {
  let keeping: Keeping
  let store: Store

  async function restart(): Promise<void> {
    await store.close()
    store = await keeping.open()
  }

  beforeEach(async () => {
    keeping = await keep()
    store = await keeping.open()
  })
  afterEach(async () => {
    await store.close()
    await keeping.end()
  })

  describe('reads', () => {
    test('finds nothing where nothing was written', async () => {
      expect(await store.read(DOCUMENT, text)).toBeUndefined()
      expect(await store.read(RUN, text)).toBeUndefined()
      expect(keeping.damages).toEqual([])
    })

    test('finds what was written, also after a start', async () => {
      await store.write([item(RUN, 'run'), item(AUDIT, 'lines'), item(DOCUMENT, 'first')])
      await store.write([item(DOCUMENT, 'second')])
      for (let time = 0; time < 2; time += 1) {
        expect(await store.read(DOCUMENT, text)).toBe('second')
        expect(await store.read(RUN, text)).toBe('run')
        expect(await store.read(AUDIT, text)).toBe('lines')
        await restart()
      }
    })

    test('gives each reader a copy of its own, and throws what `accept` throws', async () => {
      await store.write([item(DOCUMENT, 'first')])
      await store.read(DOCUMENT, (bytes) => bytes.fill(0))
      expect(await store.read(DOCUMENT, text)).toBe('first')
      const refusing = store.read(DOCUMENT, () => {
        throw new RangeError('newer than I know')
      })
      await expect(refusing).rejects.toThrow(RangeError)
      expect(await store.read(DOCUMENT, text)).toBe('first')
      expect(keeping.damages).toEqual([])
    })

    test('falls back on the version before where the document is refused, says so, and keeps that one from then on', async () => {
      await store.write([item(DOCUMENT, 'first')])
      await store.write([item(DOCUMENT, 'second')])
      await keeping.spoil(DOCUMENT)
      const asked: [string, boolean][] = []
      const accept = (bytes: Buffer, former: boolean): string => {
        asked.push([text(bytes), former])
        return only('first', 'second')(bytes)
      }
      expect(await store.read(DOCUMENT, accept, true)).toBe('first')
      expect(asked).toEqual([
        [expect.not.stringMatching('^second$'), false],
        ['first', true],
      ])
      expect(keeping.damages).toMatchObject([{ reason: 'not one of first,second', recovered: true }])
      await restart()
      expect(await store.read(DOCUMENT, only('first'))).toBe('first')
      expect(keeping.damages).toHaveLength(1)
    })

    test('throws where both versions are refused, tells, and goes on', async () => {
      await store.write([item(DOCUMENT, 'first')])
      await store.write([item(DOCUMENT, 'second')])
      await expect(store.read(DOCUMENT, only('third'), true)).rejects.toThrow(SealBroken)
      expect(keeping.damages).toMatchObject([{ reason: 'not one of third', recovered: false }])
      await store.write([item(DOCUMENT, 'third')])
      expect(await store.read(DOCUMENT, only('third'))).toBe('third')
    })

    test('sets a refused part aside: it has no former version', async () => {
      await store.write([item(RUN, 'run')])
      await expect(store.read(RUN, only('other'))).rejects.toThrow(SealBroken)
      expect(keeping.damages).toMatchObject([{ recovered: false }])
      expect(await store.read(RUN, text)).toBeUndefined()
    })

    test('finds damage where a document should be and is not', async () => {
      await expect(store.read(DOCUMENT, text, true)).rejects.toThrow(SealBroken)
      expect(keeping.damages).toMatchObject([{ recovered: false }])
    })
  })

  describe('writes', () => {
    test('keeps the order, and leaves the last as it was where one fails', async () => {
      await store.write([item(DOCUMENT, 'first')])
      const letGo = await keeping.block(DOCUMENT)
      await expect(store.write([item(RUN, 'run'), item(DOCUMENT, 'second')])).rejects.toThrow()
      expect(await store.read(RUN, text)).toBe('run')
      expect(await store.read(DOCUMENT, text, true)).toBe('first')
      await letGo()
      const letRunGo = await keeping.block(RUN)
      await expect(store.write([item(RUN, 'other'), item(DOCUMENT, 'second')])).rejects.toThrow()
      expect(await store.read(RUN, text)).toBe('run')
      expect(await store.read(DOCUMENT, text, true)).toBe('first')
      await letRunGo()
      await restart()
      expect(await store.read(DOCUMENT, text)).toBe('first')
      await store.write([item(DOCUMENT, 'second')])
      expect(await store.read(DOCUMENT, text)).toBe('second')
      expect(keeping.damages).toEqual([])
    })

    test('leaves nothing to fall back on when writing from scratch', async () => {
      await store.write([item(DOCUMENT, 'first')])
      await store.write([item(DOCUMENT, 'second')], true)
      await expect(store.read(DOCUMENT, only('first'), true)).rejects.toThrow(SealBroken)
    })
  })

  test('removes a part, the document with its former version, and everything of one owner, as often as asked', async () => {
    await store.write([item(RUN, 'run'), item(AUDIT, 'lines'), item(DOCUMENT, 'first')])
    await store.write([item(DOCUMENT, 'second')])
    await store.write([item(documentOf(TWO), 'other')])
    for (let time = 0; time < 2; time += 1) {
      await store.remove(ONE, [RUN.part])
      expect(await store.parts(ONE)).toEqual(['audit-0', 'document'])
    }
    await store.remove(ONE, ['document'])
    expect(await store.read(DOCUMENT, text)).toBeUndefined()
    for (let time = 0; time < 2; time += 1) {
      await store.remove(ONE)
      expect(await store.parts(ONE)).toEqual([])
    }
    await store.write([item(DOCUMENT, 'again')])
    expect(await store.read(DOCUMENT, only('again'))).toBe('again')
    expect(await store.read(documentOf(TWO), text)).toBe('other')
    expect(keeping.damages).toEqual([])
  })

  test('lists who is there, each shelf by itself, in order, and what lies there of one', async () => {
    expect(await all(store.names('clients'))).toEqual([])
    for (const owner of [THREE, ONE, COUNSELLOR, TWO]) await store.write([item(documentOf(owner), owner.name)])
    await store.write([item(RUN, 'run')])
    await store.write([item(DOCUMENT, 'a second time')])
    expect(await all(store.names('clients'))).toEqual([ONE.name, TWO.name, THREE.name])
    expect(await all(store.names('counsellors'))).toEqual([COUNSELLOR.name])
    expect(await store.parts(ONE)).toEqual([RUN.part, 'document'].toSorted())
    expect(await store.parts(clientOwner('0f'.repeat(16)))).toEqual([])
  })

  test('keeps keys apart from the data, the store’s own among them', async () => {
    expect(await store.keys.read('store')).toBeUndefined()
    expect(await store.keys.has(ONE)).toBe(false)
    for (const owner of ['store', TWO, ONE, COUNSELLOR] as const)
      await store.keys.write(owner, Buffer.from(`key of ${JSON.stringify(owner)}`))
    await store.keys.write(ONE, Buffer.from('another'))
    await restart()
    expect(text((await store.keys.read('store')) as Buffer)).toBe('key of "store"')
    expect(text((await store.keys.read(ONE)) as Buffer)).toBe('another')
    expect(await all(store.keys.names('clients'))).toEqual([ONE.name, TWO.name])
    expect(await all(store.keys.names('counsellors'))).toEqual([COUNSELLOR.name])
    expect(await all(store.names('clients'))).toEqual([])
    for (let time = 0; time < 2; time += 1) {
      await store.keys.destroy(ONE)
      expect(await store.keys.has(ONE)).toBe(false)
      expect(await store.keys.read(ONE)).toBeUndefined()
    }
    await store.remove(TWO)
    expect(await store.keys.has(TWO)).toBe(true)
    expect(await all(store.keys.names('clients'))).toEqual([TWO.name])
  })

  test('keeps the marks of erasure', async () => {
    expect(await store.marks.has(ONE.name)).toBe(false)
    expect(await store.marks.read(ONE.name)).toBeUndefined()
    for (const { name } of [THREE, ONE]) await store.marks.write(name, Buffer.from(name))
    await restart()
    expect(await store.marks.has(ONE.name)).toBe(true)
    expect(text((await store.marks.read(THREE.name)) as Buffer)).toBe(THREE.name)
    expect(await all(store.marks.names())).toEqual([ONE.name, THREE.name])
    expect(await all(store.keys.names('clients'))).toEqual([])
  })

  test('lets one at a time work on one owner, in the order asked, and nobody else wait', async () => {
    const order: string[] = []
    const slow = store.lock(ONE, async () => {
      await wait(20)
      order.push('first')
      return 1
    })
    const failing = store.lock(ONE, async () => {
      order.push('second')
      throw new RangeError('mine')
    })
    const last = store.lock(ONE, async () => void order.push('third'))
    const other = store.lock(TWO, async () => void order.push('other'))
    const sameName = store.lock(counsellorOwner(ONE.name), async () => void order.push('other shelf'))
    await expect(failing).rejects.toThrow(RangeError)
    expect(await slow).toBe(1)
    await Promise.all([last, other, sameName])
    expect(order).toEqual(['other', 'other shelf', 'first', 'second', 'third'])
    // a client's lock may be held while a counsellor's is taken
    expect(await store.lock(ONE, () => store.lock(COUNSELLOR, async () => 'both'))).toBe('both')
  })

  test('says that nobody else wrote what it read or wrote itself', async () => {
    await store.write([item(DOCUMENT, 'first')])
    expect(await store.changed(DOCUMENT)).toBe(false)
    await restart()
    await store.read(DOCUMENT, text)
    expect(await store.changed(DOCUMENT)).toBe(false)
  })

  test('is ready until it is closed; closing waits for what is under way and lets nothing begin', async () => {
    expect(await store.ready()).toBe(true)
    let done = false
    const working = store.lock(ONE, async () => {
      await wait(20)
      await store.write([item(DOCUMENT, 'just in time')])
      done = true
    })
    await store.close()
    expect(done).toBe(true)
    await working
    expect(await store.ready()).toBe(false)
    await expect(store.lock(ONE, async () => {})).rejects.toThrow(StoreUnavailable)
    store = await keeping.open()
    expect(await store.read(DOCUMENT, text)).toBe('just in time')
    expect(await store.tidy()).toBe(0)
  })
})
