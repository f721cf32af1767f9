/** Keeps what is half typed on the server, in memory only, so that loading the page again loses nothing and nothing is left in the browser. */

export interface Drafts {
  /** Something was typed, or sent. */
  changed(): void
  /** Keep it again: the server may have lost it. */
  again(): void
}

/** Milliseconds after the last key. */
const PAUSE = 300
/** Bytes: a page that goes away may send this much. */
const MOST_LEAVING = 60_000

/** @param now what is half typed @param keep hands it over, and says whether it is kept */
export function createDrafts(now: () => object, keep: (draft: object, leaving: boolean) => Promise<boolean>): Drafts {
  let kept = JSON.stringify(now())
  let timer: ReturnType<typeof setTimeout> | undefined
  let saving = false
  /** How often the server may have lost it. */
  let losses = 0

  async function save(leaving: boolean): Promise<void> {
    clearTimeout(timer)
    // one after another: an older one that comes in late would take the place of the newer
    if (saving && !leaving) return changed()
    const draft = now()
    const text = JSON.stringify(draft)
    if (text === kept) return
    saving = true
    const before = losses
    if (await keep(draft, leaving && new Blob([text]).size < MOST_LEAVING)) kept = before === losses ? text : ''
    saving = false
  }
  function changed(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void save(false), PAUSE)
  }
  addEventListener('pagehide', () => void save(true))
  document.addEventListener('visibilitychange', () => void save(document.visibilityState === 'hidden'))
  return {
    changed,
    again() {
      kept = ''
      losses++
      void save(false)
    },
  }
}
