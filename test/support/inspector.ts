/** Looks into a running program from outside, by Node's own inspector, so that the program needs no door for tests. */

export interface Inspector {
  /** The value of an expression in the program; it must be plain JSON. */
  evaluate<T>(expression: string): Promise<T>
  /** Which of these stand in a string that something in the program still holds. */
  held(words: readonly string[]): Promise<string[]>
  close(): void
}

/** @param printed standard error of a program started with `NODE_OPTIONS=--inspect=127.0.0.1:0` */
export async function inspect(printed: string): Promise<Inspector> {
  const address = /ws:\/\/\S+/.exec(printed)?.[0]
  if (!address) throw new Error(`the program prints no inspector: ${printed}`)
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true })
    socket.addEventListener('error', reject, { once: true })
  })
  const waiting = new Map<number, (result: { result?: { value?: unknown }; exceptionDetails?: unknown }) => void>()
  let onChunk = (_chunk: string): void => {}
  let last = 0
  socket.addEventListener('message', ({ data }) => {
    const { id, method, params, result } = JSON.parse(String(data))
    if (method === 'HeapProfiler.addHeapSnapshotChunk') onChunk(params.chunk)
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  const call = (method: string, params: object = {}): Promise<{ result?: { value?: unknown }; exceptionDetails?: unknown }> =>
    new Promise((resolve) => {
      waiting.set(++last, resolve)
      socket.send(JSON.stringify({ id: last, method, params }))
    })
  return {
    async evaluate<T>(expression: string) {
      const { result, exceptionDetails } = await call('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
      return result?.value as T
    },
    async held(words) {
      const found = new Set<string>()
      const longest = Math.max(...words.map((word) => word.length))
      let tail = ''
      onChunk = (chunk) => {
        const text = tail + chunk
        for (const word of words) if (text.includes(word)) found.add(word)
        tail = text.slice(-longest)
      }
      await call('HeapProfiler.collectGarbage')
      await call('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
      return [...found]
    },
    close: () => socket.close(),
  }
}
