/** Turns a conversation's data into an XState machine, once. */
import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  createMachine,
  initialTransition,
  type StateValue,
} from 'xstate'
import { routingSteps } from '../content/branches.ts'
import type { ResidenceOption } from '../content/kinds.ts'
import type { Conversation, Step } from '../content/schema.ts'
import { holds } from './conditions.ts'
import { rotated } from './rotate.ts'
import type { Session } from './session.ts'

/** Everything that can move a conversation. `to` is a step id. */
export type Move =
  | { type: 'NEXT' | 'SUPPORT' | 'CRISIS' | 'RETURN' | 'PAUSE' | 'RESUME' | 'FINISH' }
  | { type: 'BACK' | 'JUMP'; to: string }

/** The states in which a run waits; deep history leads back from each to the step where it was. */
export const WAITING = ['support', 'crisis', 'paused'] as const
export type Waiting = (typeof WAITING)[number]

interface Context {
  session: Session
}

interface Guarded {
  target: string
  guard?: (args: { context: Context; event: Move }) => boolean
}

/** A step and where it is in the conversation. */
export interface Place {
  step: Step
  section: string
  /** From 0, over all steps of the conversation. */
  index: number
  /** A snapshot of the machine at this step; `context` is filled in later. */
  at: AnyMachineSnapshot
  /** A snapshot of the machine in each state that was entered from this step and returns to it. */
  waiting: Readonly<Record<Waiting, AnyMachineSnapshot>>
}

export interface Definition {
  conversation: Conversation
  /** The residence option that comes first in it. */
  first?: ResidenceOption
  machine: AnyStateMachine
  /** In the order of the conversation. */
  places: readonly Place[]
  byStep: ReadonlyMap<string, Place>
  /** Steps whose choice decides how the conversation goes on. */
  routing: ReadonlySet<string>
  /** See `inertScope`. */
  scope: AnyActorScope
}

const HISTORY = 'where-one-was'
const stepId = (id: string): string => `step:${id}`
const to = (target: string): string => `#${target}`

/** The steps after `from`, each guarded by its condition, up to the first that has none; at the end, `finished`. */
function onward(steps: readonly Step[], from: number): Guarded[] {
  const transitions: Guarded[] = []
  for (const step of steps.slice(from)) {
    const { when } = step
    transitions.push(
      when ? { target: to(stepId(step.id)), guard: ({ context }) => holds(when, context.session) } : { target: to(stepId(step.id)) },
    )
    if (!when) return transitions
  }
  return [...transitions, { target: to('finished') }]
}

/** `back` may go to any step (the engine knows which were visited); a jump only to one that is shown. */
const anywhere = (steps: readonly Step[], shownOnly: boolean): Guarded[] =>
  steps.map(({ id, when }) => ({
    target: to(stepId(id)),
    guard: ({ context, event }) => 'to' in event && event.to === id && (!shownOnly || holds(when, context.session)),
  }))

const LEAVING = { SUPPORT: to('support'), CRISIS: to('crisis'), PAUSE: to('paused'), FINISH: to('finished') }

/** The statechart of a conversation. */
function machineOf(conversation: Conversation): AnyStateMachine {
  const steps = conversation.sections.flatMap((section) => section.steps)
  const next = new Map(steps.map((step, index) => [step.id, onward(steps, index + 1)]))
  const sections = conversation.sections.map(({ id, steps: own }) => [
    id,
    {
      initial: own[0]!.id,
      states: Object.fromEntries(own.map((step) => [step.id, { id: stepId(step.id), on: { NEXT: next.get(step.id) } }])),
    },
  ])
  return createMachine({
    id: conversation.id,
    context: ({ input }: { input: Session }) => ({ session: input }),
    // a conversation begins at its first step, unless that step's condition has to be evaluated first
    initial: steps[0]!.when ? 'opening' : 'conversation',
    states: {
      ...(steps[0]!.when ? { opening: { always: onward(steps, 0) } } : {}),
      conversation: {
        initial: conversation.sections[0]!.id,
        // section ids are lower case, so none can equal this key
        states: { ...Object.fromEntries(sections), HISTORY: { id: HISTORY, type: 'history', history: 'deep' } },
        on: { ...LEAVING, BACK: anywhere(steps, false), JUMP: anywhere(steps, true) },
      },
      support: { id: 'support', on: { ...LEAVING, RETURN: to(HISTORY) } },
      crisis: { id: 'crisis', on: { ...LEAVING, RETURN: to(HISTORY) } },
      paused: { id: 'paused', on: { ...LEAVING, RESUME: to(HISTORY) } },
      finished: { id: 'finished', type: 'final' },
    },
  }) as AnyStateMachine
}

/**
 * XState's `transition` creates an actor on every call just to have a scope to pass on, which is most of its cost. Our machines have no
 * actions and start no actors, so one inert scope serves every call and holds nothing.
 */
function inertScope(machine: AnyStateMachine): AnyActorScope {
  const self = createActor(machine)
  const nothing = () => {}
  return {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: nothing,
  }
}

/**
 * Compiles a conversation, once: sections are compound states, steps are states, and steps with a condition are guarded. The table from
 * step to machine state is built here, so that a session names its step and nothing of XState.
 * @param first the residence option that comes first
 */
export function compile(source: Conversation, first?: ResidenceOption): Definition {
  const conversation = rotated(source, first)
  const machine = machineOf(conversation)
  const places = conversation.sections.flatMap((section) => section.steps.map((step) => ({ step, section: section.id })))
  const placed = places.map(({ step, section }, index): Place => {
    const historyValue = { [HISTORY]: [machine.getStateNodeById(stepId(step.id))] }
    const away = (value: Waiting): AnyMachineSnapshot => machine.resolveState({ value, context: {}, historyValue })
    const waiting = { support: away('support'), crisis: away('crisis'), paused: away('paused') }
    return { step, section, index, at: machine.resolveState({ value: { conversation: { [section]: step.id } }, context: {} }), waiting }
  })
  return {
    conversation,
    first,
    machine,
    places: placed,
    byStep: new Map(placed.map((place) => [place.step.id, place])),
    routing: routingSteps(conversation),
    scope: inertScope(machine),
  }
}

/** Where a move can lead to. */
export type Target = Place | Waiting | 'finished'

/** Where a conversation begins. */
export const begin = ({ machine, byStep }: Definition, session: Session): Target | undefined =>
  targetOf(initialTransition(machine, session)[0], byStep)

/** Where a move leads; undefined if the machine has no such transition from here. */
export function move({ machine, scope, byStep }: Definition, from: AnyMachineSnapshot, session: Session, event: Move): Target | undefined {
  // the compiled snapshots know the position; only what the guards look at changes between turns
  const here = { ...from, context: { session } }
  const next: AnyMachineSnapshot = machine.transition(here, event, scope)
  return next === here ? undefined : targetOf(next, byStep)
}

function targetOf({ value }: AnyMachineSnapshot, byStep: Definition['byStep']): Target | undefined {
  return typeof value === 'string' ? (value as Waiting | 'finished') : byStep.get(stepIn(value))
}

/** `{ conversation: { <section>: <step> } }` */
const stepIn = (value: StateValue): string => (typeof value === 'string' ? value : stepIn(Object.values(value)[0] ?? ''))
