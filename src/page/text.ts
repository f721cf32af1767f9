/** A page as plain text, for clients without cards and for copying; it says the same as the card. */
import { inPlace } from '../content/printable.ts'
import type { Action, Block, InputBlock, Page } from './page.ts'

/** Our own words between blocks, which depend on the language. */
export interface TextWords {
  tip: string
  attention: string
  /** Between a label and its text; French puts a space before it. */
  colon: string
}

export function pageText(page: Page, words: TextWords): string {
  const head = [page.kicker, page.title].filter(Boolean).join('\n')
  const quiet = page.actions.filter((action) => action.quiet)
  const loud = page.actions.filter((action) => !action.quiet)
  const buttons = [actionsText(loud), actionsText(quiet)].filter(Boolean).join('\n')
  return [inPlace(head), blocksText(page.blocks, words), inPlace(buttons)].filter(Boolean).join('\n\n')
}

/** Files may still hold marks of direction that were typed long ago; here they would turn round our own words beside them. */
export const blocksText = (blocks: readonly Block[], words: TextWords): string =>
  inPlace(blocks.map((block, index) => `${startsGroup(block, blocks[index - 1]) ? '\n' : ''}${blockText(block, words)}`).join('\n'))

/** Blocks with the same number read as one group; an empty line separates groups. */
const GROUPS: Record<Block['kind'], number> = {
  heading: 0,
  text: 1,
  typed: 1,
  list: 1,
  line: 1,
  picture: 1,
  tip: 2,
  attention: 2,
  fact: 3,
  input: 4,
  actions: 5,
  calls: 5,
}

function startsGroup(block: Block, before: Block | undefined): boolean {
  if (before === undefined || before.kind === 'heading' || block.kind === 'actions' || block.kind === 'calls') return false
  return block.kind === 'heading' || block.kind === 'fact' || GROUPS[before.kind] !== GROUPS[block.kind]
}

function blockText(block: Block, words: TextWords): string {
  switch (block.kind) {
    case 'heading':
      return block.text
    case 'text':
      return block.text
    case 'typed':
      return block.label ? `${block.label}${words.colon}${block.text}` : block.text
    case 'list':
      return block.items.map((item) => `  • ${item}`).join('\n')
    case 'tip':
      return `${words.tip}${words.colon}${block.text}`
    case 'attention':
      return `${words.attention}${words.colon}${block.text}`
    case 'fact':
      return [[block.name, ...block.phones, block.url].filter(Boolean).join(' · '), block.text, `${block.note} ${block.check}`].join('\n')
    case 'line':
      return `${block.label}${words.colon}${block.value}`
    case 'picture':
      return block.alt
    case 'actions':
      return actionsText(block.actions)
    case 'calls':
      return block.calls.map(({ label }) => `  ☎ ${label}`).join('\n')
    case 'input':
      return inputText(block, words)
  }
}

function inputText(input: InputBlock, { colon }: TextWords): string {
  const label = input.hint ? `${input.label} (${input.hint})` : input.label
  switch (input.input) {
    case 'text':
    case 'number':
    case 'date':
    case 'person':
      return `${label}${/[?!:.)]$/.test(label) ? ' ' : colon}${input.value ?? '[…]'}`
    case 'toggle':
      return `${tick(input.value)} ${label}`
    case 'choice':
      return [label, ...input.options.map((option, index) => `  ${index + 1}. ${tick(option.id === input.value)} ${option.label}`)].join(
        '\n',
      )
    case 'checklist':
      return [
        label,
        ...input.options.map((option, index) => `  ${index + 1}. ${tick(input.values.includes(option.id))} ${option.label}`),
      ].join('\n')
  }
}

const tick = (on: boolean): string => (on ? '[x]' : '[ ]')

const actionsText = (actions: readonly Action[]): string => actions.map((action) => `[ ${action.label} ]`).join(' ')

/** Bytes of JSON in one message, counted as UTF-16: with its envelope it stays below the 80 kB that is safe in Teams. */
const MAX_MESSAGE_BYTES = 60_000

/** Bytes of JSON without the quotes, so that the sizes of two texts add up. */
const weighs = (text: string): number => 2 * (JSON.stringify(text).length - 2)

/**
 * Splits a long text into messages, at line ends where possible. Joined, they are the whole text.
 * @param max bytes of JSON in one message, counted as UTF-16
 */
export function splitText(text: string, max = MAX_MESSAGE_BYTES): string[] {
  const room = max - 4
  // A line is split only if it is too long; the iterator never splits a character.
  const pieces = text.split(/(?<=\n)/).flatMap((line) => (weighs(line) <= room ? [line] : [...line]))
  const messages: string[][] = []
  let used = 0
  for (const piece of pieces) {
    const more = weighs(piece)
    const last = messages.at(-1)
    const fits = last !== undefined && used + more <= room
    if (fits) last.push(piece)
    else messages.push([piece])
    used = fits ? used + more : more
  }
  return messages.map((parts) => parts.join(''))
}
