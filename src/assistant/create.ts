import { hash } from 'node:crypto'
import type { Content, Language } from '../content/content.ts'
import { compile } from '../engine/engine.ts'
import { createExpiry } from '../features/keeping/retention.ts'
import type { CounsellorDocument } from '../records/model.ts'
import { DamagedFile, type FileRecords, NoAccess, StoreUnavailable } from '../records/records.ts'
import { createCrisisCheck } from '../safety/crisis.ts'
import { findPersonalData, mask } from '../safety/personal-data.ts'
import type { Assistant, TurnResult } from '../turn/assistant.ts'
import { type Deps, inView, languageOf, type Screen, type TurnContext, userKey } from '../turn/context.ts'
import { guideReply } from '../turn/guide.ts'
import { type Next, next } from '../turn/outcome.ts'
import { newName } from '../turn/people.ts'
import { changeIn, chatOf, seenIn } from '../turn/place.ts'
import { damaged, type Reply, say } from '../turn/reply.ts'
import { refusal } from '../turn/rights.ts'
import type { Turn } from '../turn/turn.ts'
import { atHome } from './at-home.ts'
import { type Commands, createCommands } from './commands.ts'
import { deleted, edited } from './edited.ts'
import { type Done, done, lead, run } from './run.ts'
import { typed } from './typed.ts'

/** Number of turns whose destination is remembered. */
const REMEMBERED = 500

/**
 * The assistant over this content and these records.
 * @param now the clock; a parameter so that transcripts can be tests
 */
export function createAssistant({
  content,
  records,
  now = () => new Date(),
}: {
  content: Content
  records: FileRecords
  now?: () => Date
}): Assistant {
  const definitions = new Map([...content.conversations].map(([id, conversation]) => [id, compile(conversation)]))
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
    atHome,
  }
  // Files about to be erased are looked up again after an erasure.
  records.onErased(() => deps.expiry.forgetAll())
  // Where turns that wrote something led: actions and ids only, so nothing here has to be forgotten when a client is erased.
  const led = new Map<string, Promise<Next | undefined>>()
  const screens = new Map<string, Screen>()

  return {
    async handle(turn) {
      const key = hash('sha256', JSON.stringify([userKey(turn.user), turn.chat.id, turn.id]), 'base64')
      // A retry that arrives while the first is still running waits for it.
      const earlier = await led.get(key)
      const handled = handle(deps, commands, turn, { earlier, screens })
      if (!earlier) remember(led, key, handled)
      return (await handled).result
    },
  }
}

function remember(led: Map<string, Promise<Next | undefined>>, key: string, handled: Promise<Handled>): void {
  // A failed turn is not remembered: the next try may succeed.
  led.set(
    key,
    handled.then(
      ({ led: way }) => way,
      () => undefined,
    ),
  )
  const oldest = led.size > REMEMBERED ? led.keys().next().value : undefined
  if (oldest !== undefined) led.delete(oldest)
}

interface Handled {
  result: TurnResult
  /** Where it led, once something was written. */
  led?: Next
}

/** @param earlier on a retry, where this activity led the first time @param screens what each chat shows, by person and chat */
async function handle(
  deps: Deps,
  commands: Commands,
  turn: Turn,
  { earlier, screens }: { earlier: Next | undefined; screens: Map<string, Screen> },
): Promise<Handled> {
  const alarm = deps.crisis(typedIn(turn))
  const user = userKey(turn.user)
  if (turn.chat.group) return { result: await inGroup(deps, turn, alarm) }
  let counsellor: CounsellorDocument
  try {
    counsellor = seenIn(await deps.records.counsellor(user), chatOf(turn))
  } catch (error) {
    return { result: { language: languageOf({}, turn.locale), replies: await failed(deps, turn, error, { alarmed: alarm.found }) } }
  }
  const language = languageOf(counsellor, turn.locale)
  const ctx: TurnContext = {
    ...deps,
    turn,
    user,
    counsellor,
    language,
    alarm,
    action: { right: 'anyone' },
    files: new Map(),
    changed: new Set(),
    screen: screens.get(`${user} ${chatOf(turn)}`),
    earlier,
    wrote: false,
  }
  try {
    const come = withAlarm(ctx, await answer(ctx, commands))
    const kept = await keepPlace(ctx, counsellor, come)
    const { replies, closed } = come
    look(screens, `${user} ${chatOf(turn)}`, replies, ctx)
    return { result: { language: kept, replies, closed }, led: ctx.led }
  } catch (error) {
    const focus = counsellor.focus?.client
    return { result: { language, replies: await failed(deps, turn, error, { alarmed: alarm.found, focus }) } }
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

/** Remembers what a chat shows now: the step that came last, or the one that is still there. */
function look(screens: Map<string, Screen>, key: string, replies: readonly Reply[], { screen, now }: TurnContext): void {
  const step = replies.findLast((reply) => reply.view === 'step')
  const shown = step ? { run: step.run.id, visit: step.visit } : { run: screen?.run, visit: screen?.visit }
  screens.delete(key)
  screens.set(key, { ...shown, at: now().getTime() })
  const oldest = screens.size > REMEMBERED ? screens.keys().next().value : undefined
  if (oldest !== undefined) screens.delete(oldest)
}

/** Puts the crisis plan before the replies, unless it is already there. */
function withAlarm(ctx: TurnContext, come: Done): Done {
  if (!ctx.alarm.found || come.alarm === 'known') return come
  const key = ctx.alarm.softened ? 'crisisSoftened' : 'crisisFound'
  const plan = come.alarm ? say(key) : { ...guideReply(ctx.content, 'crisis'), before: { key } as const }
  return { ...come, replies: [plan, ...come.replies] }
}

/** Writes the counsellor's document if anything in it changed. @param before as it was at the start @returns the language to answer in */
async function keepPlace(ctx: TurnContext, before: CounsellorDocument, { focus, counsellors }: Done): Promise<Language> {
  const wanted = focus === undefined ? before.focus : (focus ?? undefined)
  const moved = JSON.stringify(wanted) !== JSON.stringify(before.focus)
  const name = newName(before, ctx.turn.user.name)
  // From its first turn a chat has a place of its own, so that nothing done in another one changes it.
  const here = before.chats?.some(({ chat }) => chat === chatOf(ctx.turn))
  if (here && counsellors.length === 0 && !moved && !name) return ctx.language
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
async function inGroup({ content, records }: Deps, { user, locale, input }: Turn, alarm: { found: boolean }): Promise<TurnResult> {
  // Failing to read the counsellor's language is not a reason not to answer.
  const own = await records.counsellor(userKey(user)).catch(() => ({}))
  const plan = alarm.found ? [guideReply(content, 'crisis')] : []
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
  throw error
}

/** Ids of the clients named on a card, or of the one in view. */
function clientsIn({ input }: Turn, focus: string | undefined): string[] {
  const named = input.kind === 'action' ? [input.data.client, input.data.to] : [focus]
  return named.filter((id) => typeof id === 'string')
}

/** Characters checked for words of crisis: several times the longest text that is accepted. */
const MOST_CHECKED = 50_000

/** Everything typed in this turn, to check for words of crisis. */
function typedIn({ input }: Turn): string {
  if (input.kind === 'text' || input.kind === 'edited') return input.text.slice(0, MOST_CHECKED)
  if (input.kind !== 'action') return ''
  return Object.values(input.data)
    .filter((value) => typeof value === 'string')
    .join('\n')
    .slice(0, MOST_CHECKED)
}
