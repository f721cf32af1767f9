/** The small conversation of `test/fixtures/content`, with every kind of step. */
import { fileURLToPath } from 'node:url'
import { loadContent } from '../../src/content/load.ts'
import type { Conversation } from '../../src/content/schema.ts'
import { advance, compile, type Definition } from '../../src/engine/engine.ts'
import type { Event, Facts, Input, Outcome, Session } from '../../src/engine/session.ts'

export const FIXTURE = fileURLToPath(new URL('../fixtures/content', import.meta.url))
export const talk: Conversation = loadContent(FIXTURE).conversations.get('talk')!
export const definition: Definition = compile(talk)

/** Somebody alone, without an order to leave; whether there are children is not known. */
export const FACTS: Facts = { country: 'BE', phase: 'appeal', partner: false, order: false, interpreter: 'none', held: [] }

/** Does one thing after another. */
export function play(session: Session, ...inputs: (Input | ((session: Session) => Input))[]): Outcome {
  const events: Event[] = []
  let now = session
  for (const input of inputs) {
    const done = advance(definition, now, typeof input === 'function' ? input(now) : input)
    now = done.session
    events.push(...done.events)
  }
  return { session: now, events }
}

/** An answer to the current visit. */
export const say =
  (text: string) =>
  ({ visit }: Session): Input => ({ type: 'answer', visit, value: { text } })

export const skip = ({ visit }: Session): Input => ({ type: 'skip', visit })
