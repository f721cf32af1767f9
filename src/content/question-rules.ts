/** How a question to a client is worded: `dialogs/wording/questions.yaml`. */
import { z } from 'zod'

const Words = z.array(z.string().min(1)).min(1)
const inEachLanguage = z.strictObject({ nl: Words, fr: Words, en: Words })

/** `dialogs/wording/questions.yaml` */
export const QuestionRules = z.strictObject({
  id: z.literal('questions'),
  /** Words in the longest sentence of a question. */
  longest: z.int().min(5),
  /** Words and images that interpret badly. */
  avoid: inEachLanguage,
  /** After one of these ... */
  and: inEachLanguage,
  /** ... one of these begins a second question. */
  second: inEachLanguage,
})
export type QuestionRules = z.infer<typeof QuestionRules>
