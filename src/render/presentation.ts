/** Replies as cards and as plain text, in the counsellor's language. */
import { type Content, LANGUAGES, type Language } from '../content/content.ts'
import { carrying, inputsOf, marksOf } from '../page/boxes.ts'
import { createContext } from '../page/context.ts'
import type { Page } from '../page/page.ts'
import { kicker, quiet } from '../page/parts.ts'
import { createSentences, type OnMissing } from '../page/sentences.ts'
import { blocksText, pageText, splitText } from '../page/text.ts'
import type { ClientExport } from '../records/records.ts'
import type { TurnResult } from '../turn/assistant.ts'
import type { Deps } from '../turn/context.ts'
import type { Reply, ViewContext } from '../turn/reply.ts'
import type { Capabilities } from '../turn/turn.ts'
import { bytes, type CardJson, lineCard, MAX_CARD_BYTES, pageCard, textCard } from './card.ts'
import { filledIn } from './filled.ts'
import { fit } from './fit.ts'
import { pageHtml } from './html.ts'
import { readable } from './read-only.ts'
import { aboutOf, boxes, createViewContext, view } from './views.ts'
import { wordsOf } from './words.ts'

export type { CardJson } from './card.ts'

export interface Rendered {
  /** For channels with a layout of their own (the terminal). */
  page: Page
  /** Absent if the channel does not support cards, and for text to copy where notifications do not show it. */
  card?: CardJson
  /** The card as JSON, where it was written to count it. */
  json?: string
  /** What did not fit in `card` of a text to copy: each a message of its own. */
  more?: CardJson[]
  /** The whole page as plain text: the message where there is no card. Send it as plain text, never as markdown. */
  text: string
  /** For the notification with a card: no alias, none of the client's words. */
  summary: string
  /** Ids of the clients it is about: to be removed when one of them is erased. */
  clients: string[]
}

export interface Presentation {
  render(reply: Reply, language: Language, capabilities: Capabilities): Rendered
  /** What replaces a used card: one quiet line without the client's words. */
  closed(closed: NonNullable<TurnResult['closed']>, language: Language): CardJson
  /** A page as plain text, for a channel that adds marks of its own to the labels (the terminal: numbers). */
  pageText(page: Page): string
  /** Everything held about a client, as one HTML document to print. */
  exportHtml(held: ClientExport, language: Language): string
}

/**
 * A page with its card; as text it is hardly ever wanted beside that. The getter belongs to the class: one of each object's own would be a
 * hidden class of its own too, which V8 keeps, with all that the getter can reach, until the next large collection.
 */
class WithCard implements Rendered {
  readonly page: Page
  readonly summary: string
  readonly clients: string[]
  readonly card: CardJson
  readonly json: string
  readonly #text: () => string

  constructor(
    { page, summary, clients }: Pick<Rendered, 'page' | 'summary' | 'clients'>,
    card: CardJson,
    json: string,
    text: () => string,
  ) {
    this.page = page
    this.summary = summary
    this.clients = clients
    this.card = card
    this.json = json
    this.#text = text
  }

  get text(): string {
    return this.#text()
  }
}

/** @param onMissing what to show for a missing sentence; by default an ellipsis, and an error under a test runner */
export function createPresentation(content: Content, onMissing?: OnMissing): Presentation & Pick<Deps, 'boxes'> {
  const sentences = createSentences(content, onMissing)
  const contexts = Object.fromEntries(
    LANGUAGES.map((language) => [language, createViewContext(createContext(content, language, sentences[language]))]),
  ) as Record<Language, ViewContext>

  return {
    pageText: (page) => pageText(page, wordsOf(contexts[page.language])),
    exportHtml(held, language) {
      const ctx = contexts[language]
      return pageHtml({ language, title: ctx.say('export', 'title'), blocks: ctx.sections(held) })
    },
    render(reply, language, capabilities) {
      const ctx = contexts[language]
      const { copy, ...parts } = view(reply, ctx)
      const before = reply.before ? [quiet(ctx.notice(reply.before))] : []
      const whole: Page = { language, ...parts, summary: parts.summary ?? parts.title, blocks: [...before, ...parts.blocks] }
      const now = reply.readOnly ? readable(whole) : whole
      const page = reply.filled ? filledIn(now, ctx, reply.filled) : now
      const marks = marksOf(now.blocks)
      const words = wordsOf(ctx)
      const shared = { page: carrying(page, marks), summary: page.summary, clients: aboutOf(reply) }
      if (copy) {
        const body = blocksText(copy.blocks, words)
        const text = `${copy.title}\n\n${body}`
        if (!capabilities.previews) return { ...shared, text }
        const [card, ...more] = splitText(body).map((part, nth) =>
          textCard(part, language, { title: nth === 0 ? copy.title : undefined, fallback: words.fallback }),
        )
        return { ...shared, text, card, more }
      }
      if (!capabilities.cards) return { ...shared, text: pageText(page, words) }
      // each candidate page is rendered once; there is nearly always only one
      const cards = new Map<Page, { card: CardJson; json: string }>()
      const made = (one: Page) => {
        const known = cards.get(one)
        if (known) return known
        const card = pageCard(one === page ? shared.page : carrying(one, marks), capabilities, words)
        const both = { card, json: JSON.stringify(card) }
        cards.set(one, both)
        return both
      }
      const small = fit(page, (one) => bytes(made(one).json) <= (capabilities.room ?? MAX_CARD_BYTES), words)
      const { card, json } = made(small)
      return new WithCard(shared, card, json, () => pageText(page, words))
    },
    boxes: (reply, language) => inputsOf(boxes(reply, contexts[language])),
    closed({ notice, title }, language) {
      const ctx = contexts[language]
      const done = ctx.notice(notice).replace(/\.$/, '')
      return lineCard(`✓ ${kicker(done, title && ctx.text(title))}`, language)
    },
  }
}
