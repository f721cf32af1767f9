/** References in replies to sentences, clients, runs and people: an id and just enough to name it. */
import type { Mode, Phase } from '../content/schema.ts'

/** A sentence in `locales/`: namespace and key. `id` is the item's own id (of a prompt: what `chosen` refers to). */
export interface TextRef {
  id: string
  ns: string
  key: string
}

export interface ClientRef {
  id: string
  alias: string
}

export const refOf = ({ id, alias }: ClientRef): ClientRef => ({ id, alias })

export interface ClientLine extends ClientRef {
  phase: Phase
  country: string
  /** ISO date of the last turn that touched the file. */
  touched: string
}

/** A run: one conversation held with a client. `conversation` is its kind. */
export interface RunRef {
  id: string
  conversation: string
  mode: Mode
}

/** A run, in progress or finished, as lists show it. */
export interface RunLine extends RunRef {
  status: 'running' | 'paused' | 'finished'
  /** ISO date. */
  date: string
  step?: string
  position?: number
  total?: number
}

export interface AgreementLine {
  id: string
  text: string
  /** YYYY-MM-DD */
  due?: string
  /** ISO instant. */
  done?: string
  conversation: string
}

/** A colleague, with the last name their channel gave, if known; shown only to people who share a file with them. */
export interface PersonRef {
  /** Entra object id. */
  id: string
  name?: string
  /** It is the counsellor reading this. */
  me?: true
}
