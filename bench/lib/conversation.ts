import { loadContent } from '../../src/content/load.ts'
import { advance, compile, type Definition, start } from '../../src/engine/engine.ts'
import type { Facts, Session } from '../../src/engine/session.ts'
import { BROUGHT } from '../../src/features/index.ts'
import { ROOT } from './program.ts'

/** What a counsellor wrote down: 120 characters. */
export const ANSWER = 'x'.repeat(120)

const FACTS: Facts = {
  country: 'BE',
  phase: 'refused-appeal',
  order: true,
  partner: true,
  children: true,
  interpreter: 'professional',
  held: ['explorative'],
}

/** Where the conversation would be short without a choice. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'which-talk': ['order'],
  'talk-through': ['legal', 'onward', 'return', 'undocumented'],
  plan: ['several'],
}

/** The longest of the conversations, compiled. */
export function definition(): Definition {
  const conversation = loadContent(ROOT, BROUGHT).conversations.get('what-now')
  if (!conversation) throw new Error('there is no conversation what-now')
  return compile(conversation)
}

export const begin = (conversation: Definition): Session => start(conversation, FACTS, 'afterwards').session

/** The next step: the current one answered with text, and with a choice where it decides how the conversation goes on. @throws Error when the engine refuses */
export function answered(conversation: Definition, session: Session, text: string = ANSWER): Session {
  const choices = CHOICES[session.step]
  const value = { text, ...(choices ? { choices: [...choices] } : {}) }
  const { session: next, events } = advance(conversation, session, { type: 'answer', visit: session.visit, value })
  const refused = events.find((event) => event.type === 'refused')
  if (refused) throw new Error(`the engine refused: ${JSON.stringify(refused)}`)
  return next
}

/** A session with `count` answers. @throws Error when the conversation is over before that */
export function withAnswers(conversation: Definition, count: number): Session {
  let session = begin(conversation)
  for (let n = 0; n < count; n++) session = answered(conversation, session)
  if (session.status !== 'running') throw new Error(`the conversation is over before ${count} answers`)
  return session
}

/** The steps that one walk from start to end shows. */
export function walk(conversation: Definition): string[] {
  const steps: string[] = []
  for (let session = begin(conversation); session.status === 'running'; session = answered(conversation, session)) steps.push(session.step)
  return steps
}
