/** Long work for an operator: tells how far it is, gives lines as it finds them, and at the end a result. */
export type JobEvent = { progress: { done: number; total: number } } | { line: unknown }
export type Job<T> = AsyncGenerator<JobEvent, T>

/** Told every so many. */
const EVERY = 250

export const progress = (done: number, total: number): JobEvent[] =>
  done % EVERY === 0 || done === total ? [{ progress: { done, total } }] : []
