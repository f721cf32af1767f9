/** Where the eye and the keyboard go when something new has come. */

const BOX = 'input:not([type=hidden]), textarea, select'

/** Brings the beginning of a message into view. */
export const lead = (message: Element | null | undefined): void => message?.scrollIntoView({ block: 'start' })

/**
 * To what was just answered: the first box of a single card, or the first heading. Who is typing goes on typing there.
 * @param added the new messages @param typing something was typed since the button was pressed
 */
export function leadTo(added: readonly HTMLElement[], typing = false): void {
  const [first] = added
  if (!first) return
  if (typing && document.activeElement?.matches(BOX)) return
  lead(first)
  if (document.activeElement?.matches('.compose textarea')) return
  // a box would bring up the keyboard of a phone, over what is to be read
  const touch = matchMedia('(pointer: coarse)').matches
  const box = added.length === 1 && !touch ? first.querySelector<HTMLElement>(BOX) : undefined
  const target = box ?? first.querySelector<HTMLElement>('[role=heading]') ?? first.querySelector<HTMLElement>('button') ?? first
  if (target === first) first.tabIndex = -1
  target.focus({ preventScroll: true })
}
