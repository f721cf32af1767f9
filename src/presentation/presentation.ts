import type { Content, Language } from '../content/content.ts'
import type { TurnResult } from '../assistant/assistant.ts'
import type { Digest, Reply } from '../assistant/replies.ts'
import type { Capabilities } from '../assistant/turn.ts'
import type { Page } from './page.ts'

/** An Adaptive Card 1.5, as JSON. */
export type CardJson = Record<string, unknown>

export interface Rendered {
  /** For channels that lay it out themselves (the terminal). */
  page: Page
  /** Absent when the channel knows no cards, and for text to copy. Always below 80 kB. */
  card?: CardJson
  /** The whole page as plain text: the message where there is no card. To be sent as plain text, never as markdown. */
  text: string
  /** For the notification beside a card: no alias, no word of the client. */
  summary: string
}

export interface Presentation {
  render(reply: Reply, language: Language, capabilities: Capabilities): Rendered
  /** What a card just used turns into: one quiet line without the client's words. */
  closed(closed: NonNullable<TurnResult['closed']>, language: Language): CardJson
  /** What was said in a conversation, as plain text to copy. */
  plainDigest(digest: Digest, language: Language): string
}
