/** The shapes of what we keep: one document for each client, one for each counsellor, one for each finished conversation. All JSON. */
import type { InterpreterKind, Mode, Phase } from '../content/schema.ts'
import type { Session } from '../engine/session.ts'

/** `tenant|object id`: never a name, since names change. */
export type UserKey = string

export const CONSENTS = ['asked-not', 'given', 'refused', 'withdrawn'] as const

export interface Consent {
  /** `asked-not`: not asked yet, preparing works. Without `given` nothing the client says is kept. */
  state: (typeof CONSENTS)[number]
  /** ISO instant. */
  at?: string
  by?: UserKey
}

export interface Stamp {
  by: UserKey
  /** ISO instant. */
  at: string
}

export interface Note extends Stamp {
  id: string
  text: string
  /** The counsellor's own: never exported or handed over without a tick. */
  private?: true
  /** Handed over with a tick: the colleague who may see it too. */
  passedTo?: UserKey
  /** The step it was written at. */
  step?: string
}

export interface StoredAgreement extends Stamp {
  id: string
  text: string
  /** YYYY-MM-DD */
  due?: string
  /** ISO instant it was ticked off. */
  done?: string
  conversation: string
  run: string
}

/** A conversation in progress. */
export interface Run {
  id: string
  conversation: string
  mode: Mode
  started: string
  /** YYYY-MM-DD it is (was) held. */
  date: string
  place: string
  /** Who was there. */
  present: string
  /** Which interpreter. */
  interpreter: string
  session: Session
  /** Who and when, for each value of each answered visit, oldest first (in step with history + value); `activity` is the message that brought it. */
  stamps: Record<string, (Stamp & { activity?: string })[]>
  notes: Note[]
}

/** A finished conversation, in a file of its own, written once (again only to correct, move or delete an answer). */
export interface FinishedRun extends Run {
  model: 1
  client: string
  finished: string
}

/** What the living document keeps of a finished conversation: no word of the client. */
export interface FinishedLine {
  id: string
  conversation: string
  mode: Mode
  date: string
  finished: string
  /** Which writing of its file is the valid one; kept by the records. Absent: the first. */
  version?: number
}

/** A turn that was recorded: a retry of the same activity changes nothing and is shown what comes next, as it may be shown now. */
export interface Handled {
  activity: string
  /** The channel's chat, so that one channel's ids cannot answer for another's. */
  chat: string
  /** Where the turn led: an action and its ids, opaque here. Never a word of a client. */
  next: unknown
}

export interface AuditLine extends Stamp {
  /** What was done: `created`, `opened`, `answered`, `shared` ...; never content. */
  did: string
  channel: string
  /** With whom it was shared, to whom it was handed over. */
  to?: UserKey
  /** SHA-256 of the line before, hex; chains the lines. */
  previous: string
}

/** The whole file offered to a colleague. */
export interface Handover extends Stamp {
  to: UserKey
  /** For the receiver: which conversations were held, what was said about motives. */
  note: string
  /** YYYY-MM-DD the client agreed to the handover. */
  consent: string
  /** The private notes go along (ticked by the one who hands over). */
  withPrivate: boolean
}

/** Ids of cards that a channel sent and that show a client, in one of its chats. No word of the client. */
export interface ShownCards {
  chat: string
  /** Where the channel takes calls about this chat; absent in files of before it was kept. */
  service?: string
  /** Oldest first. */
  activities: string[]
}

export interface ClientDocument {
  model: 2
  id: string
  tenant: string
  owner: UserKey
  shares: { user: UserKey; right: 'read' | 'write'; at: string; by: UserKey }[]
  /** Offered to a colleague who has not accepted yet. */
  handover?: Handover
  alias: string
  country: string
  phase: Phase
  order: boolean
  partner: boolean
  /** Id of the partner's own file. */
  partnerFile?: string
  children: boolean
  interpreter?: InterpreterKind
  /** Free text: the language spoken, `Dari`. */
  language: string
  consent: Consent
  created: string
  /** YYYY-MM-DD until which it is kept at least: the owner asked for the period to begin anew. */
  keepUntil?: string
  /** ISO instant of the last change. */
  touched: string
  runs: Run[]
  finished: FinishedLine[]
  agreements: StoredAgreement[]
  /** Questions chosen in prepare mode, by conversation and step, for the next `during`. */
  prepared: Record<string, Record<string, { prompts: string[]; text?: string }>>
  /** Loose notes outside a conversation. */
  notes: Note[]
  /** By the name of a feature, its own part of the file (`part.ts`). */
  parts: Record<string, { model: number; value: unknown }>
  /** The latest few, oldest first. */
  handled: Handled[]
  /** The latest cards that show this client, so that they can be taken away when it is erased; written along with other changes. */
  shown?: ShownCards[]
  /** The latest lines; written with `audit()` only. */
  audit: AuditLine[]
  /** Kept by `audit()` and the records: lines ever written, how many were moved to files of their own, hash of the last one. */
  auditHead?: { count: number; moved: number; last: string }
}

/** The document of a client of whom nothing is known yet. */
export const newFile = ({ id, tenant, owner, at }: { id: string; tenant: string; owner: UserKey; at: string }): ClientDocument => ({
  model: 2,
  id,
  tenant,
  owner,
  shares: [],
  alias: '',
  country: '',
  phase: 'pending',
  order: false,
  partner: false,
  children: false,
  language: '',
  consent: { state: 'asked-not' },
  created: at,
  touched: at,
  runs: [],
  finished: [],
  agreements: [],
  prepared: {},
  notes: [],
  parts: {},
  handled: [],
  audit: [],
})

/** What a counsellor's own list shows of a client without opening the file. Shared between readers: a change is a new entry. */
export interface ClientEntry {
  readonly id: string
  readonly alias: string
  readonly country: string
  readonly phase: Phase
  readonly touched: string
}

export interface CounsellorDocument {
  model: 2
  user: UserKey
  /** As the channel last showed it: for colleagues who share a file. It decides nothing. */
  name?: string
  language?: 'nl' | 'fr' | 'en'
  discreet: boolean
  greeted: boolean
  /** Where they are: which client and which conversation in progress. */
  focus?: {
    client: string
    run?: string /** They looked away from the conversation (home, another page): what is typed is no answer. */
    away?: true
  }
  clients: ClientEntry[]
  /** What became of files they offered, not told yet: who took one over or did not. */
  news?: (Stamp & { what: 'accepted' | 'declined' })[]
  /** Ids of files that a colleague offered to hand over; asked for with `offered()`. */
  offers?: string[]
}
