/** Buttons: each names an existing action and carries the data it needs. */
import { remembered } from '../content/memo.ts'
import type { Context } from './context.ts'
import type { Action } from './page.ts'

/**
 * What a button for each action carries, by the action's id: ids and short words, all of them strings. Each feature adds its own (`declare
 * module`). Ids are stable, because old cards keep them for years. `conversation` is the kind (`what-if`), `run` one held with a client;
 * `step` is only for people who read a card's data and is ignored.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the features fill it
export interface Actions {}
export type ActionId = keyof Actions
/** For an action whose buttons carry nothing. */
export type NoData = Record<string, never>

/** Where something leads: an action and its data. */
export type Way = { [A in ActionId]: { action: A; data: Actions[A] } }[ActionId]

type Extra = Partial<Pick<Action, 'inputs' | 'primary' | 'danger' | 'quiet' | 'label'>>

/** The data can be omitted if the action needs none. */
type Rest<A extends ActionId> =
  Record<never, never> extends Actions[A] ? [data?: Actions[A], extra?: Extra] : [data: Actions[A], extra?: Extra]

/** The key of an action's label in `ui.json` under `actions`: `client.new` → `clientNew`. */
export const actionKey = (id: string): string => id.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase())

/** Where its label stands: a page has a dozen buttons, always of the same few actions. */
const labelOf = remembered(1_000, (id) => `actions.${actionKey(id)}`)

/** A button with its own label, unless another is given. */
export function button<A extends ActionId>(ctx: Context, action: A, ...[data, extra = {}]: Rest<A>): Action {
  return wayButton(ctx, { action, data: data ?? {} } as Way, extra)
}

/** The same for an action chosen elsewhere. */
export const wayButton = (ctx: Context, { action, data }: Way, extra: Extra = {}): Action => ({
  action,
  data: textsOf(data),
  ...extra,
  label: extra.label ?? ctx.ui(labelOf(action)),
})

/** A card carries only strings; undefined values are left out. */
export function textsOf(data: object): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(data)) if (value !== undefined) texts[name] = value
  return texts
}

/** Leaves the page without doing what it offers. */
export const cancel = <A extends ActionId>(ctx: Context, action: A, ...[data]: Rest<A>): Action =>
  wayButton(ctx, { action, data: data ?? {} } as Way, { label: ctx.ui('actions.cancel') })
