/**
 * The shapes of the files in `dialogs/`: structure, tags and sources only. Every sentence is in `locales/`.
 * Each schema is strict, so that a misspelt key is reported instead of passed over.
 */
import { z } from 'zod'
import { isDate } from './days.ts'
import { Covers, Id } from './ids.ts'
import { type ContentKind, KINDS, RESIDENCE_OPTIONS, type StepKind } from './kinds.ts'
import { LANGUAGES } from './languages.ts'

/** Where the idea comes from: document code first, then the place. `TP, D, Wat als?-gesprek`; `OWN, general knowledge`. */
export const Source = z.string().regex(/^(TP|BT|FM|IV|TO|OWN)\b/, 'a source begins with TP, BT, FM, IV, TO or OWN')

/** Countries that have a file under `dialogs/countries/`. The check makes sure that file exists. */
const YEAR = /^\d{4}$/
const CountryId = z.string().regex(/^[A-Z]{2}$/, 'a country is two capitals, like BE')

export const PHASES = [
  'pending',
  'refused-first',
  'appeal',
  'refused-appeal',
  'no-stay',
  'granted',
  'dublin',
  'detention',
  'subsequent',
] as const
/** Where the client stands in the procedure. An order to leave is a fact of its own. */
export type Phase = (typeof PHASES)[number]

export const INTERPRETERS = ['none', 'professional', 'acquaintance'] as const
/** Who interprets: nobody, a professional, or somebody the client knows (relative, friend). */
export type InterpreterKind = (typeof INTERPRETERS)[number]

/** The life aspects that weigh on a decision about the future (TP, F, de puzzelstukken). */
export const ASPECTS = ['family', 'education', 'work', 'network', 'housing', 'health', 'safety', 'future'] as const

export const MODES = ['prepare', 'during', 'afterwards'] as const
export type Mode = (typeof MODES)[number]

/**
 * All the named parts must hold (`all`: each of a list; `any`: at least one; `not`: the reverse). A fact about the client that is not known
 * counts as true: rather shown than missed. An answer that was not given holds nothing: no branch is shown that nobody chose.
 */
export interface Condition {
  partner?: boolean
  children?: boolean
  /** An order to leave the territory was given. */
  order?: boolean
  country?: string[]
  phase?: Phase[]
  interpreter?: InterpreterKind[]
  mode?: Mode[]
  /** A conversation of this kind was (not) finished before with this client. */
  held?: { conversation: string; is: boolean }
  /**
   * The answer to an earlier `choose` or `checklist` step of this conversation holds one of these options. `asked`: the condition of that step,
   * which `branches.ts` adds; where it is not shown, it was not answered.
   */
  answer?: { step: string; has: string[]; asked?: Condition }
  all?: Condition[]
  any?: Condition[]
  not?: Condition
}

export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.strictObject({
    partner: z.boolean().optional(),
    children: z.boolean().optional(),
    order: z.boolean().optional(),
    country: z.array(CountryId).min(1).optional(),
    phase: z.array(z.enum(PHASES)).min(1).optional(),
    interpreter: z.array(z.enum(INTERPRETERS)).min(1).optional(),
    mode: z.array(z.enum(MODES)).min(1).optional(),
    held: z.strictObject({ conversation: Id, is: z.boolean() }).optional(),
    answer: z.strictObject({ step: Id, has: z.array(Id).min(1) }).optional(),
    all: z.array(Condition).min(1).optional(),
    any: z.array(Condition).min(2).optional(),
    not: Condition.optional(),
  }),
)

/** A tip, attention point, goal ... written for this place; its text is in the locale under the item's id. */
const OwnItem = z.strictObject({ id: Id, covers: Covers.optional(), source: Source.optional(), when: Condition.optional() })
/** An item of `dialogs/library/`, shown here too. */
const UsedItem = z.strictObject({ use: Id, when: Condition.optional() })
const Item = z.union([OwnItem, UsedItem])
export type Item = z.infer<typeof Item>

/** A suggested open question, said to the client. */
const Prompt = z.strictObject({ id: Id, covers: Covers.optional(), source: Source.optional(), when: Condition.optional() })
export type Prompt = z.infer<typeof Prompt>

const step = {
  id: Id,
  when: Condition.optional(),
  covers: Covers.optional(),
  /** Stands for every prompt, tip and attention point of the step that names none of its own. */
  source: Source,
  /** In the order of use; the first three are shown at once, the others on demand. */
  prompts: z.array(Prompt).min(3, 'a step has at least three suggested questions'),
  tips: z.array(Item).default([]),
  attention: z.array(Item).default([]),
  /** Ids of `dialogs/facts/` shown with this step. */
  facts: z.array(Id).default([]),
  /** This answer goes into the draft of a handover note: why the client left, or what they expect. */
  handover: z.enum(['motives', 'expectations']).optional(),
  /** Instruments that may be opened from here. */
  instruments: z.array(Id).default([]),
  /** The life aspect that this answer is about. */
  records: z.enum(ASPECTS).optional(),
  /** The residence option that this step goes into. The four of a conversation are of equal measure, and the order turns from client to client. */
  option: z.enum(RESIDENCE_OPTIONS).optional(),
}

/** A step of one kind: what every step has, and what `kinds.ts` says of this kind. */
type OneOf = {
  [K in StepKind]: (typeof KINDS)[K] extends ContentKind<infer S>
    ? z.ZodObject<typeof step & { kind: z.ZodLiteral<K> } & S, z.core.$strict>
    : never
}[StepKind]

const kinds = Object.keys(KINDS) as StepKind[]
const steps = kinds.map((kind) => z.strictObject({ ...step, kind: z.literal(kind), ...KINDS[kind].shape }))
export const Step = z.discriminatedUnion('kind', steps as unknown as [OneOf, ...OneOf[]])
export type Step = z.infer<typeof Step>
export type { StepKind }

export const Section = z.strictObject({ id: Id, steps: z.array(Step).min(1) })
export type Section = z.infer<typeof Section>

/** `dialogs/conversations/<id>.yaml` */
export const Conversation = z.strictObject({
  id: Id,
  /** Raise it when steps are renamed or removed. */
  version: z.int().min(1),
  covers: Covers.optional(),
  source: Source,
  /** When to hold it; shown when the conversation is offered and in prepare mode. */
  moments: z.array(Item).min(1),
  goals: z.array(Item).min(1),
  /** Points to keep in mind, shown at the start of prepare mode. */
  attention: z.array(Item).default([]),
  sections: z.array(Section).min(1),
})
export type Conversation = z.infer<typeof Conversation>

export const LIBRARY_KINDS = ['principle', 'condition', 'attention', 'tip', 'question', 'fact', 'goal'] as const
/** `dialogs/library/<name>.yaml`: items that several steps or guides use. */
export const Library = z.strictObject({
  items: z.array(z.strictObject({ id: Id, kind: z.enum(LIBRARY_KINDS), covers: Covers, source: Source })).min(1),
})
export type Library = z.infer<typeof Library>

/**
 * What a card of a guide is, unless it is a step. `first`: what counts at once. `variant`: for another situation, chosen by a button.
 * `sources`: where it all comes from, with every number of the guide, its date and where to check it.
 */
export const CARDS = ['first', 'variant', 'sources'] as const

/** The card on which a variant is chosen; it has no section of its own. */
export const SITUATIONS = 'situations'

const GuideSection = z.strictObject({
  id: Id,
  card: z.enum(CARDS).optional(),
  /** Of a variant: it comes before the first card where this is known to hold. */
  opens: Condition.optional(),
  items: z.array(Item).default([]),
  /** Suggested sentences to say. */
  prompts: z.array(Prompt).default([]),
  /** Facts with their text, date and check; of a guide of cards these stand on the card of sources. */
  facts: z.array(Id).default([]),
  /** Facts whose number is a button on this card. */
  call: z.array(Id).default([]),
})

/** `dialogs/guides/<id>.yaml`: to read, in order: the calming steps, the crisis plan, how we work. */
export const Guide = z.strictObject({
  id: Id,
  source: Source,
  covers: Covers.optional(),
  /** One section at a time, for whoever has no time to read: a first card, steps, variants, sources. Otherwise it is one page. */
  cards: z.boolean().default(false),
  sections: z.array(GuideSection).min(1),
})
export type Guide = z.infer<typeof Guide>

/** One for all languages, or one for each. */
const inLanguages = <S extends z.ZodType<string>>(one: S) => z.union([one, z.strictObject({ nl: one, fr: one, en: one })])
const Name = inLanguages(z.string().min(1))
/** Digits alone, in groups, so that a button can dial it and nothing else. */
const Phone = z.string().regex(/^\+?\d(?:[ -]?\d){2,14}$/, 'a telephone number is digits with a space or hyphen between, like 0800 32 123')

/** `dialogs/facts/<name>.yaml`: facts of this world that change. Proper names, numbers and addresses are here; what they mean is in the locale. */
export const Facts = z.strictObject({
  facts: z
    .array(
      z.strictObject({
        id: Id,
        covers: Covers.optional(),
        /** Absent: holds in every country. */
        country: CountryId.optional(),
        name: Name,
        /** For a button that has no room for the whole name. */
        short: Name.optional(),
        /** The first one is what a button dials. */
        phone: z.array(Phone).default([]),
        /** In which they answer, as far as known: who reads one of these gets this number before the others. */
        languages: z.array(z.enum(LANGUAGES)).min(1).optional(),
        url: z.url().optional(),
        source: Source,
        /** The day this was last known to be so, of our own knowledge the day it was written down (YYYY-MM-DD); or the year of a dated source (YYYY). */
        date: z.string().refine((text) => YEAR.test(text) || isDate(text), 'a date is a day that exists, like 2026-02-28, or a year'),
        /** Where to check it today. */
        check: inLanguages(z.url()),
      }),
    )
    .min(1),
})
export type Fact = z.infer<typeof Facts>['facts'][number]

export const BODIES = ['registration', 'first-instance', 'appeal', 'higher-appeal', 'reception', 'return-support'] as const
/** `dialogs/countries/<ID>.yaml`: a country's bodies and phases. Another country is another file. */
export const Country = z.strictObject({
  id: CountryId,
  source: Source,
  date: z.string().refine(isDate, 'a date is a day that exists, like 2026-02-28'),
  bodies: z.array(z.strictObject({ id: z.enum(BODIES), check: z.url() })).min(1),
  phases: z
    .array(
      z.strictObject({
        id: z.enum(PHASES),
        /** The body that decides in this phase. */
        body: z.enum(BODIES).optional(),
        /** The conversation that belongs to this phase; absent: none does. */
        conversation: Id.optional(),
        /** Others that may be held too. */
        also: z.array(Id).default([]),
        /** Ids of `dialogs/facts/`: what changed, and must be checked in this phase. */
        facts: z.array(Id).default([]),
        covers: Covers.optional(),
      }),
    )
    .length(PHASES.length),
})
export type Country = z.infer<typeof Country>
