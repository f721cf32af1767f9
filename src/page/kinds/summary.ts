/** What was said, read back; the words are corrections. */
import { ask } from './ask.ts'

export const summary = ask
