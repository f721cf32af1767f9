import { z } from 'zod'
import { refOf } from '../../page/refs.ts'
import type { ClientDocument } from '../../records/model.ts'
import { DamagedFile, NoAccess } from '../../records/records.ts'
import { inView, type TurnContext } from '../../turn/context.ts'
import { nothing } from '../../turn/data.ts'
import { runs } from '../../turn/feature.ts'
import { findClients } from '../../turn/file/clients.ts'
import { runLine } from '../../turn/file/runs.ts'
import { next, type Shown } from '../../turn/outcome.ts'
import type { ReplyOf } from '../../turn/reply.ts'
import { clientFor, readOnlyMark } from '../../turn/rights.ts'

/** `opened`: the chat was just opened. */
const Opened = z.object({ opened: z.literal('yes').optional() })

export const actions = {
  home: runs({ right: 'anyone', data: Opened, run: (ctx, { opened }) => home(ctx, opened === 'yes') }),
  /** The welcome, shown once: what this is, what it keeps, for whom, how to erase. */
  welcome: runs({
    right: 'anyone',
    data: Opened,
    async run(ctx, { opened }) {
      const start = await home(ctx, opened === 'yes')
      return {
        ...start,
        replies: [{ view: 'welcome' }, ...start.replies],
        counsellor: (draft) => {
          start.counsellor?.(draft)
          draft.greeted = true
        },
      }
    },
  }),
  help: runs({
    right: 'anyone',
    data: nothing,
    run(ctx) {
      const inside = inView(ctx)
      return { replies: [{ view: 'help', inConversation: inside !== undefined, inside }] }
    },
  }),
  'edit.ignore': runs({
    right: 'anyone',
    data: nothing,
    run(ctx) {
      const inside = inView(ctx)
      return inside ? next('conversation.resume', inside) : next('home', {})
    },
  }),
}

/**
 * Home. Looking at it is looking away from the conversation: what is typed there is not an answer.
 * @param opened the chat was just opened: the moment to check every own file's retention period
 */
async function home(ctx: TurnContext, opened: boolean): Promise<Shown> {
  const { focus, discreet } = ctx.counsellor
  const found = focus ? await reachable(ctx, focus.client) : undefined
  const client = found === 'damaged' ? undefined : found
  const run =
    client && !readOnlyMark(ctx, client).readOnly ? (client.runs.find((one) => one.id === focus?.run) ?? client.runs.at(-1)) : undefined
  const { lines, counsellor } = await ctx.atHome(ctx, { opened, client })
  const reply: ReplyOf<'home'> = {
    view: 'home',
    ...findClients(ctx.counsellor),
    discreet,
    notices: found === 'damaged' ? [{ key: 'damaged' }] : [],
    ...lines,
    resume: client && run ? { client: refOf(client), run: runLine(ctx, run) } : undefined,
  }
  const away = client ? { client: client.id, run: run?.id, away: true as const, elsewhere: focus?.elsewhere } : null
  return { replies: [reply], focus: away, counsellor }
}

/** The client's file; undefined if it is gone or no longer theirs, `damaged` if it cannot be read: home opens anyway. */
async function reachable(ctx: TurnContext, client: string): Promise<ClientDocument | 'damaged' | undefined> {
  try {
    return await clientFor(ctx, client, 'read')
  } catch (error) {
    if (error instanceof NoAccess) return undefined
    if (error instanceof DamagedFile) return 'damaged'
    throw error
  }
}
