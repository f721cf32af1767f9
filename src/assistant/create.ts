import { hash } from 'node:crypto'
import type { Content } from '../content/content.ts'
import { compile } from '../engine/engine.ts'
import { resumeConversation } from '../features/conversation/walk/conversations.ts'
import { withAlarm } from '../features/guides/crisis.ts'
import { guideView } from '../features/guides/guide.ts'
import { home, welcome } from '../features/home/home.ts'
import { createExpiry } from '../features/keeping/retention.ts'
import type { CounsellorDocument } from '../records/model.ts'
import { DamagedFile, type FileRecords, NoAccess, StoreUnavailable } from '../records/records.ts'
import { createCrisisCheck } from '../safety/crisis.ts'
import { findPersonalData, mask } from '../safety/personal-data.ts'
import type { Assistant, TurnResult } from '../turn/assistant.ts'
import { type Deps, languageOf, type Outcome, RunGone, say, type TurnContext, unknownAction, userKey } from '../turn/context.ts'
import { newName } from '../turn/people.ts'
import { refusal } from '../turn/rights.ts'
import type { Turn } from '../turn/turn.ts'
import { HANDLERS } from './actions.ts'
import { type Commands, createCommands } from './commands.ts'
import { edited } from './edited.ts'
import { typed } from './typed.ts'

/** Turns answered lately, so that a retry without a client's file (home, a list) gets the same reply too. */
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
  }
  const answered = new Map<string, Promise<TurnResult>>()

  return {
    handle(turn) {
      const key = hash('sha256', JSON.stringify([userKey(turn.user), turn.conversation.id, turn.id]), 'base64')
      const earlier = answered.get(key)
      if (earlier) return earlier
      const forget = () => {
        for (const other of answered.keys()) if (other !== key) answered.delete(other)
      }
      const result = handle(deps, commands, turn, forget)
      answered.set(key, result)
      // What failed may succeed at the next try.
      result.catch(() => answered.delete(key))
      const oldest = answered.size > REMEMBERED ? answered.keys().next().value : undefined
      if (oldest !== undefined) answered.delete(oldest)
      return result
    },
  }
}

/** @param forget called when words left a file: what was answered earlier may hold them */
async function handle(deps: Deps, commands: Commands, turn: Turn, forget: () => void): Promise<TurnResult> {
  const alarm = deps.crisis(typedIn(turn))
  const user = userKey(turn.user)
  if (turn.conversation.group) return inGroup(deps, turn, alarm)
  let counsellor: CounsellorDocument
  try {
    counsellor = await deps.records.counsellor(user)
  } catch (error) {
    return { language: languageOf(NOBODY, turn.locale), replies: await failed(error, alarm.found, deps, turn) }
  }
  const ctx: TurnContext = { ...deps, turn, user, counsellor, language: languageOf(counsellor, turn.locale), alarm }
  try {
    const outcome = withAlarm(ctx, await answer(ctx, commands))
    const language = await keepPlace(ctx, outcome)
    const { replies, closed, erased, cards } = outcome
    if (outcome.forget) forget()
    return { language, replies, ...(closed ? { closed } : {}), ...(erased ? { erased } : {}), ...(cards ? { cards } : {}) }
  } catch (error) {
    return { language: ctx.language, replies: await failed(error, alarm.found, deps, turn, counsellor.focus?.client) }
  }
}

async function answer(ctx: TurnContext, commands: Commands): Promise<Outcome> {
  const { input } = ctx.turn
  switch (input.kind) {
    case 'text':
      return typed(ctx, commands, input.text)
    case 'action': {
      const handler = Object.hasOwn(HANDLERS, input.action) ? HANDLERS[input.action] : undefined
      return handler ? handler.run(ctx, input.data) : { replies: [unknownAction()] }
    }
    case 'edited':
      return edited(ctx, input.activity, input.text)
    case 'file':
      return { replies: [say('fileRefused')] }
    case 'opened':
      return opened(ctx, input.back)
  }
}

/** Somebody opened the chat: the first time a greeting; after a break the step where they were, as long as they did not look away. */
async function opened(ctx: TurnContext, back: boolean): Promise<Outcome> {
  const { focus, greeted } = ctx.counsellor
  if (!back || !focus?.run || focus.away) return greeted ? home(ctx, undefined, true) : welcome(ctx)
  try {
    return await resumeConversation(ctx, { client: focus.client, run: focus.run }, true)
  } catch (error) {
    if (error instanceof NoAccess) return home(ctx, undefined, true)
    throw error
  }
}

/** Writes what changed for the counsellor, and only then; gives the language to answer in. */
async function keepPlace(ctx: TurnContext, outcome: Outcome): Promise<TurnContext['language']> {
  const { focus, counsellor: change } = outcome
  const wanted = focus === undefined ? ctx.counsellor.focus : (focus ?? undefined)
  const moved = JSON.stringify(wanted) !== JSON.stringify(ctx.counsellor.focus)
  const name = newName(ctx.counsellor, ctx.turn.user.name)
  if (!change && !moved && !name) return ctx.language
  try {
    return await ctx.records.changeCounsellor(ctx.user, (draft) => {
      change?.(draft)
      if (name) draft.name = name
      draft.focus = wanted
      const touched = ctx.now().toISOString()
      draft.clients = draft.clients.map((entry) => (entry.id === wanted?.client ? { ...entry, touched } : entry))
      return languageOf(draft, ctx.turn.locale)
    })
  } catch (error) {
    // The client's file was written: saying now that nothing was kept would be untrue. The place is found again from the file.
    if (error instanceof StoreUnavailable && !change) return ctx.language
    throw error
  }
}

const NOBODY = { language: undefined } as CounsellorDocument

/** The counsellor's own language, in a group too; what stands in the way of reading it is no reason not to answer. */
const ownLanguage = async (deps: Deps, { user, locale }: Turn): Promise<TurnContext['language']> =>
  languageOf(await deps.records.counsellor(userKey(user)).catch(() => NOBODY), locale)

/** In a group others read along: no client data at all. The crisis plan has none, so it comes up here too. */
async function inGroup(deps: Deps, turn: Turn, alarm: { found: boolean }): Promise<TurnResult> {
  const ctx = { ...deps, turn } as TurnContext
  const plan = alarm.found ? [guideView(ctx, 'crisis')] : []
  const spoken = turn.input.kind === 'text' || turn.input.kind === 'action' || turn.input.kind === 'file'
  return {
    language: await ownLanguage(deps, turn),
    replies: [...plan, ...(spoken || turn.input.kind === 'opened' ? [say('group')] : [])],
  }
}

/** What went wrong, as a line that says what to do. The crisis plan comes up even where nothing can be read or written. */
async function failed(error: unknown, alarmed: boolean, deps: Deps, turn: Turn, focus?: string): Promise<TurnResult['replies']> {
  const plan = alarmed ? [guideView({ ...deps, turn } as TurnContext, 'crisis')] : []
  const toHome = [{ action: 'home', data: {} }]
  if (error instanceof RunGone) return [...plan, say('runGone', undefined, [{ action: 'client.open', data: { client: error.client } }])]
  if (error instanceof NoAccess) return [...plan, await refusal(deps, userKey(turn.user), clientsIn(turn, focus))]
  if (error instanceof StoreUnavailable) return [...plan, say('storeUnavailable')]
  if (error instanceof DamagedFile) return [...plan, say('damaged', undefined, toHome)]
  throw error
}

/** Ids of clients that a card named, or whose conversation was in view. */
function clientsIn({ input }: Turn, focus: string | undefined): string[] {
  const named = input.kind === 'action' ? [input.data.client, input.data.to] : [focus]
  return named.filter((id) => typeof id === 'string')
}

/** Everything a person typed in this turn, to look for words of crisis. */
function typedIn(turn: Turn): string {
  const { input } = turn
  if (input.kind === 'text' || input.kind === 'edited') return input.text.slice(0, 50_000)
  if (input.kind !== 'action') return ''
  return Object.values(input.data)
    .filter((value) => typeof value === 'string')
    .join('\n')
    .slice(0, 50_000)
}
