/** The Bot Framework channel: takes an activity in, carries out its turns and hands the replies to the outbox. */
import type { Logger } from 'pino'
import { LANGUAGES } from '../../content/content.ts'
import type { Presentation } from '../../render/presentation.ts'
import type { Assistant, OnErased, TurnResult } from '../../turn/assistant.ts'
import type { Capabilities, Turn } from '../../turn/turn.ts'
import { createButtons } from '../buttons.ts'
import { isLoopback } from '../loopback.ts'
import { HIDE, TEAMS } from '../names.ts'
import { languageOf, type Say } from '../sentences.ts'
import { type IncomingActivity, readActivity } from './activity.ts'
import { type Adapter, Unauthenticated } from './adapter.ts'
import { bodyOf, type InvokeBody, invokeCard, invokeError, invokeMessage, message, messages, type OutgoingMessage } from './answer.ts'
import { createCardMemory } from './cards.ts'
import type { Connector } from './connector.ts'
import { createEraser } from './erased.ts'
import { createOutbox, type Delivery } from './outbox.ts'
import { createQueue } from './queue.ts'
import { createTaps } from './taps.ts'
import { capabilities, chatKey, type TeamsActions, turnsOf } from './turn.ts'
import { whoIs } from './who.ts'

export interface BotOptions {
  assistant: Assistant
  presentation: Presentation
  say: Say
  logger: Logger
  adapter: Adapter
  /** Whom Teams is served to, and where answers may go. Absent: local mode. */
  teams?: {
    /** In lower case. */
    allowedTenants: readonly string[]
    serves(serviceUrl: string): boolean
    /** `auto` by default. */
    actions?: TeamsActions
  }
  /** Time limit for one message to the connector, in milliseconds. */
  sendLimit?: number
  onErased: OnErased
}

/** What goes back over HTTP. */
export interface BotAnswer {
  status: number
  body?: unknown
}

export interface Bot {
  /** Carries out one activity; when this returns, what it holds is recorded. Never throws. */
  receive(body: unknown, authorization: string): Promise<BotAnswer>
  /** Waits for turns in progress and, at most `limit` milliseconds, for what is still to be sent. */
  close(limit: number): Promise<void>
}

/** No human sends this many messages at once; reject the rest. */
const MOST_WAITING = 50
/** Teams reports an installation twice, also as the bot that joined. Two openings within this many milliseconds are one. */
const SAME_OPENING = 30_000

/** An activity being handled: the chat it came from (`chatKey`), what can be shown there, and the connector that takes the answer. */
interface Exchange {
  activity: IncomingActivity
  can: Capabilities
  key: string
  connector: Connector
}

export function createBot({ assistant, presentation, say, logger, adapter, teams, sendLimit, onErased }: BotOptions): Bot {
  const turns = createQueue()
  const outbox = createOutbox({ logger, limit: sendLimit })
  const cards = createCardMemory()
  const taps = createTaps()
  const buttons = createButtons(LANGUAGES.map((language) => say(language, 'button')))
  // in local mode only this machine is answered
  const serves = teams?.serves ?? isLoopback
  const connectorAt = (service: string) => (serves(service) ? adapter.connector(service) : undefined)
  const eraser = createEraser({ cards, outbox, connectorAt })
  const stopListening = onErased((erased) => {
    buttons.forget(erased.client)
    eraser.erase(erased)
  })
  const openings = new Map<string, number>()
  let closing = false

  async function receive(body: unknown, authorization: string): Promise<BotAnswer> {
    if (closing) return refusal(503, 'the server is stopping; send it again')
    if (teams && !authorization.trim()) return refusal(401, 'a token is needed')
    const read = readActivity(body)
    if ('wrong' in read) return refusal(400, read.wrong)
    const { activity } = read
    // other channels let senders claim to be anybody; only Teams vouches for a person
    if (teams && activity.channelId !== TEAMS) return refusal(403, 'only Teams is served here')
    if (!serves(activity.serviceUrl))
      return refusal(403, `here only a serviceUrl ${teams ? 'of Teams' : 'on the loopback address'} is answered`)
    const key = chatKey(activity.channelId ?? '', activity.conversation.id)
    if (turns.waiting(key) >= MOST_WAITING) return refusal(429, 'too many activities at once in this conversation')
    try {
      await adapter.authenticate(activity, authorization)
      const exchange = { activity, key, can: capabilities(activity, teams?.actions), connector: adapter.connector(activity.serviceUrl) }
      return await turns.run(key, () => carryOut(exchange))
    } catch (error) {
      if (error instanceof Unauthenticated) return refusal(error.status, error.message)
      logger.error({ err: error }, 'an activity could not be handled')
      return refusal(500, 'something went wrong here; what was confirmed before stands')
    }
  }

  async function carryOut(exchange: Exchange): Promise<BotAnswer> {
    const { activity, key, can } = exchange
    const who = whoIs(activity, teams?.allowedTenants)
    if ('refused' in who) return refuse(exchange, who.refused)
    const todo = turnsOf(activity, who.user)
      .filter((turn) => !repeatsOpening(turn, key))
      .map((turn) => taps.once(key, activity.replyToId, turn))
      .map((turn) => withButton(key, turn))
    if (todo.length === 0) return { status: activity.type === 'invoke' ? 501 : 200 }
    const direct: Record<string, unknown>[] = []
    let invoked: InvokeBody | undefined
    for (const turn of todo) {
      let result: TurnResult
      let outgoing: OutgoingMessage[]
      try {
        const sent = can.updates ? cards.recent(key) : []
        result = await assistant.handle(sent.length > 0 ? { ...turn, sent } : turn)
        const said = messages(activity, can, result, presentation)
        outgoing = said.messages
        buttons.show(key, said.pages, [...new Set(outgoing.flatMap(({ clients }) => clients))])
      } catch (error) {
        logger.error({ err: error, channel: turn.channel, input: turn.input.kind }, 'a turn failed')
        return broken(exchange)
      }
      const closing = close(exchange, turn, result)
      invoked = closing.invoked ?? invokeMessage(outgoing[0]?.summary ?? '')
      if (activity.deliveryMode === 'expectReplies') {
        if (result.hide) direct.push({ type: 'event', name: HIDE })
        const left = outgoing.filter(({ clients }) => !eraser.showsErased(clients)).map((one) => one.activity)
        const nothing = left.length === 0 && outgoing.length > 0
        direct.push(...(nothing ? [message(activity, result.language, { text: say(result.language, 'erased') })] : left))
      } else {
        const before = result.hide ? [hiding(exchange)] : []
        outbox.deliver(key, [...closing.deliveries, ...before, ...outgoing.map((one) => sending(exchange, one))])
      }
    }
    if (activity.deliveryMode === 'expectReplies') return { status: 200, body: { activities: direct } }
    return activity.type === 'invoke' ? { status: 200, body: invoked } : { status: 200 }
  }

  /** Closes the card just used, where the channel can: in the answer to an Action.Execute, or by an update. */
  function close(
    { activity, key, can, connector }: Exchange,
    turn: Turn,
    { closed, language }: TurnResult,
  ): { invoked?: InvokeBody; deliveries: Delivery[] } {
    if (!closed || !can.updates) return { deliveries: [] }
    const card = presentation.closed(closed, language)
    if (activity.type === 'invoke') return { invoked: invokeCard(card), deliveries: [] }
    // typed words answer the last card
    const used = turn.input.kind === 'action' ? activity.replyToId : cards.takeLast(key)
    if (!used) return { deliveries: [] }
    const replacement = { ...message(activity, language, { card, summary: '' }), id: used, replyToId: undefined }
    return {
      deliveries: [{ what: 'update', call: (signal) => connector.update(activity.conversation.id, used, replacement, signal) }],
    }
  }

  /** Takes away the cards that show a client, also the one just used. They are looked up when it is their turn: some may still be on their way. */
  function hiding({ activity, key, connector }: Exchange): Delivery {
    return {
      what: 'delete',
      async call(signal) {
        await Promise.all(cards.takeAll(key).map((card) => connector.delete(activity.conversation.id, card.activity, signal)))
        return undefined
      },
    }
  }

  function sending(
    { activity: incoming, key, can, connector }: Exchange,
    { activity, json, clients, hasCard, asks }: OutgoingMessage,
  ): Delivery {
    const chat = incoming.conversation.id
    const { id, serviceUrl: service } = incoming
    const reply = incoming.type === 'message' || incoming.type === 'invoke'
    // at once: many small parts would be kept until it is sent
    const body = bodyOf(activity, json)
    return {
      what: 'send',
      // somebody may have been erased while this was waiting
      call: async (signal) =>
        eraser.showsErased(clients)
          ? undefined
          : id && reply
            ? connector.reply(chat, id, body, signal)
            : connector.send(chat, body, signal),
      sent: (sent) => {
        if (hasCard && can.updates) cards.remember(key, { activity: sent, clients }, { chat, service, asks })
      },
    }
  }

  /** Kindly tells a person that we do not serve them; ignores activities other than a message or a tap. */
  function refuse(exchange: Exchange, reason: 'tenant' | 'nobody'): BotAnswer {
    const { activity } = exchange
    const language = languageOf(activity.locale)
    const text = say(language, reason === 'tenant' ? 'refused.tenant' : 'refused.nobody')
    if (activity.type === 'invoke') return { status: 200, body: invokeError(403, 'Forbidden', text) }
    if (activity.type === 'message') sendLine(exchange, message(activity, language, { text }))
    return { status: 200 }
  }

  function broken(exchange: Exchange): BotAnswer {
    const { activity } = exchange
    const language = languageOf(activity.locale)
    const text = say(language, 'broken')
    if (activity.type === 'invoke') return { status: 200, body: invokeError(500, 'InternalError', text) }
    sendLine(exchange, message(activity, language, { text }))
    return refusal(500, 'something went wrong here; what was confirmed before stands')
  }

  /** Sends a line that is about no client. */
  function sendLine(exchange: Exchange, line: Record<string, unknown>): void {
    outbox.deliver(exchange.key, [sending(exchange, { activity: line, clients: [], hasCard: false, asks: false, summary: '' })])
  }

  /** Adds the button that typed words name. */
  function withButton(key: string, turn: Turn): Turn {
    const { input } = turn
    if (input.kind !== 'text' || turn.chat.group) return turn
    const button = buttons.find(key, turn.id, input.text)
    return button ? { ...turn, input: { ...input, button } } : turn
  }

  function repeatsOpening({ channel, input }: Turn, key: string): boolean {
    if (channel !== TEAMS || input.kind !== 'opened') return false
    const now = Date.now()
    for (const [other, at] of openings) if (now - at > SAME_OPENING) openings.delete(other)
    if (openings.has(key)) return true
    openings.set(key, now)
    return false
  }

  return {
    receive,
    async close(limit) {
      // over a connection that is still open new turns could come for ever
      closing = true
      stopListening()
      await turns.idle()
      await outbox.drain(limit)
    },
  }
}

/** The Bot Framework's own shape of an error. */
export function refusal(status: number, text: string): BotAnswer {
  const code =
    { 400: 'BadArgument', 401: 'Unauthorized', 403: 'Forbidden', 429: 'TooManyRequests', 503: 'ServiceUnavailable' }[status] ??
    'ServiceError'
  return { status, body: { error: { code, message: text } } }
}
