/** What must hold for each kind of step, one that is added tomorrow too. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Step } from '../../src/content/schema.ts'
import { answerFrom, boxesOf, withKept } from '../../src/engine/card.ts'
import { BY_PART, KINDS, kindOf, PARTS, shapeOf } from '../../src/engine/kinds/index.ts'
import type { AnswerValue } from '../../src/engine/session.ts'
import { inWords, mapTexts, textsIn } from '../../src/engine/texts.ts'
import { checkValue } from '../../src/engine/values.ts'
import { talk } from '../support/talk.ts'
import { valueFor } from '../support/values.ts'

const steps = talk.sections.flatMap((section) => section.steps)
const byKind = Object.keys(KINDS).map((kind) => [kind, steps.find((step) => step.kind === kind)!] as const)
const example = (step: Step): AnswerValue => ({ text: 'and a remark', ...kindOf(step).example(step) })

/** Answers that this step takes. */
const answers = (step: Step): fc.Arbitrary<AnswerValue> =>
  valueFor(step, false)
    .map((value) => checkValue(step, 'afterwards', value))
    .filter((checked) => 'value' in checked)
    .map(({ value }) => value)

describe.each(byKind)('%s', (_kind, step) => {
  it('takes its example, which is in its one form, by itself and with a remark', () => {
    for (const value of [kindOf(step).example(step), example(step)])
      expect(checkValue(step, 'afterwards', value)).toEqual({
        value: expect.toSatisfy((kept) => JSON.stringify(kept) === JSON.stringify(sorted(value))),
      })
  })

  it('gives back from a card what it put into its boxes', () => {
    expect(answerFrom(boxesOf(example(step), step))).toEqual(example(step))
    const typed = answers(step).map((value) => mapTexts(value, (text) => text.trim()))
    fc.assert(fc.property(typed, (value) => void expect(answerFrom(boxesOf(value, step))).toEqual(value)))
  })

  it('keeps each box that a card could not show', () => {
    const boxes = boxesOf(example(step), step)
    for (const box of Object.keys(boxes)) {
      const { [box]: hidden, ...shown } = boxes
      expect(withKept(shown, box, example(step))).toEqual(boxes)
      expect(withKept({ ...shown, [box]: 'changed' }, box, example(step))).toEqual({ ...shown, [box]: 'changed' })
      expect(hidden).toBeTypeOf('string')
    }
  })

  it('changes each text where it stands, and nothing else', () => {
    const mark = (text: string) => `<${text}>`
    fc.assert(
      fc.property(answers(step), (value) => {
        expect(mapTexts(value, (text) => text)).toEqual(value)
        expect(textsIn(mapTexts(value, mark))).toEqual(textsIn(value).map(mark))
        expect(mapTexts(mapTexts(value, mark), (text) => text.slice(1, -1))).toEqual(value)
      }),
    )
  })

  it('says all it holds in words', () => {
    const [prompt] = step.prompts
    const everything = { ...example(step), prompts: [prompt!.id] }
    const said = inWords(everything, (group, id) => `${group}:${id}`).join('\n')
    const { choices = [], cells = {}, agreements = [], number, date } = everything
    const all = [
      ...choices.map((id) => `options:${id}`),
      ...Object.keys(cells).map((id) => `rows:${id}`),
      ...Object.values(cells).flatMap((columns) => Object.keys(columns).map((id) => `columns:${id}`)),
      ...[number, date, ...agreements.map(({ due }) => due)].flatMap((one) => one?.toString() ?? []),
      ...textsIn(everything),
      `prompts:${prompt!.id}`,
    ]
    for (const one of all) expect(said).toContain(one)
    // Each thing on one line.
    expect(new Set(said.split('\n')).size).toBe(said.split('\n').length)
  })

  it('keeps typed words beside what stands', () => {
    const { text: _remark, ...own } = example(step)
    const said = (value: AnswerValue) => inWords(value, (group, id) => `${group}:${id}`)
    const typed = kindOf(step).fromTyped(step, 'something else altogether', example(step), () => [])
    expect(textsIn(typed)).toContain('something else altogether')
    expect(said(typed)).toEqual(expect.arrayContaining(said(own)))
    expect(checkValue(step, 'afterwards', typed)).toHaveProperty('value')
  })

  it('offers what its example is made of', () => {
    const { options, rows, columns } = shapeOf(step)
    const { choices = [], cells = {} } = example(step)
    expect(options).toEqual(expect.arrayContaining(choices))
    expect(rows).toEqual(Object.keys(cells))
    for (const row of Object.values(cells)) expect(columns).toEqual(Object.keys(row))
  })
})

describe('a day that is corrected by typing', () => {
  const step = steps.find(({ kind }) => kind === 'date')!
  const dayAfter = (typed: string) => kindOf(step).fromTyped(step, typed, { text: 'before', date: '2026-03-15' }, () => []).date

  it.each([
    ['het papier ligt thuis', '2026-03-15'],
    ['nu 12 juill. 2026', '2026-07-12'],
    ['3/12', undefined],
    ['toch op 3 december', undefined],
    ['tussen 1 en 15 april 2026', undefined],
  ])('does not stay where other words name one: %s', (typed, day) => {
    expect(dayAfter(typed)).toBe(day)
  })
})

describe('an answer of which no kind is known', () => {
  const everything: AnswerValue = Object.assign({}, ...byKind.map(([, step]) => example(step)))

  it('is taken whole when its step is gone, and each of its texts is found', () => {
    expect(checkValue(undefined, 'afterwards', everything)).toEqual({ value: everything })
    const texts = byKind.flatMap(([, step]) => textsIn(kindOf(step).example(step)))
    expect(new Set(textsIn(everything))).toEqual(new Set([everything.text, ...texts.filter((text) => text !== 'in their own words')]))
  })

  it('is known part by part: each part by a kind that has it', () => {
    for (const [name, part] of Object.entries(BY_PART)) expect(part.name).toBe(name)
    const had = Object.values(KINDS).flatMap(({ part }) => part?.name ?? [])
    expect(new Set(PARTS.map(({ name }) => name))).toEqual(new Set(had))
  })
})

/** The parts in the order in which they are stored. */
function sorted(value: AnswerValue): AnswerValue {
  const names = ['text', ...Object.keys(BY_PART)] as (keyof AnswerValue)[]
  return Object.fromEntries(names.filter((name) => value[name] !== undefined).map((name) => [name, value[name]]))
}
