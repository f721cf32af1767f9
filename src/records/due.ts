/** Which of the files whose time is up by the clock may go without anybody being asked: a wrong clock must not erase everybody. */
import type { LastSweep } from './diary.ts'

/** Days between two sweeps that are no surprise: a server may be stopped for a week. */
const SURPRISING = 8
/** As many may go at once, or one in fifty where there are more. */
const FEW = 5

/** A file whose time is up. */
export interface Due {
  name: string
  /** The day its time was up, YYYY-MM-DD. */
  due: string
}

export interface Decision {
  go: Due[]
  wait: Due[]
  /** Why the others wait, for the log. */
  why?: string
  /** Whether this sweep is one to compare the next with. */
  note: boolean
}

export interface Sweeping {
  today: string
  /** The retention period. */
  months: number
  last: LastSweep | 'damaged' | undefined
  /** The last day anything was written, where nothing was swept yet. */
  touched: string | undefined
  /** How many files there are. */
  files: number
}

/** Days from one to the other, YYYY-MM-DD. */
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

export function decide(due: readonly Due[], { last, ...sweeping }: Sweeping): Decision {
  // The period may have been longer. Not noted anew before somebody looked, or the next one due would go.
  if (last === 'damaged')
    return { go: [], wait: [...due], why: 'by which RETENTION_MONTHS files were last swept cannot be read', note: false }
  return decideSince(due, last, sweeping)
}

function decideSince(
  due: readonly Due[],
  last: LastSweep | undefined,
  { today, months, touched, files }: Omit<Sweeping, 'last'>,
): Decision {
  const since = last?.day ?? touched ?? today
  const surprise = surprising()
  if (surprise) return { go: [], wait: [...due], why: surprise, note: !last && due.length === 0 }
  // A file that was due before the last sweep would have gone then, had it been here, dated as it is now.
  const late = due.filter((one) => one.due < since)
  const now = due.filter((one) => one.due >= since)
  const many = now.length > Math.max(FEW, files / 50)
  const why = [
    ...(many ? [`${now.length} of ${files} files would go at once`] : []),
    ...(late.length > 0 ? [`${late.length} should have gone before ${since}: were they restored, or written under a wrong clock?`] : []),
  ]
  return { go: many ? [] : now, wait: many ? [...due] : late, ...(why.length > 0 ? { why: why.join('; ') } : {}), note: !many }

  function surprising(): string | undefined {
    if (daysBetween(since, today) > SURPRISING) return `the day jumped from ${since} to ${today}: is the clock right?`
    if (today < since) return `the clock was set back: it was ${since} already, and now it is ${today}`
    if (last && months < last.months) return `RETENTION_MONTHS was ${last.months} and is ${months}`
    return undefined
  }
}
