/** Changing a client's file: everything a turn changes in it is one write, or nothing is written. */
import type { Mode } from '../content/schema.ts'
import { audit, headOf, type Verb } from '../records/audit.ts'
import type { ClientDocument, Handled, Run } from '../records/model.ts'
import type { FinishedRuns } from '../records/records.ts'
import type { Declared, TurnContext } from './context.ts'
import type { Next } from './outcome.ts'
import { visitHere } from './place.ts'
import { rememberShown } from './shown.ts'

/** Handled activities kept; a channel retries no further back. */
const KEPT = 4

/** Where this activity led the first time, if it is a retry. Returned once, so that the actions after it run normally. */
export function takeEarlier(ctx: TurnContext): Next | undefined {
  const { earlier } = ctx
  ctx.earlier = undefined
  ctx.led ??= earlier
  return earlier
}

/** A client's file while an action changes it. */
export interface OpenFile {
  draft: ClientDocument
  /** For changes to finished conversations, in the same write. */
  finishedRuns: FinishedRuns
  /** Whether what the action writes down may be kept, in this run or outside any. */
  keeps(run?: Pick<Run, 'mode'>): boolean
}

/**
 * Whether words may be kept: the counsellor's own always, the client's only with consent. In prepare mode the client says nothing, so the
 * notes are the counsellor's own.
 */
export const mayKeep = (words: 'client' | 'counsellor' | undefined, client: ClientDocument, mode?: Mode): boolean =>
  words === 'counsellor' || (words === 'client' && (client.consent.state === 'given' || mode === 'prepare'))

/**
 * Changes a client's file. Checks the right to write; does the work and adds the audit line and what comes next in one write under one
 * lock. A retry of an activity already handled changes nothing and leads where it led then.
 * @param did defaults to what the action declares
 * @throws NoAccess, StoreUnavailable, DamagedFile, DoneBefore, and whatever `work` throws
 */
export async function change(ctx: TurnContext, client: string, work: (file: OpenFile) => Next, did = ctx.action.did): Promise<Next> {
  if (!did) throw new Error('an action that changes a file declares what the audit says of it')
  const earlier = takeEarlier(ctx)
  if (earlier) return earlier
  const { words } = ctx.action
  const led = await ctx.records.changeClient(ctx.user, client, (draft, finishedRuns) => {
    const outcome = record(ctx, draft, did, () => work({ draft, finishedRuns, keeps: (run) => mayKeep(words, draft, run?.mode) }))
    ctx.files.set(client, ctx.records.seenBy(ctx.user, draft))
    return outcome
  })
  ctx.changed.add(client)
  ctx.led ??= led
  return led
}

/** Does the work unless this activity was handled before; adds the audit line and what comes next to the same document. */
function record(ctx: TurnContext, draft: ClientDocument, did: Verb, work: () => Next): Next {
  const { id: activity, channel, chat } = ctx.turn
  const earlier = handledIn(ctx, draft)
  if (earlier) return earlier
  const { compared } = ctx
  if (compared?.client === draft.id && compared.head !== headOf(draft)) throw new ChangedMeanwhile()
  const outcome = work()
  if (ctx.again) throw new DoneBefore()
  rememberShown(draft, ctx.turn)
  audit(draft, { by: ctx.user, at: ctx.now().toISOString(), did, channel })
  draft.handled = [...draft.handled, { activity, chat: chat.id, next: keptOf(outcome) }].slice(-KEPT)
  return outcome
}

/** What is stored of where a turn led: ids, keys of lines, counts and days, but no words. */
function keptOf({ next, data, notice, lines, from, focus, closed, alarm }: Next): Next {
  return { next, data, notice, lines, from, focus, closed, alarm }
}

/** Where this activity led before, if this file records that it was handled. */
export function handledIn({ turn }: TurnContext, client: ClientDocument): Next | undefined {
  const earlier: Handled | undefined = client.handled.find(({ activity, chat }) => activity === turn.id && chat === turn.chat.id)
  return earlier?.next as Next | undefined
}

/** The file was changed after a form was compared with it: it has to be compared again. */
export class ChangedMeanwhile extends Error {}

/**
 * As `change`, for what is kept before the button that was pressed does its own. A retry keeps the same again, which changes nothing, so the
 * activity does not count as handled.
 * @param work changes the file and returns whether it did
 */
export async function changeBefore(
  ctx: TurnContext,
  client: string,
  work: (file: OpenFile) => boolean,
  { did, words }: Declared,
): Promise<void> {
  if (!did) throw new Error('an action that changes a file declares what the audit says of it')
  await ctx.records.changeClient(ctx.user, client, (draft, finishedRuns) => {
    if (!work({ draft, finishedRuns, keeps: (run) => mayKeep(words, draft, run?.mode) })) return
    audit(draft, { by: ctx.user, at: ctx.now().toISOString(), did, channel: ctx.turn.channel })
    ctx.files.set(client, ctx.records.seenBy(ctx.user, draft))
    ctx.changed.add(client)
  })
}

/** This activity came before, so whatever is left to do only shows: what only showed then may find a changed file now. */
export class DoneBefore extends Error {}

/** The run is not in progress (any more): finished, gone, or never in this file. Nothing was written. */
export class NotInProgress extends Error {
  readonly finished: boolean
  /** Where the run's last turn led, such as the card that preparing ended in. */
  readonly led: Next | undefined
  constructor(finished: boolean, led?: Next) {
    super('not in progress')
    this.finished = finished
    this.led = led
  }
}

/** The error to throw if this run is not in progress in the client's file. */
export function ended({ finished, handled }: ClientDocument, run: string): NotInProgress {
  const led = handled.map(({ next }) => next as Next).findLast(({ data }) => (data as { run?: string }).run === run)
  return new NotInProgress(
    finished.some((one) => one.id === run),
    led,
  )
}

/** As `change`, for a run in progress. @throws NotInProgress too */
export const changeRun = (
  ctx: TurnContext,
  ids: { client: string; run: string },
  work: (file: OpenFile & { run: Run }) => Next,
  did?: Verb,
): Promise<Next> =>
  change(
    ctx,
    ids.client,
    (file) => {
      const run = file.draft.runs.find((one) => one.id === ids.run)
      if (!run) throw ended(file.draft, ids.run)
      const from = { client: ids.client, run: ids.run, visit: visitHere(ctx, run), detour: run.session.detour !== undefined }
      return { ...work({ ...file, run }), from }
    },
    did,
  )
