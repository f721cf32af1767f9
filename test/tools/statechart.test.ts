import { expect, it } from 'vitest'
import { loadContent } from '../../src/content/load.ts'
import { conditionText, drawStatechart } from '../../tools/statechart.ts'
import { FIXTURE, talk } from '../support/talk.ts'

const sentences = loadContent(FIXTURE).sentences.en['conversations/talk']!

it('draws every section and step with its condition, the same each time', () => {
  const svg = drawStatechart(talk, sentences)
  for (const section of talk.sections) {
    for (const step of section.steps) {
      expect(svg).toContain(`>${step.id} · ${step.kind}</text>`)
    }
  }
  expect(svg.match(/class="step side"/g)).toHaveLength(talk.sections.flatMap((section) => section.steps).filter((step) => step.when).length)
  expect(svg).toContain('if plan: made or several')
  expect(drawStatechart(talk, sentences)).toBe(svg)
})

it('lets no sentence become markup', () => {
  const svg = drawStatechart(talk, { title: 'A <b> & “c”' })
  expect(svg).toContain('A &lt;b&gt; &amp; “c”')
  expect(svg).not.toContain('<b>')
})

it('says a condition in words', () => {
  expect(conditionText({ partner: true, children: false, phase: ['appeal', 'pending'] })).toBe(
    'partner, and no children, and phase appeal or pending',
  )
  expect(conditionText({ any: [{ order: true }, { not: { held: { conversation: 'talk', is: true } } }] })).toBe(
    '(order to leave or not (talk held before))',
  )
})
