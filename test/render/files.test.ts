/** What is done with a whole file, as it looks: shared, handed over, looked after, given to the client. */

import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/content/content.ts'
import type { Page } from '../../src/page/page.ts'
import { throwOnMissing } from '../../src/page/sentences.ts'
import { MAX_CARD_BYTES } from '../../src/render/card.ts'
import { createPresentation } from '../../src/render/presentation.ts'
import { isForReaders, readable } from '../../src/render/read-only.ts'
import type { Reply } from '../../src/turn/reply.ts'
import type { Capabilities } from '../../src/turn/turn.ts'
import { COLLEAGUE, content, exported, replies, WORDS } from './fixture.ts'

const presentation = createPresentation(content, throwOnMissing)
const TEAMS = { cards: true, updates: true, universalActions: true, people: true }
const BROWSER = { cards: true, updates: false, universalActions: false }
const of = <V extends Reply['view']>(view: V) => replies().filter((reply) => reply.view === view) as Extract<Reply, { view: V }>[]
const show = (reply: Reply, capabilities: Capabilities = TEAMS) => presentation.render(reply, 'nl', capabilities)

describe('choosing a colleague', () => {
  const forms = [...of('manage').filter(({ right }) => right === 'owner'), ...of('handover-form')]

  it('is the people picker in Teams, a box for the id elsewhere', () => {
    expect(forms.length).toBeGreaterThan(3)
    for (const form of forms) {
      const teams = JSON.stringify(show(form).card)
      expect(teams).toContain('"choices.data":{"type":"Data.Query","dataset":"graph.microsoft.com/users"}')
      expect(teams).not.toContain('Entra-object-id van je collega')
      const browser = JSON.stringify(show(form, BROWSER).card)
      expect(browser).not.toContain('choices.data')
      expect(browser).toMatch(/"type":"Input.Text","id":"person","label":"[^"]*Entra-object-id/)
    }
  })
})

describe('a page for a reader', () => {
  it.each(['client', 'manage', 'digest', 'answers', 'notes'] as const)('offers nothing that writes: %s', (view) => {
    const pages = of(view).filter((reply) => reply.readOnly)
    expect(pages.length).toBeGreaterThan(0)
    for (const reply of pages) {
      const { page } = show(reply)
      const actions = [...page.actions, ...page.blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []))]
      expect(actions.length).toBeGreaterThan(0)
      expect(actions.filter(({ action }) => !isForReaders(action))).toEqual([])
    }
  })

  it('keeps a box that a button to read needs, and drops headings over nothing', () => {
    const page: Page = {
      language: 'nl',
      title: 't',
      summary: 't',
      blocks: [
        { kind: 'heading', text: 'leeg' },
        { kind: 'actions', actions: [{ action: 'answer', data: {}, label: 'x', inputs: true }] },
        { kind: 'heading', text: 'vol' },
        { kind: 'input', input: 'text', id: 'run', label: 'l', maxLength: 9 },
        { kind: 'actions', actions: [{ action: 'digest', data: {}, label: 'x', inputs: true }] },
      ],
      actions: [],
    }
    expect(readable(page).blocks).toEqual(page.blocks.slice(2))
    expect(readable({ ...page, blocks: page.blocks.slice(0, 4) }).blocks).toEqual([])
  })
})

describe('the handover form', () => {
  it.each(LANGUAGES)('holds a draft of what was said, in %s, that fits its box and its card', (language) => {
    const [form] = of('handover-form')
    if (!form) throw new Error('no form')
    const { answers } = form.draft
    const long = answers.map((one) => ({ ...one, value: { text: 'é'.repeat(10_000) } }))
    const draft = { ...form.draft, answers: Array.from({ length: 40 }, () => long).flat() }
    const { page, card } = presentation.render({ ...form, draft }, language, TEAMS)
    const note = page.blocks.find((block) => block.kind === 'input' && block.id === 'note')
    const value = note && 'value' in note ? String(note.value) : ''
    expect(value).toContain(`(${language})`)
    expect(value.length).toBe(10_000)
    expect(2 * JSON.stringify(card).length).toBeLessThan(MAX_CARD_BYTES)
    expect(JSON.stringify(card)).toContain('ééé')
  })

  it('keeps the words of the client as they are', () => {
    const [form] = of('handover-form')
    if (!form) throw new Error('no form')
    expect(JSON.stringify(show(form).page)).toContain(JSON.stringify(WORDS).slice(1, -1))
  })
})

describe('who did what', () => {
  it('says several times the same in one line, and names people as they are named', () => {
    const [reply] = of('audit')
    if (!reply) throw new Error('no audit')
    const lines = show(reply).page.blocks.flatMap((block) => (block.kind === 'line' ? [`${block.label}: ${block.value}`] : []))
    expect(lines).toEqual([
      '10 maart 2026, 15:00 · jij: noteerde een antwoord · in Teams · 2 keer',
      `10 maart 2026, 15:00 · ${COLLEAGUE}: was in een gesprek bezig · in de browser`,
      '10 maart 2026, 15:00 · jij: liet een collega meelezen · een collega (id eindigt op 3333) · in de terminal',
      '10 maart 2026, 15:00 · wie Wegwijzer beheert: haalde een overzicht op · langs een andere weg',
      `10 maart 2026, 15:00 · ${COLLEAGUE}: werkte in het dossier · in Teams`,
    ])
  })
})

describe('everything held, for the client', () => {
  it.each(LANGUAGES)('says each thing once, word for word, in %s', (language) => {
    const [reply] = of('export')
    if (!reply) throw new Error('no export')
    const { card, text } = presentation.render(reply, language, TEAMS)
    expect(card).toBeUndefined()
    // Nine answers, one of them withheld, one of the grid with three parts; two notes, an agreement, a reminder.
    expect(text.split(WORDS).length - 1).toBe(7 + 3 + 2 + 1 + 1)
    expect(text.split('vroeger').length - 1).toBe(8)
    expect(text.replaceAll(WORDS, '')).not.toMatch(/tenant\||11111111|undefined|\{\{|\[ /)
    for (const other of LANGUAGES.filter((one) => one !== language)) expect(text).not.toContain(`(${other})`)
    expect(text).toContain(exported.finished[0]?.place)
    expect(text).toContain({ nl: 'u hebt daar recht op', fr: 'c’est votre droit', en: 'that is your right' }[language])
  })

  it('does not name a step that is gone by its id', () => {
    const [reply] = of('export')
    if (!reply) throw new Error('no export')
    const [run] = reply.data.finished
    if (!run) throw new Error('no conversation')
    const [visit] = run.session.trail
    const answers = { [visit?.id ?? '']: { step: 'no-longer', value: { text: WORDS }, history: [] } }
    const prepared = { 'test-talk': { 'no-longer-prepared': { prompts: [], text: WORDS } } }
    const file = { ...reply.data.file, prepared }
    const data = { ...reply.data, file, finished: [{ ...run, session: { ...run.session, answers } }] }
    const { text } = show({ ...reply, data })
    expect(text.split('Vraag uit een vroegere versie').length - 1).toBe(2)
    expect(text).not.toContain('no-longer')
  })
})
