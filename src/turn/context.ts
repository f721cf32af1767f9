import { type Content, LANGUAGES, type Language } from '../content/content.ts'
import type { Definition } from '../engine/engine.ts'
import type { CounsellorDocument, UserKey } from '../records/model.ts'
import type { Expiring, FileRecords } from '../records/records.ts'
import type { TurnResult } from './assistant.ts'
import type { Notice, Reply } from './replies.ts'
import type { Turn, User } from './turn.ts'

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
  /** Own files that will be erased soon. */
  expiry: Expiry
}

export interface Expiry {
  /**
   * Own files that will be erased within a month. Every own file has to be read for it, so it is done when somebody opens the chat and
   * otherwise once a day: a chat in Teams stays open for years.
   */
  of(counsellor: CounsellorDocument, opened: boolean): Promise<Expiring[]>
  /** Something changed for this counsellor's files: looked at anew the next time. */
  forget(user: UserKey): void
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

/** All that is known while one turn is carried out. */
export interface TurnContext extends Deps {
  turn: Turn
  user: UserKey
  counsellor: CounsellorDocument
  language: Language
  /** What the crisis check says of everything typed in this turn. */
  alarm: { found: boolean; softened: boolean }
}

/** What a handler gives back: the turn's result, and what changes for the counsellor (written after the client's file). */
export interface Outcome extends Omit<TurnResult, 'language'> {
  focus?: CounsellorDocument['focus'] | null
  counsellor?: (draft: CounsellorDocument) => void
  /** `shown`: the replies hold the crisis plan already. `known`: these very words brought it up before. */
  alarm?: 'shown' | 'known'
  /** Words left a file: earlier replies that may hold them are not given again. */
  forget?: true
}

export const userKey = (user: User): UserKey => `${user.tenant}|${user.id}`

/** The counsellor's own choice first, then the channel's locale, then Dutch. */
export function languageOf(counsellor: CounsellorDocument, locale: string | undefined): Language {
  const fromChannel = LANGUAGES.find((language) => locale?.toLowerCase().startsWith(language))
  return counsellor.language ?? fromChannel ?? 'nl'
}

const DAYS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Brussels' })

/** ISO day (YYYY-MM-DD) of this turn in Brussels and Amsterdam, where a late-evening note still belongs to today. */
export const today = (ctx: TurnContext): string => DAYS.format(ctx.now())

/** One line back, with where to go from there. */
export const say = (key: string, values?: Notice['values'], actions?: { action: string; data: Record<string, string> }[]): Reply => ({
  view: 'notice',
  notice: values ? { key, values } : { key },
  ...(actions ? { actions } : {}),
})

/** The same reply with a line before it. */
export const before = (key: string | undefined, reply: Reply, values?: Notice['values']): Reply =>
  key ? { ...reply, before: values ? { key, values } : { key } } : reply

const TO_HOME = [{ action: 'home', data: {} }]

/** A forged or outdated card, or an id of the content that is no more. */
export const unknownAction = (): Reply => say('unknownAction', undefined, TO_HOME)
