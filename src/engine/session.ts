/** The plain data of a conversation in progress. JSON in, JSON out: no class, no clock, no randomness. */
import type { ResidenceOption } from '../content/kinds.ts'
import type { InterpreterKind, Mode, Phase } from '../content/schema.ts'

/** What conditions may ask about the client. `undefined` is "not known": conditions on it count as true. */
export interface Facts {
  country: string
  phase: Phase
  order?: boolean
  partner?: boolean
  children?: boolean
  interpreter?: InterpreterKind
  /** Ids of the conversations finished earlier with this client. */
  held: string[]
}

export interface Agreement {
  /** What, and who does it. */
  text: string
  /** By when, YYYY-MM-DD. */
  due?: string
}

/**
 * What was answered. Which parts are allowed depends on the kind of step (see `kinds/`); `text` always is.
 * In prepare mode an answer holds `prompts` (the questions chosen) and `text` (the counsellor's own reminder).
 */
export interface AnswerValue {
  text?: string
  choices?: string[]
  number?: number
  date?: string
  /** `cells[row][column]` */
  cells?: Record<string, Record<string, string>>
  agreements?: Agreement[]
  prompts?: string[]
}

export interface Answer {
  step: string
  /** Absent when `withheld`. */
  value?: AnswerValue
  /** The step was walked, but without consent nothing the client said is kept. */
  withheld?: true
  /** Withheld at a step that decides how the conversation goes on: the branch taken. That is the place, not what was said. */
  route?: string[]
  /** Earlier values of this same visit, oldest first. */
  history: AnswerValue[]
}

/** One showing of a step. */
export interface Visit {
  id: string
  step: string
  outcome?: 'answered' | 'skipped'
}

export interface Session {
  conversation: string
  version: number
  mode: Mode
  facts: Facts
  status: 'running' | 'paused' | 'finished'
  /** Where we are. */
  step: string
  /** So that a step that a new version of the content removed resolves to the start of its section. */
  section: string
  /** The current visit. */
  visit: string
  /** Number of visits made, for the next id (`v1`, `v2`, ...). */
  visits: number
  /** Every visit since the start, the current one last. Going back does not cut it short: it adds a visit. */
  trail: Visit[]
  /** Visits that `back` has not yet gone back over, oldest first. */
  way: string[]
  /** Set while the support page or the crisis plan is open: the run waits. */
  detour?: 'support' | 'crisis'
  /** By visit id. */
  answers: Record<string, Answer>
  /** The residence option that comes first, as long as the session lasts. Absent in one from before the order turned. */
  first?: ResidenceOption
  /** Questions chosen in prepare mode, by step, carried over into `during`. */
  prepared?: Record<string, { prompts: string[]; text?: string }>
}

/** Everything that can happen to a session. `visit` says which showing of a step an answer belongs to. */
export type Input =
  | { type: 'answer'; visit: string; value: AnswerValue /** No consent: keep the place, not the words. */; withhold?: boolean }
  | { type: 'skip'; visit: string }
  | { type: 'back' }
  | { type: 'jump'; step: string }
  | { type: 'support' }
  | { type: 'crisis' }
  /** Leaves support or crisis, back to the same step and visit. */
  | { type: 'return' }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'finish' }
  /** The client's facts have changed. */
  | { type: 'facts'; facts: Facts }
  /** Removes an answer recorded by mistake. Its words leave the session entirely. */
  | { type: 'remove'; visit: string }

/** Why something was refused. */
export const REFUSALS = [
  'unknown-visit',
  'unknown-step',
  'step-not-open',
  'invalid-value',
  'no-day',
  'too-long',
  'empty',
  'nothing-before',
  'not-running',
  'waiting',
  'finished',
  'no-answer',
] as const
export type Refusal = (typeof REFUSALS)[number]

/** What happened, in order. A transcript of inputs and events is a test. */
export type Event =
  | {
      type: 'entered'
      step: string
      section: string
      visit: string
      position: number
      total: number /** The visit that gave this step's current answer. */
      earlier?: string
    }
  /** `routed`: nothing but the branch to take was given, and it is withheld. */
  | { type: 'answered'; step: string; visit: string; withheld?: true; routed?: true }
  | { type: 'revised'; step: string; visit: string }
  | { type: 'unchanged'; step: string; visit: string }
  | { type: 'skipped'; step: string; visit: string }
  | { type: 'removed'; step: string; visit: string }
  | { type: 'detour'; to: 'support' | 'crisis' }
  | { type: 'returned'; step: string; visit: string }
  | { type: 'paused' }
  | { type: 'resumed'; step: string; visit: string }
  | { type: 'finished' }
  | { type: 'facts-changed' }
  /** The step where this session was is no longer in the content. */
  | { type: 'moved'; from: string; to: string }
  | { type: 'refused'; input: Input['type']; reason: Refusal /** The part of the value at fault, if any. */; part?: string }

export interface Outcome {
  session: Session
  events: Event[]
}
