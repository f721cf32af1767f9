/**
 * The flow engine: a conversation's definition, a session and one input give the next session and the list of what happened.
 * Pure: no clock, no randomness, no store; what is handed in is never changed. XState decides where every move leads.
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
export { SessionError } from './shape.ts'
export { answerOf, position, visibleSteps } from './where.ts'

type Of<T extends Input['type']> = Extract<Input, { type: T }>

/**
 * Begins a conversation at its first step that is shown.
 * @param facts what is known of the client; parts that are `undefined` are "not known"
 * @param prepared questions chosen in prepare mode, by step; kept in the session as they are
 * @throws SessionError where the facts do not have their shape
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
    ...(prepared ? { prepared } : {}),
  }
  return arrive(definition, before, begin(definition, before), [])
}

/**
 * Does one thing. What cannot be done is refused with a reason and changes nothing; nothing a person or a card sends makes this throw.
 * A session whose step is gone from the content is moved first (event `moved`).
 * @returns the next session, which shares the parts that did not change with the one handed in, and the events in order
 * @throws SessionError where the session itself is damaged or belongs to another conversation
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
  events: [{ type: 'refused', input, reason, ...(part === undefined ? {} : { part }) }],
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

/** Where the machine stands in this session. */
function here(definition: Definition, session: Session): Place['at'] {
  const place = definition.byStep.get(session.step)!
  if (session.status === 'paused') return place.waiting.paused
  return session.detour ? place.waiting[session.detour] : place.at
}

const go = (definition: Definition, session: Session, event: Move): Target | undefined =>
  move(definition, here(definition, session), session, event)

/** Why a conversation cannot be walked now. */
function obstacle(session: Session): Refusal | undefined {
  if (session.status === 'finished') return 'finished'
  if (session.status === 'paused') return 'not-running'
  return session.detour ? 'waiting' : undefined
}

/** Opens a visit on a step; showing the same step again after a detour or a pause is no new visit. */
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

/** Carries out where a move led to. */
function arrive(definition: Definition, session: Session, target: Target | undefined, way: string[]): Outcome {
  if (target === 'finished') return end(session)
  if (typeof target !== 'object') throw new Error(`${definition.conversation.id}: the machine leads nowhere from “${session.step}”`)
  return enter(definition, session, target, way)
}

function end({ detour: _over, ...session }: Session): Outcome {
  return { session: { ...session, status: 'finished' }, events: [{ type: 'finished' }] }
}

/** On from the current step, which joins the way back. */
function onward(definition: Definition, session: Session, events: Event[]): Outcome {
  const target = go(definition, session, { type: 'NEXT' })
  const arrived = arrive(definition, session, target, [...session.way, session.visit])
  return { session: arrived.session, events: [...events, ...arrived.events] }
}

/**
 * A step that a new version of the content removed resolves to the first step shown of its section, or of the conversation where the
 * section is gone too (or shows none). Answers of gone steps keep their words. The new place is announced, and shown at once unless the
 * conversation waits.
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
 * An answer to the current visit is recorded and leads on; one to an older visit, in a detour or after the end is recorded where it
 * belongs and moves nothing. In a pause it resumes first. While preparing, `withhold` has no meaning: nothing the client said is in it.
 */
function answer(definition: Definition, session: Session, input: Of<'answer'>): Outcome {
  const visit = visitOf(session, input.visit)
  if (!visit) return refuse(session, 'answer', 'unknown-visit')
  const checked = checkValue(definition.byStep.get(visit.step)?.step, session.mode, input.value)
  if ('reason' in checked) return refuse(session, 'answer', checked.reason, checked.part)
  const awake: Outcome = session.status === 'paused' ? resume(definition, session) : { session, events: [] }
  const recorded =
    input.withhold && session.mode !== 'prepare' ? recordWithheld(awake.session, visit) : recordValue(awake.session, visit, checked.value)
  const events = [...awake.events, ...recorded.events]
  const leadsOn = visit.id === session.visit && !obstacle(recorded.session)
  return leadsOn ? onward(definition, recorded.session, events) : { session: recorded.session, events }
}

/** On without an answer; what was answered before keeps standing. A second tap on a step already left changes nothing. */
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

/** The last visit on the way back, and the way before it. Passed over: steps that are gone, and (after a move) the step where we are. */
function wayBack(definition: Definition, session: Session): { visit: Visit; rest: string[] } | undefined {
  for (let i = session.way.length - 1; i >= 0; i--) {
    const visit = visitOf(session, session.way[i])
    if (visit && visit.step !== session.step && definition.byStep.has(visit.step)) return { visit, rest: session.way.slice(0, i) }
  }
  return undefined
}

/** To the step last walked, as a new visit: the earlier answer stands until it is changed. */
function back(definition: Definition, session: Session): Outcome {
  const reason = obstacle(session)
  if (reason) return refuse(session, 'back', reason)
  const before = wayBack(definition, session)
  if (!before) return refuse(session, 'back', 'nothing-before')
  return arrive(definition, session, go(definition, session, { type: 'BACK', to: before.visit.step }), before.rest)
}

/** To any step that is shown. To the current one is no move: it is shown again. */
function jump(definition: Definition, session: Session, input: Of<'jump'>): Outcome {
  const reason = obstacle(session)
  if (reason) return refuse(session, 'jump', reason)
  if (typeof input.step !== 'string' || !definition.byStep.has(input.step)) return refuse(session, 'jump', 'unknown-step')
  if (input.step === session.step) return { session, events: [{ type: 'returned', step: session.step, visit: session.visit }] }
  const target = go(definition, session, { type: 'JUMP', to: input.step })
  if (!target) return refuse(session, 'jump', 'step-not-open')
  return arrive(definition, session, target, [...session.way, session.visit])
}

/** The talk waits. From a pause too: words of crisis may come at any moment. Asking twice shows it twice. */
function detour(definition: Definition, session: Session, to: 'support' | 'crisis'): Outcome {
  if (session.status === 'finished') return refuse(session, to, 'finished')
  if (session.status === 'running' && session.detour === to) return { session, events: [{ type: 'detour', to }] }
  const target = go(definition, session, { type: to === 'support' ? 'SUPPORT' : 'CRISIS' })
  if (target !== to) throw new Error(`${definition.conversation.id}: no way to ${to} from “${session.step}”`)
  return { session: { ...session, status: 'running', detour: to }, events: [{ type: 'detour', to }] }
}

/** Out of a detour, to the same step and visit. Outside one (a second tap) it only shows the step again. */
function comeBack(definition: Definition, session: Session): Outcome {
  const reason = obstacle(session)
  if (reason && reason !== 'waiting') return refuse(session, 'return', reason)
  const events: Event[] = [{ type: 'returned', step: session.step, visit: session.visit }]
  return session.detour ? { session: awake(definition, session, 'RETURN'), events } : { session, events }
}

/** The session after coming out of a detour or a pause, by the machine's history. */
function awake(definition: Definition, session: Session, type: 'RETURN' | 'RESUME'): Session {
  const target = go(definition, session, { type })
  if (typeof target !== 'object' || target.step.id !== session.step) {
    throw new Error(`${definition.conversation.id}: no way back to “${session.step}”`)
  }
  const { detour: _over, ...rest } = session
  return { ...rest, status: 'running' }
}

/** Until `resume`, days later perhaps. It ends a detour: pausing was the counsellor's choice out of it. */
function pause(definition: Definition, session: Session): Outcome {
  if (session.status === 'finished') return refuse(session, 'pause', 'finished')
  if (session.status === 'paused') return { session, events: [{ type: 'paused' }] }
  const target = go(definition, session, { type: 'PAUSE' })
  if (target !== 'paused') throw new Error(`${definition.conversation.id}: no way to pause from “${session.step}”`)
  const { detour: _over, ...rest } = session
  return { session: { ...rest, status: 'paused' }, events: [{ type: 'paused' }] }
}

/** To the same step and visit. A conversation left without a pause is resumed too; one in a detour waits for `return`. */
function resume(definition: Definition, session: Session): Outcome {
  const reason = obstacle(session)
  if (reason && reason !== 'not-running') return refuse(session, 'resume', reason)
  const events: Event[] = [{ type: 'resumed', step: session.step, visit: session.visit }]
  return session.status === 'paused' ? { session: awake(definition, session, 'RESUME'), events } : { session, events }
}

/** Possible from everywhere, also out of a detour or a pause. */
function finish(definition: Definition, session: Session): Outcome {
  if (session.status === 'finished') return refuse(session, 'finish', 'finished')
  return arrive(definition, session, go(definition, session, { type: 'FINISH' }), session.way)
}

/**
 * The client's facts changed meanwhile. The conversation stays where it is, even when the current step would no longer be shown: whether
 * to go on from there is the counsellor's choice. Steps ahead are weighed by the new facts. The same facts again are no event.
 */
function changeFacts(_definition: Definition, session: Session, input: Of<'facts'>): Outcome {
  const facts = factsFrom(input.facts)
  if (!facts) return refuse(session, 'facts', 'invalid-value', 'facts')
  if (JSON.stringify(facts) === JSON.stringify(factsFrom(session.facts))) return { session, events: [] }
  return { session: { ...session, facts }, events: [{ type: 'facts-changed' }] }
}

/** Also after the end: what was recorded by mistake must always come out. An earlier visit's answer to the same step stands again. */
function remove(_definition: Definition, session: Session, input: Of<'remove'>): Outcome {
  const visit = visitOf(session, input.visit)
  if (!visit) return refuse(session, 'remove', 'unknown-visit')
  if (!Object.hasOwn(session.answers, visit.id)) return refuse(session, 'remove', 'no-answer')
  return removeAnswer(session, visit)
}
