import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RESIDENCE_OPTIONS } from '../../src/content/kinds.ts'
import { loadContent } from '../../src/content/load.ts'
import { createDefinitions } from '../../src/engine/definitions.ts'
import { firstFor, rotated, start, startingPoint } from '../../src/engine/engine.ts'
import { BROUGHT } from '../../src/features/index.ts'

const { conversations } = loadContent('.', BROUGHT)
const facts = { country: 'BE', phase: 'refused-appeal' as const, held: [] }

describe('the order of the four options', () => {
  it('begins with each of them for as many people', () => {
    const counts = Map.groupBy(
      Array.from({ length: 4000 }, () => crypto.randomUUID()),
      (id) => firstFor(id),
    )
    for (const option of RESIDENCE_OPTIONS) expect(counts.get(option)?.length).toBeGreaterThan(850)
  })

  it('stays the same for the same person', () => {
    fc.assert(fc.property(fc.string(), (id) => firstFor(`${id}`) === firstFor(id)))
  })

  it.each(RESIDENCE_OPTIONS)('is the same ring, begun at %s, in steps, rows and options', (first) => {
    const at = RESIDENCE_OPTIONS.indexOf(first)
    const ring = [...RESIDENCE_OPTIONS.slice(at), ...RESIDENCE_OPTIONS.slice(0, at)]
    const four = (ids: readonly (string | undefined)[]) => ids.filter((id) => RESIDENCE_OPTIONS.some((one) => one === id))
    for (const conversation of conversations.values()) {
      const turned = rotated(conversation, first)
      const steps = turned.sections.flatMap((section) => section.steps)
      const before = conversation.sections.flatMap((section) => section.steps)
      expect(new Set(steps.map(({ id }) => id))).toEqual(new Set(before.map(({ id }) => id)))
      const lists = [
        steps.map(({ option }) => option),
        ...steps.map((step) =>
          'options' in step ? step.options.map(({ id }) => id) : 'rows' in step ? step.rows.map(({ id }) => id) : [],
        ),
      ].map(four)
      for (const list of lists) if (list.length) expect(list).toEqual(ring)
      expect(rotated(conversation, first)).toBe(turned)
    }
  })

  it('is kept in the session, and a session from before has the order of the file', () => {
    const definitions = createDefinitions(conversations)
    const turned = definitions.of('what-now', 'return')!
    expect(start(turned, facts, 'during').session.first).toBe('return')
    expect(start(definitions.of('what-now', undefined)!, facts, 'during').session).not.toHaveProperty('first')
    expect(definitions.of('nothing', 'return')).toBeUndefined()
  })

  it('begins where the client began, if they named one', () => {
    const answered = (...choices: string[][]) => ({
      trail: choices.map((_, i) => ({ id: `v${i + 1}`, step: 'which' })),
      answers: Object.fromEntries(choices.map((one, i) => [`v${i + 1}`, { step: 'which', value: { choices: one }, history: [] }])),
    })
    expect(startingPoint(answered(['onward']))).toBe('onward')
    expect(startingPoint(answered(['onward', 'none-today'], ['no-plan']))).toBe('onward')
    expect(startingPoint(answered(['onward'], ['legal', 'return']))).toBeUndefined()
    expect(startingPoint(answered(['no-plan'], []))).toBeUndefined()
    expect(startingPoint(answered())).toBeUndefined()
  })
})
