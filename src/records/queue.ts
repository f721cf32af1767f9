import { StoreUnavailable } from './records.ts'

/** Work on one thing comes one after another, on different things at the same time. */
export interface Queue {
  run: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** Takes nothing more; resolves once nothing is under way. */
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
        await before?.catch(() => {})
        return work()
      })()
      tails.set(name, mine)
      try {
        return await mine
      } finally {
        if (tails.get(name) === mine) tails.delete(name)
      }
    },
    async close() {
      closed = true
      while (tails.size > 0) await Promise.allSettled(tails.values())
    },
  }
}
