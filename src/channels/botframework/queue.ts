/** Runs tasks for the same key one after another, tasks for different keys concurrently. */
export interface Queue {
  /** Settles as `task` does. */
  run<T>(key: string, task: () => Promise<T>): Promise<T>
  /** The number of tasks that wait or run for this key. */
  waiting(key: string): number
  /** Resolves once nothing waits or runs. */
  idle(): Promise<void>
}

export function createQueue(): Queue {
  const tails = new Map<string, { last: Promise<unknown>; count: number }>()
  return {
    run(key, task) {
      const tail = tails.get(key) ?? { last: Promise.resolve(), count: 0 }
      const result = tail.last.then(task)
      const settled = result.catch(() => undefined)
      const next = { last: settled, count: tail.count + 1 }
      tails.set(key, next)
      void settled.then(() => {
        const now = tails.get(key)
        if (!now) return
        if (now.count === 1) tails.delete(key)
        else now.count--
      })
      return result
    },
    waiting: (key) => tails.get(key)?.count ?? 0,
    async idle() {
      while (tails.size > 0) await Promise.all([...tails.values()].map((tail) => tail.last))
    },
  }
}
