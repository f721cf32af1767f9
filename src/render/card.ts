/**
 * A page as an Adaptive Card 1.5. It sets no colours, so that it follows light, dark and high-contrast themes, and has one column, so that
 * it is readable on a phone. Only titles are TextBlocks: those parse markdown, a RichTextBlock does not.
 */

import { inPlace } from '../content/printable.ts'
import type { Action, Block, Call, FactBlock, InputBlock, Page } from '../page/page.ts'
import type { Capabilities } from '../turn/turn.ts'

type Json = Record<string, unknown>
/** An Adaptive Card 1.5, as JSON. */
export type CardJson = Json

/** Channels show at most six buttons per set. */
const MAX_ACTIONS = 6

/**
 * Bytes of JSON, counted as UTF-16. Teams counts the whole message so, and takes about 100 kB; we stay within 80, of which the envelope takes
 * up to 14. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
 */
export const MAX_CARD_BYTES = 66_000

/** Our own words that the card needs besides the page's. */
export interface CardWords {
  tip: string
  attention: string
  colon: string
  required: string
  /** Shown by clients that do not support this version of cards. */
  fallback: string
}

export function pageCard(page: Page, capabilities: Pick<Capabilities, 'universalActions' | 'people' | 'svg'>, words: CardWords): CardJson {
  const actions = (list: readonly Action[]) => actionSets(list, capabilities.universalActions)
  const body: Json[] = [
    ...(page.kicker ? [rich(page.kicker, { isSubtle: true, size: 'Small' })] : []),
    ...(page.title ? [heading(page.title, 'Large')] : []),
    ...(capabilities.universalActions ? page.blocks : groupedApart(page)).flatMap((block) =>
      block.kind === 'actions' ? actions(block.actions) : blockElements(block, words, capabilities),
    ),
    ...actions(page.actions.filter((action) => !action.quiet)),
    ...actions(page.actions.filter((action) => action.quiet)),
  ]
  return shell(body, page.language, words.fallback)
}

/**
 * Renderers use the id of a choice as the name of its radio buttons, and a page in a browser may draw all cards in one document: a choice on
 * a new card would clear the one on the card before it. So the id includes what is being shown; the channel strips everything after the `~`.
 */
function groupedApart({ blocks, actions }: Page): Block[] {
  const all = [...actions, ...blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []))]
  const { client, run, conversation, visit } = all.find(({ inputs }) => inputs)?.data ?? {}
  const mark = [run ?? client, conversation, visit].filter(Boolean).join('.')
  const isRound = (block: Block) => block.kind === 'input' && block.input === 'choice' && !block.compact
  return blocks.map((block) => (mark && isRound(block) ? ({ ...block, id: `${(block as InputBlock).id}~${mark}` } as InputBlock) : block))
}

/** One quiet line, which replaces a used card. */
export const lineCard = (text: string, language: string): CardJson => shell([rich(text, { isSubtle: true })], language, text)

/** One piece of a text to copy. @param title of the whole, on the first piece only */
export const textCard = (text: string, language: string, { title, fallback }: { title?: string; fallback: string }): CardJson =>
  shell([...(title ? [heading(title, 'Medium')] : []), rich(text)], language, fallback)

/** Bytes of a card's JSON, counted as UTF-16. */
export const bytes = (json: string): number => 2 * json.length

const shell = (body: Json[], lang: string, fallbackText: string): CardJson => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  lang,
  fallbackText,
  msteams: { width: 'Full' },
  body,
})

function blockElements(
  block: Exclude<Block, { kind: 'actions' }>,
  words: CardWords,
  { people, svg }: Pick<Capabilities, 'people' | 'svg'>,
): Json[] {
  switch (block.kind) {
    case 'heading':
      return [heading(block.text, 'Medium')]
    case 'text':
      return [rich(block.text, block.quiet ? { isSubtle: true } : {})]
    case 'typed':
      return [
        container([
          ...(block.label ? [rich(block.label, { isSubtle: true, size: 'Small' })] : []),
          rich(block.text, {}, block.label ? 'None' : 'Default'),
        ]),
      ]
    case 'list':
      return block.items.map((item) => rich(`•  ${item}`, {}, 'Small'))
    case 'tip':
      return [aside(words.tip + words.colon, block.text)]
    case 'attention':
      return [aside(words.attention + words.colon, block.text)]
    case 'fact':
      return [fact(block)]
    case 'line':
      return [
        {
          type: 'RichTextBlock',
          spacing: 'Small',
          inlines: [...runs(`${block.label}${words.colon}`, { weight: 'Bolder' }), ...runs(block.value)],
        },
      ]
    case 'picture':
      return svg ? [picture(block)] : block.alt.split('\n').map((line) => rich(line, {}, 'Small'))
    case 'calls':
      return sets(block.calls.map(dial))
    case 'input':
      return [block.input === 'person' && people ? peoplePicker(block) : inputElement(block, words)]
  }
}

/** Cards accept pictures only by address, so the address is a data URL of the drawing. */
const picture = ({ svg, alt }: { svg: string; alt: string }): Json => ({
  type: 'Image',
  url: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
  altText: inPlace(alt),
})

/** Only for our own titles and headings, which screen readers announce as such. */
const heading = (text: string, size: string): Json => ({
  type: 'TextBlock',
  style: 'heading',
  size,
  weight: 'Bolder',
  wrap: true,
  text: inPlace(text),
})

const container = (items: Json[]): Json => ({ type: 'Container', spacing: 'Small', items })

const rich = (text: string, looks: Json = {}, spacing = 'Default'): Json => ({
  type: 'RichTextBlock',
  ...(spacing === 'Default' ? {} : { spacing }),
  inlines: runs(text, looks),
})

/**
 * Text as it is, except that it turns round nothing that stands beside it: an old file may hold what is no longer taken in. Split between
 * braces, where a renderer would read `{{DATE(…)}}` as a macro.
 */
const runs = (text: string, looks: Json = {}): Json[] =>
  inPlace(text)
    .split(/(?<=\{)(?=\{)/)
    .map((part) => ({ type: 'TextRun', text: part, ...looks }))

const link = (url: string): Json => ({ type: 'TextRun', text: url, selectAction: { type: 'Action.OpenUrl', url } })

const aside = (word: string, text: string): Json => ({
  type: 'Container',
  style: 'emphasis',
  items: [{ type: 'RichTextBlock', inlines: [...runs(word, { weight: 'Bolder' }), ...runs(text)] }],
})

function fact({ name, text, phones, url, note, check }: FactBlock): Json {
  const reach = [
    ...runs(name, { weight: 'Bolder' }),
    ...phones.flatMap((phone) => runs(` · ${phone}`)),
    ...(url ? [...runs(' · '), link(url)] : []),
  ]
  return container([
    { type: 'RichTextBlock', inlines: reach },
    rich(text, {}, 'Small'),
    { type: 'RichTextBlock', spacing: 'Small', inlines: [...runs(`${note} `, { isSubtle: true, size: 'Small' }), link(check)] },
  ])
}

function inputElement(input: InputBlock, words: CardWords): Json {
  const label = inPlace(input.hint ? `${input.label} – ${input.hint}` : input.label)
  // A required box would hold back every button that sends the boxes along, also the one that leaves.
  const base = { id: input.id, label, ...(input.required && input.passing ? { isRequired: true, errorMessage: words.required } : {}) }
  switch (input.input) {
    case 'text':
      return {
        type: 'Input.Text',
        ...base,
        // No length: a client would cut what is pasted without a word. How long it may be is said when it is sent.
        ...(input.multiline ? { isMultiline: true } : {}),
        ...given(input.value),
      }
    case 'choice':
      return {
        type: 'Input.ChoiceSet',
        ...base,
        style: input.compact ? 'compact' : 'expanded',
        wrap: true,
        choices: choices(input),
        ...given(input.value),
      }
    case 'checklist':
      return {
        type: 'Input.ChoiceSet',
        ...base,
        style: 'expanded',
        isMultiSelect: true,
        wrap: true,
        choices: choices(input),
        ...given(input.values.join(',')),
      }
    case 'toggle':
      return {
        type: 'Input.Toggle',
        ...base,
        title: inPlace(input.title),
        wrap: true,
        valueOn: 'true',
        valueOff: 'false',
        value: String(input.value),
      }
    case 'number':
      return numberElement(input, base)
    case 'date':
      return { type: 'Input.Date', ...base, ...given(input.value) }
    case 'person':
      return { type: 'Input.Text', ...base, ...given(input.value) }
  }
}

/**
 * Teams searches the organisation as the counsellor types, and returns the object id of the person chosen.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker
 */
const peoplePicker = ({ id, label, value }: InputBlock & { input: 'person' }): Json => ({
  type: 'Input.ChoiceSet',
  id,
  label: inPlace(label),
  choices: [],
  'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
  isMultiSelect: false,
  ...given(value),
})

/** More numbers than this are hard to read in a drop-down. */
const MAX_NUMBERS = 21

/** A scale is a drop-down. The renderer treats an empty `Input.Number` with bounds as invalid, without saying so, and then submits nothing. */
function numberElement({ min, max, value }: Extract<InputBlock, { input: 'number' }>, base: Json): Json {
  if (max - min >= MAX_NUMBERS) return { type: 'Input.Number', ...base, ...given(value) }
  const numbers = Array.from({ length: max - min + 1 }, (_, index) => String(min + index))
  const options = numbers.map((number) => ({ id: number, label: number }))
  return {
    type: 'Input.ChoiceSet',
    ...base,
    style: 'compact',
    choices: choices({ options }),
    ...given(value === undefined ? undefined : String(value)),
  }
}

const given = (value: string | number | undefined): Json => (value === undefined || value === '' ? {} : { value })

const choices = ({ options }: { options: { id: string; label: string }[] }): Json[] =>
  options.map(({ id, label }) => ({ title: inPlace(label), value: id }))

const actionSets = (actions: readonly Action[], universal: boolean): Json[] =>
  sets(actions.map((action) => actionElement(action, universal)))

const sets = (buttons: readonly Json[]): Json[] =>
  Array.from({ length: Math.ceil(buttons.length / MAX_ACTIONS) }, (_, index) => ({
    type: 'ActionSet',
    actions: buttons.slice(index * MAX_ACTIONS, (index + 1) * MAX_ACTIONS),
  }))

/** Teams on a computer may do nothing with it, so the number stands in the label too. https://github.com/microsoft/AdaptiveCards/issues/3905 */
const dial = ({ label, number, primary }: Call): Json => ({
  type: 'Action.OpenUrl',
  title: inPlace(label),
  url: `tel:${number.replace(/[^+\d]/g, '')}`,
  ...(primary ? { style: 'positive' } : {}),
})

/** A button with more data than this (bytes of JSON) does not carry it twice. */
const MAX_TWICE = 4_000

function actionElement({ action, data, label, inputs, primary, danger }: Action, universal: boolean): Json {
  const style = primary ? { style: 'positive' } : danger ? { style: 'destructive' } : {}
  const shared = { title: inPlace(label), data: { ...data, action }, associatedInputs: inputs || data.save ? 'auto' : 'none', ...style }
  const submit = { type: 'Action.Submit', ...shared }
  if (!universal) return submit
  const once = Buffer.byteLength(JSON.stringify(data)) > MAX_TWICE
  return { type: 'Action.Execute', verb: action, ...shared, ...(once ? {} : { fallback: submit }) }
}
