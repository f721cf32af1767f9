/**
 * What a feature is: a plain object in a folder of its own, entered once in `features/index.ts`. It declares what it owes, and the
 * compiler asks for it. Nothing is registered while the program runs.
 */
import type { z } from 'zod'
import type { Folder } from '../content/brought.ts'
import type { ActionId, Actions } from '../page/button.ts'
import type { Context } from '../page/context.ts'
import type { NoticeKey } from '../page/notice.ts'
import type { Block, Action as Button } from '../page/page.ts'
import type { Verb } from '../records/audit.ts'
import type { ClientDocument, CounsellorDocument, Run } from '../records/model.ts'
import type { AnyPart } from '../records/part.ts'
import type { ClientExport } from '../records/records.ts'
import type { OpenFile } from './change.ts'
import type { Confirm, Declared, TurnContext } from './context.ts'
import type { Here, Next, Outcome } from './outcome.ts'
import type { HomeLines, InStep, OnClient, View, ViewId } from './reply.ts'

/** The least that somebody needs. `anyone`: it shows nothing of a file, or asks for itself. `receiver`: a file is offered to them. */
export type ActionRight = Declared['right']

interface Common<D> extends Declared {
  /** What a card brings is checked here and believed nowhere. */
  data: z.ZodType<D>
  confirm?: Confirm<D>
}

/** Does or shows something that is not one client's file, or more than one file. */
export interface Runs<D> extends Common<D> {
  run(ctx: TurnContext, data: D): Promise<Outcome> | Outcome
}

/** Shows something of a client's file, which is read once, with the right checked. `look`: that somebody looked goes into the audit. */
export interface Shows<D extends { client: string }> extends Common<D> {
  right: 'read' | 'write' | 'owner'
  look?: true
  show(ctx: TurnContext, data: D, client: ClientDocument): Promise<Outcome> | Outcome
}

/** Changes a client's file in one write, and says what comes next. */
export interface Changes<D extends { client: string }> extends Common<D> {
  right: 'write'
  did: Verb
  change(ctx: TurnContext, data: D, file: OpenFile): Next
}

/** The same for a conversation in progress. `finished`: what to do where it was finished meanwhile, in place of a line that says so. */
export interface ChangesRun<D extends { client: string; run: string }> extends Common<D> {
  right: 'write'
  did: Verb
  inRun(ctx: TurnContext, data: D, file: OpenFile & { run: Run }): Next
  finished?(ctx: TurnContext, data: D): Promise<Outcome>
}

// biome-ignore lint/suspicious/noExplicitAny: whose data it is, only its own schema knows
export type AnyAction = Runs<any> | Shows<any> | Changes<any> | ChangesRun<any>

/** An action that takes what its buttons carry: the schema must accept it. */
export type Action<Given> = AnyAction & { readonly takes: (given: Given) => void }

const takes = { takes: () => {} }

/** These say which of the four an action is, and let the compiler infer its data from the schema. */
export const runs = <S extends z.ZodType>(action: Omit<Runs<z.output<S>>, 'data'> & { data: S }): Action<z.input<S>> => ({
  ...action,
  ...takes,
})
export const shows = <S extends z.ZodType<{ client: string }>>(
  action: Omit<Shows<z.output<S>>, 'data'> & { data: S },
): Action<z.input<S>> => ({ ...action, ...takes })
export const changes = <S extends z.ZodType<{ client: string }>>(
  action: Omit<Changes<z.output<S>>, 'data'> & { data: S },
): Action<z.input<S>> => ({ ...action, ...takes })
export const changesRun = <S extends z.ZodType<{ client: string; run: string }>>(
  action: Omit<ChangesRun<z.output<S>>, 'data'> & { data: S },
): Action<z.input<S>> => ({ ...action, ...takes })

/** What a command word leads to, inside a conversation and elsewhere. Only outside (`hello`): inside one the word is an answer. */
export interface Command {
  inside?: (ctx: TurnContext, here: Here) => Next
  outside?: (ctx: TurnContext) => Next
  /** A word of everyday speech: inside a conversation it is what somebody said. Help does not list it. */
  everyday?: true
  /** Help lists it with the words for a conversation, though it leads somewhere elsewhere too. */
  ofConversation?: true
}

/** The words that are commands when they stand alone; the words themselves stand in `commands.json`. Each feature adds its own. */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it
export interface Commands {}
export type CommandId = keyof Commands

/** Lines at home: what there is to say (nothing: no line), and how. */
export interface AtHome<K extends keyof HomeLines> {
  /** @returns what was found; `counsellor`: what changes in their own document once it was shown */
  find(
    ctx: TurnContext,
    at: { opened: boolean; client: ClientDocument | undefined },
  ): Promise<{ found: HomeLines[K]; counsellor?: (draft: CounsellorDocument) => void } | undefined>
  blocks(found: HomeLines[K], ctx: Context, discreet: boolean): Block[]
}

/** The parts of a feature that need no types of their own: every feature can be looked through as one of these. */
export interface AnyFeature {
  /** Its part of a client's file. */
  part?: AnyPart
  /** Its place in what a client gets to read: the export, a report. */
  section?(held: ClientExport, ctx: Context): Block[]
  /** A button on the client's page. */
  onClient?(at: OnClient, ctx: Context): Button[]
  /** A way in from a step of a conversation. */
  inStep?(at: InStep, ctx: Context): Button[]
  /** Its folders in `dialogs/`. */
  folders?: readonly Folder[]
  /** Keys of `ui.json` under `notices`. */
  notices: readonly NoticeKey[]
  /** What the audit says it did, each with the key of its sentence in `ui.json` under `audit.did`. */
  verbs: { readonly [V in Verb]?: string }
}

/** What a feature declares; `Id`, `V`, `C`, `H` and `W` are the ids of its actions, views, commands, lines at home and audit verbs. */
export interface Feature<
  Id extends ActionId = never,
  V extends ViewId = never,
  C extends CommandId = never,
  H extends keyof HomeLines = never,
  W extends Verb = never,
> extends AnyFeature {
  verbs: { readonly [D in W]: string }
  actions: { readonly [A in Id]: Action<Actions[A]> }
  views: { readonly [R in V]: View<R> }
  commands: { readonly [D in C]: Command }
  atHome: { readonly [K in H]: AtHome<K> }
}
