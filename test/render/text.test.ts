import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitText } from '../../src/page/text.ts'

const size = (text: string) => 2 * JSON.stringify(text).length
const words = fc
  .array(fc.constantFrom('🥀', 'woord ', '\n', '\n\n', 'é', '"', '\u0001', 'x'.repeat(50)), { maxLength: 200 })
  .map((parts) => parts.join(''))

describe('splitText', () => {
  it('loses nothing, and no message is too long', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 40, max: 400 }), (text, max) => {
        const messages = splitText(text, max)
        expect(messages.join('')).toBe(text)
        for (const message of messages) expect(size(message)).toBeLessThanOrEqual(max)
      }),
    )
  })

  it('leaves a short text whole, and cuts a long one at the end of a line', () => {
    expect(splitText('een\ntwee')).toEqual(['een\ntwee'])
    expect(splitText('')).toEqual([''])
    expect(splitText(`${'a'.repeat(20)}\n${'b'.repeat(20)}`, 80)).toEqual([`${'a'.repeat(20)}\n`, 'b'.repeat(20)])
  })

  it('takes the summary of a long guidance in a moment', () => {
    const started = performance.now()
    expect(splitText('🥀'.repeat(500_000)).length).toBeGreaterThan(30)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})
