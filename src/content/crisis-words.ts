import { z } from 'zod'
import { LANGUAGES, type Language } from './languages.ts'
import { formsOf, RULES } from './verb-forms.ts'

/** One line of words to look for; the notation is explained at the top of `dialogs/safety/crisis.yaml`. */
const Pattern = z
  .string()
  .regex(/^[\p{L}\d'’ ()|*.<>-]+$/u, 'holds letters, digits, spaces and the signs ( | ) < > * . .. only')
  .regex(/\p{L}/u, 'holds no word')
const Patterns = z.array(Pattern).min(1)
const inEachLanguage = <T extends z.ZodType>(of: T) => z.strictObject({ nl: of, fr: of, en: of })

/** A word with the rule by which its forms are made, or all of its forms, with spaces between. */
const Forms = z.union([
  z.enum(RULES),
  z.string().regex(/^[\p{L}'’-]+( [\p{L}'’-]+)+$/u, `is a rule (${RULES.join(', ')}) or two words or more, with spaces between`),
])

const Meaning = z.strictObject({
  /** Says what it means, in any language. */
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'is small letters, digits and dashes'),
  /** 1: explicit, the plan comes up at once. 2: a quiet sign, one line says so. */
  tier: z.union([z.literal(1), z.literal(2)]),
  /** The same words are common in flight stories, kitchens, work: where the model is sure that a note is ordinary, they count as a quiet sign only. */
  weighed: z.literal(true).optional(),
  /** Where one of `places` comes right after, the model decides alone. */
  placed: z.literal(true).optional(),
  nl: Patterns,
  fr: Patterns,
  en: Patterns,
})

/** `dialogs/safety/crisis.yaml`: what brings up the crisis plan, one meaning a row, in every language. All languages are always searched. */
export const CrisisWords = z
  .strictObject({
    /** Words that patterns name as `<word>`, with their forms. */
    forms: inEachLanguage(z.record(z.string(), Forms)),
    meanings: z.array(Meaning).min(1),
    /** Words that mean the same in the three languages, by what they mean: the model learns from what stands together. */
    concepts: z.record(
      z.string(),
      inEachLanguage(z.array(z.string().regex(/^[\p{L}\d]+\*?$/u, 'is one word, perhaps with a * at its end')).min(1)),
    ),
    /** What a score of the model means; why, stands in `docs/safety.md`. */
    thresholds: z.strictObject({
      /** From here on a note is an explicit sign, whatever its words. */
      explicit: z.number(),
      /** From here on it is a quiet sign. */
      sign: z.number(),
      /** Below this a note is ordinary, so that words that are `weighed` count for less. */
      calm: z.number(),
      /** From here on it is an explicit sign even where all words of one are denied. */
      denied: z.number(),
    }),
    /** What fast writers shorten, with the word that is meant. */
    short: inEachLanguage(z.record(z.string().regex(/^[\p{L}]+$/u, 'is one word'), z.string().regex(/^[\p{L}]+$/u, 'is one word'))),
    /** Words that deny: they turn an explicit sign into a quiet one, they never hide it. */
    negations: inEachLanguage(Patterns),
    /** Words after which the words before say where or with whom (“no longer wants to live *with* him”). */
    places: inEachLanguage(z.array(z.string().regex(/^[\p{L}]+$/u, 'is one word')).min(1)),
    /** Words that begin another thought: a denial does not reach across them. */
    breaks: inEachLanguage(z.array(z.string().regex(/^[\p{L}]+$/u, 'is one word')).min(1)),
  })
  .superRefine((data, ctx) => {
    const seen = new Set<string>()
    for (const [row, meaning] of data.meanings.entries()) {
      if (seen.has(meaning.id)) ctx.addIssue({ code: 'custom', path: ['meanings', row], message: `“${meaning.id}” stands there twice` })
      seen.add(meaning.id)
      for (const language of LANGUAGES)
        for (const [line, pattern] of meaning[language].entries())
          for (const name of namesIn(pattern))
            if (!Object.hasOwn(data.forms[language], name))
              ctx.addIssue({
                code: 'custom',
                path: ['meanings', row, language, line],
                message: `“${meaning.id}” names <${name}>, which is not among the forms of this language`,
              })
    }
  })
export type CrisisWords = z.infer<typeof CrisisWords>

const NAMED = /<([^<>]*)>/g
const namesIn = (pattern: string): string[] => [...pattern.matchAll(NAMED)].map((match) => match[1]!)

/** The pattern with every `<word>` replaced by its forms. */
export const withForms = (pattern: string, forms: CrisisWords['forms'][Language]): string =>
  pattern.replace(NAMED, (_, name: string) => `(${formsOf(name, forms[name]!).join('|')})`)
