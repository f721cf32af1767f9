/** What was said in a conversation, as blocks: for the summary, the look back, the list of answers. */

import type { AnswerValue } from '../engine/session.ts'
import type { AgreementLine, Digest } from '../turn/replies.ts'
import type { Context } from './context.ts'
import { BY_PART } from './kinds/index.ts'
import type { Action, Block } from './page.ts'
import { agreementLine, button, buttons, quiet, sentence, stepTitle, under } from './parts.ts'

/** Agreements shown at once; those ticked off make room for the next. */
const MAX_AGREEMENTS = 20

interface Of {
  conversation: string
  country: string
  step: string
}

/** One answer, exactly as it was typed or chosen. */
export function valueBlocks(ctx: Context, of: Of, value: AnswerValue): Block[] {
  const nameOf = (group: string, id: string) => sentence(ctx, of, `${group}.${id}`) ?? id
  return [
    ...(value.prompts ?? []).map((id): Block => ({ kind: 'list', items: [nameOf('prompts', id)], said: true })),
    ...Object.values(BY_PART).flatMap((kind) => kind.lines(ctx, value, nameOf)),
    ...(value.text ? [{ kind: 'typed' as const, text: value.text }] : []),
  ]
}

/** Agreements with a button to tick each off; `hidden`: only how many. */
export function agreementBlocks(ctx: Context, agreements: readonly AgreementLine[], of: { client?: string; hidden: boolean }): Block[] {
  if (agreements.length === 0) return []
  if (of.hidden) return [quiet(ctx.ui('agreements.hidden', { count: agreements.length }))]
  const rest = agreements.length - MAX_AGREEMENTS
  const shown = agreements.slice(0, MAX_AGREEMENTS).flatMap((one) => {
    const done = of.client && !one.done ? buttons([button(ctx, 'agreement.done', { client: of.client, agreement: one.id })]) : []
    return [agreementLine(ctx, one), ...done]
  })
  return rest > 0 ? [...shown, quiet(ctx.ui('agreements.rest', { count: rest }))] : shown
}

/**
 * The whole of a conversation: each step with its answer, then loose notes, then agreements.
 * @param options `hidden` (discreet) shows none of the words; `actions` puts buttons under an answer
 */
export function digestBlocks(
  ctx: Context,
  digest: Digest,
  options: { hidden: boolean; actions?: (answer: Digest['answers'][number]) => Action[] },
): Block[] {
  if (options.hidden) return [quiet(ctx.ui('discreet.hidden'))]
  const answers = digest.answers.flatMap((answer) => {
    const of = { conversation: digest.conversation, country: digest.country, step: answer.step }
    // Agreements stand together below; among answers to change they stand where they were written.
    const value = answer.value && !options.actions ? { ...answer.value, agreements: [] } : answer.value
    const words = value ? valueBlocks(ctx, of, value) : []
    const said = answer.withheld ? [quiet(ctx.ui('digest.withheld'))] : words
    const gone = answer.gone ? [quiet(ctx.ui('digest.gone'))] : []
    return said.length
      ? [heading(stepTitle(ctx, of.conversation, of.step, of.country)), ...gone, ...said, ...buttons(options.actions?.(answer) ?? [])]
      : []
  })
  const notes = digest.notes.map((note): Block => ({ kind: 'typed', label: ctx.date(note.at), text: note.text }))
  const agreements = options.actions ? [] : agreementBlocks(ctx, digest.agreements, { hidden: false })
  const all = [...answers, ...under(ctx.ui('digest.notes'), notes), ...under(ctx.ui('agreements.title'), agreements)]
  return all.length ? all : [quiet(ctx.ui('digest.empty'))]
}

const heading = (text: string): Block => ({ kind: 'heading', text })
