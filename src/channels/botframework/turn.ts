/** Converts an activity into what the assistant understands: a plain turn. */
import { createHash, randomUUID } from 'node:crypto'
import { typeable } from '../../content/printable.ts'
import type { Capabilities, Turn, TurnInput, User } from '../../turn/turn.ts'
import { TEAMS } from '../names.ts'
import type { IncomingActivity } from './activity.ts'
import { typedIn } from './typed.ts'

/** One chat of one channel, as a key: to order work and remember cards by. @param chat the channel's id of it */
export const chatKey = (channel: string, chat: string): string => `${channel}|${chat}`

/** Attachments that belong to an ordinary message: Teams sends the message's own HTML along, cards for links in it, and which message was quoted. */
const NO_FILE = /^(text\/html|(forwarded)?messageReference$|application\/vnd\.microsoft\.card\.)/i

/** A browser on this machine takes any size, but draws a longer card slowly. */
const BROWSER_ROOM = 144_000

/** The kind of buttons for Teams; `auto` by the device that somebody is on. */
export type TeamsActions = 'auto' | 'submit' | 'execute'

/**
 * What the channel at the other end can show. Action.Execute does not run in Teams on iOS and Android
 * (https://github.com/microsoft/AdaptiveCards/issues/9315), and there it submits boxes that it should not (8585); Action.Submit does.
 */
export function capabilities(activity: IncomingActivity, actions: TeamsActions = 'auto'): Capabilities {
  const universalActions = actions === 'auto' ? onComputer(activity) : actions === 'execute'
  return activity.channelId === TEAMS
    ? { cards: true, updates: true, universalActions, people: true, previews: true }
    : { cards: true, updates: false, universalActions: false, svg: true, room: BROWSER_ROOM }
}

/** False where the channel does not say. */
const onComputer = ({ entities = [] }: IncomingActivity): boolean =>
  entities.some(({ type, platform = '' }) => type === 'clientInfo' && /^(windows|mac|macos|linux|web)$/i.test(platform))

/** True where others may read along: wherever it is not certain that they do not. Teams always names the type; other channels need not. */
export function isGroup({ channelId, conversation: { isGroup, conversationType: type } }: IncomingActivity): boolean {
  const personal = type === 'personal' || (type === undefined && channelId !== TEAMS)
  return isGroup === true || !personal
}

/** The turns of an activity: none for what we ignore, two for a message with words and a file. */
export function turnsOf(activity: IncomingActivity, user: User): Turn[] {
  const channel = activity.channelId ?? 'unknown'
  // without an id from the channel a retry cannot be told from a second message
  const id = activity.id ?? randomUUID()
  const turn = (input: TurnInput, own = id): Turn => ({
    id: own,
    channel,
    user,
    chat: { id: activity.conversation.id, group: isGroup(activity), service: activity.serviceUrl },
    ...(activity.locale ? { locale: activity.locale } : {}),
    input,
  })
  switch (activity.type) {
    case 'message':
      return messageInputs(activity).map((input, nth) => turn(input, nth === 0 ? id : `${id}#${nth}`))
    case 'invoke':
      return activity.name === 'adaptiveCard/action' ? [turn(executed(activity.value))] : []
    case 'conversationUpdate':
      return joined(activity) ? [turn({ kind: 'opened', back: activity.channelData?.back === true })] : []
    case 'installationUpdate':
      return activity.action === 'add' || activity.action === 'add-upgrade' ? [turn({ kind: 'opened', back: false })] : []
    case 'messageUpdate': {
      // a deletion undone brings back a message whose answer never went
      if (!activity.id || (activity.channelData?.eventType ?? 'editMessage') !== 'editMessage') return []
      const text = typedIn(activity)
      // an edited message keeps its id, so each edit needs an id of its own
      const mark = activity.timestamp ?? createHash('sha256').update(text).digest('base64url').slice(0, 16)
      return [turn({ kind: 'edited', activity: activity.id, text }, `${activity.id}#edited-${mark}`)]
    }
    case 'messageDelete':
      return activity.id ? [turn({ kind: 'deleted', activity: activity.id }, `${activity.id}#deleted`)] : []
    default:
      return []
  }
}

function messageInputs(activity: IncomingActivity): TurnInput[] {
  const text = typedIn(activity)
  // an empty value beside words is no card
  if (isRecord(activity.value) && (Object.keys(activity.value).length > 0 || !text.trim())) return [submitted(activity.value)]
  const inputs: TurnInput[] = []
  // a mention alone, or a quoted message alone, is a message without words
  if (text.trim() || activity.text?.trim()) inputs.push({ kind: 'text', text })
  const attachments = (activity.attachments ?? []).map(({ contentType }) => contentType ?? '')
  const files = attachments.filter((type) => !NO_FILE.test(type))
  if (files.length > 0 || (inputs.length === 0 && attachments.length > 0)) inputs.push({ kind: 'attachment' })
  return inputs
}

/** Action.Submit: the data of the card and what was filled in, merged. A non-string action counts as unknown. */
function submitted(value: Record<string, unknown>): TurnInput {
  const { action, ...data } = value
  // what follows `~` in the name of a box keeps it apart from the same box on other cards of the page (`card.ts`)
  const named = Object.entries(data).map(([name, filled]) => [
    name.replace(/~.*$/s, ''),
    typeof filled === 'string' ? typeable(filled) : filled,
  ])
  return { kind: 'action', action: typeof action === 'string' ? action : '', data: Object.fromEntries(named) }
}

/** Action.Execute: `value.action.data` holds the same. */
function executed(value: unknown): TurnInput {
  const action = isRecord(value) && isRecord(value.action) ? value.action : {}
  return submitted(isRecord(action.data) ? action.data : {})
}

/** Somebody other than the bot joined, or the bot was added to somebody's chat. */
function joined({ membersAdded, recipient, conversation }: IncomingActivity): boolean {
  if (!membersAdded?.length) return false
  return (
    membersAdded.some(({ id }) => id !== recipient?.id) || conversation.conversationType === 'personal' || Boolean(conversation.isGroup)
  )
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
