/** What is wrong in `dialogs/` or `locales/`, worded so that the author of the methodology can fix it. */
export interface Problem {
  /** Relative to the root: `locales/fr/conversations/what-if.json`. */
  file: string
  /** Where in the file: `steps.hope.prompts.first`, or `line 12`. */
  key: string
  /** In plain words. */
  reason: string
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
