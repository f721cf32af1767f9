import { StoreUnavailable } from './records.ts'

/** Runs work with the same name one after another, with different names concurrently. */
export interface Queue {
  run: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** Accepts no more work; resolves once all of it is done. */
  close: () => Promise<void>
}

export function queue(): Queue {
  let closed = false
  const tails = new Map<string, Promise<unknown>>()
  return {
    async run(name, work) {
      if (closed) throw new StoreUnavailable('the store is closed')
      const before = tails.get(name)
      const mine = (async () => {
        await before
        return work()
      })()
      // without what came of it: that is often a whole document
      const settled = mine.then(nothing, nothing)
      tails.set(name, settled)
      try {
        return await mine
      } finally {
        if (tails.get(name) === settled) tails.delete(name)
      }
    },
    async close() {
      closed = true
      while (tails.size > 0) await Promise.all(tails.values())
    },
  }
}

const nothing = (): void => {}
