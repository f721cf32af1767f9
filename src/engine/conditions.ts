import { evaluate, type World } from '../content/conditions.ts'
import type { Condition } from '../content/schema.ts'
import type { Session } from './session.ts'

const NONE: readonly string[] = []

/** The options that lead on from a step: none if it was not answered or was skipped. While preparing, any may still be chosen. */
function choicesAt(session: Session, step: string): readonly string[] | undefined {
  if (session.mode === 'prepare') return undefined
  // a kept answer that chooses nothing takes an earlier one's place, but not that of a branch taken without words
  let answered = false
  for (let i = session.trail.length - 1; i >= 0; i--) {
    const visit = session.trail[i]!
    if (visit.step !== step) continue
    const answer = session.answers[visit.id]
    if (answer?.route) return answer.route
    if (!answer?.value || answered) continue
    if (answer.value.choices) return answer.value.choices
    answered = true
  }
  return NONE
}

/** What a session knows, read only where a condition asks: a step weighs dozens of them. */
class SessionWorld implements World {
  readonly #session: Session
  /** Asked for again and again: a dozen steps may hang on one choice. */
  readonly #choices = new Map<string, readonly string[] | undefined>()
  constructor(session: Session) {
    this.#session = session
  }
  get partner() {
    return this.#session.facts.partner
  }
  get children() {
    return this.#session.facts.children
  }
  get order() {
    return this.#session.facts.order
  }
  get country() {
    return this.#session.facts.country
  }
  get phase() {
    return this.#session.facts.phase
  }
  get interpreter() {
    return this.#session.facts.interpreter
  }
  get mode() {
    return this.#session.mode
  }
  held(conversation: string) {
    return this.#session.facts.held.includes(conversation)
  }
  choices(step: string) {
    const known = this.#choices.get(step)
    if (known) return known
    const found = choicesAt(this.#session, step)
    this.#choices.set(step, found)
    return found
  }
}

/**
 * Whether something with this condition is shown in this session. A fact that is unknown counts as true: better to show too much than to
 * miss something. A branch that nobody chose does not. No condition always holds.
 */
export const holds = (condition: Condition | undefined, session: Session): boolean => condition === undefined || holdsIn(session)(condition)

/** The same for many conditions of one session. */
export function holdsIn(session: Session): (condition: Condition | undefined) => boolean {
  const world = new SessionWorld(session)
  return (condition) => condition === undefined || evaluate(condition, world) !== false
}
