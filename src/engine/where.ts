/** Where a session is and which answers are current. Nothing here changes anything. */
import type { Step } from '../content/schema.ts'
import type { Definition } from './compile.ts'
import { holdsIn } from './conditions.ts'
import type { Answer, Session, Visit } from './session.ts'

/** A step that is shown, with the id of its section. */
export interface VisibleStep {
  step: Step
  section: string
}

/** The steps shown in this session, in order, as far as is known now: a later answer may still hide one. */
export function visibleSteps(definition: Definition, session: Session): VisibleStep[] {
  const holds = holdsIn(session)
  return definition.places.filter(({ step }) => holds(step.when)).map(({ step, section }) => ({ step, section }))
}

/**
 * `3/9`: the current step, counted from 1 among the steps shown. It counts even if it is hidden by now (the facts changed); if it no longer
 * exists in the content, the position is 1.
 */
export function position(definition: Definition, session: Session): { position: number; total: number } {
  const current = definition.byStep.get(session.step)
  const holds = holdsIn(session)
  let before = 0
  let total = 0
  for (const place of definition.places) {
    if (place !== current && !holds(place.step.when)) continue
    total++
    if (current && place.index < current.index) before++
  }
  return { position: before + 1, total }
}

/** The visit with this id. */
export const visitOf = (session: Session, id: unknown): Visit | undefined => session.trail.findLast((visit) => visit.id === id)

/**
 * The current answer to a step: that of its latest visit with words, otherwise of its latest withheld visit. Also works for a step that no
 * longer exists in the content.
 */
export function answerOf(session: Session, step: string): { visit: string; answer: Answer } | undefined {
  let withheld: { visit: string; answer: Answer } | undefined
  for (let i = session.trail.length - 1; i >= 0; i--) {
    const { id, step: visited } = session.trail[i]!
    const answer = visited === step ? session.answers[id] : undefined
    if (answer?.value) return { visit: id, answer }
    if (answer) withheld ??= { visit: id, answer }
  }
  return withheld
}
