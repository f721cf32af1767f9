/** One press of a key or a finger presses one button. */

/**
 * A key that is held down, and the second half of a double click, press nothing: what is under them by then may be a button of the next card,
 * which nobody has read.
 */
export function pressOnce(element: HTMLElement): void {
  const onButton = ({ target }: Event): boolean => target instanceof Element && target.closest('button') !== null
  const drop = (event: Event): void => {
    event.preventDefault()
    event.stopPropagation()
  }
  element.addEventListener(
    'keydown',
    (event) => {
      if (event.repeat && event.key === 'Enter' && onButton(event)) drop(event)
    },
    true,
  )
  element.addEventListener(
    'click',
    (event) => {
      if (event.detail > 1 && onButton(event)) drop(event)
    },
    true,
  )
}
