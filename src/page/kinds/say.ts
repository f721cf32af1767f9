/** Something the counsellor explains, and what the client answered to it. */
import { ask } from './ask.ts'

export const say = ask
