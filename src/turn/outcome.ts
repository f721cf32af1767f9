/** What an action gives back: something to show, or where to go from there. */
import type { ActionId, Actions } from '../page/button.ts'
import type { Notice, NoticeKey } from '../page/notice.ts'
import type { CounsellorDocument } from '../records/model.ts'
import type { TurnResult } from './assistant.ts'
import type { Reply, ReplyOf } from './reply.ts'

/** Where a conversation is. */
export interface Here {
  client: string
  run: string
  visit: string
  /** It waits in a detour. */
  detour: boolean
}

interface Around {
  /** Where the counsellor is from now on; `null`: nowhere. */
  focus?: CounsellorDocument['focus'] | null
  /** What changes for the counsellor: written after the client's file. Done more than once, so it only sets. */
  counsellor?: (draft: CounsellorDocument) => void
  /** What the card just used turns into. */
  closed?: TurnResult['closed']
  /** `shown`: the replies hold the crisis plan already. `known`: these very words brought it up before. */
  alarm?: 'shown' | 'known'
}

export interface Shown extends Around {
  replies: Reply[]
}

/**
 * What was done, and the action that follows, after the write: so a feature never calls another one to show something. An action and
 * ids, never a word of a client: it is also what is kept for a retry.
 */
export interface Next extends Around {
  next: ActionId
  data: object
  /** Said before what comes next. */
  notice?: Notice
  /** Whole lines to say before it: counts and ids only. */
  lines?: ReplyOf<'notice'>[]
  /** Where the conversation was before; `null`: it was said outside of one. */
  from?: Here | null
}

export type Outcome = Shown | Next

/** @param around the line to say before it, what the used card turns into ... */
export const next = <A extends ActionId>(action: A, data: Actions[A], around: Omit<Next, 'next' | 'data'> = {}): Next => ({
  next: action,
  data,
  ...around,
})

/** The same line before what comes next and on the card just used. */
export const told = (key: NoticeKey): Pick<Next, 'notice' | 'closed'> => ({ notice: { key }, closed: { notice: { key } } })
