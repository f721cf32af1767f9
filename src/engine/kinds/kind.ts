/** What the engine knows about a kind of step. */
import type { Step, StepKind } from '../../content/schema.ts'
import type { Data } from '../boxes.ts'
import type { AnswerValue } from '../session.ts'

export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>

/** The parts of an answer that only some kinds of step take; `text` goes with each of them, `prompts` with preparing. */
export type PartName = Exclude<keyof AnswerValue, 'text' | 'prompts'>
type Held<P extends PartName> = NonNullable<AnswerValue[P]>

/** The part of an answer that a kind of step takes beside `text`. */
export interface Part<P extends PartName = PartName, S extends Step = Step> {
  readonly name: P
  /**
   * Checks the value and returns its canonical form: empty pieces left out, ids once and in the step's order; undefined if all of it is
   * empty.
   * @param step undefined if unknown: any id is accepted
   * @throws Bad
   */
  check(given: unknown, step: S | undefined): Held<P> | undefined
  /** A copy with `change` applied to every text a person typed. Nothing else knows where those texts are. */
  mapTexts(held: Held<P>, change: (text: string) => string): Held<P>
  /** All it says, in words: those texts too, each with the day or the names that go with it. */
  inWords(held: Held<P>, nameOf: NameOf): string[]
  /** Reads it from the boxes of a card. Impossible values are passed on, so that the check rejects them with a reason. */
  fromCard(data: Data): Held<P> | undefined
  /** The contents of those boxes, by name. */
  toCard(held: Held<P>): Record<string, string>
}

export interface Kind<S extends Step = Step> {
  /** Absent: this kind takes only `text`. */
  readonly part?: Part<PartName, S>
  /**
   * What a line typed in the chat means as an answer. The words are kept if they are more than an option, number or day. Impossible values
   * are passed on, so that the check rejects them with a reason.
   * @param base the current answer to this step
   */
  fromTyped(step: S, typed: string, base: AnswerValue, options: OptionNames): AnswerValue
  /** What there is to choose or fill in. */
  shape(step: S): StepShape
  /** A valid answer, as complete as possible; for tests. */
  example(step: S): AnswerValue
}

/** The name of an option, row, column or question: `nameOf('options', 'yes')`. */
export type NameOf = (group: string, id: string) => string

/** The names of a step's options in every language, each with the option's id. */
export type OptionNames = () => readonly (readonly [words: string, id: string])[]

/** The ids of what there is to choose or fill in. */
export interface StepShape {
  options: string[]
  rows: string[]
  columns: string[]
  scale?: { min: number; max: number }
}

export const shapeWith = (own: Partial<StepShape> = {}): StepShape => ({ options: [], rows: [], columns: [], ...own })

export const idsOf = (entries: readonly { id: string }[]): string[] => entries.map(({ id }) => id)
