/** The boxes in which an answer is typed or chosen, by kind of step. The names of the boxes are what `answerFrom` of the assistant reads. */

import type { Mode, StepKind } from '../content/schema.ts'
import type { AnswerValue } from '../engine/session.ts'
import type { TextRef } from '../turn/replies.ts'
import type { Context } from './context.ts'
import { type Block, type InputBlock, MAX_TEXT } from './page.ts'
import { under } from './parts.ts'

/** What there is to answer at a step. */
export interface Shape {
  conversation: string
  country: string
  mode: Mode
  step: string
  kind: StepKind
  options: readonly string[]
  rows: readonly string[]
  columns: readonly string[]
  scale?: { min: number; max: number }
}

/** Lines offered for agreements; one more than there are, when there are many. */
const AGREEMENT_LINES = 3

/** The boxes of a step, holding `value` ready to change. */
export function answerInputs(ctx: Context, shape: Shape, value: AnswerValue = {}): Block[] {
  // What there is to choose comes first; the free words to it, under the step's own question, always may follow.
  const words = textInput('text', sentence(ctx, shape, 'ask') ?? ctx.ui('inputs.answer'), value.text, shape)
  const options = shape.options.map((id) => ({ id, label: sentence(ctx, shape, `options.${id}`) ?? id }))
  const [chosen] = value.choices ?? []
  switch (shape.kind) {
    case 'ask':
    case 'say':
    case 'summary':
      return [words]
    case 'choose':
      return [
        { kind: 'input', input: 'choice', id: 'choice', label: ctx.ui('inputs.choice'), options, ...(chosen ? { value: chosen } : {}) },
        words,
      ]
    case 'checklist':
      return [
        { kind: 'input', input: 'checklist', id: 'choices', label: ctx.ui('inputs.choices'), options, values: value.choices ?? [] },
        words,
      ]
    case 'scale':
      return [scaleInput(ctx, shape, value.number), words]
    case 'date':
      return [
        { kind: 'input', input: 'date', id: 'date', label: ctx.ui('inputs.date'), ...(value.date ? { value: value.date } : {}) },
        words,
      ]
    case 'grid':
      return [...gridInputs(ctx, shape, value.cells ?? {}), ...under(ctx.ui('inputs.furthermore'), [words])]
    case 'agreements':
      return [...under(words.label, agreementInputs(ctx, value.agreements ?? []))]
  }
}

/** In prepare mode: which questions to take along, and the counsellor's own reminder. */
export function prepareInputs(
  ctx: Context,
  prompts: readonly TextRef[],
  chosen: readonly string[],
  country: string,
  reminder: string | undefined,
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
      maxLength: MAX_TEXT,
      ...(reminder ? { value: reminder } : {}),
    },
  ]
}

/** A sentence of this step, when there is one. */
export function sentence(
  ctx: Context,
  { conversation, country, step }: Pick<Shape, 'conversation' | 'country' | 'step'>,
  part: string,
): string | undefined {
  const ref = { ns: `conversations/${conversation}`, key: `steps.${step}.${part}` }
  return ctx.has(ref) ? ctx.text(ref, country) : undefined
}

/** During a session a note is one line; before and after there is room to write. */
const textInput = (id: string, label: string, value: string | undefined, { mode }: Pick<Shape, 'mode'>): InputBlock => ({
  kind: 'input',
  input: 'text',
  id,
  label,
  maxLength: MAX_TEXT,
  // A line break that was typed before would not survive a box of one line.
  ...(mode === 'during' && !value?.includes('\n') ? {} : { multiline: true }),
  ...(value ? { value } : {}),
})

function scaleInput(ctx: Context, shape: Shape, value: number | undefined): InputBlock {
  const { min, max } = shape.scale ?? { min: 0, max: 10 }
  const minText = sentence(ctx, shape, 'scaleMin')
  const maxText = sentence(ctx, shape, 'scaleMax')
  const hint = minText && maxText ? { hint: ctx.ui('inputs.scale', { min, max, minText, maxText }) } : {}
  return {
    kind: 'input',
    input: 'number',
    id: 'number',
    label: ctx.ui('inputs.number'),
    ...hint,
    min,
    max,
    ...(value === undefined ? {} : { value }),
  }
}

function gridInputs(ctx: Context, shape: Shape, cells: NonNullable<AnswerValue['cells']>): Block[] {
  return shape.rows.flatMap((row): Block[] => {
    const name = sentence(ctx, shape, `rows.${row}`) ?? row
    const inputs = shape.columns.map((column) => {
      const label = sentence(ctx, shape, `columns.${column}`) ?? column
      return textInput(`cell.${row}.${column}`, label, cells[row]?.[column], shape)
    })
    return [{ kind: 'heading', text: name }, ...inputs]
  })
}

function agreementInputs(ctx: Context, agreements: NonNullable<AnswerValue['agreements']>): Block[] {
  const lines = Math.max(AGREEMENT_LINES, agreements.length + 1)
  return Array.from({ length: lines }, (_, index) => index).flatMap((index): InputBlock[] => {
    const { text, due } = agreements[index] ?? {}
    const number = index + 1
    return [
      {
        kind: 'input',
        input: 'text',
        id: `agreement.${number}.text`,
        label: ctx.ui('inputs.agreement', { number }),
        maxLength: MAX_TEXT,
        ...(text ? { value: text } : {}),
      },
      {
        kind: 'input',
        input: 'date',
        id: `agreement.${number}.due`,
        label: ctx.ui('inputs.due', { number }),
        ...(due ? { value: due } : {}),
      },
    ]
  })
}

const filled = (input: InputBlock): boolean => {
  if (input.input === 'checklist') return input.values.length > 0
  return input.input !== 'toggle' && input.value !== undefined
}

/** How many bytes an input's value takes in the card; what cannot be withheld takes none. */
export const weight = (block: Block): number =>
  block.kind === 'input' && block.input === 'text' ? Buffer.byteLength(JSON.stringify(block.value ?? '')) : 0

/** The same boxes without what they hold; a box that held something says that leaving it empty changes nothing. */
export function withheld(
  blocks: readonly Block[],
  hint: string,
  which: (input: InputBlock) => boolean = () => true,
): { blocks: Block[]; kept: string[] } {
  const kept: string[] = []
  const emptied = blocks.map((block): Block => {
    if (block.kind !== 'input' || !filled(block) || !which(block)) return block
    kept.push(block.id)
    return block.input === 'checklist' ? { ...block, values: [], hint } : ({ ...block, value: undefined, hint } as InputBlock)
  })
  return { blocks: emptied, kept }
}
