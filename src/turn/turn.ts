/** What a channel passes to the assistant: one thing a counsellor did, as plain data. */

/** A counsellor, identified by tenant and object id, whatever name is shown. */
export interface User {
  tenant: string
  /** Entra object id in Teams; `local` for the one local counsellor. */
  id: string
  /** As the channel shows it. Shown only to colleagues of the same tenant who share a file; never logged, and nothing is decided by it. */
  name?: string
}

/** What the channel can show; rendering depends on it. */
export interface Capabilities {
  cards: boolean
  /** A card sent earlier can be replaced (Teams: yes; the browser: no). */
  updates: boolean
  /** `Action.Execute` is known. */
  universalActions: boolean
  /** A card can contain a people picker (Teams); elsewhere a colleague's id is typed. */
  people?: boolean
  /** A drawing is shown (the browser: yes; Teams shows no SVG); elsewhere its words. */
  svg?: boolean
  /** A notification shows the beginning of a text message, but of a card only its summary (Teams): text to copy goes in cards. */
  previews?: boolean
  /** The most bytes of JSON in a card, counted as UTF-16; `MAX_CARD_BYTES` by default. */
  room?: number
}

/** A button shown last in the chat, as typed words name it. */
export interface TypedButton {
  /** Its label; its number alone; its number with a sign or word before it, which cannot be an answer: `#3`. */
  by: 'label' | 'number' | 'sign'
  /** What it does. Absent: there is no such button, there are several of that name, or it can only be pressed. */
  way?: { action: string; data: Record<string, string> }
  /** It sends what stands in the boxes of its card, and something does: it can only be pressed. */
  boxes?: boolean
}

export type TurnInput =
  | { kind: 'text'; text: string; button?: TypedButton }
  /**
   * A button or card: `action` is a stable English id; `data` is what the card carried and what was filled in. Nothing in it is trusted.
   */
  | { kind: 'action'; action: string; data: Record<string, unknown> }
  /** An earlier message (by activity id) was edited to `text`. */
  | { kind: 'edited'; activity: string; text: string }
  /** An earlier message (by activity id) was deleted. */
  | { kind: 'deleted'; activity: string }
  /** Somebody opened the chat, or came back to it. */
  | { kind: 'opened'; back: boolean }
  /** An attachment was sent; we accept none. */
  | { kind: 'attachment' }

export interface SentCard {
  /** The id the channel gave it. */
  activity: string
  /** Ids of the clients it shows. */
  clients: readonly string[]
}

export interface Turn {
  /** The channel's activity id: the same id twice is a retry. */
  id: string
  channel: string
  user: User
  /**
   * `id`: the channel's id of the chat. `group`: others can read along, so no client data at all. `service`: where the channel takes calls
   * about it.
   */
  chat: { id: string; group: boolean; service?: string }
  /** As the channel gives it: `nl-BE`, `fr`, ... */
  locale?: string
  input: TurnInput
  /** Cards recently sent to this chat and the clients they show, so that erasing can find them after a restart. */
  sent?: SentCard[]
}
