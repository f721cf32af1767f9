/** Work on one thing comes one after another, on different things at the same time. */
export interface Queue {
  run: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** Resolves once nothing is under way. */
  idle: () => Promise<void>
}

export function queue(): Queue {
  const tails = new Map<string, Promise<unknown>>()
  return {
    async run(name, work) {
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
    async idle() {
      while (tails.size > 0) await Promise.allSettled(tails.values())
    },
  }
}
