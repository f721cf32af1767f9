import { button } from '../../page/button.ts'
import type { Context } from '../../page/context.ts'
import type { Action, Block } from '../../page/page.ts'
import { clientName, conversationTitle, discreetButton, each, kicker, personName, quiet } from '../../page/parts.ts'
import type { ClientRef, RunRef } from '../../page/refs.ts'
import type { ReplyOf, View } from '../../turn/reply.ts'
import { listKeys, NS } from './content.ts'
import { drawnBlocks } from './drawn-view.ts'

interface Place {
  client: ClientRef
  run?: RunRef
}

export const placeOf = ({ client, run }: Place): { client: string; run?: string } => ({ client: client.id, run: run?.id })

/** Whose ladder it is, and the run it was opened from. */
export const headOf = (
  ctx: Context,
  { client, run, discreet }: Place & { discreet: boolean },
  title = ctx.text({ ns: NS, key: 'title' }),
) => ({
  kicker: kicker(run && conversationTitle(ctx, run.conversation), clientName(ctx, client, discreet)),
  title,
})

/** The button that opens it. */
export const onClient = (at: Place, ctx: Context): Action[] => [button(ctx, 'ladder.open', placeOf(at))]

/** Back to the step, or to the client. */
export const wayBack = (ctx: Context, { client, run }: Place): Action =>
  run
    ? button(ctx, 'conversation.resume', { client: client.id, run: run.id }, { label: ctx.ui('actions.toStep') })
    : button(ctx, 'client.open', { client: client.id })

/** A ladder: its picture, what it was before, and what can be done with it. */
export const ladder: View<'ladder'> = (reply, ctx) => ({
  ...headOf(ctx, reply),
  blocks: blocks(reply, ctx),
  actions: actions(reply, ctx),
})

function blocks({ drawn, by, former, old, discreet, keeps, readOnly }: ReplyOf<'ladder'>, ctx: Context): Block[] {
  const unkept = keeps || old || readOnly ? [] : [quiet(ctx.ui('ladder.notKept'))]
  if (!drawn) return [{ kind: 'text', text: ctx.text({ ns: NS, key: 'about' }) }, ...unkept]
  if (discreet) return [quiet(ctx.ui('discreet.hidden'))]
  const day = ctx.date(drawn.at)
  const changed = former && (former.goal !== drawn.goal || former.due !== drawn.due)
  return [
    ...(old ? [quiet(ctx.ui('ladder.old', { day }))] : []),
    ...drawnBlocks(ctx, drawn),
    ...(changed ? [{ kind: 'typed', label: ctx.ui('ladder.before', { day: ctx.date(former.at) }), text: was(ctx, former) } as const] : []),
    quiet(kicker(ctx.ui('ladder.drawn', { day }), by && personName(ctx, by))),
    ...(drawn.rungs.length && !old
      ? each(
          'tip',
          listKeys(ctx.content, 'along').map((key) => ctx.text({ ns: NS, key })),
        )
      : []),
    ...unkept,
  ]
}

const was = (ctx: Context, { goal, due }: { goal: string; due?: string }): string =>
  kicker(goal, due && ctx.ui('ladder.due', { day: ctx.date(due) }))

function actions(reply: ReplyOf<'ladder'>, ctx: Context): Action[] {
  const { drawn, old, earlier, keeps, discreet } = reply
  const at = placeOf(reply)
  const back = wayBack(ctx, reply)
  const remove = drawn ? [button(ctx, 'ladder.remove', { ...at, ladder: drawn.id }, { quiet: true, danger: true })] : []
  const hide = drawn ? [discreetButton(ctx, discreet, at)] : []
  if (old)
    return [
      button(ctx, 'ladder.earlier', at),
      button(ctx, 'ladder.open', at, { label: ctx.ui('ladder.current') }),
      back,
      ...remove,
      ...hide,
    ]
  const label = drawn ? (drawn.rungs.length ? undefined : ctx.ui('ladder.order')) : ctx.ui('ladder.begin')
  const edit = keeps ? [button(ctx, 'ladder.edit', at, { ...(label ? { label, primary: true } : {}) })] : []
  return [
    ...edit,
    ...(drawn?.rungs.length && keeps ? [button(ctx, 'ladder.reached', at)] : []),
    button(ctx, 'ladder.ideas', at),
    ...(earlier ? [button(ctx, 'ladder.earlier', at)] : []),
    back,
    ...remove,
    ...hide,
  ]
}
