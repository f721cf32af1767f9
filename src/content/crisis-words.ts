import { z } from 'zod'

/** One line of words to look for; the notation is explained at the top of `dialogs/safety/crisis.yaml`. */
const Pattern = z
  .string()
  .regex(/^[\p{L}\p{N}'’ ()|*.-]+$/u, 'holds letters, spaces and the signs ( | ) * . .. only')
  .regex(/\p{L}/u, 'holds no word')
const Patterns = z.array(Pattern).min(1)

const Words = z.strictObject({
  /** Self-harm, suicide, the wish to be dead. */
  harm: Patterns,
  /** Acute danger: a weapon, a threat, an overdose taken. */
  danger: Patterns,
  /** Words that deny: they soften the tone, they never hide the plan. */
  negations: Patterns,
  /** Words that begin another thought: a negation does not reach across them. */
  breaks: z.array(z.string().regex(/^[\p{L}]+$/u, 'is one word')).min(1),
})

/** `dialogs/safety/crisis.yaml`: the words that bring up the crisis plan, by language. All of them are always searched. */
export const CrisisWords = z.strictObject({ nl: Words, fr: Words, en: Words })
export type CrisisWords = z.infer<typeof CrisisWords>
