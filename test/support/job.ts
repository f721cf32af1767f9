import type { Job } from '../../src/records/operator/job.ts'

/** Runs a job of the operator to its end. */
export async function done<T>(job: Job<T>): Promise<T> {
  let step = await job.next()
  while (!step.done) step = await job.next()
  return step.value
}
