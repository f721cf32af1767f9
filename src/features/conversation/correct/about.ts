/** When, where and with whom a conversation is held; changeable later, also of a finished one. */
import type { Outcome, TurnContext } from '../../../turn/context.ts'
import type { ConversationAbout, Notice } from '../../../turn/replies.ts'
import { anyRun, type RunIds } from '../walk/conversations.ts'
import { cleanAbout } from '../walk/new-run.ts'
import { play, whereNow, withRun } from '../walk/play.ts'
import { editRun } from './edit-run.ts'

const UPDATED: Notice = { key: 'clientUpdated' }

/** While discreet the form does not show what stands in it: a box left empty keeps it. */
function changes(ctx: TurnContext, about: Partial<ConversationAbout>): Partial<ConversationAbout> {
  const given = Object.entries(cleanAbout(about))
  return Object.fromEntries(ctx.counsellor.discreet ? given.filter(([, value]) => value) : given)
}

export async function updateAbout(ctx: TurnContext, ids: RunIds, about: Partial<ConversationAbout>): Promise<Outcome> {
  const { finished } = await anyRun(ctx, ids)
  if (finished) return updateFinished(ctx, ids, about)
  return withRun(ctx, ids, 'conversation changed', (draft, run, tools) => {
    Object.assign(run, changes(ctx, about))
    if (ctx.alarm.found) play(ctx, run, { type: 'crisis' })
    const outcome = whereNow(ctx, draft, run, tools, [])
    return { ...outcome, replies: outcome.replies.map((reply) => ({ ...reply, before: UPDATED })) }
  })
}

const updateFinished = (ctx: TurnContext, ids: RunIds, about: Partial<ConversationAbout>): Promise<Outcome> =>
  editRun(ctx, ids, 'conversation changed', (draft, run) => {
    Object.assign(run, changes(ctx, about))
    draft.finished = draft.finished.map((line) => (line.id === run.id ? { ...line, date: run.date } : line))
    return UPDATED
  })
