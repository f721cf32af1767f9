/** Recording, revising and removing answers. Nothing here moves the conversation. */
import type { Answer, AnswerValue, Event, Outcome, Session, Visit } from './session.ts'
import { sameValue } from './values.ts'
import { answerOf } from './where.ts'

/** The session with one visit's outcome set; `undefined` clears it. */
export function withOutcome(session: Session, visit: string, outcome: Visit['outcome']): Session {
  const at = session.trail.findLastIndex((one) => one.id === visit)
  if (session.trail[at]?.outcome === outcome) return session
  const { id, step } = session.trail[at]!
  return { ...session, trail: session.trail.with(at, outcome ? { id, step, outcome } : { id, step }) }
}

const put = (session: Session, visit: Visit, answer: Answer): Session => ({
  ...withOutcome(session, visit.id, 'answered'),
  answers: { ...session.answers, [visit.id]: answer },
})

/**
 * Records a checked value under a visit. A value equal to the visit's own answer (or, if it has none, to the step's current answer) changes
 * no answer; a different one revises the visit's answer and keeps its history.
 */
export function recordValue(before: Session, { id, step, ...rest }: Visit, value: AnswerValue): Outcome {
  const visit = { id, step, ...rest }
  const session = value.choices ? withoutRoutes(before, step) : before
  const own = session.answers[id]
  const route = own?.route ? { route: own.route } : {}
  const eventsOf = (type: 'answered' | 'revised' | 'unchanged', at = id): Event[] => [{ type, step, visit: at }]
  if (own?.value) {
    if (sameValue(own.value, value)) return { session: withOutcome(session, id, 'answered'), events: eventsOf('unchanged') }
    return { session: put(session, visit, { step, value, ...route, history: [...own.history, own.value] }), events: eventsOf('revised') }
  }
  const standing = answerOf(session, step)
  const repeated = standing?.answer.value && sameValue(standing.answer.value, value)
  if (repeated) return { session: withOutcome(session, id, 'answered'), events: eventsOf('unchanged', standing.visit) }
  return { session: put(session, visit, { step, value, ...route, history: [] }), events: eventsOf('answered') }
}

/** A choice that is kept leads on from here: the branches taken at this step without one no longer do. */
function withoutRoutes(session: Session, step: string): Session {
  const routed = Object.entries(session.answers).filter(([, answer]) => answer.step === step && answer.route)
  if (routed.length === 0) return session
  const left = routed.map(([visit, { route: _gone, ...answer }]) => [visit, answer] as const)
  return { ...session, answers: { ...session.answers, ...Object.fromEntries(left) } }
}

/**
 * Records that a step was taken, without the words. Words already kept under this visit stay.
 * @param routes the step decides how the conversation goes on: which branch was taken is the place, and is kept
 */
export function recordWithheld(session: Session, visit: Visit, value: AnswerValue, routes: boolean): Outcome {
  const { id, step } = visit
  const own = session.answers[id]
  const route = routes ? value.choices : undefined
  const events: Event[] = [
    { type: 'answered', step, visit: id, withheld: true, ...(route && Object.keys(value).length === 1 ? { routed: true } : {}) },
  ]
  if (own && !route) return { session: withOutcome(session, id, 'answered'), events }
  const { value: words, history, withheld = words ? undefined : true } = own ?? { history: [] }
  const answer: Answer = {
    step,
    ...(words ? { value: words } : {}),
    ...(withheld ? { withheld } : {}),
    ...(route ? { route } : {}),
    history,
  }
  return { session: put(session, visit, answer), events }
}

/** Removes an answer with its history. Visits that only confirmed it are open again. */
export function removeAnswer(session: Session, { id, step }: Visit): Outcome {
  const { [id]: _gone, ...answers } = session.answers
  const confirmed = (visit: Visit) => visit.step === step && visit.outcome === 'answered' && !Object.hasOwn(answers, visit.id)
  const trail = session.trail.map((visit) => (confirmed(visit) ? { id: visit.id, step: visit.step } : visit))
  return { session: { ...session, answers, trail }, events: [{ type: 'removed', step, visit: id }] }
}
