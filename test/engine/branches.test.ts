/** Branches that exclude each other, whatever is known of the client and whatever was kept. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withBranches } from '../../src/content/branches.ts'
import type { Conversation, Step } from '../../src/content/schema.ts'
import { advance, compile, start, visibleSteps } from '../../src/engine/engine.ts'
import type { Facts, Input, Session } from '../../src/engine/session.ts'

const step = (id: string, more: Partial<Step> = {}): Step =>
  ({ id, kind: 'ask', source: 'OWN', prompts: [], tips: [], attention: [], facts: [], instruments: [], ...more }) as unknown as Step
const options = [{ id: 'x' }, { id: 'y' }, { id: 'z' }]
const chose = (at: string, ...has: string[]) => ({ answer: { step: at, has } })

const conversation = withBranches({
  id: 'small',
  version: 1,
  source: 'OWN',
  moments: [],
  goals: [],
  attention: [],
  sections: [
    {
      id: 'all',
      steps: [
        step('hello'),
        // shown where it is not known whether there is an order to leave
        step('which', { kind: 'choose', when: { order: true }, options } as Partial<Step>),
        step('on-x', { when: chose('which', 'x') }),
        step('not-x', { when: { not: chose('which', 'x') } }),
        step('deeper', { kind: 'checklist', when: chose('which', 'x'), options } as Partial<Step>),
        step('on-deeper-y', { when: chose('deeper', 'y') }),
        step('not-deeper-y', { when: { not: chose('deeper', 'y') } }),
        step('bye'),
      ],
    },
  ],
} as unknown as Conversation)
const definition = compile(conversation)

const facts = (order?: boolean): Facts => ({ country: 'BE', phase: 'appeal', held: [], ...(order === undefined ? {} : { order }) })
const shown = (session: Session) => visibleSteps(definition, session).map((one) => one.step.id)
const play = (session: Session, ...inputs: ((now: Session) => Input)[]) =>
  inputs.reduce((now, input) => advance(definition, now, input(now)).session, session)
const skip = ({ visit }: Session): Input => ({ type: 'skip', visit })
const back = (): Input => ({ type: 'back' })
const pick =
  (id: string, withhold = false) =>
  ({ visit }: Session): Input => ({ type: 'answer', visit, value: { choices: [id] }, withhold })

describe('branches that exclude each other', () => {
  it.each([true, undefined])('never both come, where an order to leave is %s', (order) => {
    const at = play(start(definition, facts(order), 'during').session, skip)
    expect(at.step).toBe('which')
    for (const withhold of [false, true]) {
      expect(shown(play(at, pick('x', withhold)))).toEqual(['hello', 'which', 'on-x', 'deeper', 'not-deeper-y', 'bye'])
      expect(shown(play(at, pick('y', withhold)))).toEqual(['hello', 'which', 'not-x', 'not-deeper-y', 'bye'])
    }
    expect(shown(play(at, skip))).toEqual(['hello', 'which', 'not-x', 'not-deeper-y', 'bye'])
  })

  it('all come while preparing, but for those of a choice that cannot come', () => {
    expect(shown(start(definition, facts(), 'prepare').session)).toEqual(conversation.sections[0]!.steps.map(({ id }) => id))
    expect(shown(start(definition, facts(false), 'prepare').session)).toEqual(['hello', 'not-x', 'not-deeper-y', 'bye'])
  })

  it('are those of what was chosen first where a choice is hidden by now', () => {
    const chosen = play(start(definition, facts(), 'during').session, skip, pick('x'), skip, pick('y'))
    expect(shown(chosen)).toContain('on-deeper-y')
    const hidden = play(chosen, () => ({ type: 'facts', facts: facts(false) }))
    expect(shown(hidden)).toEqual(['hello', 'not-x', 'not-deeper-y', 'bye'])
  })

  it('are never both there, whatever happens', () => {
    const input = fc.constantFrom<((now: Session) => Input)[]>(
      ...options.flatMap(({ id }) => [pick(id), pick(id, true)]),
      skip,
      skip,
      back,
      ({ trail }) => ({ type: 'remove', visit: trail[0]!.id }),
      ...[true, false, undefined].map((order) => () => ({ type: 'facts', facts: facts(order) }) as const),
    ) as fc.Arbitrary<(now: Session) => Input>
    fc.assert(
      fc.property(fc.constantFrom(true, false, undefined), fc.array(input, { maxLength: 12 }), (order, inputs) => {
        const steps = shown(play(start(definition, facts(order), 'during').session, ...inputs))
        for (const [one, other] of [
          ['on-x', 'not-x'],
          ['on-deeper-y', 'not-deeper-y'],
        ] as const)
          expect([one, other].filter((id) => steps.includes(id))).toHaveLength(1)
      }),
    )
  })
})

describe('what leads on', () => {
  const at = play(start(definition, facts(true), 'during').session, skip)

  it('is what was chosen last, kept or not', () => {
    const kept = play(at, pick('x'))
    const withheld = play(kept, back, pick('y', true))
    expect(withheld.step).toBe('not-x')
    expect(play(withheld, back, pick('x')).step).toBe('on-x')
    // the same again at the visit where another branch was withheld
    const { visit } = play(kept, back)
    const again = play(withheld, () => ({ type: 'answer', visit, value: { choices: ['x'] } }))
    expect(shown(again)).toContain('on-x')
    const own = play(
      kept,
      ...[true, false].map(
        (withhold) => () => ({ type: 'answer', visit: 'v2', value: { choices: [withhold ? 'y' : 'x'] }, withhold }) as Input,
      ),
    )
    expect(shown(own)).toContain('on-x')
    expect(JSON.stringify(own.answers)).not.toContain('"y"')
  })

  it('is the earlier one where the last is taken out', () => {
    const { visit } = play(at, pick('x'), back)
    const taken = play(at, pick('x'), back, pick('y', true), () => ({ type: 'remove', visit }))
    expect(shown(taken)).toContain('on-x')
  })
})
