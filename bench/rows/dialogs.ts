/** A whole conversation, state in memory and prompts as keys, compared with the same steps as a waterfall of botbuilder-dialogs. */
import type { Session } from '../../src/engine/session.ts'
import { ANSWER, answered, begin, definition, walk } from '../lib/conversation.ts'
import { type Comparison, compare, interleave, micro, type Row } from '../lib/measure.ts'
import { waterfall } from '../peers/waterfall.ts'

export const row: Row = {
  name: 'dialogs',
  async *measure() {
    const conversation = definition()
    const steps = walk(conversation)
    const turn = waterfall(steps)
    if ((await turn(ANSWER)) !== steps[0]) throw new Error('the waterfall does not begin where the conversation begins')

    let session: Session = begin(conversation)
    const ours = (): string => {
      session = session.status === 'running' ? answered(conversation, session) : begin(conversation)
      return session.step
    }
    // whole conversations: each step answered, then started over
    const turns = (steps.length + 1) * 100
    const [mine, theirs] = (await interleave(15, turns, [ours, () => turn(ANSWER)])) as [number[], number[]]
    const faster: Comparison['ratio'] = (a, b) => b / a
    const what = `dialogs: a turn of a conversation of ${steps.length} steps, in memory, against a botbuilder-dialogs waterfall`
    yield compare({ what, ours: mine, theirs, show: micro, ratio: faster, atLeast: 5 })
  },
}
