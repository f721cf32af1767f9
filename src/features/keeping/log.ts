import type { PersonRef } from '../../page/refs.ts'

/** One line of who did what; `did` as the audit holds it. */
export interface LogLine {
  who: PersonRef
  did: string
  /** ISO instant. */
  at: string
  channel: string
  to?: PersonRef
}
