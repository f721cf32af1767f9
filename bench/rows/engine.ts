/** One guided step, the session as JSON in and out with 12 answers of 120 characters, compared with XState's own transition of the same machine. */
import { transition } from 'xstate'
import type { Session } from '../../src/engine/session.ts'
import { answered, definition, withAnswers } from '../lib/conversation.ts'
import { compare, interleaveSync, micro, over, type Row } from '../lib/measure.ts'

export const row: Row = {
  name: 'engine',
  async *measure() {
    const conversation = definition()
    const session = withAnswers(conversation, 12)
    const json = JSON.stringify(session)
    const next = answered(conversation, session)
    const snapshot = { ...conversation.byStep.get(session.step)!.at, context: { session } }
    const landed: unknown = transition(conversation.machine, snapshot, { type: 'NEXT' })[0].value
    if (!JSON.stringify(landed).includes(`"${next.step}"`)) throw new Error('the two do not make the same move')

    const [ours, bare, inMemory] = interleaveSync(21, 2000, [
      () => JSON.stringify(answered(conversation, JSON.parse(json) as Session)),
      () => transition(conversation.machine, snapshot, { type: 'NEXT' }),
      () => answered(conversation, session),
    ]) as [number[], number[], number[]]
    const what = `engine: one step, session of ${json.length} bytes as JSON in and out, against XState's bare transition`
    yield compare({ what, ours, theirs: bare, show: micro, ratio: over, atMost: 2 })
    yield compare({ what: 'engine: the same without JSON (told only)', ours: inMemory, theirs: bare, show: micro, ratio: over })
  },
}
