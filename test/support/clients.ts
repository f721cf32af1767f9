/** Arbitrary clients, for property tests. */
import fc from 'fast-check'
import { INTERPRETERS, PHASES } from '../../src/content/schema.ts'
import type { Facts } from '../../src/engine/session.ts'

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

/** @param conversations ids that may have been held before */
export const client = (conversations: string[]): fc.Arbitrary<Facts> =>
  fc.record({
    country: fc.constantFrom('BE', 'NL'),
    phase: fc.constantFrom(...PHASES),
    order: maybe(fc.boolean()),
    partner: maybe(fc.boolean()),
    children: maybe(fc.boolean()),
    interpreter: maybe(fc.constantFrom(...INTERPRETERS)),
    held: fc.subarray(conversations),
  })
