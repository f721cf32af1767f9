import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/content/content.ts'
import { marksIn } from '../../src/content/marks.ts'
import { ACTIONS } from '../../src/features/index.ts'
import type { Action, Page } from '../../src/page/page.ts'
import { throwOnMissing } from '../../src/page/sentences.ts'
import { MAX_CARD_BYTES } from '../../src/render/card.ts'
import { createPresentation } from '../../src/render/presentation.ts'
import type { Reply } from '../../src/turn/reply.ts'
import { everyClientIn, withDistinctClients } from '../support/about.ts'
import { ALIAS, content, conversation, digest, replies, stepReply, VALUES, WORDS } from './fixture.ts'

const presentation = createPresentation(content, throwOnMissing)
const caps = { cards: true, updates: true, universalActions: true }
const show = (reply: Reply, language: (typeof LANGUAGES)[number] = 'nl') => presentation.render(reply, language, caps)

/** The text to copy of a whole conversation. */
const copied = (language: (typeof LANGUAGES)[number]): string => {
  const run = { id: 'run-1', conversation: 'test-talk', mode: 'afterwards' } as const
  return show({ view: 'digest', client: { id: 'c', alias: ALIAS }, run, digest, finished: true, discreet: false, plain: true }, language)
    .text
}

const allActions = (page: Page): Action[] => [
  ...page.actions,
  ...page.blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : [])),
]
const inputs = (page: Page) => page.blocks.filter((block) => block.kind === 'input')
const action = (page: Page, id: string) => allActions(page).find((one) => one.action === id)

it.each(replies().map((reply) => [reply.view, reply] as const))('names every client that %s is about', (view, reply) => {
  // an export is one client's file throughout
  const shown = view === 'export' ? reply : withDistinctClients(reply)
  expect(show(shown).clients).toEqual(expect.arrayContaining(everyClientIn(shown)))
})

describe.each(LANGUAGES)('every view in %s', (language) => {
  it.each(replies().map((reply) => [reply.view, reply] as const))('shows %s', (view, reply) => {
    const { page, card, text, summary } = show(reply, language)
    const other = LANGUAGES.filter((one) => one !== language)
    const shown = text.replaceAll(WORDS, '').replaceAll(ALIAS, '')
    expect(page.language).toBe(language)
    if (view !== 'notice') expect(page.title).not.toBe('')
    expect(summary).not.toBe('')
    for (const one of other) expect(shown).not.toContain(`(${one})`)
    expect(shown).not.toMatch(/\{\{|\bundefined\b|\[object/)
    for (const one of allActions(page)) {
      expect(Object.keys(ACTIONS)).toContain(one.action)
      expect(one.label).not.toBe('')
      for (const value of Object.values(one.data)) expect(typeof value).toBe('string')
    }
    expect(new Set(inputs(page).map((input) => input.id)).size).toBe(inputs(page).length)
    if ((reply.view === 'digest' && reply.plain) || reply.view === 'export') expect(card).toBeUndefined()
    else expect(2 * JSON.stringify(card).length).toBeLessThan(MAX_CARD_BYTES)
  })

  it('matches the golden text of a step', async () => {
    const { text } = show(stepReply('choose', { earlier: { choices: ['return'], text: 'Eerst het beroep' } }), language)
    await expect(text).toMatchFileSnapshot(`golden/step.${language}.txt`)
  })

  it('matches the golden text of the four residence options', async () => {
    await expect(
      show(stepReply('grid', { run: { id: 'run-1', conversation: 'test-talk', mode: 'during' } }), language).text,
    ).toMatchFileSnapshot(`golden/grid.${language}.txt`)
  })

  it('matches the golden text to copy', async () => {
    await expect(copied(language)).toMatchFileSnapshot(`golden/digest.${language}.txt`)
  })
})

describe('a step', () => {
  it('says where we are above the title, and keeps alias and words out of the notification', () => {
    const { page, summary } = show(stepReply('ask', { earlier: VALUES.ask }))
    expect(page.kicker).toBe(`Proefgesprek (nl) · stap 3 van 9 · cliënt “${ALIAS}”`)
    expect(summary).toBe('Proefgesprek (nl) · stap 3 van 9')
  })

  it('carries the visit, and submits the box only with the answer', () => {
    const { page } = show(stepReply())
    expect(action(page, 'answer')).toMatchObject({
      inputs: true,
      primary: true,
      data: { client: 'client-1', run: 'run-1', step: 'ask-step', visit: 'v3' },
    })
    expect(allActions(page).filter((one) => one.inputs)).toHaveLength(1)
    expect(page.actions.filter((one) => !one.quiet).map((one) => one.action)).toEqual([
      'answer',
      'skip',
      'back',
      'more',
      'support',
      'pause',
    ])
    expect(page.actions.filter((one) => one.quiet).map((one) => one.action)).toEqual([
      'overview',
      'note',
      'answers',
      'discreet',
      'crisis',
      'home',
    ])
  })

  it('offers no way back at the start, and no more where there is no more', () => {
    const { page } = show(stepReply('ask', { canGoBack: false, more: 0 }))
    expect(page.actions.map((one) => one.action)).not.toContain('back')
    expect(page.actions.map((one) => one.action)).not.toContain('more')
  })

  it.each([
    ['ask', ['text']],
    ['say', ['text']],
    ['choose', ['choice', 'text']],
    ['checklist', ['choices', 'text']],
    ['scale', ['number', 'text']],
    ['date', ['date', 'text']],
    ['summary', ['text']],
    ['agreements', ['agreement.1.text', 'agreement.1.due', 'agreement.2.text', 'agreement.2.due', 'agreement.3.text', 'agreement.3.due']],
  ] as const)('shows for %s the boxes %j', (kind, ids) => {
    expect(inputs(show(stepReply(kind)).page).map((input) => input.id)).toEqual(ids)
  })

  it('shows the four residence options in the order given, each in the same way, none chosen', () => {
    const { page } = show(stepReply('grid'))
    const ways = conversation.sections[0]?.steps.flatMap((one) => (one.kind === 'grid' ? one.rows.map((row) => row.id) : []))
    expect(ways).toEqual(['legal', 'onward', 'return', 'undocumented'])
    const cells = inputs(page).filter((input) => input.id.startsWith('cell.'))
    expect(cells.map((input) => input.id)).toEqual(ways?.flatMap((way) => [`cell.${way}.hope`, `cell.${way}.need`]))
    expect(
      new Set(
        cells.map((input) => JSON.stringify({ ...input, id: '', label: input.label.replace(/legal|onward|return|undocumented/, '') })),
      ).size,
    ).toBe(2)
    const choose = inputs(show(stepReply('choose')).page)[0]
    expect(choose).toMatchObject({ options: ways?.map((id) => ({ id })) })
    expect(choose).not.toHaveProperty('value')
  })

  it('holds the earlier answer, ready to change, and lines for more agreements', () => {
    expect(inputs(show(stepReply('ask', { earlier: { text: WORDS } })).page)[0]).toMatchObject({ value: WORDS })
    expect(inputs(show(stepReply('checklist', { earlier: VALUES.checklist })).page)[0]).toMatchObject({ values: ['legal', 'onward'] })
    const four = [1, 2, 3, 4].map((n) => ({ text: `afspraak ${n}` }))
    const lines = inputs(show(stepReply('agreements', { earlier: { agreements: four } })).page).filter((input) =>
      input.id.endsWith('.text'),
    )
    expect(lines).toHaveLength(5)
    expect(lines[3]).toMatchObject({ value: 'afspraak 4' })
  })

  it('offers the questions to choose from and a box for a reminder in prepare mode', () => {
    const { page } = show(
      stepReply('grid', {
        run: { id: 'run-1', conversation: 'test-talk', mode: 'prepare' },
        chosen: ['two'],
        recording: false,
        consent: 'asked-not',
        earlier: { text: 'denk aan de tolk' },
      }),
    )
    expect(inputs(page).map((input) => input.id)).toEqual(['prompts', 'text'])
    expect(inputs(page)[0]).toMatchObject({ values: ['two'], options: [{ id: 'one' }, { id: 'two' }, { id: 'three' }] })
    expect(inputs(page)[1]).toMatchObject({ value: 'denk aan de tolk' })
  })

  it('is short during a session: no why, one line to note', () => {
    const { page, text } = show(stepReply('ask', { run: { id: 'run-1', conversation: 'test-talk', mode: 'during' } }))
    expect(text).not.toContain('Waarom nu')
    expect(inputs(page)[0]).not.toHaveProperty('multiline')
  })

  it.each(['asked-not', 'refused', 'withdrawn'] as const)(
    'says so without consent (%s), offers no box for the client’s words, and goes on',
    (consent) => {
      const { page, text } = show(stepReply('ask', { recording: false, consent }))
      const line = (content.sentences.nl.ui as { step: { notRecording: Record<string, string> } }).step.notRecording[consent]
      expect(text).toContain(line)
      expect(inputs(page)).toEqual([])
      expect(page.actions[0]).toMatchObject({ action: 'answer', label: 'Verder' })
      expect(page.actions[0]).not.toHaveProperty('inputs')
    },
  )
})

describe('discreet', () => {
  it.each(LANGUAGES)('shows neither alias nor answers anywhere, in %s', (language) => {
    for (const reply of replies(true)) {
      const { page, card, text, summary } = show(reply, language)
      const all = JSON.stringify([page, card, text, summary])
      expect(all, reply.view).not.toContain(JSON.stringify(ALIAS).slice(1, -1))
      expect(all, reply.view).not.toContain('wil [hier]')
      if (reply.view === 'step')
        expect(inputs(page).map((input) => ('values' in input ? input.values.join() : (input.value ?? '')))).toEqual(
          inputs(page).map(() => ''),
        )
    }
  })

  it('marks the boxes whose answer is hidden, so that leaving them empty changes nothing', () => {
    const { page } = show(stepReply('grid', { discreet: true, earlier: VALUES.grid }))
    const hidden = (one: Page) =>
      [...marksIn(String(action(one, 'answer')?.data.shown))].flatMap(([box, { kind }]) => (kind === 'hidden' ? [box] : []))
    expect(hidden(page)).toEqual(['cell.legal.hope', 'cell.return.need', 'text'])
    expect(hidden(show(stepReply('grid', { discreet: true })).page)).toEqual([])
  })
})

describe('notifications', () => {
  it.each(LANGUAGES)('keeps alias and words of the client out of them, in %s', (language) => {
    for (const reply of replies()) {
      const { summary } = show(reply, language)
      expect(summary, reply.view).not.toContain('Zwarte')
      expect(summary, reply.view).not.toContain('wil [hier]')
    }
  })
})

describe('other pages', () => {
  it('opens the same client from a list, and moves to it when moving', () => {
    const [, , , , , , list, , moving] = replies()
    if (!list || !moving) throw new Error('no lists')
    expect(action(show(list).page, 'client.open')?.data).toEqual({ client: 'client-1' })
    expect(
      allActions(show(moving).page)
        .filter((one) => one.action === 'answer.move')
        .map((one) => one.data),
    ).toEqual([
      { client: 'client-9', run: 'run-1', visit: 'v1' },
      { client: 'client-9', run: 'run-1', visit: 'v1', to: 'client-1' },
    ])
  })

  it('offers going on, pausing and ending as equals while the conversation waits', () => {
    const guide = replies().find((reply) => reply.view === 'guide' && reply.detour === 'crisis')
    if (!guide) throw new Error('no guide')
    const ways = show(guide).page.actions.filter((one) => ['pause', 'return', 'finish'].includes(one.action))
    expect(ways).toHaveLength(3)
    expect(ways.some((one) => one.primary || one.danger || one.quiet)).toBe(false)
  })

  it('puts many finished conversations in a drop-down, so that each can be opened', () => {
    const many = replies().find((reply) => reply.view === 'client' && reply.finished.length > 20)
    if (!many) throw new Error('no client')
    const { page } = show(many)
    expect(inputs(page)[0]).toMatchObject({ id: 'run', compact: true, required: true })
    expect(action(page, 'digest')).toMatchObject({ inputs: true, data: { client: 'client-1' } })
  })

  it('writes dates as each language does', () => {
    const reply = replies().find((one) => one.view === 'digest')
    if (!reply) throw new Error('no digest')
    expect(LANGUAGES.map((language) => show(reply, language).page.kicker?.split(' · ')[1])).toEqual([
      '10 maart 2026',
      '10 mars 2026',
      '10 March 2026',
    ])
  })

  it('turns a used card into one quiet line', () => {
    const card = presentation.closed(
      { notice: { key: 'saved' }, title: { id: 'ask-step', ns: 'conversations/test-talk', key: 'steps.ask-step.title' } },
      'nl',
    )
    expect(JSON.stringify(card)).toContain('✓ Bewaard · Titel ask (nl)')
    expect(card.body).toHaveLength(1)
  })

  it('says plainly what a channel without cards can say', () => {
    const { card, text } = presentation.render(stepReply(), 'nl', { ...caps, cards: false })
    expect(card).toBeUndefined()
    expect(text).toContain('[ Bewaar en verder ]')
  })

  it('gives the summary to copy as text alone, every word as it was typed', () => {
    const { card, text } = show({
      view: 'digest',
      client: { id: 'client-1', alias: ALIAS },
      run: { id: 'run-1', conversation: 'test-talk', mode: 'during' },
      digest,
      finished: true,
      discreet: false,
      plain: true,
    })
    expect(card).toBeUndefined()
    expect(text).toBe(copied('nl'))
    // Seven steps with free words, three of the grid, the step that is gone, a note and two agreements.
    expect(text.split(WORDS).length - 1).toBe(7 + 3 + 1 + 1 + 2)
    expect(text).not.toContain(ALIAS)
  })
})
