/** A counsellor who presses whatever is shown and types whatever comes to mind, with words that can be told apart afterwards. */

import { LANGUAGES, type Language } from '../../src/content/content.ts'
import type { Action, InputBlock } from '../../src/page/page.ts'
import { createPresentation } from '../../src/render/presentation.ts'
import type { Reply } from '../../src/turn/reply.ts'
import type { Capabilities, TurnInput } from '../../src/turn/turn.ts'
import { type Counsellor, content } from './counsellor.ts'

export const presentation = createPresentation(content)
export const CARDS: Capabilities = { cards: true, updates: true, universalActions: true }
const PLAIN: Capabilities = { cards: false, updates: false, universalActions: false }

/** Everything a reply shows, as card, as text and as notification, in every language. */
export function shown(reply: Reply, languages: readonly Language[] = LANGUAGES): string {
  return languages
    .flatMap((language) => {
      const { card, text, summary } = presentation.render(reply, language, CARDS)
      return [JSON.stringify(visible(card)), text, presentation.render(reply, language, PLAIN).text, summary]
    })
    .join('\n')
}

/** A card without what its buttons carry unseen. */
function visible(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(visible)
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part)
      .filter(([key]) => key !== 'data' && key !== 'fallback')
      .map(([key, value]) => [key, visible(value)]),
  )
}

/** A button that was shown, with the boxes of its page. */
export interface Button {
  action: Action
  inputs: InputBlock[]
}

export function buttons(replies: readonly Reply[], language: Language = 'nl'): Button[] {
  return replies.flatMap((reply) => {
    const { page } = presentation.render(reply, language, CARDS)
    const inputs = page.blocks.filter((block) => block.kind === 'input')
    const within = page.blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []))
    return [...within, ...page.actions].map((action) => ({ action, inputs: action.inputs ? inputs : [] }))
  })
}

/** What a person fills in. @param pick a number below its argument @param word words of their own */
export function fill(inputs: readonly InputBlock[], pick: (below: number) => number, word: () => string): Record<string, string> {
  const value = (input: InputBlock): string => {
    switch (input.input) {
      case 'text':
        return pick(4) === 0 && !input.required ? (input.value ?? '') : word()
      case 'choice':
        return input.options.length ? (input.options[pick(input.options.length)]?.id ?? '') : ''
      case 'checklist':
        return input.options.flatMap(({ id }) => (pick(2) === 0 ? [id] : [])).join(',')
      case 'toggle':
        return String(pick(2) === 0)
      case 'number':
        return pick(3) === 0 ? '' : String(input.min + pick(input.max - input.min + 1))
      case 'date':
        return pick(3) === 0 ? '' : '2026-05-04'
      case 'person':
        return input.value ?? ''
    }
  }
  return Object.fromEntries(inputs.map((input) => [input.id, value(input)]))
}

/** Taps a button as a channel would hand it over. */
export const press = (who: Counsellor, { action }: Button, filled: Record<string, string> = {}, id?: string): Promise<Reply[]> =>
  who.turn({ kind: 'action', action: action.action, data: { ...action.data, ...filled } } satisfies TurnInput, id)
