/** Hands an activity to the bot over the real protocol; what the bot says comes back in the answer itself (`expectReplies`). */
import { request } from 'undici'
import { z } from 'zod'
import { direct } from '../ways.ts'

export interface BotReplies {
  status: number
  activities: (Record<string, unknown> & { type: string })[]
}

const Replies = z.object({ activities: z.array(z.looseObject({ type: z.string().min(1).max(100) })) })

/** @param origin where the bot answers @throws a network error: whether the bot took it is not known then */
export async function askBot(origin: string, activity: object): Promise<BotReplies> {
  const { statusCode, body } = await request(`${origin}/api/messages`, {
    dispatcher: direct,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...activity, deliveryMode: 'expectReplies' }),
  })
  return { status: statusCode, activities: repliesIn(await body.text()) }
}

/** An activity that needs no answer gets an empty body. */
function repliesIn(text: string): BotReplies['activities'] {
  try {
    return Replies.parse(JSON.parse(text)).activities
  } catch {
    return []
  }
}
