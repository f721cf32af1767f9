/** Where a run is after something happened in it, and what to say about that. */
import type { Event } from '../../../engine/session.ts'
import type { Notice } from '../../../page/notice.ts'
import type { Run } from '../../../records/model.ts'
import type { TurnContext } from '../../../turn/context.ts'
import { type Next, next } from '../../../turn/outcome.ts'
import { stepTitle } from '../../../turn/texts.ts'
import { closeRun } from './closing.ts'
import type { OpenRun } from './open-run.ts'

/** The first of these to have happened gives the line shown above the next reply. */
const ANNOUNCED = ['moved', 'removed', 'revised', 'unchanged', 'answered', 'resumed'] as const

/** The line about what happened; undefined if the next step says enough. */
export function noticeOf(events: readonly Event[]): Notice | undefined {
  const refused = events.find((event) => event.type === 'refused')
  if (refused) return { key: `refused.${refused.reason}` }
  const announced = ANNOUNCED.map((type) => events.find((event) => event.type === type)).find((event) => event !== undefined)
  if (!announced) return undefined
  if (announced.type === 'answered' && announced.routed) return undefined
  if (announced.type === 'answered') return { key: announced.withheld ? 'nothingKept' : 'saved' }
  return { key: announced.type === 'moved' ? 'stepMoved' : (announced.type as 'removed' | 'revised' | 'unchanged' | 'resumed') }
}

/** Leads to where the run is after these events: its next step, the pause or detour it waits in, or its end. */
export function whereLed(ctx: TurnContext, file: OpenRun, events: readonly Event[]): Next {
  const { run, draft } = file
  const { status, detour } = run.session
  if (status === 'finished') return closeRun(ctx, file)
  const line = noticeOf(events)
  // "Nothing kept, on to the next step" would be wrong while it waits.
  const notice: Notice | undefined = detour && line?.key === 'nothingKept' ? { key: 'nothingKeptWaits' } : line
  return next(
    'conversation.here',
    { client: draft.id, run: run.id },
    { notice, ...(detour || status === 'paused' ? {} : closedBy(run, events)) },
  )
}

/** What replaces the card of the step that was answered or skipped. */
function closedBy({ conversation }: Run, events: readonly Event[]): Pick<Next, 'closed'> {
  const touched = events.find(({ type }) => type === 'answered' || type === 'revised' || type === 'unchanged' || type === 'skipped')
  if (!touched || !('step' in touched)) return {}
  const withheld = touched.type === 'answered' && touched.withheld
  const key = touched.type === 'skipped' ? 'skipped' : withheld ? 'nothingKept' : 'saved'
  return { closed: { notice: { key }, title: stepTitle(conversation, touched.step) } }
}
