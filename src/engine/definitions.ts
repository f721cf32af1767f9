import type { ResidenceOption } from '../content/kinds.ts'
import type { Conversation } from '../content/schema.ts'
import { compile, type Definition } from './compile.ts'

/** Conversations as machines, each order of the residence options compiled when it is first needed. */
export interface Definitions {
  /** @param first as in the session; undefined where there is no such conversation */
  of(conversation: string, first: ResidenceOption | undefined): Definition | undefined
}

export function createDefinitions(conversations: ReadonlyMap<string, Conversation>): Definitions {
  const known = new Map<string, Definition>()
  return {
    of(id, first) {
      const key = `${id} ${first ?? ''}`
      const found = known.get(key)
      const conversation = conversations.get(id)
      if (found || !conversation) return found
      const made = compile(conversation, first)
      known.set(key, made)
      return made
    },
  }
}
