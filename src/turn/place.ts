/**
 * Where a counsellor is belongs to a chat (a tab, a phone), not to the person: what is typed in one tab must never end up in the file that
 * is open in another. The rest of the house sees only the place of the chat that this turn came from, as the document's own `focus` and
 * `discreet`.
 */
import { hash } from 'node:crypto'
import { remembered } from '../content/memo.ts'
import type { ClientDocument, CounsellorDocument, Place, Run } from '../records/model.ts'
import type { TurnContext } from './context.ts'
import type { Next } from './outcome.ts'
import type { Turn } from './turn.ts'

/** Chats whose place is kept: the latest ones of a counsellor. A chat that fell off begins at home, like a new one. */
const CHATS = 20

/** A short name of the turn's chat, which reveals nothing of the channel's own id. */
export const chatOf = ({ channel, chat }: Pick<Turn, 'channel' | 'chat'>): string => nameOf(JSON.stringify([channel, chat.id]))

/** Asked for several times in a turn. */
const nameOf = remembered(2_000, (which) => hash('sha256', which, 'base64url').slice(0, 16))

/**
 * The document as this chat sees it. A chat that was nowhere yet can go on with what was open last, but nothing typed in it is an answer.
 */
export function seenIn(document: CounsellorDocument, chat: string): CounsellorDocument {
  const place = document.chats?.find((one) => one.chat === chat)
  // A document from before places were kept by chat: a retry of its last turn still leads where it led, and `doubt` asks about the rest.
  const last = document.chats && document.focus ? { ...document.focus, away: true as const, elsewhere: true as const } : document.focus
  return { ...document, focus: place?.focus ?? last, discreet: place?.discreet ?? document.discreet }
}

/**
 * Changes the document as this chat sees it, and keeps where the chat is.
 * @param focus undefined: where it was
 */
export function changeIn(
  draft: CounsellorDocument,
  chat: string,
  focus: CounsellorDocument['focus'] | null,
  changes: readonly ((draft: CounsellorDocument) => void)[],
): void {
  const seen = seenIn(draft, chat)
  const chosen = draft.discreet
  draft.discreet = seen.discreet
  for (const change of changes) change(draft)
  const place: Place = { chat, focus: focus === undefined ? seen.focus : (focus ?? undefined), discreet: draft.discreet }
  // A new chat begins as it was last chosen, not as the chat that happened to be used last.
  if (draft.discreet === seen.discreet) draft.discreet = chosen
  draft.chats = latest([...(draft.chats ?? []).filter((one) => one.chat !== chat), place])
  draft.focus = place.focus
}

/** As many as are kept: first those that are in no run go, the longest unused before. */
function latest(chats: readonly Place[]): Place[] {
  const idle = ({ focus }: Place): boolean => !focus?.run || focus.away === true
  const surplus = chats.length - CHATS
  const gone = surplus > 0 ? [...chats.slice(0, -1).filter(idle), ...chats.filter((one) => !idle(one))].slice(0, surplus) : []
  return chats.filter((one) => !gone.includes(one))
}

/** Whether the place of this chat is safe from being dropped soon, so that a turn that changes nothing need not write it. */
export const isSettled = ({ chats = [] }: Pick<CounsellorDocument, 'chats'>, chat: string): boolean =>
  chats.slice(-CHATS / 2).some((one) => one.chat === chat)

/** The visit of this run that this chat shows, as far as is known. */
export const visitHere = ({ screen }: Pick<TurnContext, 'screen'>, { id, session }: Run): string =>
  (screen?.run === id ? screen.visit : undefined) ?? session.visit

/** A chat in which nothing was said for so long (ms) shows the step again before a line typed there is an answer: it may be a greeting. */
export const SILENCE = 4 * 3_600_000

/**
 * Why a line typed in this chat may not be the answer to where the run now is. `unsure`: another client's page came after it, or it is not
 * known any more what this chat shows, and another chat was the last to move the run.
 */
export function doubt(ctx: TurnContext, { handled }: ClientDocument, run: Run): 'movedOn' | 'longAgo' | 'unsure' | undefined {
  const { screen, turn } = ctx
  const { status, visit, detour } = run.session
  if (status !== 'running' || visitHere(ctx, run) !== visit) return 'movedOn'
  const last = handled.findLast(({ next }) => ((next as Next).data as { run?: string } | undefined)?.run === run.id)
  const shown = screen?.run === run.id ? screen.visit !== undefined : last?.chat === turn.chat.id && !detour
  if (ctx.counsellor.focus?.beside || !shown) return 'unsure'
  const stamps = Object.values(run.stamps).flatMap((all) => all.map(({ at }) => at))
  const at = screen?.run === run.id ? screen.at : Date.parse([run.started, ...stamps].toSorted().at(-1) as string)
  if (ctx.now().getTime() - at > SILENCE) return 'longAgo'
  return ctx.again ? 'unsure' : undefined
}
