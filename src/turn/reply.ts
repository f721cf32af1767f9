/** What to say back, independent of channel and language. Plain JSON; each feature's views turn it into pages. */
import type { Way } from '../page/button.ts'
import type { Context } from '../page/context.ts'
import type { Notice } from '../page/notice.ts'
import type { Action, Block } from '../page/page.ts'
import type { PageParts } from '../page/parts.ts'
import type { ClientRef, RunRef } from '../page/refs.ts'
import type { Returned } from '../page/returned.ts'
import type { ClientExport } from '../records/records.ts'

/** What each view shows, by the view's name. Each feature adds its own (`declare module`). */
export interface Replies {
  /** One line, and where to go from there. */
  notice: {
    notice: Notice
    /** The word taken as a command may have been an answer. `opened`: it opened the detour. `mark`: of the answer that stands there. */
    wasAnswer?: { client: string; run: string; visit: string; text: string; opened?: 'yes'; mark?: string }
    actions?: Way[]
  }
  /** Asks before something is done. `what`: key under `confirm` in `ui.json`. */
  confirm: {
    what: string
    action: string
    data: Record<string, string>
    cancel: Way
    values?: Record<string, string | number>
    /** It cannot be undone. */
    danger?: true
  }
}
export type ViewId = keyof Replies

interface Around {
  /** A line shown above the reply, such as "saved". */
  before?: Notice
  /** A form that was not saved: it shows what was filled in over what is in the file now. */
  filled?: Returned
  /** The counsellor may only read: buttons that write are left out. */
  readOnly?: true
}
export type ReplyOf<V extends ViewId> = { [W in ViewId]: { view: W } & Replies[W] & Around }[V]
export type Reply = ReplyOf<ViewId>

/** What a view gets besides the sentences: what other features add to its page. */
export interface ViewContext extends Context {
  /** Lines at home, in the order of the features. */
  atHome(lines: Partial<HomeLines>, discreet: boolean): Block[]
  /** Buttons of features on a client's page. */
  onClient(at: OnClient): Action[]
  /** Ways into features from a step. */
  inStep(at: InStep): Action[]
  /** Everything held about one person, section by section, with what they may ask about it. */
  sections(held: ClientExport): Block[]
  /** The key under `audit.did` in `ui.json` for an audit verb. */
  verb(did: string): string
  /** The command words, in the order of the sentences under `help.commands` in the Dutch `ui.json`. */
  commands: readonly { id: string; ofConversation: boolean }[]
  /** Blocks as plain text, the way a person would type them. */
  plain(blocks: readonly Block[]): string
}

/** What each feature found to show at home, by the name of the line. Each feature adds its own. */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it
export interface HomeLines {}

/** Where a feature may add a button: the page of a client. */
export interface OnClient {
  client: ClientRef
  /** Somebody else's file, which this counsellor may only read. */
  readOnly?: true
}

/** Where a feature may add a button: a step of a run in progress. */
export interface InStep {
  client: ClientRef
  run: RunRef
  step: string
  /** Instruments that the content offers at this step. */
  instruments: readonly string[]
}

/** Puts one kind of reply into words. */
export type View<V extends ViewId> = (reply: ReplyOf<V>, ctx: ViewContext) => PageParts

/** The inputs of one kind of reply, with or without other blocks. */
export type BoxesOf<V extends ViewId> = (reply: ReplyOf<V>, ctx: ViewContext) => readonly Block[]

/** One line back, with where to go from there. */
export const say = (key: Notice['key'], values?: Notice['values'], actions?: Way[]): ReplyOf<'notice'> => ({
  view: 'notice',
  notice: values ? { key, values } : { key },
  actions,
})

/** The same reply with a line above it. */
export const before = <R extends Reply>(key: Notice['key'] | undefined, reply: R): R => (key ? { ...reply, before: { key } } : reply)

/** For a forged or outdated card, or an id that the content no longer has. */
export const unknownAction = (): Reply => say('unknownAction', undefined, [TO_HOME])

/** For a file that cannot be read. */
export const damaged = (): Reply => say('damaged', undefined, [TO_HOME])

const TO_HOME = { action: 'home', data: {} } as Way
