/**
 * A page: what a reply looks like before any channel, in one language. The card, the plain text and the terminal are made from it, so that
 * they all say the same. Pure data.
 */
import type { Language } from '../content/content.ts'

export interface Page {
  language: Language
  /** Where we are: `Wat als? · stap 3 van 9 · cliënt “Zwarte Zee”`. May hold an alias, so it is shown as typed. */
  kicker?: string
  /** Ours, never anything typed. Empty for a page of one line. */
  title: string
  /** What a notification may show: no alias, no word of the client. */
  summary: string
  blocks: Block[]
  actions: Action[]
}

export type Block =
  /** `depth`: how far it is below a section: a conversation, a step of it. Cards and text show all alike. */
  | { kind: 'heading'; text: string; depth?: 1 | 2 }
  /** A sentence of ours; names and dates may be filled in, so it is never read as markup. `quiet`: a notice or aside. */
  | { kind: 'text'; text: string; quiet?: true }
  /** What a person typed, exactly so. */
  | { kind: 'typed'; label?: string; text: string }
  /** Suggested questions, goals ... `said`: sentences to say to the client. */
  | { kind: 'list'; items: string[]; said?: true }
  | { kind: 'tip'; text: string }
  | { kind: 'attention'; text: string }
  | FactBlock
  /** A name and its value; the value is shown as typed. */
  | { kind: 'line'; label: string; value: string }
  /** A drawing of ours, as SVG; every text in it was escaped by who drew it. `alt` says the same in words. */
  | { kind: 'picture'; svg: string; alt: string }
  /** Buttons that belong to what stands just above them. */
  | { kind: 'actions'; actions: Action[] }
  | InputBlock

/** Something of this world that changes: always with its date and where to check it. */
export interface FactBlock {
  kind: 'fact'
  name: string
  text: string
  phones: string[]
  url?: string
  /** `Laatst nagekeken op 3 maart 2025. Kijk na:` */
  note: string
  check: string
}

export interface Option {
  /** Stable id in English. */
  id: string
  label: string
}

/** A box to fill in. `id` is the name under which the value comes back; values come back as strings. */
export type InputBlock = { kind: 'input'; id: string; label: string; required?: true; hint?: string } & (
  | { input: 'text'; value?: string; multiline?: true; maxLength: number }
  /** One of the options; `compact`: as a drop-down. */
  | { input: 'choice'; options: Option[]; value?: string; compact?: true }
  /** Any number of the options; comes back as ids joined by commas. */
  | { input: 'checklist'; options: Option[]; values: string[] }
  /** Comes back as `true` or `false`. `title` stands beside the tick box. */
  | { input: 'toggle'; title: string; value: boolean }
  | { input: 'number'; min: number; max: number; value?: number }
  /** YYYY-MM-DD */
  | { input: 'date'; value?: string }
  /** A colleague; comes back as their Entra object id. Where nobody can be chosen, the id is typed: `hint` says where to find it. */
  | { input: 'person'; value?: string }
)

export interface Action {
  /** The id of an action. */
  action: string
  /** What it acts on, as ids. `kept`: ids of inputs (joined by spaces) whose stored value was not shown; left empty they stay as they were. */
  data: Record<string, string>
  label: string
  /** Submits the page's inputs along with `data`. */
  inputs?: true
  /** The one most people want next. */
  primary?: true
  /** It takes something away. */
  danger?: true
  /** Belongs in the second, quieter line. */
  quiet?: true
}
