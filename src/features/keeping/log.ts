import type { PersonRef } from '../../page/refs.ts'

/** A line of the log; `did` is the verb as the audit has it. */
export interface LogLine {
  who: PersonRef
  did: string
  /** ISO instant. */
  at: string
  channel: string
  to?: PersonRef
}
