import { expect, it } from 'vitest'
import type { Block } from '../../src/page/page.ts'
import { pageHtml } from '../../src/render/html.ts'

const ARABIC = 'عندي موعد غدا، ولا أعرف ماذا أفعل!'

it('lets what was typed run the way its letters run, whatever the language of the page', () => {
  const blocks: Block[] = [
    { kind: 'heading', text: ARABIC },
    { kind: 'text', text: ARABIC },
    { kind: 'text', text: ARABIC, quiet: true },
    { kind: 'typed', text: ARABIC },
    { kind: 'typed', label: 'Antwoord', text: ARABIC },
    { kind: 'line', label: 'Wanneer', value: ARABIC },
    { kind: 'list', items: [ARABIC] },
  ]
  const page = pageHtml({ language: 'nl', title: ARABIC, blocks })
  const around = [...page.matchAll(new RegExp(`<([^<>]+)>${ARABIC}<`, 'g'))].map(([, tag]) => tag)
  // the title of the window is no part of what is printed
  expect(around.filter((tag) => tag !== 'title')).toHaveLength(8)
  expect(around.filter((tag) => tag !== 'title' && !tag?.includes('dir="auto"'))).toEqual([])
})

it('prints numbers to call as text', () => {
  const page = pageHtml({ language: 'nl', title: 'Bel', blocks: [{ kind: 'calls', calls: [{ label: 'Bel <112>', number: '112' }] }] })
  expect(page).toContain('<li dir="auto">Bel &lt;112&gt;</li>')
  expect(page).not.toContain('tel:')
})
