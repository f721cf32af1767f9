/** Hands an activity to the bot over the real protocol; what the bot says comes back in the answer itself (`expectReplies`). */
import { Agent, request } from 'node:http'
import { z } from 'zod'

export interface BotReplies {
  status: number
  activities: (Record<string, unknown> & { type: string })[]
}

const Replies = z.object({ activities: z.array(z.looseObject({ type: z.string().min(1).max(100) })) })

// an agent of our own: what stays on this machine never goes through a proxy, whatever the environment says
const agent = new Agent({ keepAlive: true, timeout: 30_000 })

/** @param origin where the bot answers @throws a network error: whether the bot took it is not known then */
export function askBot(origin: string, activity: object): Promise<BotReplies> {
  const body = Buffer.from(JSON.stringify({ ...activity, deliveryMode: 'expectReplies' }))
  const headers = { 'content-type': 'application/json', 'content-length': body.length }
  return new Promise((resolve, reject) => {
    const asked = request(`${origin}/api/messages`, { method: 'POST', agent, headers }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 502, activities: repliesIn(Buffer.concat(parts).toString()) }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

/** An activity that needs no answer gets an empty body. */
function repliesIn(text: string): BotReplies['activities'] {
  try {
    return Replies.parse(JSON.parse(text)).activities
  } catch {
    return []
  }
}
