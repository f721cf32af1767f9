/** A message that was edited or deleted: offers to correct or remove the answer it gave. */
import { trimmed } from '../content/fold.ts'
import { LIMITS } from '../content/limits.ts'
import { valueMark } from '../content/marks.ts'
import { whereLed } from '../features/conversation/walk/led.ts'
import type { NoticeKey } from '../page/notice.ts'
import type { ClientDocument, Run } from '../records/model.ts'
import { DamagedFile, NoAccess } from '../records/records.ts'
import { changeRun, NotInProgress } from '../turn/change.ts'
import type { TurnContext } from '../turn/context.ts'
import type { Next } from '../turn/outcome.ts'
import { play } from '../turn/play.ts'
import { type ReplyOf, say } from '../turn/reply.ts'
import { clientFor } from '../turn/rights.ts'
import { type Done, done, lead } from './run.ts'

/** How many files besides the open one are searched for the answer: those changed last. */
const CLIENTS = 5
/** How many finished conversations of the open file are searched, and of each of the others: the latest. */
const FINISHED = 3
const FINISHED_ELSEWHERE = 1

interface Given {
  ids: { client: string; run: string }
  visit: string
  /** Of the answer. */
  mark: string
}

/** The visit whose current value came from this message, masked or not; an answer changed since is not offered. */
const visitOf = (run: Run, activity: string): string | undefined =>
  Object.keys(run.stamps).find((visit) => {
    const last = run.stamps[visit]?.findLast(({ masked }) => !masked)
    return last?.activity === activity && run.session.answers[visit]?.value
  })

function inRuns(client: ClientDocument, runs: readonly Run[], activity: string): Given | undefined {
  for (const run of runs) {
    const visit = visitOf(run, activity)
    if (visit) return { ids: { client: client.id, run: run.id }, visit, mark: valueMark(run.session.answers[visit]?.value) }
  }
  return undefined
}

/** The file in which this message became a note beside the answers; only the last turns of a file are known. */
const isNotedIn = (ctx: TurnContext, { handled }: ClientDocument, message: string): boolean =>
  handled.some(
    ({ activity, chat, next }) =>
      activity === message && chat === ctx.turn.chat.id && NOTED.has((next as Partial<Next>).notice?.key as NoticeKey),
  )
const NOTED: ReadonlySet<NoticeKey> = new Set(['noteSaved', 'noteSavedPrivate'])

/** Finds what this message became: in the open file first (runs in progress, then the latest finished), then in others. */
async function find(ctx: TurnContext, activity: string): Promise<Given | { noted: string } | undefined> {
  const { focus, clients } = ctx.counsellor
  const others = clients.toSorted((a, b) => b.touched.localeCompare(a.touched)).map(({ id }) => id)
  const ids = [...new Set([...(focus ? [focus.client] : []), ...others])].slice(0, CLIENTS + 1)
  for (const id of ids) {
    try {
      const client = await clientFor(ctx, id, 'read')
      const latest = client.finished.slice(id === focus?.client ? -FINISHED : -FINISHED_ELSEWHERE).toReversed()
      const given = inRuns(client, client.runs, activity)
      if (given) return given
      if (isNotedIn(ctx, client, activity)) return { noted: id }
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

/** A note is set right by hand, in the list where all of them stand. */
const noteStands = (client: string): ReplyOf<'notice'> => say('noteStands', undefined, [{ action: 'notes', data: { client } }])

export async function edited(ctx: TurnContext, activity: string, text: string): Promise<Done> {
  const words = trimmed(text)
  if (!words) return deleted(ctx, activity)
  if (words.length > LIMITS.text) return done([say('tooLong', { count: LIMITS.text })])
  const given = await find(ctx, activity)
  if (!given) return done([say('editedElse')])
  if ('noted' in given) return done([noteStands(given.noted)])
  const { ids, visit } = given
  const offer: ReplyOf<'confirm'> = {
    view: 'confirm',
    what: 'editOffer',
    action: 'edit.apply',
    data: { ...ids, visit, text: words, message: activity },
    cancel: { action: 'edit.ignore', data: ids },
  }
  if (ctx.alarm.tier !== 1) return done([offer])
  ctx.action = { right: 'write', did: 'conversation crisis' }
  try {
    // The conversation waits while the plan is shown.
    const led = await lead(ctx, await changeRun(ctx, ids, (file) => whereLed(ctx, file, play(ctx, file.run, { type: 'crisis' }))))
    return { ...led, replies: [...led.replies, offer] }
  } catch (error) {
    // A finished conversation has nothing to wait for.
    if (error instanceof NotInProgress) return done([offer])
    throw error
  }
}

/** The channel took the message away; the answer stands in the file until the counsellor removes it there. */
export async function deleted(ctx: TurnContext, activity: string): Promise<Done> {
  const given = await find(ctx, activity)
  // most likely a command
  if (!given) return done([])
  if ('noted' in given) return done([noteStands(given.noted)])
  const { ids, visit, mark } = given
  const remove = { action: 'answer.remove', data: { ...ids, visit, mark } } as const
  return done([say('deletedStands', undefined, [remove, { action: 'edit.ignore', data: ids }])])
}
