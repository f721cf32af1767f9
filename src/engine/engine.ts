/**
 * The flow engine: from a conversation's definition, a session and one input it computes the next session and what happened. Pure: no
 * clock, no randomness, no store; its arguments are never changed. XState decides where every move leads.
 */
import type { Mode } from '../content/schema.ts'
import { recordValue, recordWithheld, removeAnswer, withOutcome } from './answers.ts'
import { begin, type Definition, type Move, move, type Place, type Target } from './compile.ts'
import { holds } from './conditions.ts'
import type { Event, Facts, Input, Outcome, Refusal, Session, Visit } from './session.ts'
import { checkSession, factsFrom, SessionError } from './shape.ts'
import { checkValue } from './values.ts'
import { answerOf, position, visitOf } from './where.ts'

export { compile, type Definition } from './compile.ts'
export { holds } from './conditions.ts'
export { createDefinitions, type Definitions } from './definitions.ts'
export { firstFor, rotated, startingPoint } from './rotate.ts'
export { SessionError } from './shape.ts'
export { answerOf, position, visibleSteps } from './where.ts'

type Of<T extends Input['type']> = Extract<Input, { type: T }>

/**
 * Begins a session at the first step that is shown.
 * @param facts what is known of the client; `undefined` parts are unknown
 * @param prepared questions chosen in prepare mode, by step; kept in the session as they are
 * @throws SessionError if the facts do not have their shape
 */
export function start(definition: Definition, facts: Facts, mode: Mode, prepared?: Session['prepared']): Outcome {
  const { id, version } = definition.conversation
  const known = factsFrom(facts)
  if (!known) throw new SessionError('facts do not have their shape')
  const before: Session = {
    conversation: id,
    version,
    mode,
    facts: known,
    status: 'running',
    step: '',
    section: '',
    visit: '',
    visits: 0,
    trail: [],
    way: [],
    answers: {},
    ...(definition.first ? { first: definition.first } : {}),
    prepared,
  }
  return arrive(definition, before, begin(definition, before), [])
}

/**
 * Applies one input. What cannot be done is refused with a reason and changes nothing; no input from a person or a card makes this throw. A
 * session whose step no longer exists in the content is moved first (event `moved`).
 * @returns the next session, sharing unchanged parts with the given one, and the events in order
 * @throws SessionError if the session is damaged or belongs to another conversation
 */
export function advance(definition: Definition, session: Session, input: Input): Outcome {
  checkSession(session, definition.conversation)
  const type: unknown = (input as Input | null | undefined)?.type
  if (typeof type !== 'string' || !Object.hasOwn(HANDLERS, type)) {
    return { session, events: [{ type: 'refused', input: 'unknown' as Input['type'], reason: 'invalid-value', part: 'type' }] }
  }
  const settled = settle(definition, session)
  const handle = HANDLERS[input.type] as (definition: Definition, session: Session, input: Input) => Outcome
  const done = handle(definition, settled.session, input)
  return settled.events.length ? { session: done.session, events: [...settled.events, ...done.events] } : done
}

const refuse = (session: Session, input: Input['type'], reason: Refusal, part?: string): Outcome => ({
  session,
  events: [{ type: 'refused', input, reason, part }],
})

const HANDLERS: { readonly [T in Input['type']]: (definition: Definition, session: Session, input: Of<T>) => Outcome } = {
  answer,
  skip,
  back,
  jump,
  support: (definition, session) => detour(definition, session, 'support'),
  crisis: (definition, session) => detour(definition, session, 'crisis'),
  return: comeBack,
  pause,
  resume,
  finish,
  facts: changeFacts,
  remove,
}

/** The machine's state for this session. */
function here(definition: Definition, session: Session): Place['at'] {
  const place = definition.byStep.get(session.step)!
  if (session.status === 'paused') return place.waiting.paused
  return session.detour ? place.waiting[session.detour] : place.at
}

const go = (definition: Definition, session: Session, event: Move): Target | undefined =>
  move(definition, here(definition, session), session, event)

/** Why the session cannot move now. */
function obstacle(session: Session): Refusal | undefined {
  if (session.status === 'finished') return 'finished'
  if (session.status === 'paused') return 'not-running'
  return session.detour ? 'waiting' : undefined
}

/** Opens a visit to a step. Showing the same step again after a detour or pause does not open another one. */
function enter(definition: Definition, session: Session, { step, section }: Place, way: string[]): Outcome {
  const visit = `v${session.visits + 1}`
  const earlier = answerOf(session, step.id)
  const entered: Session = {
    ...session,
    step: step.id,
    section,
    visit,
    visits: session.visits + 1,
    trail: [...session.trail, { id: visit, step: step.id }],
    way,
  }
  const event: Event = { type: 'entered', step: step.id, section, visit, ...position(definition, entered) }
  return { session: entered, events: [earlier?.answer.value ? { ...event, earlier: earlier.visit } : event] }
}

/** Enters the step a move led to, or ends the session. */
function arrive(definition: Definition, session: Session, target: Target | undefined, way: string[]): Outcome {
  if (target === 'finished') return end(session)
  if (typeof target !== 'object') throw new Error(`${definition.conversation.id}: the machine leads nowhere from “${session.step}”`)
  return enter(definition, session, target, way)
}

function end({ detour: _over, ...session }: Session): Outcome {
  return { session: { ...session, status: 'finished' }, events: [{ type: 'finished' }] }
}

/** Moves on from the current step, which is added to the way back. */
function onward(definition: Definition, session: Session, events: Event[]): Outcome {
  const target = go(definition, session, { type: 'NEXT' })
  const arrived = arrive(definition, session, target, [...session.way, session.visit])
  return { session: arrived.session, events: [...events, ...arrived.events] }
}

/**
 * If a new version of the content removed the current step, moves to the first step shown of its section, or of the conversation if the
 * section is gone too (or shows none). Answers to removed steps keep their words. The move is announced, and the new step shown at once
 * unless the run waits.
 */
function settle(definition: Definition, session: Session): Outcome {
  const { version } = definition.conversation
  const place = definition.byStep.get(session.step)
  if (session.status === 'finished') return { session, events: [] }
  if (place) {
    const same = session.version === version && session.section === place.section
    return { session: same ? session : { ...session, version, section: place.section }, events: [] }
  }
  const open = definition.places.filter(({ step }) => holds(step.when, session))
  const target = open.find(({ section }) => section === session.section) ?? open[0] ?? definition.places[0]!
  const entered = enter(definition, { ...session, version }, target, session.way)
  const moved: Event = { type: 'moved', from: session.step, to: target.step.id }
  return { session: entered.session, events: obstacle(session) ? [moved] : [moved, ...entered.events] }
}

/**
 * An answer to the current visit is recorded and moves on. One to an older visit, in a detour or after the end is recorded where it belongs
 * and moves nothing. In a pause it resumes first. While preparing, `withhold` is ignored: the answer contains nothing the client said.
 */
function answer(definition: Definition, session: Session, input: Of<'answer'>): Outcome {
  const visit = visitOf(session, input.visit)
  if (!visit) return refuse(session, 'answer', 'unknown-visit')
  const checked = checkValue(definition.byStep.get(visit.step)?.step, session.mode, input.value)
  if ('reason' in checked) return refuse(session, 'answer', checked.reason, checked.part)
  const awake: Outcome = session.status === 'paused' ? resume(definition, session) : { session, events: [] }
  const recorded =
    input.withhold && session.mode !== 'prepare'
      ? recordWithheld(awake.session, visit, checked.value, definition.routing.has(visit.step))
      : recordValue(awake.session, visit, checked.value)
  const events = [...awake.events, ...recorded.events]
  const leadsOn = visit.id === session.visit && !obstacle(recorded.session)
  return leadsOn ? onward(definition, recorded.session, events) : { session: recorded.session, events }
}

/** Moves on without an answer; an earlier answer stays current. A second tap on a step already left changes nothing. */
function skip(definition: Definition, session: Session, input: Of<'skip'>): Outcome {
  const visit = visitOf(session, input.visit)
  if (!visit) return refuse(session, 'skip', 'unknown-visit')
  const reason = obstacle(session)
  if (reason) return refuse(session, 'skip', reason)
  if (visit.id !== session.visit) return { session, events: [{ type: 'unchanged', step: visit.step, visit: visit.id }] }
  const answered = session.answers[visit.id] !== undefined
  const left = withOutcome(session, visit.id, answered ? 'answered' : 'skipped')
  return onward(definition, left, [{ type: 'skipped', step: visit.step, visit: visit.id }])
}

/** The last visit on the way back, and the way before it. Skips steps that no longer exist and (after a move) the current step. */
function wayBack(definition: Definition, session: Session): { visit: Visit; rest: string[] } | undefined {
  for (let i = session.way.length - 1; i >= 0; i--) {
    const visit = visitOf(session, session.way[i])
    if (visit && visit.step !== session.step && definition.byStep.has(visit.step)) return { visit, rest: session.way.slice(0, i) }
  }
  return undefined
}

/** Goes to the previous step, as a new visit; its earlier answer stays current until it is changed. */
function back(definition: Definition, session: Session): Outcome {
  const reason = obstacle(session)
  if (reason) return refuse(session, 'back', reason)
  const before = wayBack(definition, session)
  if (!before) return refuse(session, 'back', 'nothing-before')
  return arrive(definition, session, go(definition, session, { type: 'BACK', to: before.visit.step }), before.rest)
}

/** Goes to any step that is shown. Jumping to the current step just shows it again. */
function jump(definition: Definition, session: Session, input: Of<'jump'>): Outcome {
  const reason = obstacle(session)
  if (reason) return refuse(session, 'jump', reason)
  if (typeof input.step !== 'string' || !definition.byStep.has(input.step)) return refuse(session, 'jump', 'unknown-step')
  if (input.step === session.step) return { session, events: [{ type: 'returned', step: session.step, visit: session.visit }] }
  const target = go(definition, session, { type: 'JUMP', to: input.step })
  if (!target) return refuse(session, 'jump', 'step-not-open')
  return arrive(definition, session, target, [...session.way, session.visit])
}

/** Enters a detour: the run waits. Also from a pause, since words of crisis may come at any moment. Asking twice shows it twice. */
function detour(definition: Definition, session: Session, to: 'support' | 'crisis'): Outcome {
  if (session.status === 'finished') return refuse(session, to, 'finished')
  if (session.status === 'running' && session.detour === to) return { session, events: [{ type: 'detour', to }] }
  const target = go(definition, session, { type: to === 'support' ? 'SUPPORT' : 'CRISIS' })
  if (target !== to) throw new Error(`${definition.conversation.id}: no way to ${to} from “${session.step}”`)
  return { session: { ...session, status: 'running', detour: to }, events: [{ type: 'detour', to }] }
}

/** Leaves a detour, to the same step and visit. Outside one (a second tap) it only shows the step again. */
function comeBack(definition: Definition, session: Session): Outcome {
  const reason = obstacle(session)
  if (reason && reason !== 'waiting') return refuse(session, 'return', reason)
  const events: Event[] = [{ type: 'returned', step: session.step, visit: session.visit }]
  return session.detour ? { session: awake(definition, session, 'RETURN'), events } : { session, events }
}

/** The session after leaving a detour or a pause, by the machine's history. */
function awake(definition: Definition, session: Session, type: 'RETURN' | 'RESUME'): Session {
  const target = go(definition, session, { type })
  if (typeof target !== 'object' || target.step.id !== session.step) {
    throw new Error(`${definition.conversation.id}: no way back to “${session.step}”`)
  }
  const { detour: _over, ...rest } = session
  return { ...rest, status: 'running' }
}

/** Pauses until `resume`, perhaps days later. It ends a detour: pausing was the counsellor's way out of it. */
function pause(definition: Definition, session: Session): Outcome {
  if (session.status === 'finished') return refuse(session, 'pause', 'finished')
  if (session.status === 'paused') return { session, events: [{ type: 'paused' }] }
  const target = go(definition, session, { type: 'PAUSE' })
  if (target !== 'paused') throw new Error(`${definition.conversation.id}: no way to pause from “${session.step}”`)
  const { detour: _over, ...rest } = session
  return { session: { ...rest, status: 'paused' }, events: [{ type: 'paused' }] }
}

/** Resumes at the same step and visit. A session left without a pause is resumed too; one in a detour waits for `return`. */
function resume(definition: Definition, session: Session): Outcome {
  const reason = obstacle(session)
  if (reason && reason !== 'not-running') return refuse(session, 'resume', reason)
  const events: Event[] = [{ type: 'resumed', step: session.step, visit: session.visit }]
  return session.status === 'paused' ? { session: awake(definition, session, 'RESUME'), events } : { session, events }
}

/** Allowed everywhere, also in a detour or a pause. */
function finish(definition: Definition, session: Session): Outcome {
  if (session.status === 'finished') return refuse(session, 'finish', 'finished')
  return arrive(definition, session, go(definition, session, { type: 'FINISH' }), session.way)
}

/**
 * Takes over changed facts. The session stays where it is, even if the current step would no longer be shown: whether to move on is the
 * counsellor's choice. The steps ahead use the new facts. Unchanged facts give no event.
 */
function changeFacts(_definition: Definition, session: Session, input: Of<'facts'>): Outcome {
  const facts = factsFrom(input.facts)
  if (!facts) return refuse(session, 'facts', 'invalid-value', 'facts')
  if (JSON.stringify(facts) === JSON.stringify(factsFrom(session.facts))) return { session, events: [] }
  return { session: { ...session, facts }, events: [{ type: 'facts-changed' }] }
}

/**
 * Allowed after the end too: anything recorded by mistake can be removed. An earlier visit's answer to the same step becomes current again.
 */
function remove(_definition: Definition, session: Session, input: Of<'remove'>): Outcome {
  const visit = visitOf(session, input.visit)
  if (!visit) return refuse(session, 'remove', 'unknown-visit')
  if (!Object.hasOwn(session.answers, visit.id)) return refuse(session, 'remove', 'no-answer')
  return removeAnswer(session, visit)
}
