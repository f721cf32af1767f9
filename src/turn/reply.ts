/** What to say back, independent of channel and language. Plain JSON; the features' views turn it into pages. */
import type { Way } from '../page/button.ts'
import type { Context } from '../page/context.ts'
import type { Notice } from '../page/notice.ts'
import type { Action, Block } from '../page/page.ts'
import type { PageParts } from '../page/parts.ts'
import type { ClientRef, RunRef } from '../page/refs.ts'
import type { ClientExport } from '../records/records.ts'

/** By the name of a view, what it shows. Each feature adds its own (`declare module`). */
export interface Replies {
  /** One line, and where to go from there. */
  notice: {
    notice: Notice
    /** The command word taken could have been an answer. `opened`: the word opened the detour. */
    wasAnswer?: { client: string; run: string; visit: string; text: string; opened?: 'yes' }
    actions?: Way[]
  }
  /** Asks before something is done. `what`: key in `ui.json` under `confirm`. */
  confirm: {
    what: string
    action: string
    data: Record<string, string>
    cancel: Way
    values?: Record<string, string | number>
    /** It takes something away for good. */
    danger?: true
  }
}
export type ViewId = keyof Replies

interface Around {
  /** The one line to say before, such as "saved". */
  before?: Notice
  /** Shown to somebody who may read only: nothing on it may write. */
  readOnly?: true
}
export type ReplyOf<V extends ViewId> = { [W in ViewId]: { view: W } & Replies[W] & Around }[V]
export type Reply = ReplyOf<ViewId>

/** What a view is given beside the sentences: what other features have to add to its page. */
export interface ViewContext extends Context {
  /** Lines at home, in the order of the features. */
  atHome(lines: Partial<HomeLines>, discreet: boolean): Block[]
  /** Buttons of features on a client's page. */
  onClient(at: OnClient): Action[]
  /** Ways into features from a step. */
  inStep(at: InStep): Action[]
  /** Everything held about one person, section by section, with what they may ask about it. */
  sections(held: ClientExport): Block[]
  /** The key under `audit.did` in `ui.json` of what the audit says was done. */
  verb(did: string): string
  /** Blocks as plain text, as somebody would type them. */
  plain(blocks: readonly Block[]): string
}

/** Lines at home, by the feature that has them. Each feature adds its own, with what it found. */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it
export interface HomeLines {}

/** Where a feature may add a button: the page of a client. */
export interface OnClient {
  client: ClientRef
  /** Somebody else's file that one may only read. */
  readOnly?: true
}

/** Where a feature may offer a way in: a step of a conversation in progress. */
export interface InStep {
  client: ClientRef
  run: RunRef
  step: string
  /** Instruments that the content offers at this step. */
  instruments: readonly string[]
}

/** Puts one kind of reply into words. */
export type View<V extends ViewId> = (reply: ReplyOf<V>, ctx: ViewContext) => PageParts

/** One line back, with where to go from there. */
export const say = (key: Notice['key'], values?: Notice['values'], actions?: Way[]): ReplyOf<'notice'> => ({
  view: 'notice',
  notice: values ? { key, values } : { key },
  ...(actions ? { actions } : {}),
})

/** The same reply with a line before it. */
export const before = <R extends Reply>(key: Notice['key'] | undefined, reply: R): R => (key ? { ...reply, before: { key } } : reply)

/** A forged or outdated card, or an id of the content that is no more. */
export const unknownAction = (): Reply => say('unknownAction', undefined, [TO_HOME])

/** A file that cannot be read. */
export const damaged = (): Reply => say('damaged', undefined, [TO_HOME])

const TO_HOME = { action: 'home', data: {} } as Way
