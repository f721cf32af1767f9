/** When, where and with whom a conversation is held. */
import { isDate, readDay } from '../../../content/days.ts'
import type { Run } from '../../../records/model.ts'
import { type TurnContext, today } from '../../../turn/context.ts'

export interface ConversationAbout {
  /** YYYY-MM-DD, or as it was typed. */
  date: string
  place: string
  present: string
  interpreter: string
}

/** The form's values, trimmed; a date that is not one is left out. */
export const cleanAbout = (about: Partial<ConversationAbout>): Partial<ConversationAbout> =>
  Object.fromEntries(
    Object.entries(about)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, key === 'date' ? readDay(value.trim()) : value.trim()])
      .filter(([key, value]) => key !== 'date' || isDate(value ?? '')),
  )

/** A new run, dated today unless another day was given. */
export const newRun = (ctx: TurnContext, session: Run['session'], about: Partial<ConversationAbout>): Run => ({
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
})
