/** Which steps decide how a conversation goes on, and what an answer to one that is hidden is worth: nothing. */
import { parts } from './conditions.ts'
import type { Condition, Conversation, Step } from './schema.ts'

/** The steps whose answer some condition of this conversation asks about. */
export const routingSteps = (conversation: Conversation): ReadonlySet<string> =>
  new Set(conditionsOf(conversation).flatMap((condition) => parts(condition).flatMap(({ answer }) => answer?.step ?? [])))

function conditionsOf({ moments, goals, attention, sections }: Conversation): Condition[] {
  const steps = sections.flatMap((section) => section.steps)
  const items = [moments, goals, attention, ...steps.flatMap((step) => [[step], step.prompts, step.tips, step.attention])].flat()
  return items.flatMap(({ when }) => when ?? [])
}

/**
 * The conversation with every condition on an answer made to ask also whether the step it was given at is shown: somebody may have gone back
 * and taken another branch, and what was said in the first one must not open a step of it again.
 */
export function withBranches(conversation: Conversation): Conversation {
  const shown = new Map<string, Condition | undefined>()
  const asked = ({ all, any, not, answer, ...rest }: Condition): Condition => ({
    ...rest,
    ...(answer ? { answer: { ...answer, asked: shown.get(answer.step) } } : {}),
    ...(all ? { all: all.map(asked) } : {}),
    ...(any ? { any: any.map(asked) } : {}),
    ...(not ? { not: asked(not) } : {}),
  })
  const each = <T extends { when?: Condition | undefined }>(items: readonly T[]): T[] =>
    items.map((item) => (item.when ? { ...item, when: asked(item.when) } : item))
  const step = (one: Step): Step => {
    const [own] = each([one])
    shown.set(one.id, own!.when)
    return { ...own!, prompts: each(one.prompts), tips: each(one.tips), attention: each(one.attention) }
  }
  return { ...conversation, sections: conversation.sections.map((section) => ({ ...section, steps: section.steps.map(step) })) }
}
