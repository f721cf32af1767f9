/** One Adaptive Card on the page, drawn by Microsoft's renderer: the same cards that Teams gets. */
import type * as Renderer from 'adaptivecards'
import { dress, isHalf } from './dress.ts'
import { isRecord } from './http.ts'
import { HOST } from './looks.ts'

declare const AdaptiveCards: typeof Renderer

// Text is text: no markdown, no highlighting, whatever it holds.
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (_text, result) => {
  result.didProcess = false
}
AdaptiveCards.GlobalSettings.allowMarkForTextHighlighting = false
AdaptiveCards.GlobalSettings.useMarkdownInRadioButtonAndCheckbox = false
AdaptiveCards.GlobalSettings.setTabIndexAtCardRoot = false
const hostConfig = new AdaptiveCards.HostConfig(HOST)

export interface Pressed {
  label: string
  /** The button's data, and what stands in the boxes it takes along. */
  value: Record<string, unknown>
  /** It takes the boxes along. */
  boxes: boolean
}

export interface Card {
  element: HTMLElement
  /** What its buttons do, as one string. Two cards of one visit of a step are alike. */
  buttons: string
  /** What its boxes are saved as: the same for two cards of one step, one note, one form of one client, and for no others. */
  form: string
  /** What was changed in its boxes and not sent. */
  unsent(): Record<string, string>
  /** Names of the boxes that hold words. */
  worded: string[]
  /** Puts values into boxes, those that are still there. */
  fill(values: Record<string, unknown>): void
  /** Its boxes were sent. @param sent their values, by name: what was typed since is not */
  settle(sent?: Record<string, unknown>): void
}

/** @param id of the message it stands in @param press called once for each press of a button that sends something */
export function drawCard(json: object, id: string, press: (pressed: Pressed) => void): Card {
  const card = new AdaptiveCards.AdaptiveCard()
  card.hostConfig = hostConfig
  card.parse(json)
  card.onExecuteAction = (action) => {
    if (action instanceof AdaptiveCards.OpenUrlAction) return openAddress(action.url)
    if (!(action instanceof AdaptiveCards.SubmitAction)) return
    // what is half typed in a day is no empty day
    const half = new Set(inputs.filter(isHalf).map(({ id }) => id))
    const value = Object.fromEntries(Object.entries(action.data ?? {}).filter(([name]) => !half.has(name)))
    press({ label: action.title ?? '', value, boxes: action.associatedInputs !== 'none' })
  }
  // a box that does not fit holds back the button that saves it, never one beside it: least of all the crisis plan
  for (const action of card.getAllActions())
    if (action instanceof AdaptiveCards.SubmitAction && saveOf(action.data)) Object.assign(action, { internalValidateInputs: () => [] })
  const element = card.render() ?? document.createElement('div')
  const inputs = card.getAllInputs().filter((input) => input.id !== undefined)
  dress(element, inputs, id)
  return {
    element,
    buttons: JSON.stringify(submits(json)),
    form: formOf(submits(json)),
    unsent() {
      const changed = inputs.filter((input) => input.isDirty() || isHalf(input))
      return Object.fromEntries(changed.map((input) => [input.id, String(input.value ?? '')]))
    },
    worded: inputs.filter((input) => input instanceof AdaptiveCards.TextInput).map(({ id }) => id as string),
    fill(values) {
      for (const input of inputs) {
        const value = values[input.id ?? '']
        if (typeof value === 'string' && input.renderedElement) fillBox(input.renderedElement, value)
      }
    },
    settle(sent) {
      for (const input of inputs) if (!sent || String(input.value ?? '') === String(sent[input.id ?? ''] ?? '')) input.resetDirtyState()
    },
  }
}

function fillBox(element: HTMLElement, value: string): void {
  const ticked = value.split(',')
  for (const box of element.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>('input, textarea, select')) {
    if (box instanceof HTMLInputElement && (box.type === 'checkbox' || box.type === 'radio')) {
      box.checked = box.value === 'on' ? value === 'true' : ticked.includes(box.value)
    } else box.value = value
    box.dispatchEvent(new Event(box instanceof HTMLSelectElement ? 'change' : 'input'))
  }
}

/** What a button beside boxes says of how they are saved. */
const saveOf = (data: unknown): string | undefined => (isRecord(data) && typeof data.save === 'string' ? data.save : undefined)

function formOf(buttons: readonly unknown[]): string {
  for (const data of buttons) {
    const save = saveOf(data)
    // names alone stand for what the button itself carries, such as the client
    if (save && isRecord(data)) return save.replace(/(?<= )[\w.-]+(?= |$)/g, (name) => `${name}=${data[name]}`)
  }
  const { shown: _, ...own } = buttons.filter(isRecord)[0] ?? {}
  return JSON.stringify(own)
}

/** What the buttons of a card carry, in their order. */
function submits(json: unknown): unknown[] {
  if (Array.isArray(json)) return json.flatMap(submits)
  if (!isRecord(json)) return []
  return json.type === 'Action.Submit' ? [json.data] : Object.values(json).flatMap(submits)
}

/** Of what is no web page only numbers are opened: the server takes them from its facts, and nothing that was typed becomes a button. */
function openAddress(url: string | undefined): void {
  if (!url) return
  if (/^https?:/i.test(url)) open(url, '_blank', 'noopener,noreferrer')
  if (/^tel:\+?\d{3,15}$/.test(url)) {
    const link = document.createElement('a')
    link.href = url
    link.click()
  }
}
