/** Discreet: with the client beside the screen, alias and answers stay hidden. */

import { before, type Outcome, type TurnContext } from '../../turn/context.ts'
import { openClient } from '../client/client.ts'
import { resumeConversation, showAnswers } from '../conversation/walk/conversations.ts'
import { home } from '../home/home.ts'

/**
 * Turns it on or off and shows the same place again, hidden or not; the card that stood open closes.
 * @param ids where it was asked: a conversation, a client, or neither (home)
 */
export async function setDiscreet(ctx: TurnContext, on: boolean, ids: { client?: string; run?: string }): Promise<Outcome> {
  const key = on ? 'discreetOn' : 'discreetOff'
  const shown = await again({ ...ctx, counsellor: { ...ctx.counsellor, discreet: on } }, ids)
  return {
    ...shown,
    replies: shown.replies.map((reply, index) => (index === 0 ? before(key, reply) : reply)),
    closed: { notice: { key } },
    counsellor: (draft) => {
      shown.counsellor?.(draft)
      draft.discreet = on
    },
  }
}

async function again(ctx: TurnContext, { client, run }: { client?: string; run?: string }): Promise<Outcome> {
  if (!client) return home(ctx)
  if (!run) return openClient(ctx, client)
  const document = await ctx.records.client(ctx.user, client)
  const inProgress = document.runs.some((one) => one.id === run && one.session.status === 'running')
  return inProgress ? resumeConversation(ctx, { client, run }) : showAnswers(ctx, { client, run })
}
