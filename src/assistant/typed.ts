/** What was typed in the chat line. */

import { typedAnswer } from '../features/conversation/walk/answers.ts'
import {
  move,
  pauseConversation,
  type RunIds,
  resumeConversation,
  showDigest,
  showMore,
  showOverview,
} from '../features/conversation/walk/conversations.ts'
import { crisisPlan } from '../features/guides/crisis.ts'
import { guideView } from '../features/guides/guide.ts'
import { help, home, setLanguage, typedAtHome, welcome } from '../features/home/home.ts'
import { noteForm } from '../features/notes/notes.ts'
import { setDiscreet } from '../features/settings/discreet.ts'
import type { Run } from '../records/model.ts'
import { NoAccess } from '../records/records.ts'
import { before, type Outcome, say, type TurnContext } from '../turn/context.ts'
import type { Command, Commands, Found } from './commands.ts'

export const LONGEST = 10_000

/** The conversation that what is typed is an answer to: the one in view, as long as it runs. */
async function inView(ctx: TurnContext): Promise<{ ids: RunIds; run: Run } | undefined> {
  const { focus } = ctx.counsellor
  if (!focus?.run || focus.away) return undefined
  try {
    const client = await ctx.records.client(ctx.user, focus.client)
    const run = client.runs.find((one) => one.id === focus.run)
    return run && run.session.status === 'running' ? { ids: { client: client.id, run: run.id }, run } : undefined
  } catch (error) {
    if (error instanceof NoAccess) return undefined
    throw error
  }
}

export async function typed(ctx: TurnContext, commands: Commands, text: string): Promise<Outcome> {
  const words = text.trim()
  if (words.length > LONGEST) return { replies: [say('tooLong', { count: LONGEST })] }
  const current = await inView(ctx)
  if (!words) return current ? emptyLine(ctx, current.ids) : home(ctx)
  const found = commands.find(words, ctx.language)
  // A language that is none of ours is, inside a conversation, two words of an answer: “taal leren”.
  if (found?.unknownLanguage) return current ? typedAnswer(ctx, current.ids, words) : { replies: [say('languageUnknown')] }
  // A greeting is one at the door; inside a conversation it is what somebody said.
  if (found && !(current && found.command === 'hello')) return commanded(ctx, found, current, words)
  return current ? typedAnswer(ctx, current.ids, words) : typedAtHome(ctx, words)
}

/** A line of nothing but spaces, in a conversation. */
async function emptyLine(ctx: TurnContext, ids: RunIds): Promise<Outcome> {
  const outcome = await resumeConversation(ctx, ids)
  return { ...outcome, replies: outcome.replies.map((reply) => before('refused.empty', reply)) }
}

/** A command inside a conversation always offers the way out: the word may have been the client's answer. */
async function commanded(
  ctx: TurnContext,
  { command, language }: Found,
  current: { ids: RunIds; run: Run } | undefined,
  text: string,
): Promise<Outcome> {
  if (!current) return language ? setLanguage(ctx, language) : atHome(ctx, command)
  const { ids, run } = current
  const { visit, detour } = run.session
  const outcome = await (language ? setLanguage(ctx, language) : inConversation(ctx, command, ids, run))
  const opened = !detour && (command === 'support' || command === 'crisis')
  const wasAnswer = { ...ids, visit, text, ...(opened ? { opened: 'yes' as const } : {}) }
  return {
    ...outcome,
    replies: [{ view: 'notice', notice: { key: 'commandTaken', values: { word: text } }, wasAnswer }, ...outcome.replies],
  }
}

function inConversation(ctx: TurnContext, command: Command, ids: RunIds, run: Run): Promise<Outcome> | Outcome {
  const { visit, detour } = run.session
  switch (command) {
    case 'tip':
    case 'more':
      return showMore(ctx, ids)
    case 'back':
      return move(ctx, ids, { type: 'back' })
    case 'skip':
      return move(ctx, ids, { type: 'skip', visit })
    case 'support':
      return move(ctx, ids, { type: 'support' })
    case 'crisis':
      return crisisPlan(ctx, ids)
    case 'stop':
    case 'pause':
      return pauseConversation(ctx, ids)
    case 'overview':
      return showOverview(ctx, ids)
    case 'summary':
      return showDigest(ctx, ids, false)
    case 'note':
      return noteForm(ctx, ids)
    case 'resume':
      // “Ga verder” is one of the ways out of a detour.
      return detour ? move(ctx, ids, { type: 'return' }) : resumeConversation(ctx, ids)
    case 'discreet':
      return setDiscreet(ctx, !ctx.counsellor.discreet, ids)
    default:
      return atHome(ctx, command)
  }
}

async function atHome(ctx: TurnContext, command: Command): Promise<Outcome> {
  const { focus, discreet } = ctx.counsellor
  switch (command) {
    case 'help':
      return help(ctx)
    case 'language':
      return { replies: [{ view: 'language' }] }
    case 'discreet':
      return setDiscreet(ctx, !discreet, {})
    case 'crisis':
      return crisisPlan(ctx, {})
    case 'support':
      return { replies: [guideView(ctx, 'support')] }
    case 'note':
      return noteForm(ctx, {})
    case 'resume':
      return focus?.run ? resumeConversation(ctx, { client: focus.client, run: focus.run }) : home(ctx, { key: 'nothingToResume' })
    case 'hello':
      return ctx.counsellor.greeted ? home(ctx) : welcome(ctx)
    case 'home':
      return home(ctx)
    default:
      return home(ctx, { key: 'onlyInConversation' })
  }
}
