/** Everything said, asked and agreed in conversations, for the client to read. */
import type { AnswerValue } from '../../engine/session.ts'
import type { Context } from '../../page/context.ts'
import { earlierOf, valueBlocks } from '../../page/digest.ts'
import type { Block } from '../../page/page.ts'
import { clientTitle, conversationTitle, heldNotes, kicker, line, quiet, under } from '../../page/parts.ts'
import type { FinishedRun, Run } from '../../records/model.ts'
import type { ClientExport } from '../../records/records.ts'

export function section(held: ClientExport, ctx: Context): Block[] {
  const { file, finished } = held
  const say = (key: string) => ctx.say('export', key)
  const all = [...finished, ...file.runs].toSorted((a, b) => a.started.localeCompare(b.started))
  const conversations = all.flatMap((run) => runBlocks(ctx, run, file.country))
  return [
    ...under(say('conversations'), [...damaged(ctx, held), ...(conversations.length ? conversations : [quiet(say('nothing'))])]),
    ...under(say('agreements'), agreements(ctx, held)),
    ...under(say('prepared'), prepared(ctx, held)),
  ]
}

/** What is kept and cannot be read at this moment: the client has a right to know that it is there. */
function damaged(ctx: Context, { unreadable }: ClientExport): Block[] {
  if (!unreadable) return []
  const runs = unreadable.finished.map((line) =>
    quiet(kicker(conversationTitle(ctx, line.conversation), ctx.date(line.date), ctx.say('export', 'unreadable'))),
  )
  return unreadable.audit ? [...runs, quiet(ctx.say('export', 'unreadableAudit'))] : runs
}

function runBlocks(ctx: Context, run: Run | FinishedRun, country: string): Block[] {
  const say = (key: string) => ctx.say('export', key)
  const state = 'finished' in run ? undefined : say('running')
  const name = kicker(conversationTitle(ctx, run.conversation), ctx.date(run.date), ctx.ui(`modes.${run.mode}`), state)
  const answers = run.session.trail.flatMap(({ id }) => {
    const answer = run.session.answers[id]
    if (!answer) return []
    const of = { conversation: run.conversation, country, step: answer.step }
    const at = run.stamps[id]?.at(-1)?.at
    const title = kicker(titleOf(ctx, of), at && ctx.date(at))
    const earlier = earlierOf(answer).flatMap((value): Block[] => [quiet(say('earlier')), ...valueBlocks(ctx, of, value)])
    const stands: Block[] = answer.value ? valueBlocks(ctx, of, answer.value) : [quiet(say(answer.withheld ? 'withheld' : 'skipped'))]
    return [...under(title, stands, 2), ...earlier]
  })
  return [
    { kind: 'heading', text: name, depth: 1 },
    ...line(say('place'), run.place),
    ...line(say('present'), run.present),
    ...line(say('interpreter'), run.interpreter),
    ...answers,
    ...under(say('notes'), heldNotes(ctx, run.notes), 2),
  ]
}

/** The title of a step as the client reads it; of one that is gone from the content, that it is. */
const titleOf = (ctx: Context, of: { conversation: string; country: string; step: string }): string =>
  clientTitle(ctx, of) ?? ctx.say('export', 'gone')

const agreements = (ctx: Context, { file }: ClientExport): Block[] =>
  file.agreements.map(({ text, due, done }) => {
    const until = due && ctx.say('export', 'until', { date: ctx.date(due) })
    const ticked = done && ctx.say('export', 'done', { date: ctx.date(done) })
    const label = kicker(until, ticked)
    return { kind: 'typed', label: label || undefined, text }
  })

function prepared(ctx: Context, { file }: ClientExport): Block[] {
  return Object.entries(file.prepared).flatMap(([conversation, steps]) =>
    Object.entries(steps).flatMap(([step, { prompts, text }]) => {
      const value: AnswerValue = { prompts, ...(text ? { text } : {}) }
      const title = kicker(conversationTitle(ctx, conversation), titleOf(ctx, { conversation, country: file.country, step }))
      return under(title, valueBlocks(ctx, { conversation, country: file.country, step }, value), 1)
    }),
  )
}
