/** Elements, without a line of HTML: what is put in is text, whatever it looks like. */

type Content = string | Node

/** @param looks class names, separated by spaces */
export function make<Name extends keyof HTMLElementTagNameMap>(name: Name, looks = '', ...content: Content[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  if (looks) element.className = looks
  element.append(...content)
  return element
}

/** A box for words: nothing typed in it is kept in the browser's profile or sent to a spelling service. */
export function keepPrivate(box: HTMLElement): void {
  box.setAttribute('autocomplete', 'off')
  box.setAttribute('spellcheck', 'false')
  box.setAttribute('autocorrect', 'off')
  box.setAttribute('writingsuggestions', 'false')
}
