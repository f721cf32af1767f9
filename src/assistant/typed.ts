/** What was typed in the chat line, or edited afterwards. */

import type { Run } from '../records/model.ts'
import { NoAccess } from '../records/records.ts'
import { typedAnswer, wasAnswer } from './answers.ts'
import type { Command, Commands } from './commands.ts'
import { before, type Outcome, say, type TurnContext } from './context.ts'
import { move, pauseConversation, type RunIds, resumeConversation, showDigest, showMore, showOverview } from './conversations.ts'
import { crisisPlan } from './crisis.ts'
import { help, home, setDiscreet, setLanguage, typedAtHome } from './home.ts'
import { noteForm } from './notes.ts'
import type { Reply } from './replies.ts'

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
  if (!words) return home(ctx)
  const found = commands.find(words, ctx.language)
  if (found?.language) return setLanguage(ctx, found.language)
  if (found?.unknownLanguage) return { replies: [say('languageUnknown')] }
  const current = await inView(ctx)
  if (found) return commanded(ctx, found.command, current, words)
  return current ? typedAnswer(ctx, current.ids, words) : typedAtHome(ctx, words)
}

/** A command inside a conversation always offers the way out: the word may have been the client's answer. */
async function commanded(
  ctx: TurnContext,
  command: Command,
  current: { ids: RunIds; run: Run } | undefined,
  text: string,
): Promise<Outcome> {
  if (!current) return { ...(await atHome(ctx, command)) }
  const { ids, run } = current
  const visit = run.session.visit
  const outcome = await inConversation(ctx, command, ids, visit)
  const taken: Reply = { ...say('commandTaken', { word: text }), wasAnswer: { ...ids, visit, text } } as Reply
  return { ...outcome, replies: [taken, ...outcome.replies] }
}

function inConversation(ctx: TurnContext, command: Command, ids: RunIds, visit: string): Promise<Outcome> | Outcome {
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
      return resumeConversation(ctx, ids)
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
      return setDiscreet(!discreet)
    case 'crisis':
      return crisisPlan(ctx, {})
    case 'note':
      return noteForm(ctx, {})
    case 'resume':
      if (focus?.run) return resumeConversation(ctx, { client: focus.client, run: focus.run })
      return { ...(await home(ctx, { key: 'nothingToResume' })) }
    default:
      return home(ctx)
  }
}

/** A message edited in the channel: offers to correct the answer it gave, if it gave one in the conversation in view. */
export async function edited(ctx: TurnContext, activity: string, text: string): Promise<Outcome> {
  const words = text.trim()
  const { focus } = ctx.counsellor
  if (!focus?.run || !words) return { replies: [] }
  if (words.length > LONGEST) return { replies: [say('tooLong', { count: LONGEST })] }
  const client = await ctx.records.client(ctx.user, focus.client)
  const run = client.runs.find((one) => one.id === focus.run)
  const visit = run && Object.keys(run.stamps).find((id) => run.stamps[id]?.some((stamp) => stamp.activity === activity))
  if (!run || !visit) return { replies: [] }
  const ids = { client: client.id, run: run.id }
  const offer: Reply = {
    view: 'confirm',
    what: 'editOffer',
    action: 'edit.apply',
    data: { ...ids, visit, text: words },
    cancel: { action: 'edit.ignore', data: ids },
  }
  return { replies: [offer] }
}

export const applyEdit = async (ctx: TurnContext, ids: RunIds & { visit: string }, text: string): Promise<Outcome> => {
  const outcome = await wasAnswer(ctx, ids, text)
  return { ...outcome, replies: outcome.replies.map((reply) => before('editApplied', reply)) }
}
