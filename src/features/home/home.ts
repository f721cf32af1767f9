/** Home, help, language, discreet, the list of clients. */

import type { Language } from '../../content/content.ts'
import { fold } from '../../content/fold.ts'
import { position } from '../../engine/engine.ts'
import type { ClientDocument, CounsellorDocument, Run } from '../../records/model.ts'
import { DamagedFile, NoAccess } from '../../records/records.ts'
import { before, type Outcome, type TurnContext } from '../../turn/context.ts'
import type { ClientLine, Notice, Reply, RunLine } from '../../turn/replies.ts'
import { reading } from '../../turn/rights.ts'
import { resumeConversation } from '../conversation/walk/conversations.ts'
import { definitionOf } from '../conversation/walk/step-reply.ts'
import { newsFor, offersTo } from '../handover/offers.ts'

/** Clients on one page of a list. */
const LISTED = 8

/** Most recent first; `query` matches anywhere in the alias, accents and capitals aside. */
export function findClients(counsellor: CounsellorDocument, query = ''): { clients: ClientLine[]; count: number } {
  const wanted = fold(query.trim())
  const found = counsellor.clients
    .filter((entry) => fold(entry.alias).includes(wanted))
    .toSorted((a, b) => b.touched.localeCompare(a.touched))
  const clients = found.slice(0, LISTED).map(({ id, alias, phase, country, touched }) => ({ id, alias, phase, country, touched }))
  return { clients, count: found.length }
}

export function runLine(ctx: TurnContext, run: Run): RunLine {
  const { session } = run
  const { position: at, total } = position(definitionOf(ctx, run.conversation), session)
  return {
    id: run.id,
    conversation: run.conversation,
    mode: run.mode,
    status: session.status,
    date: run.date,
    step: session.step,
    position: at,
    total,
  }
}

/** The client's file; nothing where it is gone or no longer theirs, `damaged` where it cannot be read: home opens all the same. */
async function reachable(ctx: TurnContext, client: string): Promise<ClientDocument | 'damaged' | undefined> {
  try {
    return await ctx.records.client(ctx.user, client)
  } catch (error) {
    if (error instanceof NoAccess) return undefined
    if (error instanceof DamagedFile) return 'damaged'
    throw error
  }
}

/**
 * Where everything starts. Looking at home is looking away from the conversation: what is typed there is no answer.
 * @param greeting somebody just opened the chat: the moment to look at every own file for its retention period
 */
export async function home(ctx: TurnContext, notice?: Notice, greeting = false): Promise<Outcome> {
  const { focus, discreet } = ctx.counsellor
  const found = focus ? await reachable(ctx, focus.client) : undefined
  const client = found === 'damaged' ? undefined : found
  const run =
    client && !reading(ctx, client).readOnly ? (client.runs.find((one) => one.id === focus?.run) ?? client.runs.at(-1)) : undefined
  const offers = await offersTo(ctx)
  const news = await newsFor(ctx)
  const expiring = await ctx.expiry.of(ctx.counsellor, greeting)
  const reply: Reply = {
    view: 'home',
    ...findClients(ctx.counsellor),
    discreet,
    notices: [...(found === 'damaged' ? [{ key: 'damaged' }] : []), ...news],
    ...(offers.length ? { offers } : {}),
    ...(expiring.length ? { expiring: expiring.map(({ client: id, alias, due }) => ({ client: { id, alias }, due })) } : {}),
    ...(client && run ? { resume: { client: { id: client.id, alias: client.alias }, run: runLine(ctx, run) } } : {}),
  }
  const away = client ? { client: client.id, ...(run ? { run: run.id } : {}), away: true as const } : null
  const told = (draft: CounsellorDocument): void => {
    draft.news = undefined
  }
  return { replies: [notice ? { ...reply, before: notice } : reply], focus: away, ...(news.length ? { counsellor: told } : {}) }
}

/** First greeting: what this is, what it keeps, for whom, how to erase. Once. */
export async function welcome(ctx: TurnContext): Promise<Outcome> {
  const start = await home(ctx, undefined, true)
  return {
    ...start,
    replies: [{ view: 'welcome' }, ...start.replies],
    counsellor: (draft) => {
      start.counsellor?.(draft)
      draft.greeted = true
    },
  }
}

/** In a conversation it goes on at the same step, in the other language. */
export async function setLanguage(ctx: TurnContext, language: Language): Promise<Outcome> {
  const { focus } = ctx.counsellor
  const inside = focus?.run && !focus.away ? { client: focus.client, run: focus.run } : undefined
  const shown = inside ? await resumeConversation({ ...ctx, language }, inside) : await home({ ...ctx, language })
  return {
    ...shown,
    replies: shown.replies.map((reply, index) => (index === 0 ? before('languageSet', reply) : reply)),
    counsellor: (draft) => {
      shown.counsellor?.(draft)
      draft.language = language
    },
  }
}

/** The clients whose alias holds these words; in a conversation of nothing else, what is typed at home searches too. */
export function clientList(ctx: TurnContext, query: string, moving?: { client: string; run: string; visit?: string }): Outcome {
  const { clients, count } = findClients(ctx.counsellor, query)
  const others = moving ? clients.filter((one) => one.id !== moving.client) : clients
  return {
    replies: [{ view: 'clients', query, clients: others, count, discreet: ctx.counsellor.discreet, ...(moving ? { moving } : {}) }],
    focus: awayFrom(ctx),
  }
}

/** The same focus, looked away from; nothing to write where it was so already. */
export const awayFrom = (ctx: TurnContext): Outcome['focus'] => (ctx.counsellor.focus ? { ...ctx.counsellor.focus, away: true } : undefined)

/** Something typed where nothing was asked: their clients by that name, otherwise one helpful line. Whoever is new is greeted first. */
export async function typedAtHome(ctx: TurnContext, text: string): Promise<Outcome> {
  // The crisis plan is the answer then; that nothing was understood is no help.
  if (ctx.alarm.found) return { replies: [], focus: awayFrom(ctx) }
  if (!ctx.counsellor.greeted) return welcome(ctx)
  if (text.length <= 200 && findClients(ctx.counsellor, text).count > 0) return clientList(ctx, text)
  const start = await home(ctx)
  return { ...start, replies: start.replies.map((reply) => before('notUnderstood', reply)) }
}

export function help(ctx: TurnContext): Outcome {
  const { focus } = ctx.counsellor
  const inside = focus?.run && !focus.away ? { client: focus.client, run: focus.run } : undefined
  return { replies: [{ view: 'help', inConversation: inside !== undefined, ...(inside ? { inside } : {}) }] }
}
