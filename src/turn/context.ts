/** All that is known while one turn is carried out. */
import type { Content, Language } from '../content/content.ts'
import { LANGUAGES } from '../content/content.ts'
import type { Definition } from '../engine/engine.ts'
import type { Way } from '../page/button.ts'
import type { Verb } from '../records/audit.ts'
import type { ClientDocument, CounsellorDocument, UserKey } from '../records/model.ts'
import type { Expiring, FileRecords } from '../records/records.ts'
import type { Next } from './outcome.ts'
import type { HomeLines } from './reply.ts'
import type { Turn, User } from './turn.ts'

export interface Expiry {
  /**
   * Own files that will be erased within a month. Every own file has to be read for it, so it is done when somebody opens the chat and
   * otherwise once a day: a chat in Teams stays open for years.
   */
  of(counsellor: CounsellorDocument, opened: boolean): Promise<Expiring[]>
  /** Something changed for this counsellor's files: look again the next time. */
  forget(user: UserKey): void
  /** The same for everybody: a file is gone. */
  forgetAll(): void
}

/** What an action declares once: held in one place (`change.ts`, and where actions are run). */
export interface Declared {
  /** The least that somebody needs to have of the file in `data.client`. */
  right: 'anyone' | 'receiver' | 'read' | 'write' | 'owner'
  /** What the audit says was done. Absent: it writes nothing, or the records themselves say what was done. */
  did?: Verb
  /** Whose words it writes down. The client's are kept with consent only; an action that does not say so keeps none. */
  words?: 'client' | 'counsellor'
}

/** Asks first. `what`: key under `confirm` in `ui.json`. */
export interface Confirm<D> {
  what: string
  /** It takes something away for good. */
  danger?: true
  /** Where "no" leads. */
  back(data: D): Way
  /** Only in some cases. */
  when?(data: D, client: ClientDocument, ctx: TurnContext): boolean | Promise<boolean>
  values?(client: ClientDocument): Record<string, string>
}

/** What an assistant needs from the rest of the house. */
export interface Deps {
  content: Content
  records: FileRecords
  /** Compiled once, by conversation id. */
  definitions: ReadonlyMap<string, Definition>
  /** Whether a text holds words of self-harm or acute crisis; `softened`: a negation stands beside them. */
  crisis: (text: string) => { found: boolean; softened: boolean }
  /** How many personal details (telephone, e-mail, numbers ...) a text holds, and the text with them masked. */
  personal: (text: string) => { count: number; masked: string }
  now: () => Date
  expiry: Expiry
  /** What features have to say at home. */
  atHome(
    ctx: TurnContext,
    at: { opened: boolean; client: ClientDocument | undefined },
  ): Promise<{ lines: Partial<HomeLines>; counsellor?: (draft: CounsellorDocument) => void }>
}

export interface TurnContext extends Deps {
  turn: Turn
  user: UserKey
  counsellor: CounsellorDocument
  language: Language
  /** What the crisis check says of everything typed in this turn. */
  alarm: { found: boolean; softened: boolean }
  /** What the action that runs now declares. */
  action: Declared
  /** Clients' files read or written in this turn, as this counsellor may see them: so that each is read once. */
  files: Map<string, ClientDocument>
  /** Clients whose file was changed in this turn. */
  changed: Set<string>
  /** Where this very activity led before: it is shown again, and nothing is done twice. */
  earlier?: Next
  /** Where it led after something was done. */
  led?: Next
  /** Something was written by another way than `change`: what was read before may be old. */
  wrote: boolean
}

/** A conversation that a card speaks of is not (any more) in this client's file. */
export class RunGone extends Error {
  override name = 'RunGone'
  readonly client: string
  readonly run: string
  constructor(client: string, run: string) {
    super('no such conversation in this file')
    this.client = client
    this.run = run
  }
}

export const userKey = (user: User): UserKey => `${user.tenant}|${user.id}`

/** The counsellor's own choice first, then the channel's locale, then Dutch. */
export function languageOf(counsellor: Pick<CounsellorDocument, 'language'>, locale: string | undefined): Language {
  const fromChannel = LANGUAGES.find((language) => locale?.toLowerCase().startsWith(language))
  return counsellor.language ?? fromChannel ?? 'nl'
}

const DAYS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Brussels' })

/** ISO day (YYYY-MM-DD) of this turn in Brussels and Amsterdam, where a late-evening note still belongs to today. */
export const today = (ctx: Pick<TurnContext, 'now'>): string => DAYS.format(ctx.now())

/** The conversation in view: what is typed is an answer to it. */
export function inView({ counsellor: { focus } }: Pick<TurnContext, 'counsellor'>): { client: string; run: string } | undefined {
  return focus?.run && !focus.away ? { client: focus.client, run: focus.run } : undefined
}

/** The same focus, looked away from; nothing to write where it was so already. */
export const awayFrom = ({ counsellor: { focus } }: TurnContext): CounsellorDocument['focus'] =>
  focus ? { ...focus, away: true } : undefined

/** At this client's page; the conversation of theirs that was last in view can be taken up from home. */
export const awayAt = ({ counsellor: { focus } }: TurnContext, client: string): CounsellorDocument['focus'] => ({
  ...(focus?.client === client ? focus : { client }),
  away: true,
})
