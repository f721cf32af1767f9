/** What the renderer leaves undone: privacy of the boxes, direction of the text, what a screen reader is told. */
import type { Input } from 'adaptivecards'
import { keepPrivate } from './element.ts'
import { say } from './words.ts'

/** @param id of the message: all cards stand in one document */
export function dress(card: HTMLElement, inputs: readonly Input[], id: string): void {
  for (const input of inputs) {
    dressInput(input, id)
    holdBack(input)
  }
  for (const block of card.querySelectorAll<HTMLElement>('.ac-richTextBlock')) {
    // a name or a quote in another script keeps its own order, and leaves the line around it alone
    if (block.childElementCount > 1) for (const run of block.children) run.setAttribute('dir', 'auto')
  }
  for (const heading of card.querySelectorAll<HTMLElement>('[role=heading]')) heading.tabIndex = -1
}

function dressInput({ renderedElement, isRequired }: Input, id: string): void {
  if (!renderedElement) return
  const label = renderedElement.querySelector('label')
  for (const box of renderedElement.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>(
    'input, textarea, select',
  )) {
    keepPrivate(box)
    // a browser would cut a long paste without a word; the server says that it is too long, and keeps it
    box.removeAttribute('maxlength')
    if (box instanceof HTMLInputElement && box.type === 'radio') box.name = `${id} ${box.name}`
    if (box instanceof HTMLTextAreaElement || (box instanceof HTMLInputElement && box.type === 'text')) box.dir = 'auto'
    if (isRequired) box.setAttribute('aria-required', 'true')
    if (box instanceof HTMLInputElement && box.type === 'radio') box.removeAttribute('aria-required')
  }
  const choices = renderedElement.querySelector<HTMLElement>('.ac-choiceSetInput-expanded, .ac-choiceSetInput-multiSelect')
  if (!choices) return
  choices.setAttribute('role', choices.querySelector('[type=radio]') ? 'radiogroup' : 'group')
  if (label?.id) choices.setAttribute('aria-labelledby', label.id)
  if (isRequired && choices.getAttribute('role') === 'radiogroup') choices.setAttribute('aria-required', 'true')
}

/** A day or a number of which a part is missing, or that there is not: the browser says that the box is empty. */
export const isHalf = ({ renderedElement }: Input): boolean =>
  [...(renderedElement?.querySelectorAll('input') ?? [])].some(({ validity }) => validity.badInput)

/**
 * What cannot be read is not sent as an empty box, and what does not fit is held back with a word. The renderer leads to the first such box;
 * clicks on its buttons never come out of a card, so the boxes are marked here.
 */
function holdBack(input: Input): void {
  const fits = input.isValid.bind(input)
  const validate = input.validateValue.bind(input)
  const needed = input.errorMessage
  const mark = (): void => {
    for (const box of input.renderedElement?.querySelectorAll('[aria-invalid], .ac-input-validation-failed') ?? []) {
      if (box.matches('.ac-input-validation-failed')) box.setAttribute('aria-invalid', 'true')
      else box.removeAttribute('aria-invalid')
    }
  }
  input.isValid = () => !isHalf(input) && fits()
  input.validateValue = () => {
    input.errorMessage = input.isValid() ? needed : say('unread')
    const result = validate()
    mark()
    return result
  }
  for (const kind of ['input', 'change']) input.renderedElement?.addEventListener(kind, mark)
}
