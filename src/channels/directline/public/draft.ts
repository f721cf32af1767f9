/** Keeps what is half typed on the server, in memory only, so that loading the page again loses nothing and nothing is left in the browser. */

export interface Drafts {
  /** Something was typed, or sent. */
  changed(): void
  /** Keep it again: the server may have lost it. */
  again(): void
}

/** Milliseconds after the last key. */
const PAUSE = 300
/** A page that goes away may send this much. */
const MOST_LEAVING = 60_000

/** @param now what is half typed @param keep hands it over, and says whether it is kept */
export function createDrafts(now: () => object, keep: (draft: object, leaving: boolean) => Promise<boolean>): Drafts {
  let kept = JSON.stringify(now())
  let timer: ReturnType<typeof setTimeout> | undefined

  async function save(leaving: boolean): Promise<void> {
    clearTimeout(timer)
    const draft = now()
    const text = JSON.stringify(draft)
    if (text === kept) return
    if (await keep(draft, leaving && text.length < MOST_LEAVING)) kept = text
  }
  addEventListener('pagehide', () => void save(true))
  document.addEventListener('visibilitychange', () => void save(document.visibilityState === 'hidden'))
  return {
    changed() {
      clearTimeout(timer)
      timer = setTimeout(() => void save(false), PAUSE)
    },
    again() {
      kept = ''
      void save(false)
    },
  }
}
