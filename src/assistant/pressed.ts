/** Typed words that name a button shown last in the chat: as if it was pressed. */
import type { TurnContext } from '../turn/context.ts'
import { type Here, next } from '../turn/outcome.ts'
import { before, type ReplyOf, say } from '../turn/reply.ts'
import type { TypedButton } from '../turn/turn.ts'
import { marked } from './offered.ts'
import { type Done, lead, run } from './run.ts'

/**
 * @param here where a run waits for an answer: then a number alone is that answer, and anything else may have been
 * @returns undefined where the words are no button after all
 */
export async function pressed(
  ctx: TurnContext,
  { by, way, boxes }: TypedButton,
  here: Here | undefined,
  text: string,
): Promise<Done | undefined> {
  if (by === 'number' && here) return undefined
  if (!way) {
    const key = boxes ? 'buttonWithBoxes' : 'buttonUnknown'
    if (here) return withWayBack(ctx, here, text, undefined, await lead(ctx, next('conversation.resume', here, { notice: { key } })))
    const home = await run(ctx, 'home', {})
    return { ...home, replies: home.replies.map((reply, nth) => (nth === 0 ? before(key, reply) : reply)) }
  }
  const led = await run(ctx, way.action, way.data)
  if (ctx.led) ctx.led = { ...ctx.led, from: ctx.led.from ?? here ?? null }
  return here ? withWayBack(ctx, here, text, way.action, led) : led
}

async function withWayBack(
  ctx: TurnContext,
  { client, run, visit, detour }: Here,
  text: string,
  action: string | undefined,
  led: Done,
): Promise<Done> {
  const opened = !detour && (action === 'support' || action === 'crisis')
  const taken: ReplyOf<'notice'> = {
    ...say('buttonTaken', { word: text }),
    wasAnswer: await marked(ctx, { client, run, visit, text, opened: opened ? 'yes' : undefined }),
  }
  return { ...led, replies: [taken, ...led.replies] }
}
