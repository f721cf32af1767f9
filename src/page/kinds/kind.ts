/** How a kind of step is shown: the boxes of an answer, and its lines. */

import { LIMITS } from '../../content/limits.ts'
import type { Mode, StepKind } from '../../content/schema.ts'
import type { NameOf, StepShape } from '../../engine/kinds/kind.ts'
import type { AnswerValue } from '../../engine/session.ts'
import type { Context } from '../context.ts'
import type { Block, InputBlock } from '../page.ts'

/** What there is to answer at a step. */
export interface Shape extends StepShape {
  conversation: string
  country: string
  mode: Mode
  step: string
  kind: StepKind
}

export interface Kind {
  /**
   * The boxes, holding `value` ready to change. Their names are what `engine/kinds/` reads.
   * @param words the box for free words, under the step's own question: it comes last
   */
  inputs(ctx: Context, shape: Shape, value: AnswerValue, words: InputBlock): Block[]
  /** Its part of an answer, exactly as it was typed or chosen. */
  lines(ctx: Context, value: AnswerValue, nameOf: NameOf): Block[]
}

/** During a session a note is one line; before and after there is room to write. */
export const textInput = (id: string, label: string, value: string | undefined, { mode }: Pick<Shape, 'mode'>): InputBlock => ({
  kind: 'input',
  input: 'text',
  id,
  label,
  maxLength: LIMITS.text,
  // A line break that was typed before would not survive a box of one line.
  ...(mode === 'during' && !value?.includes('\n') ? {} : { multiline: true }),
  ...(value ? { value } : {}),
})

export const line = (label: string, value: string): Block => ({ kind: 'line', label, value })
