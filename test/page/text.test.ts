import { expect, it } from 'vitest'
import { escaped } from '../../src/page/escape.ts'
import type { Page } from '../../src/page/page.ts'
import { pageText } from '../../src/page/text.ts'

it('lets nothing in an old file turn round our own words beside it', () => {
  const page: Page = {
    language: 'nl',
    title: 'Ze\u202ee',
    summary: '',
    kicker: 'Ge\u2067nt',
    blocks: [
      { kind: 'list', items: ['bel \u202eadvocaat · Tegen 2 april 2026', 'in \u2067شارع 3\u2069 · Gent'] },
      { kind: 'line', label: 'Taal', value: 'Da\u202bri' },
    ],
    actions: [{ action: 'client.open', data: {}, label: 'Ze\u202de' }],
  }
  expect(pageText(page, { tip: 'Tip', attention: 'Let op', colon: ': ' })).toBe(
    'Gent\nZee\n\n  • bel advocaat · Tegen 2 april 2026\n  • in \u2067شارع 3\u2069 · Gent\nTaal: Dari\n\n[ Zee ]',
  )
  expect(escaped('<bel \u202eadvocaat\u2067>')).toBe('&lt;bel advocaat&gt;')
})
