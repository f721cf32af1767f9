/** Something the counsellor explains, and the client's answer to it. */
import { ask } from './ask.ts'
import type { Kind, StepOf } from './kind.ts'

export const say: Kind<StepOf<'say'>> = ask
