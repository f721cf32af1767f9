/**
 * The conversation with our server: what the bot says comes in by polls, what the person does goes out one after another, each once.
 * It is well as long as polls are answered; nothing else is looked at.
 */
import { type Activity, readNews } from './activity.ts'
import { type Answer, call, Unreachable } from './http.ts'

/** `unknown`: the server no longer knows this browser. */
export type State = 'connecting' | 'connected' | 'away' | 'unknown'

/** What stood on the page: the bot's last message, and what its buttons do. */
export interface Screen {
  seen: string
  buttons: string
  /** The page could not draw it: what is typed now must not become the answer to what nobody could read. */
  undrawn?: true
}

export interface Message {
  /** The page's own id for it: the server recognises a repeat. */
  own: string
  text?: string
  value?: object
  /** The card that a button stands on. */
  card?: string
  /** When it was typed. */
  screen: Screen
  sent(): void
  /** It will not be sent again by itself. `notSeen`: the bot had said something newer. */
  refused(why: 'notSeen' | 'tooLong' | 'failed'): void
}

export interface Connection {
  send(message: Message): void
  /** What is still to be sent. */
  waiting(): readonly Message[]
  /** Keeps what is half typed. @returns whether it is kept; false if the server is away */
  keep(draft: object, leaving: boolean): Promise<boolean>
}

export interface ConnectionOptions {
  language: () => string
  screen: () => Screen
  news(activities: Activity[], draft: unknown): void
  state(now: State): void
}

/** Milliseconds. A test may set its own before the page loads. */
const LIMITS = {
  /** How long the server may wait for news before it answers a poll. */
  wait: 10_000,
  poll: 14_000,
  send: 20_000,
  pause: 1_000,
  /** How long polls may fail before it is worth a word. */
  grace: 2_500,
  /** Who asks for a longer pause gets this one. */
  longPause: 10_000,
  ...(globalThis as { wegwijzerLimits?: object }).wegwijzerLimits,
}

const STORED = 'wegwijzer.conversation'

export function openConnection({ language, screen, news, state }: ConnectionOptions): Connection {
  const queue: Message[] = []
  /** Sent at least once, without an answer: it may have come in. With when and how often it was refused by somebody in between. */
  const tried = new Map<Message, { times: number; since: number }>()
  let conversation = stored()
  let token = ''
  /** The server took the token. */
  let proven = false
  let watermark = ''
  // a clock that nobody sets
  let answered = performance.now()
  let pumping = false
  let poll = new AbortController()
  let sending = new AbortController()
  let changed = new AbortController()

  async function run(): Promise<never> {
    for (;;) {
      try {
        if (token || (await enter())) await listen()
        else await pause(LIMITS.pause * 3)
      } catch (error) {
        // A fault of the page itself must not end the asking: it is told to the browser's console, and the next news is asked for.
        if (!(error instanceof Unreachable)) reportError(error)
        // a poll that was given up here says nothing of the server
        const givenUp = poll.signal.aborted
        poll = new AbortController()
        if (!givenUp && performance.now() - answered > LIMITS.grace) state('away')
        await pause(pauseAfter(error))
      }
    }
  }

  /** Asks for a token. @returns false where this browser is not known */
  async function enter(): Promise<boolean> {
    const body = conversation ? { conversationId: conversation } : {}
    const slow = setTimeout(() => state('away'), LIMITS.grace * 2)
    const answer = await call('POST', '/tokens/generate', { body, limit: LIMITS.send }).finally(() => clearTimeout(slow))
    if (answer.code === 'Unauthorized') {
      state('unknown')
      return false
    }
    const { conversationId: given, token: granted } = answer.body
    if (typeof given !== 'string' || typeof granted !== 'string') throw new Unreachable()
    if (given !== conversation) {
      const begun = await call('POST', '/conversations', { token: granted, body: { locale: language() }, limit: LIMITS.send })
      if (begun.status !== 201) throw new Unreachable()
      conversation = given
      watermark = ''
      store(given)
    }
    token = granted
    proven = false
    void pump()
    return true
  }

  async function listen(): Promise<void> {
    poll = new AbortController()
    const open = queue[0] && tried.has(queue[0]) ? '&sending' : ''
    const began = performance.now()
    const path = `/conversations/${conversation}/activities?watermark=${encodeURIComponent(watermark)}&wait=${LIMITS.wait}${open}`
    const answer = await call('GET', path, { token, limit: LIMITS.poll, signal: poll.signal })
    if (expired(answer)) return
    const heard = answer.status === 200 ? readNews(answer.body) : undefined
    if (!heard) throw new Unreachable()
    answered = performance.now()
    proven = true
    // an old answer once more is no reason to hurry
    const nothing = heard.activities.length === 0 || heard.watermark === watermark
    watermark = heard.watermark
    state('connected')
    // what comes back has come in, whatever became of the answer to it
    for (const message of queue.filter(({ own }) => heard.activities.some((one) => one.own === own))) done(message, () => message.sent())
    news(heard.activities, heard.draft)
    changed.abort()
    changed = new AbortController()
    // the server lets go of all polls when it stops
    if (nothing && performance.now() - began < 50) await pause(LIMITS.pause / 4)
  }

  function expired({ code }: Answer): boolean {
    if (code !== 'TokenExpired') return false
    token = ''
    // a new one that is past its time already is no answer: asking on and on would not help
    if (!proven) throw new Unreachable()
    return true
  }

  async function pump(): Promise<void> {
    if (pumping) return
    pumping = true
    for (let message = queue[0]; message && token; message = queue[0]) {
      const refusals = tried.get(message) ?? { times: 0, since: performance.now() }
      tried.set(message, refusals)
      sending = new AbortController()
      const asked = { token, body: written(message), limit: LIMITS.send, signal: sending.signal }
      try {
        const answer = await call('POST', `/conversations/${conversation}/activities`, asked)
        if (queue[0] === message) await handle(message, answer)
      } catch (error) {
        if (!(error instanceof Unreachable)) reportError(error)
        if (queue[0] !== message) continue
        if (error instanceof Unreachable && isRefusal(error.status)) refusals.times++
        // the polls come through, and this does not: waiting longer would not help, and holds up all that follows
        if (refusals.times >= MOST_REFUSALS && answered > refusals.since) done(message, () => message.refused('failed'))
        else await pause(pauseAfter(error))
      }
    }
    pumping = false
  }

  async function handle(message: Message, answer: Answer): Promise<void> {
    if (answer.status === 200 && typeof answer.body.id === 'string') {
      expectNews()
      return done(message, () => message.sent())
    }
    if (expired(answer)) return poll.abort()
    if (answer.code === 'NotSeen') {
      if (screen().seen === message.screen.seen && !screen().undrawn) return pause(LIMITS.pause, changed.signal)
      // the same question, asked again: after a restart of the server, for one
      if (screen().buttons === message.screen.buttons && message.screen.buttons) message.screen = screen()
      else giveBack()
      return
    }
    if (answer.status === 413) return done(message, () => message.refused('tooLong'))
    if (answer.status < 400) throw new Unreachable()
    done(message, () => message.refused('failed'))
  }

  /** Each is put before what stands in the line, so the last one goes first. */
  function giveBack(): void {
    for (const typed of queue.filter(({ text }) => text !== undefined).reverse()) done(typed, () => typed.refused('notSeen'))
  }

  /** What was taken has an answer: a poll that does not bring it hangs. */
  function expectNews(): void {
    const taken = performance.now()
    const open = poll
    setTimeout(() => {
      if (answered < taken) open.abort()
    }, LIMITS.grace * 2)
  }

  function done(message: Message, tell: () => void): void {
    if (queue[0] === message) sending.abort()
    queue.splice(queue.indexOf(message), 1)
    tried.delete(message)
    try {
      tell()
    } catch (error) {
      // what came in with it is still to be shown
      reportError(error)
    }
  }

  const written = ({ own, text, value, card, screen: { seen } }: Message): object => ({
    type: 'message',
    locale: language(),
    ...(text === undefined ? { value } : { text }),
    ...(card ? { replyToId: card } : {}),
    channelData: { clientActivityID: own, ...(text === undefined ? { postBack: true } : { seen }) },
  })

  // After sleep, or with a new network, the poll that is open may never be answered.
  let ticked = Date.now()
  setInterval(() => {
    if (Date.now() - ticked > 5_000) poll.abort()
    ticked = Date.now()
  }, 1_000)
  addEventListener('online', () => poll.abort())

  state('connecting')
  void run()
  return {
    send(message) {
      queue.push(message)
      void pump()
    },
    waiting: () => queue,
    async keep(draft, leaving) {
      if (!token) return false
      const body = { watermark, draft }
      const answer = await call('PUT', `/conversations/${conversation}/draft`, {
        token,
        body,
        limit: LIMITS.send,
        keepalive: leaving,
      }).catch(() => undefined)
      return answer?.status === 204
    },
  }
}

/** Times that somebody in between refuses one message. */
const MOST_REFUSALS = 5

/** Too slow, too early, too often: the same may be taken later. */
const NOT_NOW = new Set([408, 425, 429])
/** The same again is refused again. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && !NOT_NOW.has(status)

const pauseAfter = (error: unknown): number =>
  Math.max(LIMITS.pause, Math.min(LIMITS.longPause, error instanceof Unreachable ? error.after : 0))

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Only the id of the conversation is kept in the browser, for as long as the tab is open. */
function stored(): string {
  try {
    const { id } = JSON.parse(sessionStorage.getItem(STORED) ?? '{}') as { id?: unknown }
    return typeof id === 'string' && /^[\w.-]{1,200}$/.test(id) ? id : ''
  } catch {
    // blocked, or not ours
    return ''
  }
}

function store(id: string): void {
  try {
    sessionStorage.setItem(STORED, JSON.stringify({ id }))
  } catch {
    // blocked: a reload begins a new conversation
  }
}
