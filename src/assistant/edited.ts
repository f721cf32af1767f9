/** A message edited in the channel: offers to correct the answer it gave. */

import type { RunIds } from '../features/conversation/walk/conversations.ts'
import { play, whereNow, withRun } from '../features/conversation/walk/play.ts'
import type { ClientDocument, Run } from '../records/model.ts'
import { DamagedFile, NoAccess } from '../records/records.ts'
import { type Outcome, say, type TurnContext } from '../turn/context.ts'
import type { Reply } from '../turn/replies.ts'
import { LONGEST } from './typed.ts'

/** Other files than the one that is open in which the answer is looked for: those touched last. */
const CLIENTS = 5
/** Finished conversations of the file that is open in which it is looked for: the latest. */
const FINISHED = 3

interface Given {
  ids: RunIds
  visit: string
}

/** The visit whose answer stands as this message gave it; what was changed since is not offered for change. */
const visitOf = (run: Run, activity: string): string | undefined =>
  Object.keys(run.stamps).find((visit) => run.stamps[visit]?.at(-1)?.activity === activity && run.session.answers[visit]?.value)

function inRuns(client: ClientDocument, runs: readonly Run[], activity: string): Given | undefined {
  for (const run of runs) {
    const visit = visitOf(run, activity)
    if (visit) return { ids: { client: client.id, run: run.id }, visit }
  }
  return undefined
}

/** Where the answer of this message stands: the file in view first, its conversations in progress and the latest finished, then others. */
async function find(ctx: TurnContext, activity: string): Promise<Given | undefined> {
  const { focus, clients } = ctx.counsellor
  const others = clients.toSorted((a, b) => b.touched.localeCompare(a.touched)).map(({ id }) => id)
  const ids = [...new Set([...(focus ? [focus.client] : []), ...others])].slice(0, CLIENTS + 1)
  for (const id of ids) {
    try {
      const client = await ctx.records.client(ctx.user, id)
      const latest = id === focus?.client ? client.finished.slice(-FINISHED).toReversed() : []
      const given = inRuns(client, client.runs, activity)
      if (given) return given
      for (const line of latest) {
        const finished = inRuns(client, [await ctx.records.finishedRun(ctx.user, id, line.id)], activity)
        if (finished) return finished
      }
    } catch (error) {
      if (!(error instanceof NoAccess || error instanceof DamagedFile)) throw error
    }
  }
  return undefined
}

export async function edited(ctx: TurnContext, activity: string, text: string): Promise<Outcome> {
  const words = text.trim()
  if (!words) return { replies: [] }
  if (words.length > LONGEST) return { replies: [say('tooLong', { count: LONGEST })] }
  const given = await find(ctx, activity)
  if (!given) return { replies: [] }
  const { ids, visit } = given
  const offer: Reply = {
    view: 'confirm',
    what: 'editOffer',
    action: 'edit.apply',
    data: { ...ids, visit, text: words, message: activity },
    cancel: { action: 'edit.ignore', data: { ...ids } },
  }
  if (!ctx.alarm.found) return { replies: [offer] }
  // The conversation waits with the plan; one that is finished has nothing to wait for.
  return withRun(
    ctx,
    ids,
    'conversation crisis',
    (draft, run, tools) => {
      const outcome = whereNow(ctx, draft, run, tools, play(ctx, run, { type: 'crisis' }))
      return { ...outcome, replies: [...outcome.replies, offer] }
    },
    () => Promise.resolve({ replies: [offer] }),
  )
}
