/** A page for somebody who may read a file and not write in it. */
import type { Action, Block, Page } from '../page/page.ts'

/** Everything that only shows something, and leaving. */
export const READS: ReadonlySet<string> = new Set([
  'home',
  'help',
  'language',
  'discreet',
  'guide',
  'clients',
  'client.new',
  'client.open',
  'client.manage',
  'conversation.card',
  'digest',
  'digest.plain',
  'answers',
  'notes',
  'crisis',
  'share.leave',
])

/** The same page without the buttons that would write, the boxes that only those would send, and headings over nothing. */
export function readable(page: Page): Page {
  const reads = (actions: readonly Action[]): Action[] => actions.filter(({ action }) => READS.has(action))
  const actions = reads(page.actions)
  const blocks = page.blocks
    .map((block): Block => (block.kind === 'actions' ? { ...block, actions: reads(block.actions) } : block))
    .filter((block) => block.kind !== 'actions' || block.actions.length > 0)
  const sends = [...actions, ...blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []))].some(({ inputs }) => inputs)
  const shown = blocks.filter((block) => sends || block.kind !== 'input')
  return { ...page, actions, blocks: shown.filter((block, at) => block.kind !== 'heading' || isUnder(shown[at + 1])) }
}

const isUnder = (next: Block | undefined): boolean => next !== undefined && next.kind !== 'heading'
