import { describe, expect, it } from 'vitest'
import { dropOldest, keepLatest } from '../../src/content/bounded.ts'

describe('what stays small', () => {
  it('lets go of what was used longest ago, an empty key too', () => {
    const kept = new Map<string, number>()
    for (const [n, key] of ['', 'a', 'b', '', 'c', 'd'].entries()) keepLatest(kept, 3, key, n)
    expect([...kept]).toEqual([
      ['', 3],
      ['c', 4],
      ['d', 5],
    ])
    keepLatest(kept, 3, 'e', 6)
    expect([...kept.keys()]).toEqual(['c', 'd', 'e'])
  })

  it('does so for a set, and leaves one alone that is small enough', () => {
    const kept = new Set(['', 'a', 'b'])
    dropOldest(kept, 3)
    expect(kept.size).toBe(3)
    dropOldest(kept, 2)
    expect([...kept]).toEqual(['a', 'b'])
  })
})
