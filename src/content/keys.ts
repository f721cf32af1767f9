/** The keys that a locale file must have. */

/** Groups of keys; `true` is a sentence. */
export interface Keys {
  [key: string]: true | Keys
}

export const ofIds = (entries: readonly { id: string }[]): Keys => Object.fromEntries(entries.map(({ id }) => [id, true]))
