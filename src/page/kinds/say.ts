/** Something the counsellor explains, and the client's answer to it. */
import { ask } from './ask.ts'

export const say = ask
