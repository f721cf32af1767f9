/** Buttons: each names an action that exists and carries the data that it needs. */
import type { Context } from './context.ts'
import type { Action } from './page.ts'

/**
 * By the id of an action, what a button for it carries: ids and short words, all of them text. Each feature adds its own
 * (`declare module`). Ids are stable: old cards keep them for years. `conversation` is the id of the kind (`what-if`), `run` that of the
 * one in progress or finished; `step` goes along for who reads a card, and is not looked at.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it
export interface Actions {}
export type ActionId = keyof Actions
/** For an action whose buttons carry nothing. */
export type NoData = Record<string, never>

/** Where something leads: an action with its data. */
export type Way = { [A in ActionId]: { action: A; data: Actions[A] } }[ActionId]

type Extra = Partial<Pick<Action, 'inputs' | 'primary' | 'danger' | 'quiet' | 'label'>>

/** Data may be left out where the action needs none. */
type Rest<A extends ActionId> =
  Record<never, never> extends Actions[A] ? [data?: Actions[A], extra?: Extra] : [data: Actions[A], extra?: Extra]

/** The key of an action's label in `ui.json` under `actions`: `client.new` → `clientNew`. */
export const actionKey = (id: string): string => id.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase())

/** A button with its own label, unless another is given. */
export function button<A extends ActionId>(ctx: Context, action: A, ...[data, extra = {}]: Rest<A>): Action {
  return wayButton(ctx, { action, data: data ?? {} } as Way, extra)
}

/** The same for a way that was chosen elsewhere. */
export const wayButton = (ctx: Context, { action, data }: Way, extra: Extra = {}): Action => ({
  action,
  data: textsOf(data),
  ...extra,
  label: extra.label ?? ctx.ui(`actions.${actionKey(action)}`),
})

/** A card holds text only; what is not known is left out. */
export const textsOf = (data: object): Record<string, string> =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as Record<string, string>

/** Leads away without doing what the page offers. */
export const cancel = <A extends ActionId>(ctx: Context, action: A, ...[data]: Rest<A>): Action =>
  wayButton(ctx, { action, data: data ?? {} } as Way, { label: ctx.ui('actions.cancel') })
