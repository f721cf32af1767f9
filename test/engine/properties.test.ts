/** Any sequence of inputs, sensible or not, from any client in any mode. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBlank } from '../../src/content/fold.ts'
import { MODES } from '../../src/content/schema.ts'
import { advance, answerOf, position, SessionError, start, visibleSteps } from '../../src/engine/engine.ts'
import type { AnswerValue, Event, Input, Session } from '../../src/engine/session.ts'
import { client } from '../support/clients.ts'
import { definition, talk } from '../support/talk.ts'
import { valueFor } from '../support/values.ts'

const steps = talk.sections.flatMap((section) => section.steps)

const facts = client(['talk', 'other'])
const mode = fc.constantFrom(...MODES)
type Build = (session: Session, draw: <T>(arbitrary: fc.Arbitrary<T>) => T) => Input

/** Which visit: the current one mostly, an older one, or none that ever was. */
const visitOf = (session: Session, draw: Parameters<Build>[1]): string =>
  draw(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(session.visit) },
      fc.constantFrom(...session.trail.map(({ id }) => id)),
      fc.constantFrom('v0', '', '__proto__'),
    ),
  )

const BUILDS: Record<Input['type'], Build> = {
  answer: (session, draw) => {
    const visit = visitOf(session, draw)
    const step = definition.byStep.get(session.trail.find(({ id }) => id === visit)?.step ?? '')?.step ?? steps[0]!
    const value = draw(fc.oneof({ weight: 6, arbitrary: valueFor(step, session.mode === 'prepare') }, fc.jsonValue(), fc.anything()))
    return { type: 'answer', visit, value: value as AnswerValue, withhold: draw(fc.constantFrom(undefined, false, true)) }
  },
  skip: (session, draw) => ({ type: 'skip', visit: visitOf(session, draw) }),
  back: () => ({ type: 'back' }),
  jump: (_session, draw) => ({ type: 'jump', step: draw(fc.constantFrom(...steps.map(({ id }) => id), 'nowhere')) }),
  support: () => ({ type: 'support' }),
  crisis: () => ({ type: 'crisis' }),
  return: () => ({ type: 'return' }),
  pause: () => ({ type: 'pause' }),
  resume: () => ({ type: 'resume' }),
  finish: () => ({ type: 'finish' }),
  facts: (_session, draw) => ({ type: 'facts', facts: draw(facts) }),
  remove: (session, draw) => ({ type: 'remove', visit: visitOf(session, draw) }),
}

/** Rarely the end, often an answer. */
const kinds = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom<Input['type']>('answer', 'skip') },
    fc.constantFrom(...(Object.keys(BUILDS) as Input['type'][])),
  ),
  { maxLength: 40 },
)

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(freeze)
  }
  return value
}

/** Plays an arbitrary sequence; `check` sees every turn. Sessions travel as JSON and are frozen, so that any change to one would throw. */
function whatever(check: (before: Session, input: Input, after: Session, events: Event[]) => void) {
  return fc.property(facts, mode, kinds, fc.gen(), (about, how, sequence, draw) => {
    let session = freeze(JSON.parse(JSON.stringify(start(definition, about, how).session)) as Session)
    for (const kind of sequence) {
      const input = BUILDS[kind](session, (arbitrary) => draw(() => arbitrary))
      const { session: after, events } = advance(definition, session, input)
      check(session, input, after, events)
      session = freeze(JSON.parse(JSON.stringify(after)) as Session)
      expect(session).toEqual(after)
    }
  })
}

const refusal = (events: Event[]) => events.find((event) => event.type === 'refused')
const standing = (session: Session) => steps.map((step) => answerOf(session, step.id)?.answer.value)

describe('any sequence of inputs', () => {
  it('never throws, and a refusal names its reason and changes nothing', () => {
    fc.assert(
      whatever((before, _input, after, events) => {
        const refused = refusal(events)
        if (refused) {
          expect(after).toEqual(before)
          expect(events).toEqual([refused])
          expect(refused.reason).toBeTruthy()
        }
      }),
    )
  })

  it('keeps every answer given, or refuses it with a reason', () => {
    fc.assert(
      whatever((before, input, after, events) => {
        if (input.type !== 'answer' || refusal(events)) return
        const event = events.find(({ type }) => ['answered', 'revised', 'unchanged'].includes(type)) as Extract<Event, { type: 'answered' }>
        const kept = after.answers[event.visit]!
        if (event.withheld) {
          const { route, ...rest } = kept
          const { route: earlier, ...stood } = before.answers[event.visit] ?? { step: event.step, withheld: true, history: [] }
          expect(rest).toEqual(stood)
          // only the branch taken, and only where there are branches
          const chosen = (input.value as AnswerValue).choices
          const routed = event.step === 'plan' && chosen?.length
          expect(route).toEqual(routed ? chosen : earlier)
        } else {
          const given = input.value as Record<string, unknown>
          expect(kept.value).toMatchObject(
            Object.fromEntries(Object.entries(kept.value!).map(([part]) => [part, kept.value![part as keyof AnswerValue]])),
          )
          for (const part of ['text', 'number', 'date'] as const) {
            const typed = given[part]
            if (typed !== undefined && typed !== null && !isBlank(String(typed))) expect(kept.value?.[part]).toEqual(typed)
          }
          for (const choice of (given.choices ?? []) as string[]) expect(kept.value?.choices).toContain(choice)
        }
      }),
    )
  })

  it('loses no answer but the one taken out', () => {
    fc.assert(
      whatever((before, input, after) => {
        for (const [visit, answer] of Object.entries(before.answers)) {
          const now = after.answers[visit]
          if (!now) expect(input).toEqual({ type: 'remove', visit })
          else if (answer.value)
            expect([...now.history, now.value].slice(0, answer.history.length + 1)).toEqual([...answer.history, answer.value])
        }
      }),
    )
  })

  it('leaves no words where they are withheld', () => {
    const secret = 'ZEER-GEHEIM'
    fc.assert(
      fc.property(facts, fc.constantFrom('during' as const, 'afterwards' as const), kinds, fc.gen(), (about, how, sequence, draw) => {
        let { session } = start(definition, about, how)
        for (const kind of sequence) {
          const input = BUILDS[kind](session, (arbitrary) => draw(() => arbitrary))
          const withheld: Input =
            input.type === 'answer' ? { ...input, value: { ...Object(input.value), text: secret }, withhold: true } : input
          session = advance(definition, session, withheld).session
        }
        expect(JSON.stringify(session)).not.toContain(secret)
      }),
    )
  })

  it('stands at a step, in a section and at a visit that are there, and where it is counts', () => {
    fc.assert(
      whatever((_before, _input, after) => {
        const place = definition.byStep.get(after.step)!
        expect(place.section).toBe(after.section)
        expect(after.trail.at(-1)).toMatchObject({ id: after.visit, step: after.step })
        expect(new Set(after.trail.map(({ id }) => id)).size).toBe(after.visits)
        const { position: at, total } = position(definition, after)
        expect(at).toBeGreaterThanOrEqual(1)
        expect(at).toBeLessThanOrEqual(total)
        if (after.status !== 'running') expect(after.detour).toBeUndefined()
      }),
    )
  })

  it('can be finished at any moment', () => {
    fc.assert(
      whatever((_before, _input, after) => {
        const { session, events } = advance(definition, after, { type: 'finish' })
        expect(session.status).toBe('finished')
        expect(events.map(({ type }) => type)).toEqual([after.status === 'finished' ? 'refused' : 'finished'])
      }),
    )
  })

  it('can be walked to its end from any moment, every step shown at most once more', () => {
    fc.assert(
      whatever((_before, _input, after) => {
        let { session } = advance(definition, advance(definition, after, { type: 'resume' }).session, { type: 'return' })
        for (let left = visibleSteps(definition, session).length + 1; session.status !== 'finished'; left--) {
          expect(left).toBeGreaterThan(0)
          session = advance(definition, session, { type: 'skip', visit: session.visit }).session
        }
      }),
      { numRuns: 50 },
    )
  })

  it('changes nothing by going back and then forward again', () => {
    fc.assert(
      whatever((_before, _input, after) => {
        const back = advance(definition, after, { type: 'back' })
        if (refusal(back.events)) return
        const forward = advance(definition, back.session, { type: 'skip', visit: back.session.visit }).session
        expect(standing(forward)).toEqual(standing(after))
        expect(forward.answers).toEqual(after.answers)
      }),
    )
  })

  it('goes back along the steps that were walked', () => {
    fc.assert(
      fc.property(facts, mode, fc.nat(12), (about, how, length) => {
        let { session } = start(definition, about, how)
        const walked: string[] = []
        for (let n = 0; n < length && session.status === 'running'; n++) {
          walked.push(session.step)
          session = advance(definition, session, { type: 'skip', visit: session.visit }).session
        }
        if (session.status === 'finished') return
        while (walked.length) {
          session = advance(definition, session, { type: 'back' }).session
          expect(session.step).toBe(walked.pop())
        }
        expect(refusal(advance(definition, session, { type: 'back' }).events)).toMatchObject({ reason: 'nothing-before' })
      }),
    )
  })

  it('comes out of a detour or a pause as it went in', () => {
    const way = fc.constantFrom(['support', 'return'], ['crisis', 'return'], ['pause', 'resume']) as fc.Arbitrary<['support', 'return']>
    fc.assert(
      fc.property(facts, mode, kinds, way, fc.gen(), (about, how, sequence, [out, home], draw) => {
        let { session } = start(definition, about, how)
        for (const kind of sequence)
          session = advance(
            definition,
            session,
            BUILDS[kind](session, (arbitrary) => draw(() => arbitrary)),
          ).session
        if (session.status !== 'running' || session.detour) return
        expect(advance(definition, advance(definition, session, { type: out }).session, { type: home }).session).toEqual(session)
      }),
    )
  })
})

describe('anything at all', () => {
  it('takes or refuses it as input, and never throws', () => {
    const { session } = start(definition, { country: 'BE', phase: 'appeal', held: [] }, 'during')
    const odd = fc.record(
      {
        type: fc.oneof(fc.constantFrom(...Object.keys(BUILDS)), fc.anything()),
        visit: fc.anything(),
        step: fc.anything(),
        value: fc.anything(),
        facts: fc.anything(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(fc.anything(), odd), (input) => {
        const { events } = advance(definition, session, input as Input)
        expect(Array.isArray(events)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('walks it as a session or calls it damaged', () => {
    const { session } = start(definition, { country: 'BE', phase: 'appeal', held: [] }, 'during')
    const keys = Object.keys(session) as (keyof Session)[]
    const damage = fc.tuple(fc.constantFrom(...keys, 'detour' as const, 'prepared' as const), fc.anything({ withNullPrototype: false }))
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), fc.constantFrom(...Object.keys(BUILDS)), (damages, type) => {
        const mangled = { ...session, ...Object.fromEntries(damages) } as Session
        try {
          advance(definition, mangled, { type, visit: 'v1', step: 'plan', value: { text: 'x' }, facts: session.facts } as Input)
        } catch (error) {
          expect(error).toBeInstanceOf(SessionError)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
