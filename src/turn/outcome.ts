/** What an action returns: something to show, or where to go next. */
import type { ActionId, Actions } from '../page/button.ts'
import type { Notice, NoticeKey } from '../page/notice.ts'
import type { CounsellorDocument } from '../records/model.ts'
import type { TurnResult } from './assistant.ts'
import type { Reply, ReplyOf } from './reply.ts'

/** Where a run is. */
export interface Here {
  client: string
  run: string
  visit: string
  /** It is waiting in a detour. */
  detour: boolean
}

interface Around {
  /** What the counsellor looks at from now on; `null`: nothing. */
  focus?: CounsellorDocument['focus'] | null
  /** A change to the counsellor's document, written after the client's file. It may run more than once, so it must only set values. */
  counsellor?: (draft: CounsellorDocument) => void
  /** What the card just used turns into. */
  closed?: TurnResult['closed']
  /** `shown`: the replies already contain the crisis plan. `known`: these same words brought it up before. */
  alarm?: 'shown' | 'known'
  /** What this chat showed before is to be taken away. */
  hide?: true
}

export interface Shown extends Around {
  replies: Reply[]
}

/**
 * The action to run next, after the write. A feature that shows something of another one returns this instead of calling it. It contains an
 * action and ids, never a client's words, because it is also what is kept for a retry.
 */
export interface Next extends Around {
  next: ActionId
  data: object
  /** Shown above what comes next. */
  notice?: Notice
  /** Whole replies to show before it: counts and ids only. */
  lines?: ReplyOf<'notice'>[]
  /** Where the run was before this turn; `null`: it was typed outside a conversation. */
  from?: Here | null
}

export type Outcome = Shown | Next

/** @param around the line above it, what the used card turns into ... */
export const next = <A extends ActionId>(action: A, data: Actions[A], around: Omit<Next, 'next' | 'data'> = {}): Next => ({
  next: action,
  data,
  ...around,
})

/** One line, both above what comes next and on the card just used. */
export const told = (key: NoticeKey): Pick<Next, 'notice' | 'closed'> => ({ notice: { key }, closed: { notice: { key } } })
