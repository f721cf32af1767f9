import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inPlace, typeable } from '../../src/content/printable.ts'

describe('marks of direction that were typed', () => {
  it.each([
    ['bel \u202eadvocaat', 'bel advocaat'],
    ['\u202a\u202b\u202c\u202d\u202ea', 'a'],
    ['in \u2067شارع 3\u2069 wonen', 'in \u2067شارع 3\u2069 wonen'],
    ['tan\u2067te', 'tante'],
    ['tan\u2069te', 'tante'],
    ['\u2066a\u2067b\u2069c', 'a\u2067b\u2069c'],
    ['\u2067een\ntwee\u2069', 'een\ntwee'],
    ['\u2067een\u2028twee\u2069', 'een\ntwee'],
    ['\u200fשלום\u200e', '\u200fשלום\u200e'],
  ])('reach no further than what was typed in %j', (typed, kept) => {
    expect(typeable(typed)).toBe(kept)
    expect(inPlace(kept)).toBe(kept)
  })

  it('come in pairs on each line', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\u2066', '\u2068', '\u2069', '\u202e'), maxLength: 30 }), (text) => {
        for (const line of typeable(text).split('\n')) {
          let open = 0
          for (const sign of line) {
            if (/[\u2066-\u2068]/.test(sign)) open++
            if (sign === '\u2069') open--
            expect(open).toBeGreaterThanOrEqual(0)
          }
          expect(open).toBe(0)
        }
      }),
    )
  })
})
