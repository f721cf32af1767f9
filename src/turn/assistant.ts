import type { Language } from '../content/content.ts'
import type { ShownCards } from '../records/model.ts'
import type { Notice, Reply, TextRef } from './replies.ts'
import type { Turn } from './turn.ts'

export interface TurnResult {
  language: Language
  replies: Reply[]
  /**
   * What the card that was just used turns into where the channel can replace it: one quiet line without the client's words.
   * Absent: leave the card as it is.
   */
  closed?: { notice: Notice; title?: TextRef }
  /** A client that was erased in this turn: the channel removes the cards of this client that it still can. */
  erased?: string
  /** Cards about the erased client, by the channel's conversation: also those that were sent before the channel last started. */
  cards?: ShownCards[]
}

export interface Assistant {
  /**
   * Carries one turn out. When it returns, what was confirmed is on disk.
   * @throws nothing a person did; only what is broken (StoreUnavailable, DamagedFile are turned into replies too)
   */
  handle(turn: Turn): Promise<TurnResult>
}
