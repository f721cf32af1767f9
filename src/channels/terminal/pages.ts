/** Replies as text with numbers to choose by. */
import type { Reply } from '../../assistant/replies.ts'
import type { Content, Language } from '../../content/content.ts'
import type { Action, Block, InputBlock, Page } from '../../presentation/page.ts'
import type { Presentation } from '../../presentation/presentation.ts'
import { createSentences } from '../../presentation/sentences.ts'
import { pageText, type TextWords } from '../../presentation/text.ts'

export interface Numbered {
  action: Action
  /** The boxes of its page. */
  inputs: InputBlock[]
}

const PLAIN = { cards: false, updates: false, universalActions: false }

/** @returns the text of each page, in which `/1`, `/2` ... stand before the labels, and what these numbers mean */
export function numbered(
  replies: readonly Reply[],
  language: Language,
  presentation: Presentation,
  content: Content,
): { text: string; actions: Numbered[] }[] {
  const words = wordsOf(content, language)
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
    // text to copy comes as it is; its buttons follow
    const own = text !== pageText(page, words)
    return {
      text: own
        ? [text, pageText({ ...marked, kicker: undefined, title: '', blocks: [] }, words)].filter(Boolean).join('\n\n')
        : pageText(marked, words),
      actions,
    }
  })
}

function wordsOf(content: Content, language: Language): TextWords {
  const { say } = createSentences(content)[language]
  return { tip: say('ui', 'words.tip'), attention: say('ui', 'words.attention'), colon: say('ui', 'words.colon') }
}
