/** Everything known while a turn is carried out. */

import type { Content, Language } from '../content/content.ts'
import { LANGUAGES } from '../content/content.ts'
import { dayOf } from '../content/days.ts'
import type { Definitions } from '../engine/engine.ts'
import type { Way } from '../page/button.ts'
import type { InputBlock } from '../page/page.ts'
import type { Verb } from '../records/audit.ts'
import type { ClientDocument, CounsellorDocument, UserKey } from '../records/model.ts'
import type { Expiring, FileRecords } from '../records/records.ts'
import type { Alarm } from '../safety/crisis.ts'
import type { Form } from './form.ts'
import type { Next } from './outcome.ts'
import type { HomeLines, Reply } from './reply.ts'
import type { Turn, User } from './turn.ts'

export interface Expiry {
  /**
   * The counsellor's own files due to be erased within a month. Finding them means reading every one, so it is done when the chat is opened
   * and otherwise once a day: a chat in Teams stays open for years.
   */
  of(counsellor: CounsellorDocument, opened: boolean): Promise<Expiring[]>
  /** Something changed in this counsellor's files: look again next time. */
  forget(user: UserKey): void
  /** As `forget`, for everybody: a file was erased. */
  forgetAll(): void
}

/** What an action declares. It is enforced in one place: `change.ts`, and where actions are run. */
export interface Declared {
  /** The least right to the file in `data.client` that the action needs. */
  right: 'anyone' | 'receiver' | 'read' | 'write' | 'owner'
  /** The audit verb. Absent: the action writes nothing, or the records add the line themselves. */
  did?: Verb
  /** Whose words it writes down. The client's are kept only with consent; an action without this keeps none. */
  words?: 'client' | 'counsellor'
}

/** Asks before doing it. `what`: key under `confirm` in `ui.json`. */
export interface Confirm<D> {
  what: string
  /** It takes something away for good. */
  danger?: true
  /** Where "no" leads. */
  back(data: D): Way
  /** Asks only if this is true. Absent: always. */
  when?(data: D, client: ClientDocument, ctx: TurnContext): boolean | Promise<boolean>
  values?(client: ClientDocument): Record<string, string>
  /** What the question carries besides, about what it showed: `when` is then looked at once more when it is answered. */
  showing?(client: ClientDocument): Record<string, string>
}

/** What an assistant needs from the rest of the house. */
export interface Deps {
  content: Content
  records: FileRecords
  /** By conversation id; compiled once. */
  definitions: Definitions
  /** Whether a text contains words of self-harm or acute crisis, or a quiet sign of them. */
  crisis: (text: string) => Alarm
  /** How many personal details (telephone, e-mail, numbers ...) a text contains, and the text with them masked. */
  personal: (text: string) => { count: number; masked: string }
  now: () => Date
  expiry: Expiry
  /** The boxes of the form that a reply shows, and what is in them. */
  boxes(reply: Reply, language: Language): readonly InputBlock[]
  /** What the features show at home. */
  atHome(
    ctx: TurnContext,
    at: { opened: boolean; client: ClientDocument | undefined },
  ): Promise<{ lines: Partial<HomeLines>; counsellor?: (draft: CounsellorDocument) => void }>
}

/** What stands on the screen of a chat: the step shown last, and when. In memory: after a restart the client's file says who was where. */
export interface Screen {
  run?: string
  visit?: string
  /** ms since 1970 of the last turn; after a long silence, until a step is shown again, of the last one before it. */
  at: number
}

export interface TurnContext extends Deps {
  turn: Turn
  /** The boxes of the card that was used, if it says what they showed. */
  form?: Form
  /** The file that these were compared with, as it was then (`headOf`): only that may be changed. */
  compared?: { client: string; head: string }
  user: UserKey
  counsellor: CounsellorDocument
  language: Language
  /** The result of the crisis check on everything typed in this turn. */
  alarm: Alarm
  /** What the action now running declares. */
  action: Declared
  /** Clients' files read or written in this turn, as this counsellor may see them, so that each is read once. */
  files: Map<string, ClientDocument>
  /** Clients whose file was changed in this turn. */
  changed: Set<string>
  /** What this chat showed last, if this server showed it. */
  screen?: Screen
  /** This activity came before, so it changes no file now. */
  again: boolean
  /** Set on a retry: where this activity led the first time. That is shown again and nothing is done twice. */
  earlier?: Next
  /** Where this turn led, once something was written. */
  led?: Next
  /** Something was written other than through `change`, so what was read before may be stale. */
  wrote: boolean
}

export const userKey = (user: User): UserKey => `${user.tenant}|${user.id}`

/** The counsellor's own choice first, then the channel's locale, then Dutch. */
export function languageOf(counsellor: Pick<CounsellorDocument, 'language'>, locale: string | undefined): Language {
  const fromChannel = LANGUAGES.find((language) => locale?.toLowerCase().startsWith(language))
  return counsellor.language ?? fromChannel ?? 'nl'
}

/** Today as YYYY-MM-DD in Brussels and Amsterdam, so that a late-evening note still belongs to that day. */
export const today = (ctx: Pick<TurnContext, 'now'>): string => dayOf(ctx.now().toISOString())

/** The run in view: whatever is typed is an answer to it. */
export function inView({ counsellor: { focus } }: Pick<TurnContext, 'counsellor'>): { client: string; run: string } | undefined {
  return focus?.run && !focus.away ? { client: focus.client, run: focus.run } : undefined
}

/** Whose page stands in this chat, as far as is known: a command that names no client is about that one. */
export const clientHere = ({ counsellor: { focus } }: Pick<TurnContext, 'counsellor'>): { client: string; run?: string } | undefined =>
  focus && !focus.beside && !focus.elsewhere ? { client: focus.client, run: focus.run } : undefined

/** The counsellor's focus, marked as looked away from. */
export const awayFrom = ({ counsellor: { focus } }: TurnContext): CounsellorDocument['focus'] =>
  focus ? { ...focus, away: true } : undefined

/** Focus for a client's page. The run last in view can still be resumed from home if it is this client's. */
export const awayAt = ({ counsellor: { focus } }: TurnContext, client: string): CounsellorDocument['focus'] => ({
  ...(focus?.client === client ? { client, run: focus.run } : { client }),
  away: true,
})
