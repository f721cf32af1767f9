/** Moving what was recorded by mistake, an answer or a whole run, to another client. */
import { advance } from '../../../engine/engine.ts'
import type { Answer, AnswerValue } from '../../../engine/session.ts'
import { inWords } from '../../../engine/texts.ts'
import type { Way } from '../../../page/button.ts'
import type { ClientDocument, FinishedRun, Note, Run, Stamp } from '../../../records/model.ts'
import { NoAccess } from '../../../records/records.ts'
import { change, handledIn, mayKeep, NotInProgress } from '../../../turn/change.ts'
import { awayFrom, type TurnContext } from '../../../turn/context.ts'
import { clientsReply } from '../../../turn/file/clients.ts'
import { definitionOf, factsOf } from '../../../turn/file/runs.ts'
import { anyRun } from '../../../turn/finished.ts'
import { type Next, next, type Outcome, type Shown, told } from '../../../turn/outcome.ts'
import { say, unknownAction } from '../../../turn/reply.ts'
import { clientFor } from '../../../turn/rights.ts'
import { conversationNs } from '../../../turn/texts.ts'
import { answerAt, type VisitIds } from '../walk/visits.ts'
import { answerReply } from './answer-form.ts'

interface RunIds {
  client: string
  run: string
}

/** The client to move to, or the search for one. */
interface Wanted {
  to?: string
  query?: string
}

export const toAnswers = ({ client, run }: RunIds): Way => ({ action: 'answers', data: { client, run } })

/**
 * The client to move something to. The counsellor must be allowed to write in both files; what would leave its owner's sight can only be
 * moved by the owner.
 * @throws NoAccess
 */
async function targetOf(ctx: TurnContext, from: string, to: string): Promise<ClientDocument> {
  const target = await clientFor(ctx, to, 'write')
  const source = await clientFor(ctx, from, 'write')
  if (source.owner !== target.owner && source.owner !== ctx.user) throw new NoAccess()
  return target
}

/** An answer in words, for a note: all of it, one line for each thing, what was chosen in the counsellor's language. */
function wordsOf(ctx: TurnContext, at: { client: ClientDocument; run: Run }, visit: string, answer: Answer, value: AnswerValue): string {
  const steps = ctx.content.sentences[ctx.language][conversationNs(at.run.conversation)]?.steps
  const texts = typeof steps === 'object' ? steps[answer.step] : undefined
  // As its form shows them: with the names of the country's bodies.
  const form = ctx.boxes(answerReply(ctx, at, visit, answer), ctx.language)
  const options = form.flatMap((box) => ('options' in box ? box.options : []))
  const nameOf = (group: string, id: string): string => {
    const label = group === 'options' || group === 'prompts' ? options.find((one) => one.id === id)?.label : undefined
    const names = typeof texts === 'object' ? texts[group] : undefined
    return label ?? String((typeof names === 'object' && names[id]) || id)
  }
  return inWords(value, nameOf).filter(Boolean).join('\n')
}

/** Lists the clients to choose from. */
function whereTo(ctx: TurnContext, search: Way & { data: RunIds }, query?: string): Shown {
  const { client, run } = search.data
  const found = clientsReply(ctx.counsellor, query, { title: 'moving', search, field: 'to', back: toAnswers({ client, run }) })
  return { replies: [{ ...found, clients: found.clients.filter((one) => one.id !== client) }], focus: awayFrom(ctx) }
}

/**
 * Moves one answer to another client of the same counsellor: into their run of the same conversation and mode, at the same step if that was
 * visited and has no answer yet; otherwise as a note. The target is written first: a crash in between leaves it twice, never nowhere.
 * @param remove removes it from where it was
 */
export async function moveAnswer(
  ctx: TurnContext,
  { to, query, ...ids }: VisitIds & Wanted,
  remove: () => Promise<Outcome>,
): Promise<Outcome> {
  if (!to) return whereTo(ctx, { action: 'answer.move', data: ids }, query)
  if (to === ids.client) return { replies: [unknownAction()] }
  const target = await targetOf(ctx, ids.client, to)
  const { client, run } = await anyRun(ctx, ids)
  const handled = handledIn(ctx, client)
  if (handled) return handled
  const given = answerAt(run, ids.visit)
  if (!given?.value) return { replies: [say('refused.no-answer', undefined, [toAnswers(ids)])] }
  const value = given.value
  if (!mayKeep(ctx.action.words, target, run.mode)) return refusedMove(to)
  const moveHere = ({ draft }: { draft: ClientDocument }): Next => {
    const same = draft.runs.find((one) => one.conversation === run.conversation && one.mode === run.mode)
    const visit = same?.session.trail.findLast((one) => one.step === given.step && !Object.hasOwn(same.session.answers, one.id))
    const stamp = { by: ctx.user, at: ctx.now().toISOString() }
    const placed = same && visit ? placeAnswer(ctx, same, { visit: visit.id, value, stamp }) : false
    const note: Note = { id: ctx.records.newId(), text: wordsOf(ctx, { client, run }, ids.visit, given, value), step: given.step, ...stamp }
    if (!placed && note.text) (same ?? draft).notes.push(note)
    return next('client.open', { client: to })
  }
  await change(ctx, to, moveHere, 'answer moved here')
  return remove()
}

function placeAnswer(ctx: TurnContext, run: Run, { visit, value, stamp }: { visit: string; value: AnswerValue; stamp: Stamp }): boolean {
  // An answer at the current step would move the other run on, unseen.
  if (visit === run.session.visit && run.session.status === 'running' && !run.session.detour) return false
  const paused = run.session.status === 'paused'
  const definition = definitionOf(ctx, run.conversation)
  const { session, events } = advance(definition, run.session, { type: 'answer', visit, value })
  if (events.some((event) => event.type === 'refused' || event.type === 'entered' || event.type === 'finished')) return false
  run.session = paused ? advance(definition, session, { type: 'pause' }).session : session
  run.stamps[visit] = [...(run.stamps[visit] ?? []), stamp]
  return true
}

const refusedMove = (to: string): Shown => ({
  replies: [say('moveNeedsConsent', undefined, [{ action: 'client.open', data: { client: to } }])],
})

/** Whether a run contains anything the client said. */
const holdsWords = (run: Run): boolean => run.notes.length > 0 || Object.values(run.session.answers).some((answer) => answer.value)

/** Moves a whole run, in progress or finished, with its notes and agreements. The target is written first. */
export async function moveRun(ctx: TurnContext, { to, query, ...ids }: RunIds & Wanted): Promise<Outcome> {
  if (!to) return whereTo(ctx, { action: 'run.move', data: ids }, query)
  if (to === ids.client) return { replies: [unknownAction()] }
  const target = await targetOf(ctx, ids.client, to)
  const moved = next('client.open', { client: to }, { ...told('moved'), focus: { client: to, away: true } })
  const source = await clientFor(ctx, ids.client, 'write')
  if (handledIn(ctx, target) && ![...source.runs, ...source.finished].some((one) => one.id === ids.run)) return moved
  const { client, run, finished } = await anyRun(ctx, ids)
  if (holdsWords(run) && !mayKeep(ctx.action.words, target, run.mode)) return refusedMove(to)
  const agreements = client.agreements.filter((one) => one.run === run.id)
  const line = client.finished.find((one) => one.id === run.id)
  // As stored: colleagues’ private notes, which are not shown here, go along.
  const whole = finished
    ? run
    : await ctx.records.changeClient(ctx.user, ids.client, (draft) => draft.runs.find((one) => one.id === run.id) ?? run)
  await change(
    ctx,
    to,
    ({ draft, finishedRuns }) => {
      const known = [...draft.runs, ...draft.finished].some((one) => one.id === run.id)
      if (known) return moved
      draft.agreements.push(...agreements)
      if (finished && line) {
        draft.finished.push(line)
        finishedRuns.finish({ ...(run as FinishedRun), client: to })
        return moved
      }
      // Which steps are shown depends on the client it now belongs to.
      const { session } = advance(definitionOf(ctx, run.conversation), whole.session, { type: 'facts', facts: factsOf(draft) })
      draft.runs.push({ ...whole, session })
      return moved
    },
    'conversation moved here',
  )
  await takeOut(ctx, ids)
  return moved
}

/** @throws NotInProgress if it is gone */
export function takeOut(ctx: TurnContext, ids: RunIds): Promise<Next> {
  return change(ctx, ids.client, ({ draft, finishedRuns }) => {
    const finished = draft.finished.some((one) => one.id === ids.run)
    if (!finished && !draft.runs.some((one) => one.id === ids.run)) throw new NotInProgress(false)
    draft.runs = draft.runs.filter((one) => one.id !== ids.run)
    draft.finished = draft.finished.filter((one) => one.id !== ids.run)
    draft.agreements = draft.agreements.filter((one) => one.run !== ids.run)
    if (finished) finishedRuns.discard(ids.run)
    return next('client.open', { client: draft.id }, { ...told('removed'), focus: { client: draft.id, away: true } })
  })
}
