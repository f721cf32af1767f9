/** One input to a run in progress: the engine moves it, the file keeps the result. */
import { advance } from '../engine/engine.ts'
import type { Event, Input } from '../engine/session.ts'
import type { Run } from '../records/model.ts'
import type { TurnContext } from './context.ts'
import { definitionOf } from './file/runs.ts'
import { chatOf } from './place.ts'

/** Advances the run's session in place and stamps each answer with who gave it, when and in which chat. */
export function play(ctx: TurnContext, run: Run, input: Input): Event[] {
  const { session, events } = advance(definitionOf(ctx, run), run.session, input)
  run.session = session
  for (const event of events) {
    if (event.type === 'removed') {
      delete run.stamps[event.visit]
      // while preparing, an empty card takes out what was chosen before
      if (run.mode !== 'prepare') run.removed = { ...run.removed, [event.step]: removedAt(run, event.step) + 1 }
    }
    if (event.type !== 'answered' && event.type !== 'revised') continue
    run.stamps[event.visit] = [...(run.stamps[event.visit] ?? []), stampOf(ctx)]
  }
  return events
}

/** How often an answer to this step was taken out. */
export const removedAt = ({ removed }: Run, step: string): number => (removed && Object.hasOwn(removed, step) && removed[step]) || 0

/** Who changes an answer in this turn, when and in which chat. */
export const stampOf = (ctx: TurnContext): Run['stamps'][string][number] => ({
  by: ctx.user,
  at: ctx.now().toISOString(),
  activity: ctx.turn.id,
  chat: chatOf(ctx.turn),
})
