/**
 * A page: what a reply says, in one language, before any channel shows it. Card, plain text and terminal are all made from it, so that they
 * say the same. Pure data.
 */
import type { Language } from '../content/content.ts'

export interface Page {
  language: Language
  /** Where we are: `Wat als? · stap 3 van 9 · cliënt “Zwarte Zee”`. May hold an alias, so it is shown as typed. */
  kicker?: string
  /** Our own words, never typed ones. Empty for a one-line page. */
  title: string
  /** What a notification may show: no alias, none of the client's words. */
  summary: string
  blocks: Block[]
  actions: Action[]
  /** Where the file was that its boxes show (`headOf`): as long as it is there still, they need not be compared with it. */
  since?: string
}

export type Block =
  /** `depth`: how far it is below a section: a conversation, a step of it. Cards and text show all alike. */
  | { kind: 'heading'; text: string; depth?: 1 | 2 }
  /** Our own sentence; names and dates may be filled in, so it is never read as markup. `quiet`: a notice or aside. */
  | { kind: 'text'; text: string; quiet?: true }
  /** Exactly what a person typed. */
  | { kind: 'typed'; label?: string; text: string }
  /** Suggested questions, goals ... */
  | { kind: 'list'; items: string[] }
  | { kind: 'tip'; text: string }
  | { kind: 'attention'; text: string }
  | FactBlock
  /** A name and its value; the value is shown as typed. */
  | { kind: 'line'; label: string; value: string }
  /** Our own drawing, as SVG, in which every text is already escaped. `alt` says the same in words. */
  | { kind: 'picture'; svg: string; alt: string }
  /** Buttons that belong to the block above them. */
  | { kind: 'actions'; actions: Action[] }
  /** Buttons that dial a number. They send nothing, and where nothing can be pressed the number stands there all the same. */
  | { kind: 'calls'; calls: Call[] }
  | InputBlock

/** A fact that may change over time, so it always has its date and where to check it. */
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

export interface Call {
  /** The number is in it: a device may not dial by itself. */
  label: string
  /** As a fact has it: `0800 32 123`. Never typed by a person. */
  number: string
  /** The one to call first. */
  primary?: true
}

export interface Option {
  /** A stable English id. */
  id: string
  label: string
}

export interface BoxGroup {
  id: string
  /** Rows of a list, told apart only by their place: they come back together, because the place may be another row's by now. */
  rows?: true
}

/** An input to fill in. Its value comes back as a string under the name `id`. */
export type InputBlock = {
  kind: 'input'
  id: string
  label: string
  required?: true
  hint?: string
  /** It holds something that is not shown (its mark, `content/marks.ts`): left empty it keeps that. */
  held?: string
  /** What it shows was filled in and is not in the file. */
  unsaved?: true
  /** It searches, or chooses where to go: nothing is lost when the page is left. */
  passing?: true
  /** What it belongs to with other boxes: where one of them was changed meanwhile, what was changed in any is asked about. */
  group?: BoxGroup
} & (
  | { input: 'text'; value?: string; multiline?: true; maxLength: number }
  /** One of the options; `compact`: as a drop-down. */
  | { input: 'choice'; options: Option[]; value?: string; compact?: true }
  /** Any number of the options; comes back as ids joined by commas. */
  | { input: 'checklist'; options: Option[]; values: string[] }
  /** Comes back as `true` or `false`. `title` is the text beside the tick box. */
  | { input: 'toggle'; title: string; value: boolean }
  | { input: 'number'; min: number; max: number; value?: number }
  /** YYYY-MM-DD */
  | { input: 'date'; value?: string }
  /** A colleague; comes back as their Entra object id. Without a people picker the id is typed: `hint` says where to find it. */
  | { input: 'person'; value?: string }
)

export interface Action {
  /** The action's id. */
  action: string
  /** What it acts on, as ids. `shown` and `save` are about the boxes beside it (`boxes.ts`). */
  data: Record<string, string>
  label: string
  /** Submits the page's inputs along with `data`. */
  inputs?: true
  /** What most people want next. */
  primary?: true
  /** It deletes something. */
  danger?: true
  /** Belongs in the second, less prominent row. */
  quiet?: true
}
