/**
 * The browser's side: the part of Direct Line 3.0 that Web Chat uses (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-api-reference),
 * handing activities to the bot over the real protocol, and the connector that the bot answers to.
 */
import { createHash, randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { z } from 'zod'
import { DIRECT_LINE, FORGET } from '../names.ts'
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
  start(authorization: string, locale: string | undefined): Promise<HttpAnswer>
  /** Rejoins a conversation; after a restart of the server the bot is notified. */
  reconnect(id: string, authorization: string, locale: string | undefined): Promise<HttpAnswer>
  /** Waits a while when there is nothing new yet. */
  activities(id: string, authorization: string, watermark: string, locale: string | undefined): Promise<HttpAnswer>
  post(id: string, authorization: string, body: unknown): Promise<HttpAnswer>
  /** The bot's messages. */
  connector: {
    send(id: string, body: unknown): Promise<HttpAnswer>
    update(id: string, activity: string, body: unknown): HttpAnswer
    remove(id: string, activity: string): HttpAnswer
  }
  /** Releases waiting browsers. */
  /** Drops everything said in every chat, and tells the open pages to do the same. */
  forget(): void
  close(): void
}

const Outgoing = z.object({
  type: z.string().min(1).max(100),
  text: z.string().optional(),
  locale: z.string().max(50).optional(),
  value: z.unknown().optional(),
  name: z.string().max(200).optional(),
  attachments: z
    .array(z.object({ contentType: z.string().max(300) }))
    .max(100)
    .optional(),
  channelData: z.object({ clientActivityID: z.string().max(200).optional(), postBack: z.boolean().optional() }).optional(),
})
const FromBot = z.looseObject({ type: z.string().min(1).max(100), name: z.string().optional() })

/** Milliseconds a browser waits for news; Web Chat's own limit is 20,000. */
const LONG_POLL = 10_000
const PERSON = { id: 'local', role: 'user' }
const BOT = { id: 'wegwijzer', name: 'Wegwijzer', role: 'bot' }

/** @param origin where this server answers, such as `http://127.0.0.1:3978` */
export function createDirectLine({ secrets, logger, origin }: { secrets: Secrets; logger: Logger; origin: () => string }): DirectLine {
  const history = createHistory()

  const error = (status: number, code: string, message: string): HttpAnswer => ({ status, body: { error: { code, message } } })
  const forbidden = error(403, 'TokenExpired', 'the token is missing, forged or past its time')
  /** DirectLineJS takes 403 to mean that the token expired, and asks for another. */
  const holder = (authorization: string): string | undefined => /^Bearer (\S+)$/.exec(authorization)?.[1]
  const conversationOf = (authorization: string): string | undefined => secrets.conversationOf(holder(authorization) ?? '')
  const mayUse = (id: string, authorization: string): boolean => conversationOf(authorization) === id
  const handedOut = (id: string) => ({ conversationId: id, token: secrets.token(id), expires_in: TOKEN_LIFETIME })

  /** @returns the status the bot answered; 502 when it could not be reached */
  async function toBot(chat: Chat, activity: Record<string, unknown>): Promise<number> {
    const whole = {
      timestamp: new Date().toISOString(),
      channelId: DIRECT_LINE,
      serviceUrl: `${origin()}/connector/`,
      from: PERSON,
      recipient: BOT,
      conversation: { id: chat.id },
      ...activity,
    }
    try {
      const { status, body } = await fetch(`${origin()}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(whole),
      })
      await body?.cancel()
      return status
    } catch (failure) {
      logger.error({ err: failure }, 'the browser chat could not reach the bot')
      return 502
    }
  }

  /** Notifies the bot that somebody arrived. `back`: the chat is older than this run of the server, so its page shows something already. */
  async function arrive(id: string, back: boolean, locale: string | undefined): Promise<Chat> {
    const { chat, fresh } = history.take(id)
    if (fresh) {
      const joined = {
        type: 'conversationUpdate',
        id: randomUUID(),
        membersAdded: [PERSON],
        channelData: { back },
        ...(locale ? { locale } : {}),
      }
      void chat.handOver(() => toBot(chat, joined))
    }
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
    async start(authorization, locale) {
      const id = conversationOf(authorization)
      if (!id) return forbidden
      await arrive(id, false, locale)
      return { status: 201, body: handedOut(id) }
    },
    async reconnect(id, authorization, locale) {
      if (!mayUse(id, authorization)) return forbidden
      await arrive(id, true, locale)
      return { status: 200, body: handedOut(id) }
    },
    async activities(id, authorization, watermark, locale) {
      if (!mayUse(id, authorization)) return forbidden
      const chat = await arrive(id, true, locale)
      await chat.news(watermark, LONG_POLL)
      return { status: 200, body: chat.since(watermark) }
    },
    async post(id, authorization, body) {
      if (!mayUse(id, authorization)) return forbidden
      const parsed = Outgoing.safeParse(body)
      if (!parsed.success) return error(400, 'BadArgument', 'not an activity')
      const { chat } = history.take(id)
      // the page's own id for this message, so that posting it again gives the same activity and not a second answer
      const own = parsed.data.channelData?.clientActivityID
      const activity = {
        ...parsed.data,
        id: own ? createHash('sha256').update(`${id}\n${own}`).digest('base64url').slice(0, 22) : randomUUID(),
      }
      if (activity.type !== 'message') return { status: 200, body: { id: activity.id } }
      return chat.handOver(async () => {
        const status = await toBot(chat, { ...activity, textFormat: 'plain' })
        if (status >= 400) return error(status >= 500 ? 502 : status, 'BotError', 'the message was not taken')
        if (!chat.has(activity.id))
          chat.append({ ...activity, timestamp: new Date().toISOString(), from: PERSON, conversation: { id }, textFormat: 'plain' })
        return { status: 200, body: { id: activity.id } }
      })
    },
    connector: {
      async send(id, body) {
        const parsed = FromBot.safeParse(body)
        const chat = history.find(id)
        if (!parsed.success) return error(400, 'BadArgument', 'not an activity')
        if (!chat) return error(404, 'BadArgument', 'no such conversation')
        await chat.quiet()
        const activity = stamp(parsed.data, randomUUID())
        chat.append(activity)
        return { status: 201, body: { id: activity.id } }
      },
      update(id, activity, body) {
        const parsed = FromBot.safeParse(body)
        if (!parsed.success) return error(400, 'BadArgument', 'not an activity')
        return history.find(id)?.replace(stamp(parsed.data, activity))
          ? { status: 200, body: { id: activity } }
          : error(404, 'BadArgument', 'no such activity')
      },
      remove(id, activity) {
        return history.find(id)?.remove(activity) ? { status: 200 } : error(404, 'BadArgument', 'no such activity')
      },
    },
    forget: () => history.forget(() => stamp({ type: 'event', name: FORGET }, randomUUID())),
    close: () => history.wake(),
  }
}

function stamp(activity: Record<string, unknown> & { type: string }, id: string): ChatActivity {
  return { ...activity, id, timestamp: new Date().toISOString(), channelId: DIRECT_LINE, from: BOT }
}
