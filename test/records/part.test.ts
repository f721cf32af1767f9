/** A feature's own part of a client's file: brought forward by itself, and kept by who does not know it. */
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { NewerModel } from '../../src/records/migrations.ts'
import { type Part, partOf, partsLastUsed, partsVisibleTo, putPart } from '../../src/records/part.ts'
import { DamagedFile } from '../../src/records/records.ts'
import { KEEPINGS } from '../support/stores.ts'
import { ANNA, answer, BERT, clientOf } from './fixtures.ts'

const Bell = z.strictObject({ rung: z.array(z.strictObject({ by: z.string(), at: z.string() })) })
type Bell = z.infer<typeof Bell>
const bell: Part<Bell> = {
  name: 'bell',
  model: 3,
  shape: Bell,
  migrations: {
    1: (older) => ({ rung: (older as { by: string[] }).by }),
    2: (older) => ({ rung: (older as { rung: string[] }).rung.map((by) => ({ by, at: '2026-01-01T00:00:00.000Z' })) }),
  },
  empty: { rung: [] },
  mapTexts: (value) => value,
  visibleTo: ({ rung }, viewer) => ({ rung: rung.filter(({ by }) => viewer === 'all' || by === viewer) }),
  lastUsed: ({ rung }) => rung.at(-1)?.at,
}
const AT = '2026-01-01T00:00:00.000Z'
const file = (model: number, value: unknown) => ({ parts: { bell: { model, value }, gong: { model: 9, value: 'unknown' } } })

describe('a part', () => {
  test('is empty where the file has none, and nobody’s empty value is shared', () => {
    const first = partOf(bell, { parts: {} })
    first.rung.push({ by: ANNA, at: AT })
    expect(partOf(bell, { parts: {} })).toEqual({ rung: [] })
  })

  test('is brought forward one model at a time', () => {
    const today = { rung: [{ by: ANNA, at: AT }] }
    expect(partOf(bell, file(1, { by: [ANNA] }))).toEqual(today)
    expect(partOf(bell, file(2, { rung: [ANNA] }))).toEqual(today)
    expect(partOf(bell, file(3, today))).toEqual(today)
  })

  test.each([
    ['of a newer model', 4, { rung: [] }, NewerModel],
    ['of a model that never was', 0, { rung: [] }, DamagedFile],
    ['of another shape', 3, { rung: 'x' }, DamagedFile],
    ['with something nobody wrote', 3, { rung: [], loud: true }, DamagedFile],
  ])('is not opened %s', (_, model, value, error) => {
    expect(() => partOf(bell, file(model, value))).toThrow(error)
  })

  test('shows each their own, and nothing of a part that is not known here', () => {
    const both = file(3, {
      rung: [
        { by: ANNA, at: AT },
        { by: BERT, at: AT },
      ],
    })
    expect(partsVisibleTo([bell], both, BERT)).toEqual({ bell: { model: 3, value: { rung: [{ by: BERT, at: AT }] } } })
    expect(partsLastUsed([bell], both)).toEqual([AT])
  })
})

describe('a file with a part that this version does not know', () => {
  let end = async (): Promise<void> => {}
  afterEach(() => end())

  test.each(['in memory', 'on a disk'] as const)('keeps it through every change, %s, and shows it to nobody', async (where) => {
    const keeping = await KEEPINGS[where]()
    end = keeping.end
    let records = await keeping.records({ parts: [bell] })
    const client = clientOf(ANNA)
    await records.createClient(client)
    await records.changeClient(ANNA, client.id, (draft) => putPart(bell, draft, { rung: [{ by: ANNA, at: AT }] }))
    await records.close()

    records = await keeping.records({ parts: [] })
    expect((await records.client(ANNA, client.id)).parts).toEqual({})
    await records.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, 'een antwoord'))
    await records.close()

    records = await keeping.records({ parts: [bell] })
    expect(partOf(bell, await records.client(ANNA, client.id))).toEqual({ rung: [{ by: ANNA, at: AT }] })
    await records.close()
  })
})
