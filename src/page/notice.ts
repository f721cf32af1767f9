/** Lines of ours that say what happened. */

/**
 * The key of every line, as it stands in `ui.json` under `notices`. Each feature adds its own (`declare module`), so that a line that
 * nobody declared does not compile; the content check asks for their sentences.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it
export interface Notices {}
export type NoticeKey = keyof Notices

export interface Notice {
  key: NoticeKey
  /** Counts, dates (YYYY-MM-DD) and names put into the sentence; shown as typed, never as markup. */
  values?: Record<string, string | number>
}
