import type { Content } from '../../content/content.ts'
import type { StepKind } from '../../content/schema.ts'
import { answerOf, rotated } from '../../engine/engine.ts'
import type { AnswerValue, Session } from '../../engine/session.ts'
import type { AgreementLine } from '../../page/refs.ts'
import type { ClientDocument, Run, Stamp } from '../../records/model.ts'

/** What was said in a conversation, in the order of its steps. */
export interface Digest {
  conversation: string
  country: string
  /** ISO date it was held. */
  date: string
  answers: {
    step: string
    section: string
    kind: StepKind
    visit: string
    value?: AnswerValue
    withheld?: true
    by: string
    at: string
    /** The step no longer exists in the content; what was said is kept. */
    gone?: true
  }[]
  notes: { id: string; text: string; at: string }[]
  agreements: AgreementLine[]
}

/** Open agreements, oldest first. */
export const openAgreements = (client: ClientDocument): AgreementLine[] =>
  client.agreements.filter((one) => !one.done).map(({ id, text, due, conversation }) => ({ id, text, due, conversation }))

const lastStamp = (stamps: Stamp[] | undefined, fallback: Stamp): Stamp => stamps?.at(-1) ?? fallback

/** The digest of a run. Answers to steps that no longer exist in the content come last. */
export function digestOf(content: Content, client: ClientDocument, run: Run): Digest {
  const { session } = run
  const none: Stamp = { by: client.owner, at: run.started }
  const conversation = content.conversations.get(run.conversation)
  const sections = conversation ? rotated(conversation, session.first).sections : []
  const known = sections.flatMap((section) => section.steps.map((step) => ({ step: step.id, section: section.id, kind: step.kind })))
  const gone = goneSteps(session, new Set(known.map((one) => one.step)))
  const lines = [...known, ...gone].flatMap((one) => {
    const standing = answerOf(session, one.step)
    if (!standing) return []
    const { by, at } = lastStamp(run.stamps[standing.visit], none)
    const { value, withheld } = standing.answer
    return [{ ...one, visit: standing.visit, by, at, value, withheld }]
  })
  return {
    conversation: run.conversation,
    country: client.country,
    date: run.date,
    answers: lines,
    notes: run.notes.filter((note) => !note.private).map(({ id, text, at }) => ({ id, text, at })),
    agreements: agreementsIn(client, run),
  }
}

function goneSteps(session: Session, known: Set<string>): { step: string; section: string; kind: 'ask'; gone: true }[] {
  const steps = new Set(Object.values(session.answers).map((answer) => answer.step))
  return [...steps].filter((step) => !known.has(step)).map((step) => ({ step, section: '', kind: 'ask' as const, gone: true as const }))
}

/**
 * The agreements of a finished conversation are the stored ones, some of them perhaps done; those of a run in progress are still in its
 * answers.
 */
function agreementsIn(client: ClientDocument, run: Run): AgreementLine[] {
  const kept = client.agreements.filter((one) => one.run === run.id)
  if (kept.length) return kept.map(({ id, text, due, done, conversation }) => ({ id, text, due, done, conversation }))
  return writtenAgreements(run.session).map((one, index) => ({ id: `${run.id}.${index}`, ...one, conversation: run.conversation }))
}

/** The agreements in the current answers of a session. */
export function writtenAgreements(session: Session): { text: string; due?: string }[] {
  const steps = [...new Set(Object.values(session.answers).map((answer) => answer.step))]
  return steps.flatMap((step) => answerOf(session, step)?.answer.value?.agreements ?? [])
}
