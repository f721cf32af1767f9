/** References to sentences: where each piece of content has its text in `locales/`. */

import type { Content } from '../content/content.ts'
import type { Condition, Conversation, Item, Prompt, Step } from '../content/schema.ts'
import type { TextRef } from '../page/refs.ts'

export const conversationNs = (id: string): string => `conversations/${id}`

/** Whether something with this condition is shown. */
export type Holds = (condition: Condition | undefined) => boolean
const always: Holds = () => true

/** References to the items whose condition holds. `at`: the key under which the conversation's own items are. */
export function itemRefs(content: Content, ns: string, at: string, items: readonly Item[], holds: Holds = always): TextRef[] {
  return items
    .filter((item) => holds(item.when))
    .map((item) => {
      if ('id' in item) return { id: item.id, ns, key: `${at}.${item.id}` }
      const used = content.library.get(item.use)
      if (!used) throw new Error(`${ns}: no library item “${item.use}”`)
      return { id: item.use, ns: used.ns, key: `items.${item.use}` }
    })
}

export const promptRefs = (ns: string, at: string, prompts: readonly Prompt[], holds: Holds = always): TextRef[] =>
  prompts.filter((prompt) => holds(prompt.when)).map((prompt) => ({ id: prompt.id, ns, key: `${at}.${prompt.id}` }))

/** The title of a step. */
export const stepTitle = (conversation: string, step: string): TextRef => ({
  id: step,
  ns: conversationNs(conversation),
  key: `steps.${step}.title`,
})

/** Keeps the facts of this country and those for every country. */
export const factsFor = (content: Content, ids: readonly string[], country: string | undefined): string[] =>
  ids.filter((id) => {
    const fact = content.facts.get(id)
    return fact && (!fact.country || !country || fact.country === country)
  })

export function findStep(conversation: Conversation, id: string): { step: Step; section: string } | undefined {
  for (const section of conversation.sections) {
    const step = section.steps.find((one) => one.id === id)
    if (step) return { step, section: section.id }
  }
  return undefined
}
