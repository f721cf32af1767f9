/** Our own lines that say what happened. */

/**
 * The keys of these lines under `notices` in `ui.json`. Each feature adds its own (`declare module`), so that an undeclared line does not
 * compile; the content check requires a sentence for each.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it
export interface Notices {}
export type NoticeKey = keyof Notices

export interface Notice {
  key: NoticeKey
  /** Counts, dates (YYYY-MM-DD) and names put into the sentence; shown as typed, never as markup. */
  values?: Record<string, string | number>
}
