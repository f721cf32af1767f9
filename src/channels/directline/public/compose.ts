/** The line to type in. Enter sends; Shift and Enter begin a new line. */
import { keepPrivate, make } from './element.ts'
import { inEachLanguage, say } from './words.ts'

export interface Compose {
  element: HTMLElement
  box: HTMLTextAreaElement
  text(): string
  /** Puts text before what stands there, and says why in a line above. @param why a key of our sentences */
  giveBack(text: string, why: string): void
  clear(): void
}

export function createCompose(send: (text: string) => void): Compose {
  const note = make('p', 'note')
  note.id = 'note'
  note.setAttribute('aria-live', 'assertive')
  const box = make('textarea')
  box.rows = 1
  box.dir = 'auto'
  box.enterKeyHint = 'send'
  box.setAttribute('aria-describedby', note.id)
  keepPrivate(box)
  const button = make('button', 'send')
  button.type = 'button'
  const element = make('div', 'compose', note, make('div', 'row', box, button))
  let why = ''
  inEachLanguage(() => {
    box.placeholder = say('placeholder')
    box.setAttribute('aria-label', say('placeholder'))
    button.textContent = say('send')
    note.textContent = why ? say(why) : ''
  })

  const tell = (key: string): void => {
    why = key
    note.textContent = key ? say(key) : ''
  }
  const put = (text: string): void => {
    box.value = text
    fit()
  }
  const fit = (): void => {
    box.rows = Math.min(8, box.value.split('\n').length)
  }
  function submit(): void {
    const text = box.value
    if (!text.trim()) return
    put('')
    tell('')
    send(text)
  }
  box.addEventListener('input', fit)
  box.addEventListener('keydown', (event) => {
    // 229: the key that ends a composition, in browsers that say so too late
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    submit()
  })
  button.addEventListener('click', submit)

  return {
    element,
    box,
    text: () => box.value,
    giveBack(text, key) {
      put([text, box.value].filter(Boolean).join('\n'))
      if (key) tell(key)
      box.dispatchEvent(new Event('input', { bubbles: true }))
    },
    clear() {
      put('')
      tell('')
    },
  }
}
