/** What was said in a run, as blocks: for the summary, reading back and the list of answers. */
import type { Context } from '../../page/context.ts'
import { agreementBlocks, valueBlocks } from '../../page/digest.ts'
import type { Action, Block } from '../../page/page.ts'
import { buttons, clientTitle, quiet, stepTitle, under } from '../../page/parts.ts'
import type { Digest } from '../../turn/file/digest.ts'

/**
 * A whole run: each step with its answer, then notes, then agreements.
 * @param options `hidden` (discreet) shows none of the words; `actions` adds buttons under an answer
 */
export function digestBlocks(
  ctx: Context,
  digest: Digest,
  options: { hidden: boolean; actions?: (answer: Digest['answers'][number]) => Action[] },
): Block[] {
  if (options.hidden) return [quiet(ctx.ui('discreet.hidden'))]
  const answers = digest.answers.flatMap((answer) => {
    const of = { conversation: digest.conversation, country: digest.country, step: answer.step }
    // Agreements are shown together at the end; in the list of answers to change, where they were written.
    const value = answer.value && !options.actions ? { ...answer.value, agreements: [] } : answer.value
    const words = value ? valueBlocks(ctx, of, value) : []
    const shown = answer.withheld ? [quiet(ctx.ui('digest.withheld'))] : words
    const gone = answer.gone ? [quiet(ctx.ui('digest.gone'))] : []
    // what is there to change is for the counsellor; the rest is read to the client
    const title = (options.actions ? undefined : clientTitle(ctx, of)) ?? stepTitle(ctx, of.conversation, of.step, of.country)
    return shown.length ? [heading(title), ...gone, ...shown, ...buttons(options.actions?.(answer) ?? [])] : []
  })
  const notes = digest.notes.map((note): Block => ({ kind: 'typed', label: ctx.date(note.at), text: note.text }))
  const agreements = options.actions ? [] : agreementBlocks(ctx, digest.agreements, { hidden: false })
  const all = [...answers, ...under(ctx.ui('digest.notes'), notes), ...under(ctx.ui('agreements.title'), agreements)]
  return all.length ? all : [quiet(ctx.ui('digest.empty'))]
}

const heading = (text: string): Block => ({ kind: 'heading', text })
