/**
 * The browser's side: the part of Direct Line 3.0 that a page needs (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-api-reference),
 * handing activities to the bot over the real protocol, and the connector for what the bot says of itself.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { z } from 'zod'
import { DIRECT_LINE, FORGET, HIDE } from '../names.ts'
import { askBot } from './bot.ts'
import { type Chat, type ChatActivity, createHistory } from './history.ts'
import { type Secrets, TOKEN_LIFETIME } from './secrets.ts'

export interface HttpAnswer {
  status: number
  body?: unknown
}

export interface DirectLine {
  /** A token for one of this browser's conversations, or for a new one. */
  generate(body: unknown): HttpAnswer
  refresh(authorization: string): HttpAnswer
  start(authorization: string, locale: string | undefined): HttpAnswer
  /** Rejoins a conversation; after a restart of the server the bot is notified. */
  reconnect(id: string, authorization: string, locale: string | undefined): HttpAnswer
  /** Waits a while when there is nothing new yet. */
  activities(id: string, authorization: string, asked: Poll): Promise<HttpAnswer>
  post(id: string, authorization: string, body: unknown): Promise<HttpAnswer>
  /** Keeps what is half typed on a page, in memory, for when that page is loaded again. */
  draft(id: string, authorization: string, body: unknown): HttpAnswer
  /** What the bot says other than in an answer. */
  receive(id: string, body: unknown): Promise<HttpAnswer>
  /** Drops everything said in every chat, and tells the open pages to do the same. */
  forget(): void
  /** Releases waiting browsers. */
  close(): void
}

export interface Poll {
  watermark: string
  locale: string | undefined
  /** Milliseconds that the page wants to wait for news. */
  wait?: number
  /** The page sent something of which it does not know yet whether it came in: that goes first, before any greeting. */
  sending: boolean
}

const Outgoing = z.object({
  type: z.string().min(1).max(100),
  text: z.string().optional(),
  locale: z.string().max(50).optional(),
  value: z.unknown().optional(),
  name: z.string().max(200).optional(),
  replyToId: z.string().min(1).max(200).optional(),
  attachments: z
    .array(z.object({ contentType: z.string().max(300) }))
    .max(100)
    .optional(),
  channelData: z
    .object({
      clientActivityID: z.string().max(200).optional(),
      postBack: z.boolean().optional(),
      /** The bot's last message on the page when this was typed. Absent from clients that do not tell. */
      seen: z.string().max(200).optional(),
    })
    .optional(),
})
const FromBot = z.looseObject({ type: z.string().min(1).max(100), name: z.string().optional() })
const Draft = z.object({ watermark: z.string().max(200), draft: z.record(z.string().max(200), z.unknown()) })

/** Milliseconds a browser waits for news, at most. */
const LONG_POLL = 10_000
/** In UTF-16 units of JSON. */
const LONGEST_DRAFT = 200_000
const PERSON = { id: 'local', role: 'user' }
const BOT = { id: 'wegwijzer', name: 'Wegwijzer', role: 'bot' }

export interface Serving {
  secrets: Secrets
  logger: Logger
  /** Where this server answers, such as `http://127.0.0.1:3978`. */
  origin: () => string
  /** How many clients were erased before. */
  erased: number
}

export function createDirectLine({ secrets, logger, origin, erased }: Serving): DirectLine {
  const history = createHistory(erased)

  /** 403 means to clients of Direct Line that the token is past its time, and that they must ask for another. */
  const forbidden = error(403, 'TokenExpired', 'the token is missing, forged or past its time')
  const conversationOf = (authorization: string): string | undefined =>
    secrets.conversationOf(/^Bearer (\S+)$/.exec(authorization)?.[1] ?? '')
  const mayUse = (id: string, authorization: string): boolean => conversationOf(authorization) === id
  const handedOut = (id: string) => ({ conversationId: id, token: secrets.token(id), expires_in: TOKEN_LIFETIME })

  const toBot = (chat: Chat, activity: Record<string, unknown>) =>
    askBot(origin(), {
      timestamp: new Date().toISOString(),
      channelId: DIRECT_LINE,
      serviceUrl: `${origin()}/connector/`,
      from: PERSON,
      recipient: BOT,
      conversation: { id: chat.id },
      ...activity,
    })

  /** Notifies the bot that somebody arrived, once. `back`: the page may show something already. */
  function arrive(id: string, back: boolean, locale: string | undefined): Chat {
    const chat = history.take(id)
    if (chat.greeted) return chat
    chat.greeted = true
    void chat
      .run(async (forgotten) => {
        const joined = { type: 'conversationUpdate', membersAdded: [PERSON], channelData: { back }, ...(locale ? { locale } : {}) }
        const { activities } = await toBot(chat, { ...joined, id: randomUUID() })
        // erased meanwhile: what was said may be about that client, and the next poll asks again
        if (!forgotten()) chat.append(...activities.map((one) => stamp(one)))
      })
      .catch((failure) => {
        chat.greeted = false
        logger.error({ err: failure }, 'the browser chat could not reach the bot')
      })
    return chat
  }

  return {
    generate(body) {
      const known = z.object({ conversationId: z.string() }).safeParse(body).data?.conversationId
      return { status: 200, body: handedOut(known && secrets.isConversation(known) ? known : secrets.newConversation()) }
    },
    refresh(authorization) {
      const id = conversationOf(authorization)
      return id ? { status: 200, body: handedOut(id) } : forbidden
    },
    start(authorization, locale) {
      const id = conversationOf(authorization)
      if (!id) return forbidden
      arrive(id, false, locale)
      return { status: 201, body: handedOut(id) }
    },
    reconnect(id, authorization, locale) {
      if (!mayUse(id, authorization)) return forbidden
      arrive(id, true, locale)
      return { status: 200, body: handedOut(id) }
    },
    async activities(id, authorization, { watermark, locale, wait = LONG_POLL, sending }) {
      if (!mayUse(id, authorization)) return forbidden
      const chat = sending ? history.take(id) : arrive(id, true, locale)
      await chat.news(watermark, Math.min(wait, LONG_POLL))
      const { forget, ...news } = chat.since(watermark)
      const forgetting = forget ? [stamp({ type: 'event', name: FORGET })] : []
      const draft = watermark === '' ? { draft: chat.draft() } : {}
      return { status: 200, body: { ...news, activities: [...forgetting, ...news.activities], ...draft } }
    },
    async post(id, authorization, body) {
      if (!mayUse(id, authorization)) return forbidden
      const parsed = Outgoing.safeParse(body)
      if (!parsed.success) return error(400, 'BadArgument', 'not an activity')
      const chat = history.take(id)
      // the page's own id for this message, so that posting it again gives the same activity and not a second answer
      const own = parsed.data.channelData?.clientActivityID
      const activity = {
        ...parsed.data,
        textFormat: 'plain',
        id: own ? createHash('sha256').update(`${id}\n${own}`).digest('base64url').slice(0, 22) : randomUUID(),
      }
      const taken: HttpAnswer = { status: 200, body: { id: activity.id } }
      if (activity.type !== 'message') return taken
      // one after another: a line typed before the answer to the one before it was there is a line to another screen
      return chat.run(async (forgotten) => {
        if (chat.hasTaken(activity.id)) return taken
        const seen = activity.channelData?.seen
        if (activity.value === undefined && seen !== undefined && chat.isPast(seen))
          return error(409, 'NotSeen', 'something was said that this page has not shown yet')
        const answered = await toBot(chat, activity).catch((failure) => {
          logger.error({ err: failure }, 'the browser chat could not reach the bot')
        })
        // 429 and 503: the same message may be sent again; after any other status it fails again
        if (!answered || answered.status === 503) return error(503, 'ServiceUnavailable', 'the bot could not be reached; send it again')
        if (answered.status >= 400) return error(answered.status >= 500 ? 502 : answered.status, 'BotError', 'the message was not taken')
        chat.took(activity.id)
        chat.greeted = true
        // the words that somebody was erased with are to be forgotten too
        const said = { ...activity, timestamp: new Date().toISOString(), from: PERSON, conversation: { id } }
        if (answered.activities.some(({ type, name }) => type === 'event' && name === HIDE)) chat.drop()
        chat.append(...(forgotten() ? [] : [said]), ...answered.activities.map((one) => stamp(one)))
        return taken
      })
    },
    draft(id, authorization, body) {
      if (!mayUse(id, authorization)) return forbidden
      const parsed = Draft.safeParse(body)
      if (!parsed.success) return error(400, 'BadArgument', 'not a draft')
      if (JSON.stringify(parsed.data.draft).length > LONGEST_DRAFT) return error(413, 'TooLarge', 'this is too much to keep')
      history.take(id).keepDraft(parsed.data.draft, parsed.data.watermark)
      return { status: 204 }
    },
    async receive(id, body) {
      const parsed = FromBot.safeParse(body)
      const chat = history.find(id)
      if (!parsed.success) return error(400, 'BadArgument', 'not an activity')
      if (!chat) return error(404, 'BadArgument', 'no such conversation')
      const activity = stamp(parsed.data)
      await chat.run(async () => chat.append(activity))
      return { status: 201, body: { id: activity.id } }
    },
    forget: () => history.forget(),
    close: () => history.wake(),
  }
}

const error = (status: number, code: string, message: string): HttpAnswer => ({ status, body: { error: { code, message } } })

function stamp(activity: Record<string, unknown> & { type: string }): ChatActivity {
  return { ...activity, id: randomUUID(), timestamp: new Date().toISOString(), channelId: DIRECT_LINE, from: BOT }
}
