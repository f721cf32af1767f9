/** The messages, oldest first: what the bot says, and what the person typed. */
import type { Activity } from './activity.ts'
import { type Card, drawCard, type Pressed } from './card.ts'
import type { Screen } from './connection.ts'
import { make } from './element.ts'
import { pressOnce } from './once.ts'
import { inEachLanguage, say } from './words.ts'

/** Something that was sent from here and may not have come in yet. */
export interface Bubble {
  /** It came in. */
  sent(): void
  remove(): void
  /** It did not come in, and is not tried again by itself. */
  failed(again: () => void): void
}

export interface Log {
  element: HTMLElement
  /** Adds what is new of these. @returns what was added of the bot's */
  add(activities: readonly Activity[]): HTMLElement[]
  /** @param button it is a button's label, which is shown only if it takes long */
  bubble(text: string, own: string, button: boolean): Bubble
  screen(): Screen
  /** What was changed in the boxes of each message's cards and not sent. @param open only where no button was used yet */
  unsent(open?: boolean): Record<string, Record<string, string>>
  fill(boxes: Record<string, unknown>): void
  clear(): void
  /** Clears all but what is half typed, which goes into the boxes of the same form on what comes next. @returns to call then, for the words that found none */
  hide(): () => string
  newest(): HTMLElement | undefined
}

interface Shown {
  element: HTMLElement
  cards: Card[]
  used: boolean
}

/** Milliseconds after it came in, in which a second press of the same button is a double tap. */
const SAME_TAP = 1_000
/** What comes in sooner needs no word that it is on its way. */
const PATIENCE = 600

/** @param press its last argument is to be called once it is known whether it came in */
export function createLog(press: (message: string, pressed: Pressed, settled: (sent: boolean) => void) => void): Log {
  const element = make('div', 'log')
  element.id = 'log'
  element.setAttribute('role', 'log')
  element.setAttribute('aria-live', 'polite')
  pressOnce(element)
  inEachLanguage(() => element.setAttribute('aria-label', say('log')))
  const shown = new Map<string, Shown>()
  const bubbles = new Map<string, HTMLElement>()
  let screen: Screen = { seen: '', buttons: '' }

  function addBot(activity: Activity): HTMLElement {
    const message = make('div', 'message bot')
    if (activity.locale) message.lang = activity.locale
    const entry: Shown = { element: message, used: false, cards: [] }
    let last = { what: '', at: 0, waiting: false }
    entry.cards = activity.cards.map((json) => {
      const card = drawCard(json, activity.id, (pressed) => {
        const what = JSON.stringify(pressed.value)
        if (what === last.what && (last.waiting || performance.now() - last.at < SAME_TAP)) return
        const tap = { what, at: performance.now(), waiting: true }
        last = tap
        press(activity.id, pressed, (sent) => {
          tap.waiting = false
          if (!sent) return
          tap.at = performance.now()
          entry.used = true
          message.classList.add('used')
          if (pressed.boxes) card.settle(pressed.value)
        })
      })
      return card
    })
    for (const card of entry.cards) {
      carryOver(card)
      message.append(card.element)
    }
    if (entry.cards.length === 0) message.append(words(activity.text))
    const buttons = entry.cards.map((card) => card.buttons).join()
    screen = { seen: activity.id, buttons: buttons.replaceAll('[]', '') ? buttons : screen.buttons }
    shown.set(activity.id, entry)
    element.append(message)
    return message
  }

  /** A message that cannot be drawn is told of in its place: those after it must not be lost with it. */
  function drawn(activity: Activity): HTMLElement {
    try {
      return addBot(activity)
    } catch (error) {
      reportError(error)
      const button = make('button', 'plain', say('home'))
      button.type = 'button'
      const pressed: Pressed = { label: say('home'), value: { action: 'home' }, boxes: false }
      button.addEventListener('click', () => press(activity.id, pressed, () => {}))
      const message = make('div', 'message bot', words(say('undrawn')), button)
      shown.set(activity.id, { element: message, used: false, cards: [] })
      screen = { seen: 'undrawn', buttons: '', undrawn: true }
      element.append(message)
      return message
    }
  }

  /**
   * The same card again, after a restart of the server: what is half typed in the older one moves over. Only where it is about somebody: the
   * form of a new client is another one each time.
   */
  function carryOver(card: Card): void {
    if (!card.buttons.includes('"client":')) return
    for (const { cards, used } of shown.values()) {
      const same = used ? undefined : cards.find(({ buttons }) => buttons === card.buttons)
      if (!same) continue
      card.fill(same.unsent())
      same.settle()
    }
  }

  function addOwn(text: string, own: string | undefined): HTMLElement {
    const bubble = make('div', 'message mine', make('span', 'by', `${say('you')} `), words(text))
    if (own) bubbles.set(own, bubble)
    element.append(bubble)
    return bubble
  }

  return {
    element,
    add(activities) {
      const added: HTMLElement[] = []
      for (const activity of activities) {
        if (activity.type !== 'message' || shown.has(activity.id)) continue
        if (!activity.mine) added.push(drawn(activity))
        else if (activity.text && !bubbles.has(activity.own ?? '')) addOwn(activity.text, activity.own)
      }
      return added
    },
    bubble(text, own, isButton) {
      const bubble = addOwn(text, own)
      bubble.hidden = isButton
      bubble.classList.add('waiting')
      const note = make('p', 'fate')
      bubble.append(note)
      const timer = setTimeout(() => {
        bubble.hidden = false
        note.textContent = say('unsent')
        bubble.scrollIntoView({ block: 'nearest' })
      }, PATIENCE)
      const settle = (): void => {
        clearTimeout(timer)
        bubble.classList.remove('waiting')
        note.replaceChildren()
      }
      return {
        sent() {
          settle()
          if (isButton) bubble.remove()
        },
        remove() {
          settle()
          bubble.remove()
        },
        failed(again) {
          settle()
          bubble.hidden = false
          const button = make('button', 'plain', say('again'))
          button.type = 'button'
          button.addEventListener('click', () => {
            bubble.remove()
            again()
          })
          note.append(say('failed'), ' ', button)
        },
      }
    },
    screen: () => screen,
    unsent(open = false) {
      const all = [...shown].filter(([, { used }]) => !(open && used))
      const boxes = all.map(([id, { cards }]) => [id, Object.assign({}, ...cards.map((card) => card.unsent()))] as const)
      return Object.fromEntries(boxes.filter(([, values]) => Object.keys(values).length > 0))
    },
    fill(boxes) {
      for (const [id, values] of Object.entries(boxes)) {
        if (typeof values === 'object' && values !== null)
          for (const card of shown.get(id)?.cards ?? []) card.fill(values as Record<string, unknown>)
      }
    },
    clear() {
      shown.clear()
      bubbles.clear()
      screen = { seen: '', buttons: '' }
      element.replaceChildren()
    },
    hide() {
      // of a used card it is what was typed since
      const half = [...shown.values()]
        .flatMap(({ cards }) => cards)
        .map((card) => ({ form: card.form, worded: card.worded, values: card.unsent() }))
      this.clear()
      return () => {
        const now = [...shown.values()].flatMap(({ cards }) => cards)
        const left = half.flatMap(({ form, worded, values }) => {
          const same = now.filter((card) => card.form === form)
          for (const card of same) card.fill(values)
          const filled = new Set(same.flatMap((card) => Object.keys(card.unsent())))
          return worded.filter((name) => !filled.has(name)).map((name) => values[name])
        })
        return [...new Set(left)].filter(Boolean).join('\n')
      }
    },
    newest: () => [...shown.values()].at(-1)?.element,
  }
}

function words(text: string): HTMLElement {
  const element = make('p', 'words', text)
  element.dir = 'auto'
  return element
}
