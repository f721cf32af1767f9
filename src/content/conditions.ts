/** Conditions in three-valued logic (Kleene): what is not known is neither true nor false, and the caller shows it. */
import type { Condition, InterpreterKind, Mode, Phase } from './schema.ts'

/** What a condition may ask about. `undefined` is "not known". */
export interface World {
  partner?: boolean
  children?: boolean
  order?: boolean
  country?: string
  phase?: Phase
  interpreter?: InterpreterKind
  mode?: Mode
  /** Whether a conversation of this kind was finished before. */
  held(conversation: string): boolean | undefined
  /** The options chosen at an earlier step; `undefined` while preparing, when every branch may still come. */
  choices(step: string): readonly string[] | undefined
}

/** `undefined`: it depends on something that is not known. */
export type Truth = boolean | undefined

const is = <T>(value: T | undefined, wanted: T): Truth => (value === undefined ? undefined : value === wanted)
const among = <T>(value: T | undefined, list: readonly T[]): Truth => (value === undefined ? undefined : list.includes(value))
const and = (a: Truth, b: Truth): Truth => (a === false || b === false ? false : a === undefined || b === undefined ? undefined : true)
const or = (a: Truth, b: Truth): Truth => (a === true || b === true ? true : a === undefined || b === undefined ? undefined : false)
const not = (a: Truth): Truth => (a === undefined ? undefined : !a)

/** Weighs a condition; all its named parts must hold. */
export function evaluate(condition: Condition, world: World): Truth {
  let truth: Truth = true
  if (condition.partner !== undefined) truth = and(truth, is(world.partner, condition.partner))
  if (condition.children !== undefined) truth = and(truth, is(world.children, condition.children))
  if (condition.order !== undefined) truth = and(truth, is(world.order, condition.order))
  if (condition.country) truth = and(truth, among(world.country, condition.country))
  if (condition.phase) truth = and(truth, among(world.phase, condition.phase))
  if (condition.interpreter) truth = and(truth, among(world.interpreter, condition.interpreter))
  if (condition.mode) truth = and(truth, among(world.mode, condition.mode))
  if (condition.held) truth = and(truth, is(world.held(condition.held.conversation), condition.held.is))
  if (condition.answer) truth = and(truth, chose(condition.answer, world))
  if (condition.all) for (const one of condition.all) truth = and(truth, evaluate(one, world))
  if (condition.any) truth = and(truth, condition.any.map((one) => evaluate(one, world)).reduce(or, false))
  if (condition.not) truth = and(truth, not(evaluate(condition.not, world)))
  return truth
}

/** Whether the step is shown is no matter of degree: where that is not known it is shown, and its answer counts. */
function chose({ step, has, asked }: NonNullable<Condition['answer']>, world: World): Truth {
  if (asked && evaluate(asked, world) === false) return false
  const choices = world.choices(step)
  return choices && has.some((option) => choices.includes(option))
}

/** A condition and every condition inside it. */
export function parts(condition: Condition): Condition[] {
  return [
    condition,
    ...(condition.all ?? []).flatMap(parts),
    ...(condition.any ?? []).flatMap(parts),
    ...(condition.not ? parts(condition.not) : []),
  ]
}
