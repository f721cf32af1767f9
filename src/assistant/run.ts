/**
 * Runs an action and follows where it leads, so that no feature has to call another one to show something. What actions declare is enforced
 * here.
 */
import type { z } from 'zod'
import { ACTIONS } from '../features/index.ts'
import { type ActionId, textsOf, type Way } from '../page/button.ts'
import type { Notice } from '../page/notice.ts'
import type { ClientDocument, CounsellorDocument } from '../records/model.ts'
import { DamagedFile, NoAccess, StoreUnavailable } from '../records/records.ts'
import { ChangedMeanwhile, change, changeRun, DoneBefore, NotInProgress, takeEarlier } from '../turn/change.ts'
import { type Confirm, languageOf, type TurnContext } from '../turn/context.ts'
import type { AnyAction } from '../turn/feature.ts'
import { next as goTo, type Next, type Outcome, type Shown } from '../turn/outcome.ts'
import { chatOf, seenIn } from '../turn/place.ts'
import { damaged, type Reply, say, unknownAction } from '../turn/reply.ts'
import { clientFor, openAndNote } from '../turn/rights.ts'
import { backOf, bare, beside, compared, unchanged, unkept } from './forms.ts'

/** Actions in one turn; more than this is a loop. */
const MOST_STEPS = 5

/** The outcome of a turn. */
export interface Done extends Shown {
  /** Changes to the counsellor's document, in order. */
  counsellors: ((draft: CounsellorDocument) => void)[]
}

const actionOf = (id: string): AnyAction | undefined => (Object.hasOwn(ACTIONS, id) ? ACTIONS[id as ActionId] : undefined)

/** Runs the action that a card or typed word asks for. @param id any string: it may come from a forged card */
export async function run(ctx: TurnContext, id: string, raw: Record<string, unknown>): Promise<Done> {
  const { asked, first, last } = await beside(ctx, id, raw)
  if (asked) return follow(ctx, () => asked)
  let said: Notice['key'] | undefined
  const own = raw.save === undefined && raw.leave === undefined
  const done = await follow(ctx, async () => {
    const outcome = own ? await carryOut(ctx, id, raw, 0) : await carryOut(ctx, id, bare(raw, ctx.form))
    if ('next' in outcome) said = (outcome.notice ?? outcome.closed?.notice)?.key
    return outcome
  })
  const lost = said === 'nothingKept' || said === 'nothingKeptWaits' ? unkept(ctx, raw.client) : []
  return { ...done, replies: [...first, ...lost, ...done.replies, ...last] }
}

/** Follows where something already done leads. */
export const lead = (ctx: TurnContext, led: Next): Promise<Done> => follow(ctx, () => led)

/** An outcome of just these replies. */
export const done = (replies: Reply[], focus?: Done['focus']): Done => ({
  replies,
  counsellors: [],
  focus,
})

/** @param begin gives the first outcome, which says where to go next */
async function follow(ctx: TurnContext, begin: () => Promise<Outcome> | Outcome): Promise<Done> {
  const done: Done = { replies: [], counsellors: [] }
  let outcome = await begin()
  for (let steps = 0; ; steps++) {
    gather(ctx, done, outcome)
    if ('replies' in outcome) {
      done.replies.push(...outcome.replies)
      return done
    }
    if (steps === MOST_STEPS) throw new Error(`${outcome.next} leads in a circle`)
    done.replies.push(...(outcome.lines ?? []))
    outcome = await goOn(ctx, done, outcome)
  }
}

/** Runs what comes next. If that fails, what was done before it stands, and the line says so. */
async function goOn(ctx: TurnContext, done: Done, outcome: Next): Promise<Outcome> {
  const { next, data, notice, closed } = outcome
  try {
    if (ctx.wrote) await lookAgain(ctx, done)
    return withNotice(await carryOut(ctx, next, data as Record<string, unknown>), notice)
  } catch (error) {
    const stands = notice ?? closed?.notice
    if (!ctx.led || !stands) throw error
    if (error instanceof StoreUnavailable || error instanceof NoAccess) return { replies: [{ view: 'notice', notice: stands }] }
    if (error instanceof DamagedFile) return { replies: [{ view: 'notice', notice: stands }, damaged()] }
    throw error
  }
}

/** Collects what an outcome says besides its replies; the actions after it see the counsellor as they will be. */
function gather(ctx: TurnContext, done: Done, { focus, counsellor: change, closed, alarm, hide }: Outcome): void {
  if (focus !== undefined) {
    done.focus = focus
    ctx.counsellor = { ...ctx.counsellor, focus: focus ?? undefined }
  }
  if (change) {
    done.counsellors.push(change)
    const copy = structuredClone(ctx.counsellor)
    change(copy)
    ctx.counsellor = copy
    ctx.language = languageOf(copy, ctx.turn.locale)
  }
  done.closed ??= closed
  done.alarm ??= alarm
  done.hide ??= hide
}

/** Reads again what the records changed outside `change`, before it is shown. */
async function lookAgain(ctx: TurnContext, done: Done): Promise<void> {
  ctx.wrote = false
  for (const id of ctx.files.keys()) if (!ctx.changed.has(id)) ctx.files.delete(id)
  const found = seenIn(await ctx.records.counsellor(ctx.user), chatOf(ctx.turn))
  for (const change of done.counsellors) change(found)
  ctx.counsellor = done.focus === undefined ? found : { ...found, focus: done.focus ?? undefined }
}

/** Puts the line above the first page of what comes next. */
function withNotice(outcome: Outcome, notice: Notice | undefined): Outcome {
  if (!notice) return outcome
  if (!('replies' in outcome)) return { ...outcome, notice }
  const [first, ...rest] = outcome.replies
  return first ? { ...outcome, replies: [{ ...first, before: notice }, ...rest] } : outcome
}

/** How often a form is compared again because the file was changed meanwhile. */
const MOST_TRIES = 5

/**
 * Runs one action: validates its data, asks its question, checks its right.
 * @param tried for an action that takes the boxes of the card: how often they were compared already
 */
async function carryOut(ctx: TurnContext, id: string, raw: Record<string, unknown>, tried?: number): Promise<Outcome> {
  const action = actionOf(id)
  if (!action) return { replies: [unknownAction()] }
  const parsed = action.data.safeParse(raw)
  if (!parsed.success) return { replies: [unknownAction()] }
  // A retry: this was done before and led here.
  const earlier = 'run' in action ? takeEarlier(ctx) : undefined
  if (earlier) return earlier
  const { data } = parsed
  const { right, did, words } = action
  ctx.action = { right, did, words }
  const asks = [action.confirm ?? []].flat().filter(({ showing }) => showing || raw.sure !== 'yes')
  if (asks.length > 0) {
    const client = await clientFor(ctx, data.client, right === 'owner' || right === 'write' ? right : 'read')
    for (const one of asks) if ((await one.when?.(data, client, ctx)) ?? true) return { replies: [question(id, one, data, client)] }
  }
  try {
    if (tried === undefined || !action.form) return await perform(ctx, action, data)
    const same = tried === 0 ? unchanged(ctx, action, data, raw) : undefined
    const met = same ? { data: same } : await compared(ctx, action, data, raw)
    if ('replies' in met) return met
    const outcome = await perform(ctx, action, action.data.parse(met.data))
    // What was refused is not in the file, so it stays in its form.
    const refused = 'next' in outcome && outcome.notice?.key.startsWith('refused.') && outcome.notice
    if (!refused) return outcome
    const { back } = same ? await backOf(ctx, action, data, raw) : met
    return back ? { replies: [{ ...back, before: refused }] } : outcome
  } catch (error) {
    if (error instanceof DoneBefore && data.client) return asItIs(ctx, data)
    if (error instanceof ChangedMeanwhile && tried !== undefined && tried < MOST_TRIES) {
      ctx.files.delete(data.client)
      ctx.compared = undefined
      return carryOut(ctx, id, raw, tried + 1)
    }
    if (!(error instanceof NotInProgress)) throw error
    return error.finished && 'inRun' in action && action.finished ? action.finished(ctx, data) : notInProgress(ctx, data, error)
  }
}

/** @throws NotInProgress if it needs a run in progress that is not running (any more) */
async function perform(ctx: TurnContext, action: AnyAction, data: z.output<AnyAction['data']>): Promise<Outcome> {
  const { right } = action
  if ('run' in action) {
    if (right !== 'anyone' && right !== 'receiver' && data.client !== undefined) await clientFor(ctx, data.client, right)
    const { led } = ctx
    const outcome = await action.run(ctx, data)
    if ('replies' in outcome) return outcome
    ctx.wrote = true
    // `change` calls inside the action do not decide where it leads.
    ctx.led = led ?? outcome
    return outcome
  }
  if ('show' in action) return action.show(ctx, data, await (action.look ? openAndNote : clientFor)(ctx, data.client, action.right))
  if ('change' in action) return change(ctx, data.client, (file) => action.change(ctx, data, file))
  return changeRun(ctx, data, (file) => action.inRun(ctx, data, file))
}

function question(
  action: string,
  { what, danger, back, values, showing }: Confirm<Record<string, unknown>>,
  data: Record<string, unknown>,
  client: ClientDocument,
): Reply {
  const asked = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, value === undefined ? undefined : String(value)]))
  return {
    view: 'confirm',
    what,
    action,
    data: { ...textsOf(asked), ...showing?.(client), sure: 'yes' },
    cancel: back(data),
    values: values?.(client),
    danger,
  }
}

/** Only shows, for a retry of what only showed something. */
async function asItIs(ctx: TurnContext, { client, run }: { client: string; run?: string }): Promise<Outcome> {
  const { runs } = await clientFor(ctx, client, 'read')
  return run && runs.some(({ id }) => id === run) ? goTo('conversation.here', { client, run }) : goTo('client.open', { client })
}

/** The run ended meanwhile: show the card that preparing ended in, or one line that says so. */
function notInProgress(ctx: TurnContext, ids: { client: string; run: string }, { finished, led }: NotInProgress): Outcome {
  const { focus } = ctx.counsellor
  // An old card of another run does not change which one is in view.
  const away = focus?.run === ids.run ? { focus: { client: ids.client, away: true as const } } : {}
  if (led?.next === 'conversation.card') return { ...led, ...away, closed: undefined, notice: { key: 'alreadyDone' } }
  const way: Way = finished
    ? { action: 'answers', data: { client: ids.client, run: ids.run } }
    : { action: 'client.open', data: { client: ids.client } }
  // with the words that have no place any more
  const lost = finished ? [] : unkept(ctx, ids.client)
  return { replies: [say(finished ? 'refused.finished' : 'runGone', undefined, [way]), ...lost], ...away }
}
