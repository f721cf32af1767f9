/** Text typed in the chat: a command, an answer to the conversation in view, or something typed at home. */
import { trimmed } from '../content/fold.ts'
import { LIMITS } from '../content/limits.ts'
import { typedAnswer } from '../features/conversation/walk/answers.ts'
import { COMMANDS } from '../features/index.ts'
import type { ClientDocument } from '../records/model.ts'
import { NoAccess } from '../records/records.ts'
import { handledIn, NotInProgress } from '../turn/change.ts'
import { awayFrom, inView, type TurnContext } from '../turn/context.ts'
import type { Command } from '../turn/feature.ts'
import { findClients } from '../turn/file/clients.ts'
import { type Here, next } from '../turn/outcome.ts'
import { doubt, visitHere } from '../turn/place.ts'
import { before, type ReplyOf, say } from '../turn/reply.ts'
import { clientFor } from '../turn/rights.ts'
import type { TypedButton } from '../turn/turn.ts'
import type { Commands, Found } from './commands.ts'
import { marked } from './offered.ts'
import { pressed } from './pressed.ts'
import { type Done, done, lead, run } from './run.ts'

/** @param button the button that these words name, if any; a command goes before it */
export async function typed(ctx: TurnContext, commands: Commands, text: string, button?: TypedButton): Promise<Done> {
  const words = trimmed(text)
  if (words.length > LIMITS.text) return done([say('tooLong', { count: LIMITS.text })])
  const found = words ? commands.find(words, ctx.language) : undefined
  const command: Command | undefined = found && COMMANDS[found.command]
  const press = !found && button && (await pressed(ctx, button, await conversationHere(ctx), words))
  if (press) return press
  // Only an answer is written without looking first; anything else needs to know where the run is.
  if (words && (!found || found.unknownLanguage || command?.everyday)) {
    const view = ctx.earlier?.from ?? inView(ctx)
    const answered = view && ((await doubted(ctx, view, words)) ?? (await answer(ctx, view, words)))
    if (answered) return answered
    if (found?.unknownLanguage) return done([say('languageUnknown')])
  }
  const here = await conversationHere(ctx)
  if (!words) return here ? lead(ctx, next('conversation.resume', here, { notice: { key: 'refused.empty' } })) : run(ctx, 'home', {})
  if (found && command)
    return here ? commandedInside(ctx, { ...found, ...command }, here, words) : commandedOutside(ctx, { ...found, ...command })
  return typedAtHome(ctx, words)
}

/**
 * A line that may not be an answer to where the run now is: the step is shown first, with a button that makes the line the answer to what
 * stood on this screen. @returns undefined where there is no doubt
 */
async function doubted(ctx: TurnContext, view: { client: string; run: string }, text: string): Promise<Done | undefined> {
  if (ctx.earlier) return undefined
  const client = await fileOf(ctx, view.client)
  if (!client || handledIn(ctx, client)) return undefined
  const run = client.runs.find(({ id }) => id === view.run)
  if (!run && !client.finished.some(({ id }) => id === view.run)) return undefined
  const why = run ? doubt(ctx, client, run) : 'movedOn'
  // What was on the screen, not where another chat has gone since; where that is not known, what is shown now.
  const visit = (ctx.screen?.run === view.run && ctx.screen.visit) || (run?.session.status === 'running' && run.session.visit)
  if (!why || !visit) return undefined
  const led = await lead(ctx, next(run ? 'conversation.here' : 'conversation.closed', view))
  const asked: ReplyOf<'notice'> = { view: 'notice', notice: { key: why }, wasAnswer: await marked(ctx, { ...view, visit, text }) }
  return { ...led, focus: run ? led.focus : awayFrom(ctx), replies: [...led.replies, asked] }
}

/** The client's file; undefined if it is gone, or not theirs (any more). */
const fileOf = (ctx: TurnContext, client: string): Promise<ClientDocument | undefined> =>
  clientFor(ctx, client, 'read').catch((error) => {
    if (error instanceof NoAccess) return undefined
    throw error
  })

/** Takes it as an answer to the run in view. @returns undefined if that is no longer running, so it was not an answer */
async function answer(ctx: TurnContext, view: { client: string; run: string }, words: string): Promise<Done | undefined> {
  try {
    return await lead(ctx, await typedAnswer(ctx, view, words))
  } catch (error) {
    if (error instanceof NotInProgress) return undefined
    // A reader is told why it was refused. Someone who has lost access was not answering that file at all.
    if (error instanceof NoAccess && !(await conversationHere(ctx))) return undefined
    throw error
  }
}

/** Where the run in view is, while it is running; on a retry, where it was when this was typed. */
async function conversationHere(ctx: TurnContext): Promise<Here | undefined> {
  if (ctx.earlier?.from !== undefined) return ctx.earlier.from ?? undefined
  const view = inView(ctx)
  // under a page of another client nothing is done to this run
  if (!view || ctx.counsellor.focus?.beside) return undefined
  const run = (await fileOf(ctx, view.client))?.runs.find((one) => one.id === view.run)
  if (run?.session.status !== 'running') return undefined
  return { ...view, visit: visitHere(ctx, run), detour: run.session.detour !== undefined }
}

/** A command that was typed, with what it does. */
type Taken = Found & Command

/** Inside a conversation a command always offers a way out: the word may have been the client's answer. */
async function commandedInside(ctx: TurnContext, { command, language, inside, outside }: Taken, here: Here, text: string): Promise<Done> {
  const way = language ? next('language', { language }) : (inside?.(ctx, here) ?? outside?.(ctx) ?? onlyInConversation())
  const led = await lead(ctx, way)
  ctx.led = { ...(ctx.led ?? way), from: ctx.led?.from ?? here }
  const { client, run: runId } = here
  // On a retry: as it was the first time.
  const { visit, detour } = ctx.led.from ?? here
  const opened = !detour && (command === 'support' || command === 'crisis')
  const taken: ReplyOf<'notice'> = {
    view: 'notice',
    notice: { key: 'commandTaken', values: { word: text } },
    wasAnswer: await marked(ctx, { client, run: runId, visit, text, opened: opened ? 'yes' : undefined }),
  }
  return { ...led, replies: [taken, ...led.replies] }
}

async function commandedOutside(ctx: TurnContext, { language, outside }: Taken): Promise<Done> {
  const way = language ? next('language', { language }) : (outside?.(ctx) ?? onlyInConversation())
  const led = await lead(ctx, way)
  ctx.led = { ...(ctx.led ?? way), from: null }
  return led
}

const onlyInConversation = () => next('home', {}, { notice: { key: 'onlyInConversation' } })

/**
 * Text typed where nothing was asked: search the counsellor's clients for it, otherwise say that it was not understood. New users get the
 * welcome first.
 */
async function typedAtHome(ctx: TurnContext, text: string): Promise<Done> {
  // The crisis plan is the answer; "not understood" would not help.
  if (ctx.alarm.tier === 1) return done([], awayFrom(ctx))
  if (!ctx.counsellor.greeted) return run(ctx, 'welcome', { opened: 'yes' })
  if (text.length <= LIMITS.query && findClients(ctx.counsellor, text).count > 0) return run(ctx, 'clients', { query: text })
  const start = await run(ctx, 'home', {})
  return { ...start, replies: start.replies.map((reply) => before('notUnderstood', reply)) }
}
