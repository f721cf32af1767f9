/** Where a session stands, and what stands in it. Nothing here changes anything. */
import type { Step } from '../content/schema.ts'
import type { Definition, Place } from './compile.ts'
import { holds } from './conditions.ts'
import type { Answer, Session, Visit } from './session.ts'

/** A step that is shown, and the id of its section. */
export interface VisibleStep {
  step: Step
  section: string
}

const shown = (session: Session, { step }: Place): boolean => holds(step.when, session)

/** The steps shown in this session, in order, as far as is known now: an answer given later may still hide one. */
export const visibleSteps = (definition: Definition, session: Session): VisibleStep[] =>
  definition.places.filter((place) => shown(session, place)).map(({ step, section }) => ({ step, section }))

/**
 * `3/9`: the current step counted from 1 among the steps shown. A current step that is hidden meanwhile (the facts changed) counts too;
 * one that is gone from the content stands at 1.
 */
export function position(definition: Definition, session: Session): { position: number; total: number } {
  const current = definition.byStep.get(session.step)
  let before = 0
  let total = 0
  for (const place of definition.places) {
    if (place !== current && !shown(session, place)) continue
    total++
    if (current && place.index < current.index) before++
  }
  return { position: before + 1, total }
}

/** The visit with this id. */
export const visitOf = (session: Session, id: unknown): Visit | undefined => session.trail.findLast((visit) => visit.id === id)

/**
 * The answer that stands for a step: that of its latest visit which has words, otherwise of its latest visit that was withheld.
 * An answer of a step that is gone from the content stands too.
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
