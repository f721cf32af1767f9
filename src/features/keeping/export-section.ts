/** Everything held about one person, as blocks: the same as the printable page of the operator, for a chat. */
import type { AnswerValue } from '../../engine/session.ts'
import type { Context } from '../../page/context.ts'
import { valueBlocks } from '../../page/digest.ts'
import type { Block } from '../../page/page.ts'
import { conversationTitle, countryName, kicker, phaseName, quiet, stepTitle, under } from '../../page/parts.ts'
import type { FinishedRun, Note, Run } from '../../records/model.ts'
import type { ClientExport } from '../../records/records.ts'

export function exportBlocks(ctx: Context, data: ClientExport): Block[] {
  const { file, finished } = data
  const say = (key: string, values?: Record<string, string>) => ctx.say('export', key, values)
  const runs = [...finished, ...file.runs].toSorted((a, b) => a.started.localeCompare(b.started))
  const conversations = runs.flatMap((run) => runBlocks(ctx, run, file.country))
  return [
    { kind: 'text', text: say('intro', { date: ctx.date(data.exported) }) },
    ...under(say('facts'), facts(ctx, data)),
    ...under(say('conversations'), conversations.length ? conversations : [quiet(say('nothing'))]),
    ...under(say('notes'), notes(ctx, file.notes)),
    ...under(say('agreements'), agreements(ctx, data)),
    ...under(say('prepared'), prepared(ctx, data)),
    ...under(say('access'), access(ctx, data)),
    ...under(say('log'), log(ctx, data)),
  ]
}

const line = (label: string, value: string | undefined): Block[] => (value ? [{ kind: 'line', label, value }] : [])

function facts(ctx: Context, { file, due }: ClientExport): Block[] {
  const say = (key: string) => ctx.say('export', key)
  const yes = (value: boolean) => say(value ? 'yes' : 'no')
  const consent = kicker(ctx.ui(`consents.${file.consent.state}`), file.consent.at && ctx.date(file.consent.at))
  return [
    ...line(say('alias'), file.alias),
    quiet(say('aliasWhy')),
    ...line(say('country'), countryName(ctx, file.country)),
    ...line(say('phase'), phaseName(ctx, file.country, file.phase)),
    ...line(say('order'), yes(file.order)),
    ...line(say('partner'), yes(file.partner)),
    ...line(say('children'), yes(file.children)),
    ...line(say('language'), file.language),
    ...line(say('interpreter'), file.interpreter && ctx.ui(`interpreters.${file.interpreter}`)),
    ...line(say('consent'), consent),
    ...line(say('created'), ctx.date(file.created)),
    ...line(say('due'), ctx.date(due)),
  ]
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
    const title = kicker(stepTitle(ctx, run.conversation, answer.step, country), at && ctx.date(at))
    const earlier = answer.history.flatMap((value): Block[] => [quiet(say('earlier')), ...valueBlocks(ctx, of, value)])
    const stands: Block[] = answer.value ? valueBlocks(ctx, of, answer.value) : [quiet(say(answer.withheld ? 'withheld' : 'skipped'))]
    return [...under(title, stands), ...earlier]
  })
  return [
    { kind: 'heading', text: name },
    ...line(say('place'), run.place),
    ...line(say('present'), run.present),
    ...line(say('interpreter'), run.interpreter),
    ...answers,
    ...under(say('notes'), notes(ctx, run.notes)),
  ]
}

const notes = (ctx: Context, all: readonly Note[]): Block[] =>
  all.map((note) => ({
    kind: 'typed',
    label: kicker(ctx.date(note.at), note.private && ctx.say('export', 'privateNote')),
    text: note.text,
  }))

const agreements = (ctx: Context, { file }: ClientExport): Block[] =>
  file.agreements.map(({ text, due, done }) => {
    const until = due && ctx.say('export', 'until', { date: ctx.date(due) })
    const ticked = done && ctx.say('export', 'done', { date: ctx.date(done) })
    const label = kicker(until, ticked)
    return { kind: 'typed', ...(label ? { label } : {}), text }
  })

function prepared(ctx: Context, { file }: ClientExport): Block[] {
  return Object.entries(file.prepared).flatMap(([conversation, steps]) =>
    Object.entries(steps).flatMap(([step, { prompts, text }]) => {
      const value: AnswerValue = { prompts, ...(text ? { text } : {}) }
      const title = kicker(conversationTitle(ctx, conversation), stepTitle(ctx, conversation, step, file.country))
      return under(title, valueBlocks(ctx, { conversation, country: file.country, step }, value))
    }),
  )
}

/** Colleagues are told apart by a number: who they are, the counsellor says. */
function access(ctx: Context, { file }: ClientExport): Block[] {
  const say = (key: string) => ctx.say('export', key)
  const shares = file.shares.flatMap(({ user, right, at }) => line(who(ctx, file, user), kicker(say(`right.${right}`), ctx.date(at))))
  return [...line(say('owner'), say('right.write')), ...shares]
}

function who(ctx: Context, { owner, shares }: ClientExport['file'], user: string): string {
  if (user === owner) return ctx.say('export', 'owner')
  const number = shares.findIndex((share) => share.user === user) + 1
  return number > 0 ? ctx.say('export', 'colleague', { number }) : ctx.say('export', 'someone')
}

/** One line for what one person did on one day. */
function log(ctx: Context, { audit, file }: ClientExport): Block[] {
  const told = audit.map(({ at, by, did }) => {
    const known = { ns: 'export', key: `did.${did}` }
    return { label: kicker(ctx.date(at), who(ctx, file, by)), value: ctx.has(known) ? ctx.text(known) : ctx.say('export', 'did.other') }
  })
  return told
    .filter(({ label, value }, at) => label !== told[at - 1]?.label || value !== told[at - 1]?.value)
    .map((one) => ({ kind: 'line', ...one }))
}
