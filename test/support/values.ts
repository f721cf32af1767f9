/** Answers at random. */
import fc from 'fast-check'
import type { Step } from '../../src/content/schema.ts'

export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 })
const among = (ids: { id: string }[]) => fc.subarray(ids.map(({ id }) => id))

/** A value that suits the kind of step, mostly. */
export function valueFor(step: Step, preparing: boolean): fc.Arbitrary<unknown> {
  const text = { text: maybe(words) }
  if (preparing) return fc.record({ ...text, prompts: among(step.prompts) })
  switch (step.kind) {
    case 'choose':
    case 'checklist':
      return fc.record({ ...text, choices: among(step.options) })
    case 'scale':
      return fc.record({ ...text, number: fc.integer({ min: step.scale.min - 1, max: step.scale.max + 1 }) })
    case 'date':
      return fc.record({ ...text, date: fc.constantFrom('2027-02-28', '2027-02-30', '') })
    case 'grid':
      return fc.record({
        ...text,
        cells: fc.dictionary(fc.constantFrom(...step.rows.map(({ id }) => id)), fc.dictionary(fc.constantFrom('good', 'hard'), words)),
      })
    case 'agreements':
      return fc.record({
        ...text,
        agreements: fc.array(fc.record({ text: words, due: maybe(fc.constant('2027-01-01')) }), { maxLength: 3 }),
      })
    default:
      return fc.record(text)
  }
}
