/** Converts what the assistant said into activities for the channel. */

import type { Language } from '../../content/content.ts'
import type { Page } from '../../page/page.ts'
import { splitText } from '../../page/text.ts'
import type { CardJson, Presentation } from '../../render/presentation.ts'
import type { TurnResult } from '../../turn/assistant.ts'
import type { Capabilities } from '../../turn/turn.ts'
import type { IncomingActivity } from './activity.ts'

const CARD = 'application/vnd.microsoft.card.adaptive'

export interface OutgoingMessage {
  activity: Record<string, unknown>
  /** The JSON of its card, where that is known. */
  json?: string
  /** Clients whose alias or words it shows. */
  clients: string[]
  hasCard: boolean
  /** It can be used, and then closed; text to copy cannot. */
  asks: boolean
  /** For a notification: no alias, no word of the client. */
  summary: string
}

/** A message back to where `incoming` came from. */
export function message(
  incoming: IncomingActivity,
  language: Language,
  content: { text: string } | { card: CardJson; summary: string },
): Record<string, unknown> {
  return {
    type: 'message',
    locale: language,
    channelId: incoming.channelId,
    serviceUrl: incoming.serviceUrl,
    // ids alone: names would only make the message larger
    from: { id: incoming.recipient?.id ?? 'wegwijzer' },
    recipient: { id: incoming.from.id },
    conversation: { id: incoming.conversation.id },
    // only to an activity that the other end shows
    ...(incoming.id && (incoming.type === 'message' || incoming.type === 'invoke') ? { replyToId: incoming.id } : {}),
    inputHint: 'acceptingInput',
    ...('card' in content
      ? { summary: content.summary, attachmentLayout: 'list', attachments: [{ contentType: CARD, content: content.card }] }
      : { text: content.text, textFormat: 'plain' }),
  }
}

/** An activity as it is sent. @param card the JSON of its card, where that was written before */
export function bodyOf(activity: Record<string, unknown>, card?: string): Buffer {
  if (card === undefined) return Buffer.from(JSON.stringify(activity))
  const { attachments: _, ...rest } = activity
  const head = `${JSON.stringify(rest).slice(0, -1)},"attachments":[{"contentType":"${CARD}","content":`
  return Buffer.concat([head, card, '}]}'].map((part) => Buffer.from(part)))
}

/** What `messages` sends, and the pages whose buttons are shown. */
export interface Said {
  messages: OutgoingMessage[]
  pages: Page[]
}

export function messages(incoming: IncomingActivity, can: Capabilities, result: TurnResult, presentation: Presentation): Said {
  const pages: Page[] = []
  const all = result.replies.flatMap((reply) => {
    const rendered = presentation.render(reply, result.language, can)
    const { page, card, json, more, summary, clients } = rendered
    // text to copy has no buttons
    const copied = card === undefined || more !== undefined
    if (!copied) pages.push(page)
    const contents = card
      ? [card, ...(more ?? [])].map((one) => ({ card: one, summary }))
      : splitText(rendered.text).map((part) => ({ text: part }))
    return contents.map((content) => ({
      activity: message(incoming, result.language, content),
      json,
      clients,
      hasCard: card !== undefined,
      asks: !copied,
      summary,
    }))
  })
  return { messages: all, pages }
}

/** The body of the answer to an `adaptiveCard/action` invoke. */
export type InvokeBody =
  | { statusCode: 200; type: typeof CARD; value: CardJson }
  | { statusCode: 200; type: 'application/vnd.microsoft.activity.message'; value: string }
  | { statusCode: 400 | 403 | 500; type: 'application/vnd.microsoft.error'; value: { code: string; message: string } }

export const invokeCard = (value: CardJson): InvokeBody => ({ statusCode: 200, type: CARD, value })
export const invokeMessage = (value: string): InvokeBody => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value })
export const invokeError = (statusCode: 400 | 403 | 500, code: string, text: string): InvokeBody => ({
  statusCode,
  type: 'application/vnd.microsoft.error',
  value: { code, message: text },
})
