/** Words of self-harm or acute crisis bring the step plan up at once, whatever was going on (BT: een dreiging altijd ernstig nemen). */

import { NoAccess } from '../../records/records.ts'
import type { Outcome, TurnContext } from '../../turn/context.ts'
import { move, type RunIds } from '../conversation/walk/conversations.ts'
import { guideView } from './guide.ts'

/** The plan on request. Inside a conversation, the conversation waits. */
export async function crisisPlan(ctx: TurnContext, ids: Partial<RunIds>): Promise<Outcome> {
  if (ids.client && ids.run) {
    const { client, run } = { client: ids.client, run: ids.run }
    try {
      const document = await ctx.records.client(ctx.user, client)
      if (document.runs.some((one) => one.id === run)) return await move(ctx, { client, run }, { type: 'crisis' })
    } catch (error) {
      // The plan must come up whatever else is wrong; what is broken is said when the file is opened.
      if (!(error instanceof NoAccess)) return { replies: [guideView(ctx, 'crisis')], alarm: 'shown' }
    }
  }
  return { replies: [guideView(ctx, 'crisis')], alarm: 'shown' }
}

/** Puts the plan before what was going to be said, unless it is there already. */
export function withAlarm(ctx: TurnContext, outcome: Outcome): Outcome {
  if (!ctx.alarm.found || outcome.alarm === 'known') return outcome
  const key = ctx.alarm.softened ? 'crisisSoftened' : 'crisisFound'
  if (outcome.alarm) return { ...outcome, replies: [{ view: 'notice', notice: { key } }, ...outcome.replies] }
  return { ...outcome, replies: [{ ...guideView(ctx, 'crisis'), before: { key } }, ...outcome.replies] }
}
