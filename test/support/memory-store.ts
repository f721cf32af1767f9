/** The store port in memory: as strict as the disk about what is asked of it, and nothing to clean up. */
import { queue } from '../../src/records/queue.ts'
import { StoreUnavailable } from '../../src/records/records.ts'
import { SealBroken } from '../../src/records/seal.ts'
import { type Damage, DOCUMENT, documentOf, type Owner, type Place, type Store, textOf } from '../../src/records/store.ts'

interface Kept {
  bytes: Buffer
  former?: Buffer
  /** It was brought back from before the last write. */
  recovered?: boolean
}

/** What is kept; stores opened over it one after another are a server that starts again, at the same time several instances. */
export interface Memory {
  places: Map<string, Kept>
  /** By place: goes up with each write and removal. */
  versions: Map<string, number>
  keys: Map<string, Buffer>
  marks: Map<string, Buffer>
  diary?: Buffer
  alone: ReturnType<typeof queue>
  /** Places that take no more, as on a full disk. */
  blocked: Set<string>
}

export const newMemory = (): Memory => ({
  places: new Map(),
  versions: new Map(),
  keys: new Map(),
  marks: new Map(),
  alone: queue(),
  blocked: new Set(),
})

export const placeText = (place: Place): string => `${textOf(place)}/${place.part}`

const FULL = 'the store is not available: it is full'

export function openMemory(memory: Memory = newMemory(), onDamage: (damage: Damage) => void = () => {}): Store {
  const { places, versions, keys, marks } = memory
  const alone = queue()
  /** The version of each place that this store knows. */
  const known = new Map<string, number>()
  let closed = false
  const versionOf = (at: string): number => versions.get(at) ?? 0
  const touch = (at: string): void => {
    versions.set(at, versionOf(at) + 1)
  }
  const under = (owner: Owner): string[] => [...places.keys()].filter((at) => at.startsWith(`${textOf(owner)}/`))
  async function* sorted(found: Iterable<string>): AsyncGenerator<string> {
    yield* [...new Set(found)].toSorted()
  }
  const onShelf = (all: Iterable<string>, shelf: string) =>
    [...all].filter((at) => at.startsWith(`${shelf}/`)).map((at) => at.split('/')[1] as string)
  return {
    async read(place, accept, expected = false) {
      const at = placeText(place)
      known.set(at, versionOf(at))
      const kept = places.get(at)
      let broken = expected && place.part === DOCUMENT ? new SealBroken('it is gone') : undefined
      for (const [bytes, former] of [[kept?.bytes, false] as const, [kept?.former, true] as const]) {
        if (!bytes) continue
        try {
          const value = accept(Buffer.from(bytes), former)
          if (former) {
            places.set(at, { bytes, recovered: true })
            onDamage({ file: at, reason: broken?.message ?? 'it was gone', recovered: true })
          }
          return value
        } catch (error) {
          if (!(error instanceof SealBroken)) throw error
          if (!former) broken = error
        }
      }
      if (!broken) return undefined
      places.delete(at)
      onDamage({ file: at, reason: broken.message, recovered: false })
      throw broken
    },
    async look(place, former = false) {
      const kept = places.get(placeText(place))
      const bytes = former ? kept?.former : kept?.bytes
      return bytes && Buffer.from(bytes)
    },
    recovered: async (owner) => places.get(placeText(documentOf(owner)))?.recovered === true,
    async write(batch, replace = false) {
      for (const { place, bytes } of batch) {
        const at = placeText(place)
        if (memory.blocked.has(at)) throw new StoreUnavailable(FULL)
        const former = place.part === DOCUMENT && !replace ? places.get(at)?.bytes : undefined
        const recovered = !replace && places.get(at)?.recovered
        places.set(at, { bytes: Buffer.from(bytes), former, recovered })
        touch(at)
        known.set(at, versionOf(at))
      }
    },
    async remove(owner, parts) {
      for (const at of parts ? parts.map((part) => placeText({ ...owner, part })) : under(owner)) if (places.delete(at)) touch(at)
    },
    names: (shelf) => sorted(onShelf(places.keys(), shelf)),
    parts: async (owner) =>
      under(owner)
        .map((at) => at.split('/')[2] as string)
        .toSorted(),
    lock: (owner, work) => alone.run(textOf(owner), () => memory.alone.run(textOf(owner), work)),
    changed: (place) => known.get(placeText(place)) !== versionOf(placeText(place)),
    keys: {
      read: async (of) => keys.get(textOf(of)),
      async write(of, bytes) {
        keys.set(textOf(of), Buffer.from(bytes))
      },
      has: async (of) => keys.has(textOf(of)),
      async destroy(of) {
        if (keys.delete(textOf(of)) && of !== 'store') touch(placeText(documentOf(of)))
      },
      names: (shelf) => sorted(onShelf(keys.keys(), shelf)),
    },
    marks: {
      read: async (name) => marks.get(name),
      async write(name, bytes) {
        marks.set(name, Buffer.from(bytes))
      },
      has: async (name) => marks.has(name),
      names: () => sorted(marks.keys()),
    },
    diary: {
      read: async () => memory.diary,
      async write(bytes) {
        memory.diary = Buffer.from(bytes)
      },
    },
    tidy: async () => 0,
    ready: async () => !closed,
    async close() {
      closed = true
      await alone.close()
    },
  }
}
