/** Sessions are read from files. One without the right shape is damaged and says so, rather than carrying on from nowhere. */
import { RESIDENCE_OPTIONS } from '../content/kinds.ts'
import type { Conversation } from '../content/schema.ts'
import { INTERPRETERS, MODES, PHASES } from '../content/schema.ts'
import type { Facts, Session } from './session.ts'

/** The session handed in is damaged, or belongs to another conversation. The message names the part, never a value. */
export class SessionError extends Error {
  override name = 'SessionError'
}

const VISIT = /^v[1-9]\d*$/
const STATUSES: readonly unknown[] = ['running', 'paused', 'finished']
const DETOURS: readonly unknown[] = [undefined, 'support', 'crisis']

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isText = (value: unknown): value is string => typeof value === 'string'

function must(holds: boolean, part: string): void {
  if (!holds) throw new SessionError(`damaged session: ${part}`)
}

/**
 * Checks that this is a session of this conversation. Hand-written because it runs on every turn.
 * @throws SessionError
 */
export function checkSession(session: Session, conversation: Conversation): void {
  must(isObject(session), 'not an object')
  must(session.conversation === conversation.id, `conversation is not “${conversation.id}”`)
  must((MODES as readonly unknown[]).includes(session.mode), 'mode')
  must(STATUSES.includes(session.status), 'status')
  must(DETOURS.includes(session.detour), 'detour')
  must(isText(session.step) && isText(session.section), 'step or section')
  must(factsFrom(session.facts) !== undefined, 'facts')
  must(session.first === undefined || RESIDENCE_OPTIONS.includes(session.first), 'first')
  must(session.prepared === undefined || isObject(session.prepared), 'prepared')
  must(Array.isArray(session.trail) && session.trail.length > 0, 'trail')
  for (const visit of session.trail)
    must(isObject(visit) && isText(visit.id) && VISIT.test(visit.id) && isText(visit.step), 'a visit of the trail')
  must(session.trail.at(-1)!.id === session.visit, 'the current visit is not the last of the trail')
  must(Number.isSafeInteger(session.visits) && session.visits >= session.trail.length, 'number of visits')
  must(Array.isArray(session.way) && session.way.every(isText), 'way')
  must(isObject(session.answers), 'answers')
  for (const id in session.answers) {
    const answer = session.answers[id]
    must(isObject(answer) && isText(answer.step) && Array.isArray(answer.history), 'an answer')
    must(answer!.route === undefined || Array.isArray(answer!.route), 'the route of an answer')
    const value: unknown = answer!.value
    must(
      value === undefined || (isObject(value) && (value.choices === undefined || Array.isArray(value.choices))),
      'the value of an answer',
    )
  }
}

const optional = (value: unknown, type: string): boolean => value === undefined || typeof value === type

/** A copy of the facts with its keys in a fixed order and nothing else; undefined if any part has the wrong shape. */
export function factsFrom(given: unknown): Facts | undefined {
  if (!isObject(given)) return undefined
  const { country, phase, order, partner, children, interpreter, held } = given as Partial<Facts>
  const right =
    isText(country) &&
    PHASES.includes(phase!) &&
    optional(order, 'boolean') &&
    optional(partner, 'boolean') &&
    optional(children, 'boolean') &&
    (interpreter === undefined || INTERPRETERS.includes(interpreter)) &&
    Array.isArray(held) &&
    held.every(isText)
  if (!right) return undefined
  return {
    country: country!,
    phase: phase!,
    order,
    partner,
    children,
    interpreter,
    held: [...held!],
  }
}
