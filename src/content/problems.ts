/** What is wrong in `dialogs/` or `locales/`, worded so that the author of the methodology can fix it. */
export interface Problem {
  /** Relative to the root: `locales/fr/conversations/what-if.json`. */
  file: string
  /** Where in the file: `steps.hope.prompts.first`, or `line 12`. */
  key: string
  /** In plain words. */
  reason: string
}

/** A problem inside a file that is known. */
export type Finding = Omit<Problem, 'file'>
export const finding = (key: string, reason: string): Finding => ({ key, reason })

/** @param what `this option`: what the id belongs to */
export function duplicates(key: string, ids: readonly string[], what: string): Finding[] {
  const twice = new Set(ids.filter((id, index) => ids.indexOf(id) !== index))
  return [...twice].map((id) => finding(`${key}.${id}`, `${what} stands here more than once`))
}

export const describe = ({ file, key, reason }: Problem): string => (key ? `${file}: ${key}: ${reason}` : `${file}: ${reason}`)

/** The content cannot be used. Carries every problem found, not only the first. */
export class ContentError extends Error {
  override name = 'ContentError'
  readonly #problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
    super([`${count} in dialogs/ or locales/:`, ...problems.map(describe)].join('\n  '))
    this.#problems = problems
  }

  /** The same as the message says, one by one; a getter, so that a printed error does not say it twice. */
  get problems(): readonly Problem[] {
    return this.#problems
  }
}
