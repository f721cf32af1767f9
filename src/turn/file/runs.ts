/** The conversations in a client's file: where each one is, and the client's facts that their conditions depend on. */
import type { ResidenceOption } from '../../content/kinds.ts'
import type { Conversation } from '../../content/schema.ts'
import { type Definition, firstFor, position, startingPoint } from '../../engine/engine.ts'
import type { Facts } from '../../engine/session.ts'
import type { RunLine, RunRef } from '../../page/refs.ts'
import type { ClientDocument, Run } from '../../records/model.ts'
import type { TurnContext } from '../context.ts'

/** The facts about this client that a conversation's conditions may ask for. */
export const factsOf = (client: ClientDocument): Facts => ({
  country: client.country,
  phase: client.phase,
  order: client.order,
  partner: client.partner,
  children: client.children,
  interpreter: client.interpreter,
  held: [...new Set(client.finished.map((line) => line.conversation))],
})

export const runRef = ({ id, conversation, mode }: RunRef): RunRef => ({ id, conversation, mode })

/** The run with this id, if it is at a step now: neither paused nor in a detour. */
export const atStep = (client: ClientDocument, run: string | undefined): Run | undefined =>
  client.runs.find((one) => one.id === run && one.session.status === 'running' && !one.session.detour)

/** A conversation, and the residence option that comes first in it. */
export interface Ordered {
  conversation: string
  session: { first?: ResidenceOption }
}

/** The conversation in the order of this run. @throws where the content has no such conversation (any more) */
export const conversationOf = (ctx: Pick<TurnContext, 'definitions'>, run: Ordered): Conversation => definitionOf(ctx, run).conversation

/** @throws where the content has no such conversation (any more) */
export function definitionOf(ctx: Pick<TurnContext, 'definitions'>, { conversation, session }: Ordered): Definition {
  const definition = ctx.definitions.of(conversation, session.first)
  if (!definition) throw new Error(`dialogs/conversations: no conversation “${conversation}”`)
  return definition
}

/**
 * A conversation that this client has not begun: first comes the option where they began in the one before, or else the one that came first in
 * it, or else that of their random id.
 */
export const newFor = (client: ClientDocument, conversation: string, former: Run | undefined): Ordered => ({
  conversation,
  session: { first: (former && (startingPoint(former.session) ?? former.session.first)) ?? firstFor(client.id) },
})

export function runLine(ctx: TurnContext, run: Run): RunLine {
  const { session } = run
  const { position: at, total } = position(definitionOf(ctx, run), session)
  return { ...runRef(run), status: session.status, date: run.date, step: session.step, position: at, total }
}
