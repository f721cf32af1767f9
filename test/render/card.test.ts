import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../src/content/content.ts'
import { inPlace } from '../../src/content/printable.ts'
import { throwOnMissing } from '../../src/page/sentences.ts'
import { createPresentation } from '../../src/render/presentation.ts'
import type { Reply } from '../../src/turn/reply.ts'
import { complaints } from './adaptivecards.ts'
import { ALIAS, content, replies, stepReply, VALUES, WORDS } from './fixture.ts'

const presentation = createPresentation(content, throwOnMissing)
type Json = Record<string, unknown>

const cardOf = (reply: Reply, universalActions = true): Json | undefined =>
  presentation.render(reply, 'nl', { cards: true, updates: true, universalActions }).card

/** Every object of a card, however deep. */
const objects = (value: unknown): Json[] => {
  if (Array.isArray(value)) return value.flatMap(objects)
  if (typeof value !== 'object' || value === null) return []
  return [value as Json, ...Object.values(value).flatMap(objects)]
}
const ofType = (card: unknown, type: string): Json[] => objects(card).filter((one) => String(one.type).startsWith(type))
const cards = replies().flatMap((reply) => {
  const card = cardOf(reply)
  return card ? [[reply.view, card] as const] : []
})

describe('the parser that these tests lean on', () => {
  it('complains', () => {
    expect(complaints({ type: 'AdaptiveCard', version: '1.5', body: [{ type: 'Nonsense' }] })).toHaveLength(1)
    expect(complaints({ type: 'AdaptiveCard', version: '1.5', body: [{ type: 'Input.Text', label: 'without an id' }] })).not.toEqual([])
  })
})

describe.each(cards)('the card of %s', (_view, card) => {
  it('is read by the renderer without complaint', () => {
    expect(card).toMatchObject({ type: 'AdaptiveCard', version: '1.5', lang: 'nl' })
    expect(card.fallbackText).toBeTruthy()
    expect(complaints(card)).toEqual([])
  })

  it('gives every input a label and an id of its own', () => {
    const inputs = ofType(card, 'Input.')
    expect(inputs.filter((input) => !input.label || !input.id)).toEqual([])
    expect(new Set(inputs.map((input) => input.id)).size).toBe(inputs.length)
  })

  it('never shows what was typed through an element that parses markdown', () => {
    const parsing = ofType(card, 'TextBlock').map((block) => String(block.text))
    expect(parsing.filter((text) => text.includes('Zwarte') || text.includes('wil [hier]'))).toEqual([])
    const expanded = ofType(card, 'Input.ChoiceSet').filter((set) => set.style !== 'compact')
    expect(JSON.stringify(expanded)).not.toContain('Zwarte')
  })

  it('follows any theme and any width: no colours, no columns, at most six buttons together', () => {
    const all = objects(card)
    expect(all.filter((one) => 'color' in one || 'backgroundImage' in one || one.type === 'ColumnSet')).toEqual([])
    expect(
      all
        .filter((one) => 'style' in one)
        .every((one) => ['heading', 'emphasis', 'positive', 'destructive', 'expanded', 'compact'].includes(String(one.style))),
    ).toBe(true)
    for (const set of ofType(card, 'ActionSet')) expect((set.actions as unknown[]).length).toBeLessThanOrEqual(6)
    expect(card).not.toHaveProperty('actions')
  })
})

describe('typed words', () => {
  it('shows them exactly as typed, macros unread', () => {
    const card = cardOf(stepReply('summary'))
    const blocks = ofType(card, 'RichTextBlock').map((block) => (block.inlines as Json[]).map((run) => String(run.text)))
    expect(blocks.filter((runs) => runs.join('') === WORDS).length).toBeGreaterThan(5)
    expect(blocks.flat().filter((text) => text.includes('{{'))).toEqual([])
  })

  it('gives them back as they were in the boxes', () => {
    const value = ofType(cardOf(stepReply('ask', { earlier: VALUES.ask })), 'Input.Text')[0]
    expect(value).toMatchObject({ id: 'text', value: WORDS, isMultiline: true })
    // A client would cut what is pasted, without a word.
    expect(value).not.toHaveProperty('maxLength')
    expect(JSON.stringify(cardOf(stepReply()))).toContain(JSON.stringify(`cliënt “${ALIAS}”`).slice(1, -1))
  })
})

describe('marks of direction in an old file', () => {
  const turned = (reply: Reply): Reply =>
    JSON.parse(JSON.stringify(reply).replaceAll('Zwarte', 'Zw\u202earte\u2067').replaceAll('wil [hier]', 'wil\u202b \u2069[hier]'))
  it.each([true, false])('turn round nothing on any card (universal actions: %s)', (universal) => {
    for (const reply of replies()) {
      const all = objects(cardOf(turned(reply), universal))
      const shown = all.flatMap(({ text, label, title, altText }) => [text, label, title, altText]).filter((one) => typeof one === 'string')
      expect(
        shown.filter((text) => inPlace(text) !== text),
        reply.view,
      ).toEqual([])
    }
  })
})

describe('a scale', () => {
  it('is a drop-down of its numbers, none chosen before the client did', () => {
    const [set] = ofType(cardOf(stepReply('scale')), 'Input.ChoiceSet')
    expect(set).toMatchObject({ id: 'number', style: 'compact' })
    expect((set?.choices as Json[] | undefined)?.map((one) => one.value)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10'])
    expect(set).not.toHaveProperty('value')
    expect(ofType(cardOf(stepReply('scale', { earlier: { number: 0 } })), 'Input.ChoiceSet')[0]).toMatchObject({ value: '0' })
  })

  it('is a box without bounds where it has many numbers: the renderer calls an empty box with bounds wrong', () => {
    const [box] = ofType(cardOf(stepReply('scale', { scale: { min: 0, max: 100 } })), 'Input.Number')
    expect(Object.keys(box ?? {}).toSorted()).toEqual(['id', 'label', 'type'])
  })
})

describe('actions', () => {
  it('makes them universal where the channel knows those, with a plain one to fall back on', () => {
    const [answer] = ofType(cardOf(stepReply()), 'Action.Execute')
    expect(answer).toMatchObject({
      verb: 'answer',
      associatedInputs: 'auto',
      data: { action: 'answer', visit: 'v3' },
      fallback: { type: 'Action.Submit', data: { action: 'answer', visit: 'v3' } },
    })
  })

  it('makes them plain elsewhere', () => {
    const card = cardOf(stepReply(), false)
    expect(ofType(card, 'Action.Execute')).toEqual([])
    expect(ofType(card, 'Action.Submit').map((action) => (action.data as Json).action)).toEqual([
      'answer',
      'skip',
      'back',
      'more',
      'support',
      'pause',
      'overview',
      'note',
      'answers',
      'discreet',
      'crisis',
      'home',
    ])
  })

  it('sends the boxes along with every button, and no empty box holds one up', () => {
    const card = cardOf(stepReply(), false)
    const sent = ofType(card, 'Action.Submit').map((action) => [action.associatedInputs, (action.data as Json).save !== undefined])
    expect(sent).toEqual([['auto', false], ...sent.slice(1).map(() => ['auto', true])])
    for (const reply of replies())
      expect(
        ofType(cardOf(reply, false), 'Input.Text').filter(({ isRequired }) => isRequired),
        reply.view,
      ).toEqual([])
  })

  it('sends no boxes where there is nothing to lose', () => {
    const list = replies().find(({ view }) => view === 'clients')
    const sent = ofType(cardOf(list!, false), 'Action.Submit').filter((action) => action.associatedInputs !== 'none')
    expect(sent.map((action) => (action.data as Json).action)).toEqual(['clients'])
  })
})

describe('closed cards', () => {
  it.each(LANGUAGES)('renders them without complaint in %s', (language) => {
    expect(complaints(presentation.closed({ notice: { key: 'saved' } }, language))).toEqual([])
  })
})

describe('round buttons', () => {
  const idOf = (visit: string, universalActions: boolean) =>
    ofType(cardOf(stepReply('choose', { visit }), universalActions), 'Input.ChoiceSet').map(({ id }) => id)

  it('names them by showing where all cards are in one document, so that a new card undoes no choice on an old one', () => {
    expect(idOf('v3', false)).toEqual(['choice~run-1.v3'])
    expect(idOf('v4', false)).toEqual(['choice~run-1.v4'])
    expect(idOf('v3', true)).toEqual(['choice'])
  })
})

describe('numbers to call', () => {
  const first = replies().find((reply) => reply.view === 'guide' && reply.card?.what === 'first')!

  it.each([true, false])('are buttons that dial, with the number in the label, and send nothing (universal actions: %s)', (universal) => {
    const card = cardOf(first, universal)
    expect(ofType(card, 'Action.OpenUrl')).toEqual([
      { type: 'Action.OpenUrl', title: 'Test-Line 0800 00 00', url: 'tel:08000000', style: 'positive' },
    ])
    expect(complaints(card)).toEqual([])
  })

  it('come from facts alone: no other card of ours dials, whatever was typed', () => {
    for (const reply of replies()) {
      const urls = ofType(cardOf(reply), 'Action.OpenUrl').map(({ url }) => String(url))
      expect(urls.filter((url) => !/^(https:|tel:08000000$)/.test(url))).toEqual([])
      if (reply.view !== 'guide')
        expect(
          urls.filter((url) => url.startsWith('tel:')),
          reply.view,
        ).toEqual([])
    }
  })

  it('stand in the text as they are, and nowhere as an address', () => {
    const { text } = presentation.render(first, 'nl', { cards: false, updates: false, universalActions: false })
    expect(text).toContain('☎ Test-Line 0800 00 00')
    expect(text).not.toContain('tel:')
  })
})
