/** How a kind of step is shown: the boxes of an answer, and its lines. */

import { LIMITS } from '../../content/limits.ts'
import type { Mode, StepKind } from '../../content/schema.ts'
import type { NameOf, StepShape } from '../../engine/kinds/kind.ts'
import type { AnswerValue } from '../../engine/session.ts'
import type { Context } from '../context.ts'
import type { Block, InputBlock } from '../page.ts'
import type { Returned } from '../returned.ts'

/** What a step asks for. */
export interface Shape extends StepShape {
  conversation: string
  country: string
  mode: Mode
  step: string
  kind: StepKind
  /** The form comes back with these boxes, some of which may have no row any more. */
  filled?: Pick<Returned, 'boxes'>
}

export interface Kind {
  /**
   * The input boxes, filled with `value`. `engine/kinds/` reads them by these names.
   * @param words the box for free text, under the step's own question: it comes last
   */
  inputs(ctx: Context, shape: Shape, value: AnswerValue, words: InputBlock): Block[]
  /** This kind's part of an answer, exactly as it was typed or chosen. */
  lines(ctx: Context, value: AnswerValue, nameOf: NameOf): Block[]
}

/** During a conversation a note is one line; before and after there is room to write. */
export const textInput = (id: string, label: string, value: string | undefined, { mode }: Pick<Shape, 'mode'>): InputBlock => ({
  kind: 'input',
  input: 'text',
  id,
  label,
  maxLength: LIMITS.text,
  // An existing line break would not survive a one-line box.
  ...(mode === 'during' && !value?.includes('\n') ? {} : { multiline: true }),
  ...(value ? { value } : {}),
})

export const line = (label: string, value: string): Block => ({ kind: 'line', label, value })
