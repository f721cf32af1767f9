/** What the engine knows of a kind of step. */
import type { Step, StepKind } from '../../content/schema.ts'
import type { Data } from '../boxes.ts'
import type { AnswerValue } from '../session.ts'

export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>

/** The parts of an answer that belong to some kind of step; `text` goes with each of them, `prompts` with preparing. */
export type PartName = Exclude<keyof AnswerValue, 'text' | 'prompts'>
type Held<P extends PartName> = NonNullable<AnswerValue[P]>

/** The part of an answer that a kind of step takes beside `text`. */
export interface Part<P extends PartName = PartName, S extends Step = Step> {
  readonly name: P
  /**
   * In its one form: empty pieces left out, ids once and in the step's order; nothing at all when all is empty.
   * @param step `undefined`: not known, any id may stand there
   * @throws Bad
   */
  check(given: unknown, step: S | undefined): Held<P> | undefined
  /** The same with each text changed that a person typed. Nothing else knows where those texts stand. */
  mapTexts(held: Held<P>, change: (text: string) => string): Held<P>
  /** What it says beside those texts, in words. */
  inWords(held: Held<P>, nameOf: NameOf): string[]
  /** From the boxes of a card. What cannot be is handed on, so that it is refused with a reason instead of lost. */
  fromCard(data: Data): Held<P> | undefined
  /** Back into those boxes, by their names. */
  toCard(held: Held<P>): Record<string, string>
}

export interface Kind<S extends Step = Step> {
  /** Absent: it takes `text` and nothing else. */
  readonly part?: Part<PartName, S>
  /**
   * What a line typed in the chat means. The words are kept whenever they are more than an option, number or day. What cannot be is handed
   * on, so that it is refused with a reason.
   * @param base what stands for this step
   */
  fromTyped(step: S, typed: string, base: AnswerValue, options: OptionNames): AnswerValue
  /** What there is to choose from or to fill in. */
  shape(step: S): StepShape
  /** An answer that it takes, as full as can be: to try things with. */
  example(step: S): AnswerValue
}

/** What an option, row or column is called: `nameOf('options', 'yes')`. */
export type NameOf = (group: string, id: string) => string

/** What the options of a step are called, in every language: pairs of words and id. */
export type OptionNames = () => readonly (readonly [words: string, id: string])[]

/** Ids of what there is to choose from or to fill in. */
export interface StepShape {
  options: string[]
  rows: string[]
  columns: string[]
  scale?: { min: number; max: number }
}

export const shapeWith = (own: Partial<StepShape> = {}): StepShape => ({ options: [], rows: [], columns: [], ...own })

export const idsOf = (entries: readonly { id: string }[]): string[] => entries.map(({ id }) => id)
