import { button } from '../../../page/button.ts'
import type { Context } from '../../../page/context.ts'
import { answerInputs, choiceInputs, prepareInputs, withheld, wordsInputs } from '../../../page/inputs.ts'
import type { Action, Block } from '../../../page/page.ts'
import {
  buttons,
  clientName,
  conversationTitle,
  discreetButton,
  each,
  factBlocks,
  kicker,
  list,
  place,
  quiet,
  runData,
  sentence,
  sinceRemoved,
  stepTitle,
  texts,
  under,
} from '../../../page/parts.ts'
import type { ReplyOf, View, ViewContext } from '../../../turn/reply.ts'
import { digestBlocks } from '../digest-blocks-view.ts'

/** One step: where we are, why now, what to ask, one tip, an input for what was said, and the few things one can do. */
export const step: View<'step'> = (reply, ctx) => {
  const { country, run, first } = reply
  const of = { conversation: run.conversation, country, step: reply.step, first }
  const preparing = run.mode === 'prepare'
  const why = run.mode === 'during' ? undefined : sentence(ctx, of, 'why')
  const say = sentence(ctx, of, 'say')
  const title = conversationTitle(ctx, run.conversation)
  const mode = preparing ? ctx.ui('modes.prepare') : undefined
  return {
    kicker: kicker(title, mode, place(ctx, reply), clientName(ctx, reply.client, reply.discreet)),
    summary: kicker(title, mode, place(ctx, reply)),
    title: stepTitle(ctx, run.conversation, reply.step, country),
    blocks: [
      ...(why ? [{ kind: 'text', text: ctx.ui('step.why', { why }) } as const] : []),
      ...notRecording(reply, ctx),
      ...(say ? under(ctx.ui('step.say'), [{ kind: 'text', text: say }]) : []),
      ...digest(reply, ctx),
      ...reminder(reply, ctx),
      ...(preparing ? [] : under(ctx.ui('step.prompts'), list(texts(ctx, reply.prompts, country)))),
      ...each('tip', texts(ctx, reply.tips, country)),
      ...each('attention', texts(ctx, reply.attention, country)),
      ...factBlocks(ctx, reply.facts, country),
      ...boxes(reply, ctx),
      ...branches(reply, ctx),
    ],
    actions: actions(reply, ctx),
    since: reply.since,
  }
}

/** The inputs. Without consent there is none for the client's words; what the counsellor prepares is their own. */
export function boxes(reply: ReplyOf<'step'>, ctx: Context): Block[] {
  const { run, earlier, country } = reply
  const preparing = run.mode === 'prepare'
  const shape = { ...reply, conversation: run.conversation, mode: run.mode }
  if (!reply.recording && !preparing) return ticks(reply) ? choiceInputs(ctx, shape) : []
  const blocks = preparing
    ? prepareInputs(ctx, { prompts: reply.prompts, chosen: reply.chosen, country, reminder: earlier?.text })
    : buttonsRoute(reply)
      ? wordsInputs(ctx, shape, earlier)
      : answerInputs(ctx, shape, earlier)
  return reply.discreet ? withheld(blocks, ctx.ui('discreet.kept')) : blocks
}

/** One of its options leads on by a button of its own, with or without consent. */
const buttonsRoute = ({ routes, kind, run }: ReplyOf<'step'>): boolean => routes && kind === 'choose' && run.mode !== 'prepare'

/** Its options are ticked to lead on, with or without consent. */
const ticks = ({ routes, kind }: ReplyOf<'step'>): boolean => routes && kind === 'checklist'

/** How the conversation goes on: a button for each option, all alike. What is typed beside them is kept with the choice, where it may be. */
function branches(reply: ReplyOf<'step'>, ctx: Context): Block[] {
  if (!buttonsRoute(reply)) return []
  const of = { conversation: reply.run.conversation, country: reply.country, step: reply.step }
  const here = { ...runData(reply.client, reply.run), step: reply.step, visit: reply.visit, ...sinceRemoved(reply) }
  const name = (id: string) => sentence(ctx, of, `options.${id}`) ?? id
  const [chosen] = reply.earlier?.choices ?? []
  const ways = reply.options.map((id) =>
    button(ctx, 'answer', { ...here, choice: id }, { label: name(id), inputs: reply.recording || undefined }),
  )
  const before = chosen && !reply.discreet ? [quiet(ctx.ui('step.routed', { choice: name(chosen) }))] : []
  return under(ctx.ui('step.routes'), [...before, ...buttons(ways)])
}

/** A friendly line, with buttons to change it; if not asked yet, yes and no side by side. */
function notRecording(reply: ReplyOf<'step'>, ctx: Context): Block[] {
  if (reply.recording || reply.consent === 'given') return []
  const to = (state: 'given' | 'refused', label: string) =>
    button(ctx, 'consent', { ...runData(reply.client, reply.run), state, from: reply.consent }, { label: ctx.ui(`actions.${label}`) })
  const refuse = reply.consent === 'asked-not' ? [to('refused', 'consentRefused')] : []
  return [quiet(ctx.ui(`step.notRecording.${reply.consent}`)), ...buttons([to('given', 'consentGiven'), ...refuse])]
}

/** For a summary: what was said, to read back. For agreements: those made so far. */
function digest(reply: ReplyOf<'step'>, ctx: Context): Block[] {
  if (!reply.digest) return []
  const copy = buttons([button(ctx, 'digest.plain', runData(reply.client, reply.run))])
  if (reply.kind === 'summary') return [...digestBlocks(ctx, reply.digest, { hidden: reply.discreet }), ...(reply.discreet ? [] : copy)]
  const made = { ...reply.digest, answers: [], notes: [] }
  return made.agreements.length ? digestBlocks(ctx, made, { hidden: reply.discreet }) : []
}

function reminder({ reminder: words, discreet }: ReplyOf<'step'>, ctx: Context): Block[] {
  if (!words) return []
  return discreet ? [quiet(ctx.ui('discreet.reminder'))] : [{ kind: 'typed', label: ctx.ui('step.reminder'), text: words }]
}

function actions(reply: ReplyOf<'step'>, ctx: ViewContext): Action[] {
  const data = runData(reply.client, reply.run)
  const here = { ...data, step: reply.step, visit: reply.visit }
  const records = reply.recording || reply.run.mode === 'prepare'
  const onward = records ? {} : { label: ctx.ui('actions.goOn') }
  const go =
    records || ticks(reply)
      ? button(ctx, 'answer', { ...here, ...sinceRemoved(reply) }, { ...onward, inputs: true, primary: true })
      : button(ctx, 'answer', here, { ...onward, primary: true })
  return [
    go,
    button(ctx, 'skip', here),
    ...(reply.canGoBack ? [button(ctx, 'back', here)] : []),
    ...(reply.more > 0 ? [button(ctx, 'more', here)] : []),
    button(ctx, 'support', here),
    button(ctx, 'pause', here),
    ...ctx.inStep(reply),
    button(ctx, 'overview', data, { quiet: true }),
    button(ctx, 'note', { ...data, step: reply.step }, { quiet: true }),
    button(ctx, 'answers', data, { quiet: true }),
    discreetButton(ctx, reply.discreet, data),
    button(ctx, 'crisis', data, { quiet: true }),
    button(ctx, 'home', {}, { quiet: true }),
  ]
}
