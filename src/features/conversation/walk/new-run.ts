/** A conversation that begins: when, where, with whom. */

import { isDate, readDay } from '../../../content/days.ts'
import type { Run } from '../../../records/model.ts'
import { type TurnContext, today } from '../../../turn/context.ts'
import type { ConversationAbout } from '../../../turn/replies.ts'

/** Longest place, list of people present, or interpreter. */
const SHORT = 300

/** What was filled in about a conversation; a day that is none is left out. */
export const cleanAbout = (about: Partial<ConversationAbout>): Partial<ConversationAbout> =>
  Object.fromEntries(
    Object.entries(about)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, key === 'date' ? readDay(value.trim()) : value.trim().slice(0, SHORT)])
      .filter(([key, value]) => key !== 'date' || isDate(value ?? '')),
  )

/** A new conversation in progress, dated today unless said otherwise. */
export function newRun(
  ctx: TurnContext,
  session: Run['session'],
  about: { date?: string; place?: string; present?: string; interpreter?: string },
): Run {
  return {
    id: ctx.records.newId(),
    conversation: session.conversation,
    mode: session.mode,
    started: ctx.now().toISOString(),
    date: about.date || today(ctx),
    place: about.place ?? '',
    present: about.present ?? '',
    interpreter: about.interpreter ?? '',
    session,
    stamps: {},
    notes: [],
  }
}
