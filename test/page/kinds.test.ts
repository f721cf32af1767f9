/** What the page offers and what the engine knows must be the same boxes, the same texts. */
import { describe, expect, it } from 'vitest'
import { KINDS as CONTENT } from '../../src/content/kinds.ts'
import type { Step } from '../../src/content/schema.ts'
import { answerFrom, boxesOf } from '../../src/engine/card.ts'
import { KINDS, kindOf, shapeOf } from '../../src/engine/kinds/index.ts'
import { mapTexts, textsIn } from '../../src/engine/texts.ts'
import { checkValue } from '../../src/engine/values.ts'
import type { Context } from '../../src/page/context.ts'
import { valueBlocks } from '../../src/page/digest.ts'
import { answerInputs } from '../../src/page/inputs.ts'
import { KINDS as SHOWN } from '../../src/page/kinds/index.ts'
import type { InputBlock } from '../../src/page/page.ts'
import { talk } from '../support/talk.ts'

/** Says the key of each sentence. */
const ctx = {
  ui: (key: string) => key,
  has: () => true,
  text: ({ key }: { key: string }) => key,
  date: (day: string) => day,
} as unknown as Context
const of = { conversation: talk.id, country: 'BE' }

const steps = talk.sections.flatMap((section) => section.steps)
const byKind = Object.keys(KINDS).map((kind) => [kind, steps.find((step) => step.kind === kind)!] as const)

function inputsOf(step: Step, value = {}): InputBlock[] {
  const shape = { ...of, mode: 'afterwards' as const, step: step.id, kind: step.kind, ...shapeOf(step) }
  return answerInputs(ctx, shape, value).filter((block) => block.kind === 'input')
}

it('knows the same kinds in every room', () => {
  expect(Object.keys(KINDS)).toEqual(Object.keys(CONTENT))
  expect(Object.keys(SHOWN)).toEqual(Object.keys(CONTENT))
})

describe.each(byKind)('%s', (_kind, step) => {
  // Where a person can type, a word of its own in each box.
  const typed = inputsOf(step)
    .filter(({ input }) => input === 'text')
    .map(({ id }, index) => [id, `word-${index}`] as const)
  const words = typed.map(([, word]) => word)
  const value = answerFrom({ ...boxesOf(kindOf(step).example(step), step), ...Object.fromEntries(typed) })

  it('takes the words of every box in which a person can type, and finds each of them again', () => {
    expect(checkValue(step, 'afterwards', value)).toHaveProperty('value')
    expect(textsIn(value).toSorted()).toEqual(words.toSorted())
    expect(JSON.stringify(mapTexts(value, () => '*'))).not.toContain('word-')
  })

  it('shows all of them in its lines', () => {
    const lines = JSON.stringify(valueBlocks(ctx, { ...of, step: step.id }, value))
    for (const word of words) expect(lines).toContain(`"${word}"`)
    const { choices = [], number, date } = value
    for (const shown of [...choices.map((id) => `options.${id}`), number, date])
      if (shown !== undefined) expect(lines).toContain(String(shown))
  })

  it('holds in its boxes what stands', () => {
    const held = inputsOf(step, value).flatMap((box) =>
      box.input === 'checklist' ? [[box.id, box.values.join(',')]] : 'value' in box ? [[box.id, String(box.value)]] : [],
    )
    expect(Object.fromEntries(held)).toEqual(boxesOf(value, step))
  })
})
