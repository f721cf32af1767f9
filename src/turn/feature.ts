/**
 * A feature is a plain object in a folder of its own, listed once in `features/index.ts`. The compiler checks that it declares everything
 * it must. Nothing is registered at run time.
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
import type { About, ClientIds } from './about.ts'
import type { OpenFile } from './change.ts'
import type { Confirm, Declared, TurnContext } from './context.ts'
import type { FormNow } from './form.ts'
import type { Here, Next, Outcome } from './outcome.ts'
import type { BoxesOf, HomeLines, InStep, OnClient, Reply, View, ViewId } from './reply.ts'

/**
 * The least right the action needs. `anyone`: it shows nothing of a file, or checks for itself. `receiver`: the counsellor is offered the
 * file.
 */
export type ActionRight = Declared['right']

interface Common<D> extends Declared {
  /** Validates what the card sent; nothing in it is trusted. */
  data: z.ZodType<D>
  /** Several: the first that has to be asked. */
  confirm?: Confirm<D> | readonly Confirm<D>[]
  /**
   * For an action that takes the boxes of a form: that form as it would be shown now. What was changed on the card is compared with it before
   * the action is carried out (`assistant/forms.ts`). @returns undefined if there is none any more: then the action says what is wrong
   */
  form?(ctx: TurnContext, data: D): Promise<FormNow | undefined> | FormNow | undefined
  /**
   * Of a form that edits: its boxes of words take as many characters as this. So a card on which only such boxes were changed, and whose file has not been changed
   * since, need not be compared: nearly every answer is one.
   */
  most?: number
  /** What was filled in is kept when another button of the card is pressed, except these; otherwise it is asked about. */
  beside?: {
    except: readonly ActionId[]
    /** @returns what there is to say of it, first that it was kept; none if it could not be */
    keep(ctx: TurnContext, data: D): Promise<Reply[]>
  }
}

/** Does or shows something that is not about exactly one client's file. */
export interface Runs<D> extends Common<D> {
  run(ctx: TurnContext, data: D): Promise<Outcome> | Outcome
}

/** Shows something of a client's file, which is read once after the right is checked. `look`: adds an audit line that somebody looked. */
export interface Shows<D extends { client: string }> extends Common<D> {
  right: 'read' | 'write' | 'owner'
  look?: true
  show(ctx: TurnContext, data: D, client: ClientDocument): Promise<Outcome> | Outcome
}

/** Changes a client's file in one write and says what comes next. */
export interface Changes<D extends { client: string }> extends Common<D> {
  right: 'write'
  did: Verb
  change(ctx: TurnContext, data: D, file: OpenFile): Next
}

/** As `Changes`, for a run in progress. `finished`: what to do if the run has been finished meanwhile; by default a line says so. */
export interface ChangesRun<D extends { client: string; run: string }> extends Common<D> {
  right: 'write'
  did: Verb
  inRun(ctx: TurnContext, data: D, file: OpenFile & { run: Run }): Next
  finished?(ctx: TurnContext, data: D): Promise<Outcome>
}

// biome-ignore lint/suspicious/noExplicitAny: whose data it is, only its own schema knows
export type AnyAction = Runs<any> | Shows<any> | Changes<any> | ChangesRun<any>

/** An action whose schema accepts what its buttons carry. */
export type Action<Given> = AnyAction & { readonly takes: (given: Given) => void }

const takes = { takes: () => {} }

/** These constructors say which of the four an action is and let the compiler infer its data from the schema. */
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

/** What a command word does inside a conversation and elsewhere. With `outside` only, it does the same inside, unless it is `everyday`. */
export interface Command {
  inside?: (ctx: TurnContext, here: Here) => Next
  outside?: (ctx: TurnContext) => Next
  /** A word of everyday speech: inside a conversation it is taken as an answer. Help does not list it. */
  everyday?: true
  /** Help lists it with the words for conversations, although it also does something elsewhere. */
  ofConversation?: true
}

/** The commands; a word counts only when it is the whole message. The words are in `commands.json`. Each feature adds its own. */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it
export interface Commands {}
export type CommandId = keyof Commands

/** Lines at home: how to find what there is to say, and how to show it. */
export interface AtHome<K extends keyof HomeLines> {
  /** @returns what was found, or undefined for no line; `counsellor`: the change to their own document once it was shown */
  find(
    ctx: TurnContext,
    at: { opened: boolean; client: ClientDocument | undefined },
  ): Promise<{ found: HomeLines[K]; counsellor?: (draft: CounsellorDocument) => void } | undefined>
  blocks(found: HomeLines[K], ctx: Context, discreet: boolean): Block[]
  /** The clients these lines are about. */
  about(found: HomeLines[K]): ClientIds
}

/** What does not depend on a feature's own types, so that code can loop over all features. */
export interface AnyFeature {
  /** The data it keeps in a client's file. */
  part?: AnyPart
  /** Its section in what a client gets to read, such as the export. */
  section?(held: ClientExport, ctx: Context): Block[]
  /** A button on the client's page. */
  onClient?(at: OnClient, ctx: Context): Button[]
  /** Buttons offered at a step of a conversation. */
  inStep?(at: InStep, ctx: Context): Button[]
  /** Its folders in `dialogs/`. */
  folders?: readonly Folder[]
  /** Keys of `ui.json` under `notices`. */
  notices: readonly NoticeKey[]
  /** Its audit verbs, each with the key of its sentence under `audit.did` in `ui.json`. */
  verbs: { readonly [V in Verb]?: string }
}

/** A complete feature. `Id`, `V`, `C`, `H` and `W` are the ids of its actions, views, commands, lines at home and audit verbs. */
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
  /** The boxes of a view alone, of pages that take long to make: what comes back from a form is compared with them in every turn. */
  boxes?: { readonly [R in V]?: BoxesOf<R> }
  /** The clients that each view is about: their cards are removed when a client is erased. */
  about: { readonly [R in V]: About<R> }
  commands: { readonly [D in C]: Command }
  atHome: { readonly [K in H]: AtHome<K> }
}
