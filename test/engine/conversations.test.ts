/** The conversations of this project, walked by arbitrary clients. */

import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadContent } from '../../src/content/load.ts'
import { MODES, type Step } from '../../src/content/schema.ts'
import { advance, compile, start } from '../../src/engine/engine.ts'
import type { AnswerValue, Event, Input } from '../../src/engine/session.ts'
import { BROUGHT } from '../../src/features/index.ts'
import { client } from '../support/clients.ts'

const { conversations } = loadContent(fileURLToPath(new URL('../..', import.meta.url)), BROUGHT)

/** Fewest steps that any client meets. */
const FEWEST: Readonly<Record<string, number>> = { explorative: 7, 'what-if': 8, interim: 7, 'what-now': 8 }

/** Options at random, otherwise a word. */
const answerTo = (step: Step, options: fc.Arbitrary<number>, draw: fc.GeneratorValue): AnswerValue => {
  if (!('options' in step)) return { text: 'x' }
  const pick = () => step.options[draw(() => options) % step.options.length]!.id
  return step.kind === 'choose' ? { choices: [pick()] } : { choices: [pick(), pick()] }
}

it('finds every conversation', () => {
  expect([...conversations.keys()]).toEqual(expect.arrayContaining(Object.keys(FEWEST)))
})

describe.each([...conversations.keys()])('%s', (id) => {
  const definition = compile(conversations.get(id)!)
  const someone = client([...conversations.keys()])

  it(`has at least ${FEWEST[id] ?? 1} steps on every path, each once, and ends with the summary and the agreements`, () => {
    fc.assert(
      fc.property(someone, fc.constantFrom(...MODES), fc.gen(), (facts, mode, draw) => {
        let { session } = start(definition, facts, mode)
        const walked: Step[] = []
        while (session.status === 'running') {
          const { step } = definition.byStep.get(session.step)!
          walked.push(step)
          const skips = mode === 'prepare' || draw(fc.boolean)
          const input: Input = skips
            ? { type: 'skip', visit: session.visit }
            : { type: 'answer', visit: session.visit, value: answerTo(step, fc.nat(20), draw) }
          const { session: next, events } = advance(definition, session, input)
          expect(events.filter((event) => event.type === 'refused')).toEqual([])
          session = next
        }
        expect(new Set(walked).size).toBe(walked.length)
        expect(walked.length).toBeGreaterThanOrEqual(FEWEST[id] ?? 1)
        expect(walked.slice(-2).map((step) => step.kind)).toEqual(['summary', 'agreements'])
      }),
      { numRuns: 500 },
    )
  })

  it('counts each step on the way: the position grows, and the last one is the total', () => {
    fc.assert(
      fc.property(someone, fc.constantFrom(...MODES), (facts, mode) => {
        let outcome = start(definition, facts, mode)
        const seen: Extract<Event, { type: 'entered' }>[] = []
        while (outcome.session.status === 'running') {
          seen.push(...outcome.events.filter((event) => event.type === 'entered'))
          outcome = advance(definition, outcome.session, { type: 'skip', visit: outcome.session.visit })
        }
        expect(seen.map(({ position }) => position)).toEqual(seen.map((_event, index) => index + 1))
        expect(seen.at(-1)?.position).toBe(seen.at(-1)?.total)
      }),
      { numRuns: 50 },
    )
  })

  it('shows every step to somebody', () => {
    const missing = new Set(definition.byStep.keys())
    fc.assert(
      fc.property(someone, fc.constantFrom(...MODES), (facts, mode) => {
        let { session } = start(definition, facts, mode)
        for (; session.status === 'running'; session = advance(definition, session, { type: 'skip', visit: session.visit }).session)
          missing.delete(session.step)
      }),
      { numRuns: 300, seed: 1 },
    )
    expect([...missing]).toEqual([])
  })
})
