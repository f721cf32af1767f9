/** A page as plain text, for clients without cards and for copying: it says the same as the card. */
import type { Action, Block, InputBlock, Page } from './page.ts'

/** Words between blocks that are ours and depend on the language. */
export interface TextWords {
  tip: string
  attention: string
}

export function pageText(page: Page, words: TextWords): string {
  const head = [page.kicker, page.title].filter(Boolean).join('\n')
  const quiet = page.actions.filter((action) => action.quiet)
  const loud = page.actions.filter((action) => !action.quiet)
  return tidy([head, '', blocksText(page.blocks, words), '', actionsText(loud), actionsText(quiet)].join('\n'))
}

export const blocksText = (blocks: readonly Block[], words: TextWords): string =>
  tidy(blocks.map((block) => blockText(block, words)).join('\n'))

function blockText(block: Block, words: TextWords): string {
  switch (block.kind) {
    case 'heading':
      return `\n${block.text}`
    case 'text':
      return block.text
    case 'typed':
      return block.label ? `${block.label}: ${block.text}` : block.text
    case 'list':
      return block.items.map((item) => `  • ${item}`).join('\n')
    case 'tip':
      return `${words.tip}: ${block.text}`
    case 'attention':
      return `${words.attention}: ${block.text}`
    case 'fact':
      return [[block.name, ...block.phones, block.url].filter(Boolean).join(' · '), block.text, `${block.note} ${block.check}`].join('\n')
    case 'line':
      return `${block.label}: ${block.value}`
    case 'actions':
      return actionsText(block.actions)
    case 'input':
      return inputText(block)
  }
}

function inputText(input: InputBlock): string {
  const label = input.hint ? `${input.label} (${input.hint})` : input.label
  switch (input.input) {
    case 'text':
    case 'number':
    case 'date':
      return `${label}: ${input.value ?? '[…]'}`
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

/** No more than one empty line between parts of ours; what was typed may hold as many as it likes inside a line. */
const tidy = (text: string): string => text.replace(/\n{3,}/g, '\n\n').trim()
