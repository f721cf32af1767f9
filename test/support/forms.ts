/** Forms as they were shown, sent back later: what a card that nobody replaced does. */
import { valueIn } from '../../src/page/boxes.ts'
import type { Action, InputBlock } from '../../src/page/page.ts'
import type { Reply } from '../../src/turn/reply.ts'
import type { Counsellor } from './counsellor.ts'
import { CARDS, presentation } from './monkey.ts'

export interface Card {
  actions: Action[]
  inputs: InputBlock[]
  /** What its boxes held when it was shown. */
  boxes: Record<string, string>
}

/** The card of these replies that has this button. */
export function cardWith(replies: readonly Reply[], action: string): Card {
  for (const reply of replies) {
    const { page } = presentation.render(reply, 'nl', CARDS)
    const actions = [...page.actions, ...page.blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []))]
    const inputs = page.blocks.filter((block) => block.kind === 'input')
    if (actions.some((one) => one.action === action))
      return { actions, inputs, boxes: Object.fromEntries(inputs.map((input) => [input.id, valueIn(input)])) }
  }
  throw new Error(`no card with ${action}: ${JSON.stringify(replies.map(({ view }) => view))}`)
}

/** Presses a button of a card as a channel hands it over: with its boxes, where it sends them. @param label of the button, where several do the same */
export function send(who: Counsellor, card: Card, action: string, filled: Record<string, string> = {}, label?: RegExp): Promise<Reply[]> {
  const button = card.actions.find((one) => one.action === action && (!label || label.test(one.label)))
  if (!button)
    throw new Error(`no button ${action} ${label ?? ''} among ${card.actions.map((one) => `${one.action} “${one.label}”`).join(', ')}`)
  const boxes = button.inputs || button.data.save ? { ...card.boxes, ...filled } : {}
  // An empty box is left out by some clients: by its name, so that a run of a test always does the same.
  const sent = Object.entries(boxes).filter(([box, value]) => value !== '' || box.length % 2 === 0)
  return who.tap(action, { ...button.data, ...Object.fromEntries(sent) })
}

/** What stands on the cards of these replies, boxes too. */
export const onCards = (replies: readonly Reply[]): string =>
  replies.map((reply) => JSON.stringify(presentation.render(reply, 'nl', CARDS).card?.body ?? '')).join('\n')
