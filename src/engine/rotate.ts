/** No residence option always comes first: their order turns from client to client (TO, gelijkwaardige opties; P-four-equal). */
import { RESIDENCE_OPTIONS, type ResidenceOption } from '../content/kinds.ts'
import type { Conversation, Step } from '../content/schema.ts'
import type { AnswerValue, Session } from './session.ts'

const isOption = (id: string): id is ResidenceOption => (RESIDENCE_OPTIONS as readonly string[]).includes(id)

/** The option that comes first for somebody with this random id: each of the four for as many people. */
export function firstFor(id: string): ResidenceOption {
  let sum = 0
  for (const sign of id) sum = Math.imul(sum ^ sign.charCodeAt(0), 0x01000193)
  return RESIDENCE_OPTIONS[(sum >>> 7) % RESIDENCE_OPTIONS.length]!
}

/** Where the client began: the one option that their latest choice among the four named. */
export function startingPoint({ trail, answers }: Pick<Session, 'trail' | 'answers'>): ResidenceOption | undefined {
  const chosen = trail.map(({ id }) => optionsIn(answers[id]?.value)).filter((options) => options.length > 0)
  const last = chosen.at(-1)
  return last?.length === 1 ? last[0] : undefined
}

const optionsIn = (value: AnswerValue | undefined): ResidenceOption[] => (value?.choices ?? []).filter(isOption)

/** The four, beginning with this one; without one, as in the files. */
export function optionsFrom(first: ResidenceOption | undefined): ResidenceOption[] {
  const at = first === undefined ? 0 : RESIDENCE_OPTIONS.indexOf(first)
  return [...RESIDENCE_OPTIONS.slice(at), ...RESIDENCE_OPTIONS.slice(0, at)]
}

const turned = new WeakMap<Conversation, Map<ResidenceOption, Conversation>>()

/**
 * The conversation with the four options in the order that begins at `first`, as rows, as options and as steps; everything else stays where it
 * is. The same object each time.
 */
export function rotated(conversation: Conversation, first: ResidenceOption | undefined): Conversation {
  if (first === undefined) return conversation
  const known = turned.get(conversation) ?? new Map<ResidenceOption, Conversation>()
  turned.set(conversation, known)
  const found = known.get(first) ?? turn(conversation, first)
  known.set(first, found)
  return found
}

function turn(conversation: Conversation, first: ResidenceOption): Conversation {
  const order = optionsFrom(first)
  /** The places of the four stay theirs, and are filled anew. */
  const inOrder = <T>(entries: readonly T[], optionOf: (entry: T) => string | undefined): T[] => {
    const four = entries.filter((entry) => isOption(optionOf(entry) ?? ''))
    const sorted = four.toSorted((a, b) => order.indexOf(optionOf(a) as ResidenceOption) - order.indexOf(optionOf(b) as ResidenceOption))
    return entries.map((entry) => (four.includes(entry) ? sorted.shift()! : entry))
  }
  const inside = (step: Step): Step => ({
    ...step,
    ...('options' in step ? { options: inOrder(step.options, ({ id }) => id) } : {}),
    ...('rows' in step ? { rows: inOrder(step.rows, ({ id }) => id) } : {}),
  })
  const sections = conversation.sections.map((section) => ({
    ...section,
    steps: inOrder(section.steps, ({ option }) => option).map(inside),
  }))
  return { ...conversation, sections }
}
