/** What was said, read back; the words are corrections. */
import { ask } from './ask.ts'
import type { Kind, StepOf } from './kind.ts'

export const summary: Kind<StepOf<'summary'>> = ask
