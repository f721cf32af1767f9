/** The inputs in which an answer is typed or chosen. */

import { LIMITS } from '../content/limits.ts'
import { markOf } from '../content/marks.ts'
import type { AnswerValue } from '../engine/session.ts'
import { valueIn } from './boxes.ts'
import type { Context } from './context.ts'
import { KINDS } from './kinds/index.ts'
import { type Shape, textInput } from './kinds/kind.ts'
import type { Block, InputBlock } from './page.ts'
import { sentence } from './parts.ts'
import type { TextRef } from './refs.ts'

/** The inputs of a step, filled with `value`: choices first; free text may always be added. */
export function answerInputs(ctx: Context, shape: Shape, value: AnswerValue = {}): Block[] {
  return KINDS[shape.kind].inputs(ctx, shape, value, wordsInput(ctx, shape, value))
}

const wordsInput = (ctx: Context, shape: Shape, value: AnswerValue): InputBlock =>
  textInput('text', sentence(ctx, shape, 'ask') ?? ctx.ui('inputs.answer'), value.text, shape)

/** What is there to choose, without a box for words. */
export const choiceInputs = (ctx: Context, shape: Shape): Block[] =>
  answerInputs(ctx, shape).filter((block) => block.kind !== 'input' || block.input !== 'text')

/** The box for words alone. */
export const wordsInputs = (ctx: Context, shape: Shape, value: AnswerValue = {}): Block[] => [wordsInput(ctx, shape, value)]

/** In prepare mode: which questions to take along, and the counsellor's own reminder. */
export function prepareInputs(
  ctx: Context,
  { prompts, chosen, country, reminder }: { prompts: readonly TextRef[]; chosen: readonly string[]; country: string; reminder?: string },
): InputBlock[] {
  const options = prompts.map((prompt) => ({ id: prompt.id, label: ctx.text(prompt, country) }))
  return [
    { kind: 'input', input: 'checklist', id: 'prompts', label: ctx.ui('inputs.prompts'), options, values: [...chosen] },
    {
      kind: 'input',
      input: 'text',
      id: 'text',
      label: ctx.ui('inputs.reminder'),
      multiline: true,
      maxLength: LIMITS.text,
      value: reminder || undefined,
    },
  ]
}

const filled = (input: InputBlock): boolean => {
  if (input.input === 'checklist') return input.values.length > 0
  return input.input !== 'toggle' && input.value !== undefined
}

/** Bytes that an input's value takes in the card; 0 if it cannot be withheld. */
export const weight = (block: Block): number =>
  block.kind === 'input' && block.input === 'text' ? Buffer.byteLength(JSON.stringify(block.value ?? '')) : 0

/** The same blocks with their inputs emptied; each emptied input hints that leaving it empty changes nothing. */
export const withheld = (
  blocks: readonly Block[],
  hint: string | ((input: InputBlock) => string),
  which: (input: InputBlock) => boolean = () => true,
): Block[] =>
  blocks.map((block) =>
    block.kind === 'input' && filled(block) && which(block) ? emptied(block, typeof hint === 'string' ? hint : hint(block)) : block,
  )

function emptied(input: InputBlock, hint: string): InputBlock {
  const held = markOf(valueIn(input), input.input === 'checklist' ? 'list' : 'words')
  return input.input === 'checklist' ? { ...input, values: [], hint, held } : ({ ...input, value: undefined, hint, held } as InputBlock)
}
