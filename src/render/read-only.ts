/** Pages for counsellors who may read a file but not write in it. */
import { ACTIONS } from '../features/index.ts'
import type { ActionId } from '../page/button.ts'
import type { Action, Block, Page } from '../page/page.ts'

/** Whether a reader may use this action: it only shows something, or concerns only themselves (leaving the file). */
export function isForReaders(id: string): boolean {
  const action = Object.hasOwn(ACTIONS, id) ? ACTIONS[id as ActionId] : undefined
  return action !== undefined && (action.right === 'anyone' || action.right === 'read') && action.did === undefined
}

/** The page without buttons that write, inputs that only those would send, and headings with nothing left under them. */
export function readable(page: Page): Page {
  const reads = (actions: readonly Action[]): Action[] => actions.filter(({ action }) => isForReaders(action))
  const actions = reads(page.actions)
  const blocks = page.blocks
    .map((block): Block => (block.kind === 'actions' ? { ...block, actions: reads(block.actions) } : block))
    .filter((block) => block.kind !== 'actions' || block.actions.length > 0)
  const sends = [...actions, ...blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []))].some(({ inputs }) => inputs)
  const shown = blocks.filter((block) => sends || block.kind !== 'input')
  return { ...page, actions, blocks: shown.filter((block, at) => block.kind !== 'heading' || isUnder(shown[at + 1])) }
}

const isUnder = (next: Block | undefined): boolean => next !== undefined && next.kind !== 'heading'
