/** How long things may be, in UTF-16 units as browsers count them. Said once; boxes and checks both come from here. */
export const LIMITS = {
  /** All the texts of one answer together, a note, a handover note: whatever is written at length. */
  text: 10_000,
  /** A pseudonym: longer ones are cut where they are shown. */
  alias: 60,
  /** The place of a conversation, who was there, which interpreter. */
  about: 200,
  /** The name of a spoken language. */
  language: 80,
  /** What is looked for in the list of clients. */
  query: 100,
  /** A colleague's name, as the channel gives it. */
  name: 100,
} as const
