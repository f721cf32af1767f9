/** Replies as text with numbers to choose by. */

import type { Language } from '../../content/content.ts'
import type { Action, Block, InputBlock, Page } from '../../page/page.ts'
import type { Presentation } from '../../render/presentation.ts'
import type { Reply } from '../../turn/reply.ts'

export interface Numbered {
  action: Action
  /** The boxes of its page. */
  inputs: InputBlock[]
}

const PLAIN = { cards: false, updates: false, universalActions: false }

/** @returns the text of each page, with `/1`, `/2` ... before the labels, and what these numbers mean */
export function numbered(
  replies: readonly Reply[],
  language: Language,
  presentation: Presentation,
): { text: string; actions: Numbered[] }[] {
  let count = 0
  return replies.map((reply) => {
    const { page, text } = presentation.render(reply, language, PLAIN)
    const inputs = page.blocks.filter((block) => block.kind === 'input')
    const actions: Numbered[] = []
    const number = (action: Action): Action => {
      actions.push({ action, inputs })
      return { ...action, label: `/${++count} ${action.label}` }
    }
    const marked: Page = {
      ...page,
      blocks: page.blocks.map((block): Block => (block.kind === 'actions' ? { ...block, actions: block.actions.map(number) } : block)),
      // in the order in which they are shown
      actions: [...page.actions.filter((action) => !action.quiet), ...page.actions.filter((action) => action.quiet)].map(number),
    }
    // text to copy is shown as it is, followed by its buttons
    const own = text !== presentation.pageText(page)
    return {
      text: own
        ? [text, presentation.pageText({ ...marked, kicker: undefined, title: '', blocks: [] })].filter(Boolean).join('\n\n')
        : presentation.pageText(marked),
      actions,
    }
  })
}
