import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate, type World } from '../../src/content/conditions.ts'
import { canHold } from '../../src/content/reach.ts'
import { Condition, INTERPRETERS, MODES, PHASES } from '../../src/content/schema.ts'
import { talk } from '../support/talk.ts'

const OPTIONS = ['made', 'not-yet', 'several']

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.record(
    {
      partner: fc.boolean(),
      children: fc.boolean(),
      order: fc.boolean(),
      country: fc.subarray(['BE', 'NL'], { minLength: 1 }),
      phase: fc.subarray([...PHASES], { minLength: 1 }),
      interpreter: fc.subarray([...INTERPRETERS], { minLength: 1 }),
      mode: fc.subarray([...MODES], { minLength: 1 }),
      held: fc.record({ conversation: fc.constant('talk'), is: fc.boolean() }),
      answer: fc.record({ step: fc.constant('plan'), has: fc.subarray(OPTIONS, { minLength: 1 }) }),
      any: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
      not: tie('condition'),
    },
    { requiredKeys: [] },
  ),
})) as unknown as { condition: fc.Arbitrary<Condition> }

interface Facts extends Omit<World, 'held' | 'choices'> {
  heldTalk?: boolean | undefined
  plan?: string[] | undefined
}
const worldOf = ({ heldTalk, plan, ...facts }: Facts): World => ({ ...facts, held: () => heldTalk, choices: () => plan })
const known: fc.Arbitrary<Required<Facts>> = fc.record({
  partner: fc.boolean(),
  children: fc.boolean(),
  order: fc.boolean(),
  country: fc.constantFrom('BE', 'NL'),
  phase: fc.constantFrom(...PHASES),
  interpreter: fc.constantFrom(...INTERPRETERS),
  mode: fc.constantFrom(...MODES),
  heldTalk: fc.boolean(),
  plan: fc.subarray(OPTIONS),
}) as fc.Arbitrary<Required<Facts>>

/** Two-valued, written down once more in the plainest way. */
function plain(one: Condition, facts: Required<Facts>): boolean {
  return (
    (one.partner === undefined || one.partner === facts.partner) &&
    (one.children === undefined || one.children === facts.children) &&
    (one.order === undefined || one.order === facts.order) &&
    (!one.country || one.country.includes(facts.country!)) &&
    (!one.phase || one.phase.includes(facts.phase!)) &&
    (!one.interpreter || one.interpreter.includes(facts.interpreter!)) &&
    (!one.mode || one.mode.includes(facts.mode!)) &&
    (!one.held || one.held.is === facts.heldTalk) &&
    (!one.answer || one.answer.has.some((option) => facts.plan!.includes(option))) &&
    (!one.any || one.any.some((inner) => plain(inner, facts))) &&
    (!one.not || !plain(one.not, facts))
  )
}

describe('a condition', () => {
  it('is true or false, as plain logic says, where everything is known', () => {
    fc.assert(
      fc.property(condition, known, (one, facts) => {
        expect(evaluate(one, worldOf(facts))).toBe(plain(one, facts))
      }),
    )
  })

  it('is never true or false for lack of knowledge: learning more keeps what was said', () => {
    fc.assert(
      fc.property(
        condition,
        known,
        fc.subarray(['partner', 'children', 'order', 'country', 'phase', 'interpreter', 'mode', 'heldTalk', 'plan']),
        (one, facts, hidden) => {
          const less = Object.fromEntries(Object.entries(facts).filter(([name]) => !hidden.includes(name)))
          const said = evaluate(one, worldOf(less))
          if (said !== undefined) expect(said).toBe(plain(one, facts))
        },
      ),
    )
  })

  it('says nothing of what is not known', () => {
    const nothing = worldOf({})
    expect(evaluate({ partner: true }, nothing)).toBeUndefined()
    expect(evaluate({ not: { partner: true } }, nothing)).toBeUndefined()
    expect(evaluate({ any: [{ partner: true }, { order: true }] }, worldOf({ order: true }))).toBe(true)
    expect(evaluate({ partner: true, order: true }, worldOf({ order: false }))).toBe(false)
    expect(evaluate({}, nothing)).toBe(true)
  })
})

describe('whether a condition can hold', () => {
  const steps = talk.sections.flatMap((section) => section.steps)
  const before = (id: string) =>
    steps.slice(
      0,
      steps.findIndex((step) => step.id === id),
    )

  it('agrees with trying clients at random', () => {
    fc.assert(
      fc.property(condition, fc.array(known, { minLength: 20, maxLength: 20 }), (one, clients) => {
        const before = [{ ...steps.find(({ id }) => id === 'plan')!, kind: 'checklist' } as never]
        // while preparing nothing was answered
        const holds = clients.some(
          (facts) => evaluate(one, worldOf(facts.mode === 'prepare' ? { ...facts, plan: undefined } : facts)) === true,
        )
        if (holds) expect(canHold([one], before)).toBe(true)
      }),
    )
  })

  it.each<[string, Condition[], boolean]>([
    ['a plain one', [{ partner: true }], true],
    ['one against itself', [{ partner: true, not: { partner: true } }], false],
    ['a step and an item against it', [{ partner: true }, { partner: false }], false],
    ['two phases at once', [{ phase: ['appeal'], not: { any: [{ phase: ['appeal'] }, { phase: ['pending'] }] } }], false],
    ['an answer', [{ answer: { step: 'plan', has: ['made'] } }], true],
    ['two answers to one choice', [{ answer: { step: 'plan', has: ['made'] } }, { answer: { step: 'plan', has: ['not-yet'] } }], false],
    [
      'two ticks on one checklist',
      [{ answer: { step: 'worries', has: ['sleep'] } }, { answer: { step: 'worries', has: ['money'] } }],
      true,
    ],
    ['an answer while preparing', [{ mode: ['prepare'], answer: { step: 'plan', has: ['made'] } }], false],
    ['nothing chosen', [{ not: { answer: { step: 'plan', has: OPTIONS } } }], true],
    [
      'nothing chosen, and something',
      [{ not: { answer: { step: 'plan', has: OPTIONS } } }, { answer: { step: 'plan', has: ['made'] } }],
      false,
    ],
  ])('judges %s', (_what, conditions, can) => {
    expect(canHold(conditions, before('steps-ahead'))).toBe(can)
  })

  it('knows that a step which is not shown has no answer', () => {
    const hidden = [{ ...steps.find(({ id }) => id === 'plan')!, when: { partner: true } }]
    expect(canHold([{ partner: false, answer: { step: 'plan', has: ['made'] } }], hidden)).toBe(false)
    expect(canHold([{ children: false, answer: { step: 'plan', has: ['made'] } }], hidden)).toBe(true)
    expect(canHold([{ partner: false, not: { answer: { step: 'plan', has: OPTIONS } } }], hidden)).toBe(true)
  })

  it('parses as the schema says', () => {
    fc.assert(
      fc.property(condition, (one) => {
        expect(Condition.parse(one)).toEqual(one)
      }),
    )
  })
})
