/** What a channel hands over: one thing a counsellor did, in plain data. */

/** A counsellor: the same person is the same tenant and object id, whatever the name shown. */
export interface User {
  tenant: string
  /** Entra object id in Teams; `local` for the one local counsellor. */
  id: string
  /** As the channel shows it: only ever to colleagues of the same tenant who share a file, and never in a log. It decides nothing. */
  name?: string
}

/** What the channel at the other end can show; presentation chooses by it. */
export interface Capabilities {
  cards: boolean
  /** A card sent earlier can be replaced (Teams: yes; Web Chat: no). */
  updates: boolean
  /** `Action.Execute` is known. */
  universalActions: boolean
  /** A card can let one choose a colleague (Teams: the people picker); elsewhere their id is typed. */
  people?: boolean
  /** A drawing is shown (the browser: yes; Teams shows no SVG); elsewhere its words. */
  svg?: boolean
}

export type TurnInput =
  | { kind: 'text'; text: string }
  /** A button or card: `action` is a stable id in English, `data` is what the card carried and what was filled in; nothing in it is to be believed. */
  | { kind: 'action'; action: string; data: Record<string, unknown> }
  /** An earlier message (by activity id) was edited into `text`. */
  | { kind: 'edited'; activity: string; text: string }
  /** Somebody opened the chat, or came back to it. */
  | { kind: 'opened'; back: boolean }
  /** An attachment was sent; we take none. */
  | { kind: 'attachment' }

export interface SentCard {
  /** The id that the channel gave it. */
  activity: string
  /** Ids of clients. */
  clients: readonly string[]
}

export interface Turn {
  /** The channel's activity id: the same id twice is a retry. */
  id: string
  channel: string
  user: User
  /** The channel’s id of the chat. `group`: others read along, so no client data at all. `service`: where the channel takes calls about it. */
  chat: { id: string; group: boolean; service?: string }
  /** As the channel says it: `nl-BE`, `fr`, ... */
  locale?: string
  input: TurnInput
  /** Cards that the channel sent to this chat lately and the clients they show, so that erasing can still find them after a restart. */
  sent?: SentCard[]
}
