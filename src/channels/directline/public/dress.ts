/** What the renderer leaves undone: privacy of the boxes, direction of the text, what a screen reader is told. */
import type { Input } from 'adaptivecards'
import { keepPrivate } from './element.ts'

/** @param id of the message: all cards stand in one document */
export function dress(card: HTMLElement, inputs: readonly Input[], id: string): void {
  for (const input of inputs) dressInput(input, id)
  for (const block of card.querySelectorAll<HTMLElement>('.ac-richTextBlock')) {
    // a name or a quote in another script keeps its own order, and leaves the line around it alone
    if (block.childElementCount > 1) for (const run of block.children) run.setAttribute('dir', 'auto')
  }
  for (const heading of card.querySelectorAll<HTMLElement>('[role=heading]')) heading.tabIndex = -1
  card.addEventListener('click', () => showWrong(card))
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

/** After a button that was held back because something is missing: says which box, and leads there. */
function showWrong(card: HTMLElement): void {
  for (const box of card.querySelectorAll('[aria-invalid]')) box.removeAttribute('aria-invalid')
  const wrong = card.querySelectorAll<HTMLElement>('.ac-input-validation-failed')
  for (const box of wrong) box.setAttribute('aria-invalid', 'true')
  const [first] = wrong
  const target = first?.matches('input, textarea, select') ? first : first?.querySelector<HTMLElement>('input')
  if (document.activeElement?.matches('button')) target?.focus()
}
