import type { Language } from '../content/content.ts'
import type { Notice } from '../page/notice.ts'
import type { TextRef } from '../page/refs.ts'
import type { Erased } from '../records/records.ts'
import type { Reply } from './reply.ts'
import type { Turn } from './turn.ts'

export type { Erased } from '../records/records.ts'
/** Lets a channel listen for erased clients, whoever erased them. @returns a function that stops listening */
export type OnErased = (listener: (erased: Erased) => void) => () => void

export interface TurnResult {
  language: Language
  replies: Reply[]
  /** What to replace the used card with, where the channel can: one quiet line without the client's words. Absent: leave the card alone. */
  closed?: { notice: Notice; title?: TextRef }
  /** The counsellor went discreet here: what this chat showed before is to be taken away. */
  hide?: true
}

export interface Assistant {
  /**
   * Carries out one turn. Once it returns, everything it confirmed is on disk.
   * @throws only on a bug: nothing a person does makes it throw, and StoreUnavailable and DamagedFile become replies
   */
  handle(turn: Turn): Promise<TurnResult>
}
