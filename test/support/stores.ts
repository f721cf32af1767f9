/** Each store that the records can be kept in, with what a test does to it from outside. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe } from 'vitest'
import { openDisk } from '../../src/records/files/disk.ts'
import { layoutOf, pathOf } from '../../src/records/files/layout.ts'
import { type OpenRecords, openRecords, type RulesOptions, recordsOver } from '../../src/records/open.ts'
import { freshRing } from '../../src/records/ring.ts'
import type { Damage, Place, Store } from '../../src/records/store.ts'
import { asideOf } from '../records/fixtures.ts'
import { newMemory, openMemory, placeText } from './memory-store.ts'

/** One place where things are kept, opened as often as a server starts. */
export interface Keeping {
  open(): Promise<Store>
  records(options?: Partial<RulesOptions>): Promise<OpenRecords>
  /** Told by the stores that were opened. */
  damages: Damage[]
  /** Changes one bit of what lies there. */
  spoil(place: Place): Promise<void>
  /** Nothing can be written there until it is let go. @returns how */
  block(place: Place): Promise<() => Promise<void>>
  end(): Promise<void>
}

async function onDisk(): Promise<Keeping> {
  const base = await mkdtemp(join(tmpdir(), 'wegwijzer-store-'))
  const dataDir = join(base, 'data')
  const layout = layoutOf(dataDir)
  const damages: Damage[] = []
  const onDamage = (damage: Damage): void => void damages.push(damage)
  return {
    damages,
    open: () => openDisk({ dataDir, onDamage }),
    records: (options) =>
      openRecords({ dataDir, keyFile: join(base, 'key', 'master.key'), onDamage, parts: [], refusalDelay: 0, ...options }),
    async spoil(place) {
      const path = pathOf(layout, place)
      await writeFile(path, flipped(await readFile(path)))
    },
    async block(place) {
      const inTheWay = await asideOf(base, pathOf(layout, place))
      await mkdir(inTheWay)
      return () => rm(inTheWay, { recursive: true })
    },
    end: () => rm(base, { recursive: true, force: true }),
  }
}

async function inMemory(): Promise<Keeping> {
  const memory = newMemory()
  const ring = freshRing()
  const damages: Damage[] = []
  const open = (): Store => openMemory(memory, (damage) => damages.push(damage))
  return {
    damages,
    open: async () => open(),
    records: (options) => recordsOver(open(), { ring }, { parts: [], refusalDelay: 0, ...options }),
    async spoil(place) {
      const kept = memory.places.get(placeText(place))
      if (kept) kept.bytes = flipped(kept.bytes)
    },
    async block(place) {
      memory.blocked.add(placeText(place))
      return async () => void memory.blocked.delete(placeText(place))
    },
    end: async () => {},
  }
}

function flipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes)
  const at = changed.length - 1
  changed[at] = (changed[at] as number) ^ 1
  return changed
}

export type Where = 'on a disk' | 'in memory'
export const KEEPINGS: Record<Where, () => Promise<Keeping>> = { 'on a disk': onDisk, 'in memory': inMemory }

/** Runs these tests over each store; every test gets one of its own. */
export function overEachStore(name: string, tests: (open: Keeping['records'], keeping: () => Keeping) => void): void {
  describe.each(Object.entries(KEEPINGS))(`${name} (%s)`, (_, keep) => {
    let keeping: Keeping
    beforeEach(async () => {
      keeping = await keep()
    })
    afterEach(() => keeping.end())
    tests(
      (options) => keeping.records(options),
      () => keeping,
    )
  })
}
