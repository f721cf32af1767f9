/** Moving what was recorded by mistake, an answer or a whole run, to another client. */
import { valueMark } from '../../../content/marks.ts'
import { advance } from '../../../engine/engine.ts'
import type { Answer, AnswerValue } from '../../../engine/session.ts'
import { inWords } from '../../../engine/texts.ts'
import type { Way } from '../../../page/button.ts'
import { headOf } from '../../../records/audit.ts'
import type { ClientDocument, FinishedLine, FinishedRun, Note, Run, Stamp, StoredAgreement } from '../../../records/model.ts'
import { NoAccess } from '../../../records/records.ts'
import { ChangedMeanwhile, change, changeBefore, handledIn, NotInProgress, type OpenFile } from '../../../turn/change.ts'
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
 * @param remove removes it from where it was, if it still is the answer with this mark
 */
export async function moveAnswer(
  ctx: TurnContext,
  { to, query, ...ids }: VisitIds & Wanted,
  remove: (mark: string) => Promise<Outcome>,
): Promise<Outcome> {
  if (!to) return whereTo(ctx, { action: 'answer.move', data: ids }, query)
  if (to === ids.client) return { replies: [unknownAction()] }
  await targetOf(ctx, ids.client, to)
  const { client, run } = await anyRun(ctx, ids)
  const handled = handledIn(ctx, client)
  if (handled) return handled
  const given = answerAt(run, ids.visit)
  if (!given?.value) return { replies: [say('refused.no-answer', undefined, [toAnswers(ids)])] }
  const value = given.value
  const moveHere = ({ draft, keeps }: OpenFile): Next => {
    if (!keeps(run)) throw new WithoutConsent()
    const same = draft.runs.find((one) => one.conversation === run.conversation && one.mode === run.mode)
    const visit = same?.session.trail.findLast((one) => one.step === given.step && !Object.hasOwn(same.session.answers, one.id))
    const stamp = { by: ctx.user, at: ctx.now().toISOString() }
    const placed = same && visit ? placeAnswer(ctx, same, { visit: visit.id, value, stamp }) : false
    const note: Note = { id: ctx.records.newId(), text: wordsOf(ctx, { client, run }, ids.visit, given, value), step: given.step, ...stamp }
    if (!placed && note.text) (same ?? draft).notes.push(note)
    return next('client.open', { client: to })
  }
  try {
    await change(ctx, to, moveHere, 'answer moved here')
  } catch (error) {
    return refusedMove(to, error)
  }
  return remove(valueMark(value))
}

function placeAnswer(ctx: TurnContext, run: Run, { visit, value, stamp }: { visit: string; value: AnswerValue; stamp: Stamp }): boolean {
  // An answer at the current step would move the other run on, unseen.
  if (visit === run.session.visit && run.session.status === 'running' && !run.session.detour) return false
  const paused = run.session.status === 'paused'
  const definition = definitionOf(ctx, run)
  const { session, events } = advance(definition, run.session, { type: 'answer', visit, value })
  if (events.some((event) => event.type === 'refused' || event.type === 'entered' || event.type === 'finished')) return false
  run.session = paused ? advance(definition, session, { type: 'pause' }).session : session
  run.stamps[visit] = [...(run.stamps[visit] ?? []), stamp]
  return true
}

/** The client to move to does not consent, or no longer does. */
class WithoutConsent extends Error {}

/** @throws any other error */
function refusedMove(to: string, error: unknown): Shown {
  if (!(error instanceof WithoutConsent)) throw error
  return { replies: [say('moveNeedsConsent', undefined, [{ action: 'client.open', data: { client: to } }])] }
}

/** Whether a run contains anything the client said. */
const holdsWords = (run: Run): boolean => run.notes.length > 0 || Object.values(run.session.answers).some((answer) => answer.value)

/**
 * Moves a whole run, in progress or finished, with its notes and agreements. The target is written first; it is taken out of the source only
 * as it was moved, so that what somebody adds there meanwhile is moved too.
 */
export async function moveRun(ctx: TurnContext, { to, query, ...ids }: RunIds & Wanted): Promise<Outcome> {
  if (!to) return whereTo(ctx, { action: 'run.move', data: ids }, query)
  if (to === ids.client) return { replies: [unknownAction()] }
  const target = await targetOf(ctx, ids.client, to)
  const moved = next('client.open', { client: to }, { ...told('moved'), focus: { client: to, away: true } })
  const source = await clientFor(ctx, ids.client, 'write')
  if (handledIn(ctx, target) && ![...source.runs, ...source.finished].some((one) => one.id === ids.run)) return moved
  let earlier: Moved | undefined
  for (let tried = 1; ; tried++) {
    const { client, run, finished } = await anyRun(ctx, ids)
    const whole = await wholeOf(ctx, client, run, finished)
    const put = (file: OpenFile): boolean => putIn(ctx, file, whole, earlier)
    // A retry, or the second try of this turn: the target has recorded it already.
    try {
      if (earlier || handledIn(ctx, target)) await changeBefore(ctx, to, put, { ...ctx.action, did: MOVED_HERE })
      else
        await change(
          ctx,
          to,
          (file) => {
            put(file)
            return moved
          },
          MOVED_HERE,
        )
    } catch (error) {
      return refusedMove(to, error)
    }
    ctx.compared = { client: ids.client, head: whole.head }
    try {
      await takeOut(ctx, ids)
      return moved
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile) || tried === MOST_TRIES) throw error
      earlier = whole
      ctx.files.delete(ids.client)
    }
  }
}

/** How often a run is moved again because somebody worked on in it meanwhile. */
const MOST_TRIES = 5

const MOVED_HERE = 'conversation moved here'

/** A run with all that goes along, as its file stored it. */
interface Moved {
  run: Run
  /** Of a finished one. */
  line: FinishedLine | undefined
  agreements: StoredAgreement[]
  /** Where its file was at that moment. */
  head: string
}

/** Colleagues’ private notes, which are not shown here, go along. */
async function wholeOf(ctx: TurnContext, client: ClientDocument, shown: Run, finished: boolean): Promise<Moved> {
  const from = (file: ClientDocument): Moved => ({
    run: finished ? shown : (file.runs.find(({ id }) => id === shown.id) ?? shown),
    line: file.finished.find(({ id }) => id === shown.id),
    agreements: file.agreements.filter((one) => one.run === shown.id),
    head: headOf(file),
  })
  return finished ? from(client) : ctx.records.changeClient(ctx.user, client.id, from)
}

/**
 * Puts a run in a file. Where it is there already, from a move that was interrupted, and was worked on since, in either file, both are kept.
 * @param earlier what this turn put there before; replaced if it is still as it was
 * @returns whether the file changed @throws WithoutConsent
 */
function putIn(ctx: TurnContext, { draft, finishedRuns, keeps }: OpenFile, whole: Moved, earlier: Moved | undefined): boolean {
  const { line } = whole
  const is = ({ id }: { id: string }): boolean => id === whole.run.id
  const holds = (one: Moved): boolean => {
    if (one.line) return isSame(draft.finished.find(is), one.line)
    return isSame(draft.runs.find(is), { ...one.run, session: sessionIn(ctx, draft, one.run) })
  }
  if (holds(whole)) return false
  if (holdsWords(whole.run) && !keeps(whole.run)) throw new WithoutConsent()
  // A finished one lies in a file of its own, which is discarded under its old id.
  const id = [...draft.runs, ...draft.finished].some(is) ? ctx.records.newId() : whole.run.id
  if (earlier && holds(earlier)) takeFrom({ draft, finishedRuns }, whole.run.id)
  draft.agreements.push(...whole.agreements.map((one) => ({ ...one, run: id })))
  if (line) {
    draft.finished.push({ ...line, id })
    finishedRuns.finish({ ...(whole.run as FinishedRun), id, client: draft.id })
  } else draft.runs.push({ ...whole.run, id, session: sessionIn(ctx, draft, whole.run) })
  return true
}

/** As they are stored. */
const isSame = (one: object | undefined, other: object): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Which steps are shown depends on the client it now belongs to. */
const sessionIn = (ctx: TurnContext, draft: ClientDocument, run: Run): Run['session'] =>
  advance(definitionOf(ctx, run), run.session, { type: 'facts', facts: factsOf(draft) }).session

/** @throws NotInProgress if it is gone */
export function takeOut(ctx: TurnContext, ids: RunIds): Promise<Next> {
  return change(ctx, ids.client, ({ draft, finishedRuns }) => {
    if (![...draft.runs, ...draft.finished].some((one) => one.id === ids.run)) throw new NotInProgress(false)
    takeFrom({ draft, finishedRuns }, ids.run)
    return next('client.open', { client: draft.id }, { ...told('removed'), focus: { client: draft.id, away: true } })
  })
}

function takeFrom({ draft, finishedRuns }: Pick<OpenFile, 'draft' | 'finishedRuns'>, run: string): void {
  if (draft.finished.some(({ id }) => id === run)) finishedRuns.discard(run)
  draft.runs = draft.runs.filter(({ id }) => id !== run)
  draft.finished = draft.finished.filter(({ id }) => id !== run)
  draft.agreements = draft.agreements.filter((one) => one.run !== run)
}
