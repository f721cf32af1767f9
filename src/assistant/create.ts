import type { Content, Language } from '../content/content.ts'
import { createDefinitions } from '../engine/engine.ts'
import { ABOUT } from '../features/index.ts'
import { createExpiry } from '../features/keeping/retention.ts'
import type { ClientDocument, CounsellorDocument } from '../records/model.ts'
import { DamagedFile, type FileRecords, NoAccess, StoreUnavailable } from '../records/records.ts'
import { type Alarm, createCrisisCheck, gravest } from '../safety/crisis.ts'
import { findPersonalData, mask } from '../safety/personal-data.ts'
import type { About } from '../turn/about.ts'
import type { Assistant, TurnResult } from '../turn/assistant.ts'
import { DoneBefore } from '../turn/change.ts'
import { clientHere, type Deps, inView, languageOf, type TurnContext, userKey } from '../turn/context.ts'
import { type Form, formIn } from '../turn/form.ts'
import { guideReply } from '../turn/guide.ts'
import { next } from '../turn/outcome.ts'
import { newName } from '../turn/people.ts'
import { changeIn, chatOf, isSettled, SILENCE, seenIn } from '../turn/place.ts'
import { damaged, type Reply, say, type ViewId } from '../turn/reply.ts'
import { refusal } from '../turn/rights.ts'
import type { Turn } from '../turn/turn.ts'
import { atHome } from './at-home.ts'
import { type Commands, createCommands } from './commands.ts'
import { deleted, edited } from './edited.ts'
import { unkept } from './forms.ts'
import { type Carried, createMemory } from './memory.ts'
import { type Done, done, lead, run } from './run.ts'
import { typed } from './typed.ts'

/**
 * The assistant over this content and these records.
 * @param boxes how the presentation shows a form: what it holds is read from its boxes
 * @param now the clock; a parameter so that transcripts can be tests
 */
export function createAssistant({
  content,
  records,
  boxes,
  now = () => new Date(),
}: {
  content: Content
  records: FileRecords
  boxes: Deps['boxes']
  now?: () => Date
}): Assistant {
  const definitions = createDefinitions(content.conversations)
  const commands = createCommands(content)
  const personal = (text: string) => {
    const found = findPersonalData(text)
    return { count: found.length, masked: mask(text, found) }
  }
  const deps: Deps = {
    content,
    records,
    definitions,
    crisis: createCrisisCheck(content.crisis),
    personal,
    now,
    expiry: createExpiry(records, now),
    boxes,
    atHome,
  }
  // Files about to be erased are looked up again after an erasure.
  records.onErased(() => deps.expiry.forgetAll())
  const memory = createMemory()

  return {
    async handle(turn) {
      const known = memory.of(turn)
      const first = await known.first()
      // A retry is about what stood on the screen when it came first.
      const before: Before = { first, screen: first ? first.screen : known.screen() }
      const handled = handle(deps, commands, turn, before)
      if (!first) known.remember(handled)
      const { result, failed } = await handled
      if (!failed) known.look(shownIn(result.replies, known.screen(), now))
      return result
    },
  }
}

/** What was known before a turn. */
type Before = Pick<Carried, 'screen'> & {
  /** On a retry: the first time. */
  first: Carried | undefined
}

interface Handled extends Carried {
  result: TurnResult
}

async function handle(deps: Deps, commands: Commands, turn: Turn, { first, screen }: Before): Promise<Handled> {
  const form = turn.input.kind === 'action' ? formIn(turn.input.data) : undefined
  const alarm = gravest(typedIn(turn, form).map(deps.crisis))
  const user = userKey(turn.user)
  if (turn.chat.group) return { result: await inGroup(deps, turn, alarm), failed: true }
  let counsellor: CounsellorDocument
  try {
    counsellor = seenIn(await deps.records.counsellor(user), chatOf(turn))
  } catch (error) {
    return {
      result: {
        language: languageOf({}, turn.locale),
        replies: [
          ...(alarm.tier === 1 ? [] : turned(deps.content, turn)),
          ...(await failed(deps, turn, error, { alarmed: alarm.tier === 1 })),
        ],
      },
      failed: true,
    }
  }
  const language = languageOf(counsellor, turn.locale)
  const ctx: TurnContext = {
    ...deps,
    turn,
    form,
    user,
    counsellor,
    language,
    alarm,
    action: { right: 'anyone' },
    files: new Map(),
    changed: new Set(),
    screen,
    earlier: first?.led,
    again: first !== undefined,
    wrote: false,
  }
  try {
    const come = lookedAt(ctx, withAlarm(ctx, await answer(ctx, commands)))
    const kept = await keepPlace(ctx, counsellor, come)
    const { replies, closed, hide } = come
    return { result: { language: kept, replies, closed, ...(hide ? { hide } : {}) }, led: ctx.led, screen, failed: false }
  } catch (error) {
    const focus = counsellor.focus?.client
    const replies = await failed(deps, turn, error, { alarmed: alarm.tier === 1, focus })
    // whoever may no longer write there keeps their own words to copy
    return { result: { language, replies: error instanceof NoAccess ? [...replies, ...unkept(ctx, undefined)] : replies }, failed: true }
  }
}

async function answer(ctx: TurnContext, commands: Commands): Promise<Done> {
  const { input } = ctx.turn
  switch (input.kind) {
    case 'text':
      return typed(ctx, commands, input.text, input.button)
    case 'action':
      return run(ctx, input.action, input.data)
    case 'edited':
      return edited(ctx, input.activity, input.text)
    case 'deleted':
      return deleted(ctx, input.activity)
    case 'attachment':
      return done([say('fileRefused')])
    case 'opened':
      return opened(ctx, input.back)
  }
}

/** The chat was opened. The first time: the welcome. After a break: the step where they were, unless they had looked away. */
async function opened(ctx: TurnContext, back: boolean): Promise<Done> {
  const view = inView(ctx)
  const home = () => run(ctx, ctx.counsellor.greeted ? 'home' : 'welcome', { opened: 'yes' })
  if (!back || !view) return home()
  try {
    return await lead(ctx, next('conversation.resume', { ...view, welcome: 'yes' }))
  } catch (error) {
    if (error instanceof NoAccess) return run(ctx, 'home', { opened: 'yes' })
    throw error
  }
}

/** What a chat shows now: the step that came last, or the one that is still there; of a run resumed in a detour no step yet. */
function shownIn(replies: readonly Reply[], screen: Carried['screen'], now: () => Date): NonNullable<Carried['screen']> {
  const step = replies.findLast((reply) => reply.view === 'step')
  const waiting = replies.findLast((reply) => reply.view === 'guide')?.run?.id
  const at = now().getTime()
  if (step) return { run: step.run.id, visit: step.visit, at }
  if (waiting && waiting !== screen?.run) return { run: waiting, at }
  // Another page after a long silence brings no step back to mind.
  return { run: screen?.run, visit: screen?.visit, at: screen && at - screen.at > SILENCE ? screen.at : at }
}

/** Marks the run in view where a page of another client came after it: what is typed under that may not be an answer to the run. */
function lookedAt(ctx: TurnContext, come: Done): Done {
  const view = inView(ctx)
  const pages = come.replies.filter((reply) => reply.view !== 'notice')
  const clients = pages.flatMap((reply) => (ABOUT[reply.view] as About<ViewId>)(reply)).filter((id) => id !== undefined)
  if (!view || clients.length === 0 || clients.includes(view.client)) return come
  return { ...come, focus: { ...view, beside: true } }
}

/** Puts the crisis plan before the replies, unless it is already there. For a quiet sign one line with a button to it; the talk goes on. */
function withAlarm(ctx: TurnContext, come: Done): Done {
  const { alarm } = ctx
  if (alarm.tier === 0 || come.alarm === 'known') return come
  if (alarm.tier === 2) return come.alarm ? come : { ...come, replies: [quietSign(alarm, inView(ctx)), ...come.replies] }
  if (!come.alarm)
    return { ...come, replies: [{ ...guideReply(ctx.content, 'crisis', atClient(ctx)), before: { key: 'crisisFound' } }, ...come.replies] }
  const later = come.replies.some((reply) => reply.view === 'guide' && reply.run?.mode === 'afterwards')
  return { ...come, replies: [say(later ? 'crisisFoundLater' : 'crisisFound'), ...come.replies] }
}

/** The client whose page stands here, if their file was read already: the plan then shows the numbers of their country. */
function atClient(ctx: TurnContext): { client?: ClientDocument } {
  const client = ctx.files.get(clientHere(ctx)?.client ?? '')
  return client ? { client } : {}
}

/** A card of the plan that was asked for by a button of it: it needs no file. */
function turned(content: Content, { input }: Turn): Reply[] {
  if (input.kind !== 'action' || !(input.action === 'crisis' || (input.action === 'guide' && input.data.guide === 'crisis'))) return []
  const { card, from } = input.data
  return [guideReply(content, 'crisis', { ...(typeof card === 'string' ? { card } : {}), ...(typeof from === 'string' ? { from } : {}) })]
}

const quietSign = ({ denied }: Alarm, run?: { client: string; run: string }): Reply =>
  say(denied ? 'crisisDenied' : 'quietSign', undefined, [{ action: 'crisis', data: run ? { client: run.client, run: run.run } : {} }])

/** Writes the counsellor's document if anything in it changed. @param before as it was at the start @returns the language to answer in */
async function keepPlace(ctx: TurnContext, before: CounsellorDocument, { focus, counsellors }: Done): Promise<Language> {
  const wanted = focus === undefined ? before.focus : (focus ?? undefined)
  const moved = JSON.stringify(wanted) !== JSON.stringify(before.focus)
  const name = newName(before, ctx.turn.user.name)
  // From its first turn a chat has a place of its own, so that nothing done in another one changes it.
  if (isSettled(before, chatOf(ctx.turn)) && counsellors.length === 0 && !moved && !name) return ctx.language
  try {
    return await ctx.records.changeCounsellor(ctx.user, (draft) => {
      changeIn(draft, chatOf(ctx.turn), focus, counsellors)
      if (name) draft.name = name
      const touched = ctx.now().toISOString()
      draft.clients = draft.clients.map((entry) => (entry.id === wanted?.client ? { ...entry, touched } : entry))
      return languageOf(draft, ctx.turn.locale)
    })
  } catch (error) {
    // The client's file has been written, so it would be untrue to say that nothing was kept. The place can be found again from the file.
    if (error instanceof StoreUnavailable && counsellors.length === 0) return ctx.language
    throw error
  }
}

/** In a group others can read along, so no client data at all is shown. The crisis plan contains none, so it is shown here too. */
async function inGroup({ content, records }: Deps, turn: Turn, alarm: Alarm): Promise<TurnResult> {
  const { user, locale, input } = turn
  // Failing to read the counsellor's language is not a reason not to answer.
  const own = await records.counsellor(userKey(user)).catch(() => ({}))
  const plan = alarm.tier === 1 ? [guideReply(content, 'crisis')] : alarm.tier === 2 ? [quietSign(alarm)] : turned(content, turn)
  return {
    language: languageOf(own, locale),
    replies: [...plan, ...(input.kind === 'edited' || input.kind === 'deleted' ? [] : [say('group')])],
  }
}

/** What went wrong, as a line that says what to do. The crisis plan is shown even if nothing can be read or written. */
async function failed(
  deps: Deps,
  turn: Turn,
  error: unknown,
  { alarmed, focus }: { alarmed: boolean; focus?: string },
): Promise<TurnResult['replies']> {
  const plan = alarmed ? [guideReply(deps.content, 'crisis')] : []
  if (error instanceof NoAccess) return [...plan, await refusal(deps, userKey(turn.user), clientsIn(turn, focus))]
  if (error instanceof StoreUnavailable) return [...plan, say('storeUnavailable')]
  if (error instanceof DamagedFile) return [...plan, damaged()]
  if (error instanceof DoneBefore) return [...plan, say('alreadyDone')]
  throw error
}

/** Ids of the clients named on a card, or of the one in view. */
function clientsIn({ input }: Turn, focus: string | undefined): string[] {
  const named = input.kind === 'action' ? [input.data.client, input.data.to] : [focus]
  return named.filter((id) => typeof id === 'string')
}

/**
 * Everything typed in this turn, to check for words of crisis: however long, since what is too long to keep is still read. Of a form what was
 * changed in it. Each box is read by itself: what stands in another, or an id, is not part of its sentences.
 */
function typedIn({ input }: Turn, form?: Form): string[] {
  if (input.kind === 'text' || input.kind === 'edited') return [input.text]
  if (input.kind !== 'action') return []
  return Object.values(form?.changed ?? input.data).filter((value) => typeof value === 'string')
}
