import type { Language } from '../content/content.ts'
import type { Notice } from '../page/notice.ts'
import type { TextRef } from '../page/refs.ts'
import type { Erased } from '../records/records.ts'
import type { Reply } from './reply.ts'
import type { Turn } from './turn.ts'

export type { Erased } from '../records/records.ts'
/** How a channel hears of clients that are erased, whoever did it. @returns how to stop listening */
export type OnErased = (listener: (told: Erased) => void) => () => void

export interface TurnResult {
  language: Language
  replies: Reply[]
  /**
   * What the card that was just used turns into where the channel can replace it: one quiet line without the client's words.
   * Absent: leave the card as it is.
   */
  closed?: { notice: Notice; title?: TextRef }
}

export interface Assistant {
  /**
   * Carries one turn out. When it returns, what was confirmed is on disk.
   * @throws nothing a person did; only what is broken (StoreUnavailable, DamagedFile are turned into replies too)
   */
  handle(turn: Turn): Promise<TurnResult>
}
