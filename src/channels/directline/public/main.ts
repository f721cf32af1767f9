/** The chat in the browser: messages, cards and a line to type, over Direct Line to our own server. */
import type { Activity } from './activity.ts'
import { createCompose } from './compose.ts'
import { type Message, openConnection, type Screen, type State } from './connection.ts'
import { createDrafts } from './draft.ts'
import { make } from './element.ts'
import { isRecord } from './http.ts'
import { lead, leadTo } from './lead.ts'
import { type Bubble, createLog } from './log.ts'
import { inEachLanguage, say, useLanguage } from './words.ts'

if (document.body.dataset.state === 'known') start()

/** No screen that stands here now. */
const ELSEWHERE: Screen = { seen: 'elsewhere', buttons: '' }

const isScreen = (given: unknown): given is Screen => isRecord(given) && typeof given.seen === 'string' && typeof given.buttons === 'string'

function start(): void {
  const status = document.getElementById('status')!
  let state: State = 'connecting'
  /** Something was done here, and its answer has not come yet. */
  let waiting = false
  /** Something was typed into a card since. */
  let typing = false
  const bubbles = new Set<Bubble>()

  const log = createLog((card, { label, value }, settled) => {
    post({ value, card }, label, settled)
  })
  const compose = createCompose(sendLine)
  /** What stood on the page when the line was begun. */
  let begun: Screen | undefined
  document.getElementById('chat')!.replaceChildren(log.element, compose.element)

  const half = () => ({ line: compose.text(), begun, boxes: log.unsent() })
  const connection = openConnection({
    language: () => document.documentElement.lang,
    screen: log.screen,
    news: hear,
    state(now) {
      if (now === 'connected' && state !== 'connected') drafts.again()
      state = now
      show()
    },
  })
  const drafts = createDrafts(half, connection.keep)

  function show(): void {
    const key = state === 'away' || state === 'unknown' ? state : ''
    const text = key && say(key)
    if (status.textContent !== text) status.textContent = text
  }
  inEachLanguage(show)
  const skip = make('a', 'skip')
  skip.href = '#log'
  document.body.prepend(skip)
  inEachLanguage(() => {
    skip.textContent = say('skip')
  })

  /** A line that was begun at another step than the one that stands there now is looked at once more before it is sent. */
  function sendLine(text: string): void {
    const now = log.screen()
    const same = begun === undefined || begun.seen === now.seen || (begun.buttons !== '' && begun.buttons === now.buttons)
    begun = undefined
    if (same) post({ text }, text, () => {})
    else giveBack(text, 'notSeen')
  }
  function giveBack(text: string, why: string): void {
    begun = undefined
    compose.giveBack(text, why)
  }

  function post(what: Pick<Message, 'text' | 'value' | 'card'>, label: string, settled: (sent: boolean) => void): void {
    const own = crypto.randomUUID()
    const isButton = what.text === undefined
    const bubble = log.bubble(label, own, isButton)
    bubbles.add(bubble)
    waiting = true
    typing = false
    const message: Message = {
      ...what,
      own,
      screen: log.screen(),
      sent() {
        bubbles.delete(bubble)
        bubble.sent()
        settled(true)
        drafts.changed()
      },
      refused(why) {
        if (!bubbles.delete(bubble)) return
        waiting = false
        settled(false)
        // a line goes back to where it was typed: there it is kept, and asked about before the page goes
        if (why === 'failed' && isButton) return bubble.failed(() => post(what, label, settled))
        bubble.remove()
        giveBack(what.text ?? '', why)
      },
    }
    connection.send(message)
    if (!isButton) lead(log.element.lastElementChild)
    drafts.changed()
  }

  function hear(activities: Activity[], draft: unknown): void {
    const first = log.newest() === undefined
    log.element.setAttribute('aria-busy', String(first))
    const added: HTMLElement[] = []
    let filling: (() => string) | undefined
    for (const activity of activities) {
      if (activity.type === 'event' && activity.name === 'wegwijzer.forget') {
        forget()
        added.length = 0
        continue
      }
      if (activity.type === 'event' && activity.name === 'wegwijzer.hide') {
        filling = log.hide()
        added.length = 0
        continue
      }
      if (!activity.mine && activity.locale) useLanguage(activity.locale)
      added.push(...log.add([activity]))
    }
    log.element.setAttribute('aria-busy', 'false')
    // later it would be older than what stands in the boxes
    if (first) restore(draft)
    const left = filling?.()
    if (left) takeUp(left, ELSEWHERE)
    if (added.length === 0) return
    if (waiting) leadTo(added, typing)
    else if (first) lead(added.at(-1))
    waiting = false
  }

  /** Somebody was erased: nothing of what was said or half typed stays. */
  function forget(): void {
    log.clear()
    compose.clear()
    begun = undefined
    bubbles.clear()
    drafts.again()
  }

  function restore(draft: unknown): void {
    if (!isRecord(draft)) return
    if (isRecord(draft.boxes)) log.fill(draft.boxes)
    if (typeof draft.line === 'string' && draft.line && !compose.text()) takeUp(draft.line, isScreen(draft.begun) ? draft.begun : ELSEWHERE)
  }

  /** Puts words into the line that were begun at another moment: where that was elsewhere, they are asked about before they are sent. */
  function takeUp(line: string, at: Screen): void {
    compose.giveBack(line, '')
    begun = at
  }

  skip.addEventListener('click', (event) => {
    event.preventDefault()
    const newest = log.newest()
    if (newest) leadTo([newest])
  })
  for (const kind of ['input', 'change'])
    log.element.addEventListener(kind, ({ isTrusted }) => {
      // not what the page fills in itself
      if (isTrusted) typing = true
      drafts.changed()
    })
  compose.box.addEventListener('input', () => {
    begun = compose.text() ? (begun ?? log.screen()) : undefined
    drafts.changed()
  })
  addEventListener('beforeunload', (event) => {
    if (compose.text() || connection.waiting().length > 0 || Object.keys(log.unsent(true)).length > 0) event.preventDefault()
  })
  // a page that the browser kept may show somebody who was erased meanwhile
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload()
  })
}
