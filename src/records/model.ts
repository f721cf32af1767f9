/** The shapes of what is stored: one document for each client, counsellor and finished conversation. All JSON. */
import type { Language } from '../content/languages.ts'
import type { InterpreterKind, Mode, Phase } from '../content/schema.ts'
import type { Session } from '../engine/session.ts'

/** `tenant|object id`; not a name, because names change. */
export type UserKey = string

export const CONSENTS = ['asked-not', 'given', 'refused', 'withdrawn'] as const

export interface Consent {
  /** `asked-not`: not asked yet, preparing is possible. Nothing the client says is kept unless this is `given`. */
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
  /** Private to the counsellor: never exported or handed over unless ticked. */
  private?: true
  /** Handed over when ticked: the colleague who may see it too. */
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

/** A run: a conversation held with a client, here one in progress. */
export interface Run {
  id: string
  conversation: string
  mode: Mode
  started: string
  /** The day it is (was) held, YYYY-MM-DD. */
  date: string
  place: string
  /** Who was there. */
  present: string
  /** Which interpreter. */
  interpreter: string
  session: Session
  /**
   * Who gave each value of each answered visit and when, oldest first (parallel to history + value); `activity` is the message it came in,
   * `chat` the short name of the chat (`turn/place.ts`), where that is known. `masked`: it hid personal details in the value before, which
   * still comes from the message that gave it.
   */
  stamps: Record<string, (Stamp & { activity?: string; chat?: string; masked?: true })[]>
  notes: Note[]
  /** By step, how often an answer to it was taken out or moved away: an old card must not bring one back unasked. */
  removed?: Record<string, number>
}

/** A finished conversation, in a file of its own; written once, and again only to correct, move or delete an answer. */
export interface FinishedRun extends Run {
  model: 1
  client: string
  finished: string
}

/** What the client's document keeps of a finished conversation: none of the client's words. */
export interface FinishedLine {
  id: string
  conversation: string
  mode: Mode
  date: string
  finished: string
  /** Which version of its file is valid; maintained by the records. Absent: the first. */
  version?: number
}

/** A turn that was handled. A retry of the same activity changes nothing and shows what comes next, as it may be shown now. */
export interface Handled {
  activity: string
  /** The channel's chat, so that one channel's activity ids cannot match another's. */
  chat: string
  /** Where the turn led: an action and its ids, opaque here. Never a client's words. */
  next: unknown
}

export interface AuditLine extends Stamp {
  /** The audit verb (`created`, `opened`, `answered` ...); never content. */
  did: string
  channel: string
  /** Whom it was shared with or handed over to. */
  to?: UserKey
  /** SHA-256 of the previous line, hex; chains the lines. */
  previous: string
}

/** The whole file offered to a colleague. */
export interface Handover extends Stamp {
  to: UserKey
  /** For the receiver: which conversations were held, what was said about motives. */
  note: string
  /** The day the client agreed to the handover, YYYY-MM-DD. */
  consent: string
  /** The private notes go along (ticked by the one who hands over). */
  withPrivate: boolean
}

/** Ids of sent cards that show a client, in one of a channel's chats. None of the client's words. */
export interface ShownCards {
  chat: string
  /** Where the channel takes calls about this chat; absent in older files. */
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
  /** Kept at least until this day, YYYY-MM-DD: the owner restarted the retention period. */
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
  /** Ids of the notes that were taken out last, here or in a conversation: an old card must not bring one back unasked. */
  notesOut?: string[]
  /** Each feature's own part of the file, by its name (`part.ts`). */
  parts: Record<string, { model: number; value: unknown }>
  /** The last few, oldest first. */
  handled: Handled[]
  /** The latest cards that show this client, so that they can be removed when it is erased; written along with other changes. */
  shown?: ShownCards[]
  /** The latest lines; written only by `audit()`. */
  audit: AuditLine[]
  /**
   * Maintained by `audit()` and the records: lines ever written, how many were moved to files of their own, and the hash of the last one.
   */
  auditHead?: { count: number; moved: number; last: string }
}

/** A new client's document, with nothing known yet. */
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

/** What a counsellor's list shows of a client without opening the file. Shared between readers: to change it, make a new entry. */
export interface ClientEntry {
  readonly id: string
  readonly alias: string
  readonly country: string
  readonly phase: Phase
  readonly touched: string
}

/** Which client and which run in progress somebody is at. */
export interface Focus {
  client: string
  run?: string
  /** They looked away from the run (home, another page), so what is typed is not an answer. */
  away?: true
  /** A page of another client came after the run's last one, so what is typed may be about that. */
  beside?: true
  /** This chat was never there: it is where another chat was when this one began. */
  elsewhere?: true
}

/** Where a counsellor is in one of their chats (`turn/place.ts`). */
export interface Place {
  /** Short hash of the channel and its id of the chat. */
  chat: string
  focus?: Focus
  discreet: boolean
}

export interface CounsellorDocument {
  model: 2
  user: UserKey
  /** As the channel last showed it, for colleagues who share a file. Nothing is decided by it. */
  name?: string
  language?: Language
  /** Whether names and answers are hidden: as it was last chosen; within a turn: in its chat. */
  discreet: boolean
  greeted: boolean
  /** Where they were last, in whichever chat; within a turn: where they are in its chat. */
  focus?: Focus
  /** Where they are in each of their latest chats, the last used at the end. */
  chats?: Place[]
  clients: ClientEntry[]
  /** What became of files they offered and has not been shown yet: whether the colleague accepted or declined. */
  news?: (Stamp & { what: 'accepted' | 'declined' })[]
  /** Ids of files that colleagues offered to hand over; read with `offered()`. */
  offers?: string[]
}
