/** Long work for an operator: yields its progress and lines as it finds them, and returns a result. */
export type JobEvent = { progress: { done: number; total: number } } | { line: unknown }
export type Job<T> = AsyncGenerator<JobEvent, T>

/** Progress is yielded every so many items. */
const EVERY = 250

export const progress = (done: number, total: number): JobEvent[] =>
  done % EVERY === 0 || done === total ? [{ progress: { done, total } }] : []
