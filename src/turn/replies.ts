/**
 * What to say back, independent of channel and language. Plain JSON: a reply is stored with the turn, so that a retried activity
 * gets the same one again. Presentation turns a reply into a card or text.
 */

import type { InterpreterKind, Mode, Phase, StepKind } from '../content/schema.ts'
import type { Answer, AnswerValue } from '../engine/session.ts'
import type { Consent } from '../records/model.ts'
import type { ClientExport } from '../records/records.ts'

/** A sentence in `locales/`: namespace and key. `id` is the item's own id (of a prompt: what `chosen` refers to). */
export interface TextRef {
  id: string
  ns: string
  key: string
}

export interface ClientRef {
  id: string
  alias: string
}

/** A message line of ours: `key` stands in `locales/<lng>/ui.json` under `notices`. */
export interface Notice {
  key: string
  /** Counts, dates (YYYY-MM-DD) and names put into the sentence; shown as typed, never as markup. */
  values?: Record<string, string | number>
}

export interface ClientLine extends ClientRef {
  phase: Phase
  country: string
  /** ISO date of the last turn that touched the file. */
  touched: string
}

export interface RunRef {
  id: string
  conversation: string
  mode: Mode
}

export interface StepView {
  view: 'step'
  client: ClientRef
  country: string
  run: RunRef
  section: string
  step: string
  kind: StepKind
  visit: string
  position: number
  total: number
  /** Shown now. */
  prompts: TextRef[]
  /** How many more questions, tips and attention points the `more` action would bring. */
  more: number
  /** Prompt ids chosen in prepare mode. */
  chosen: string[]
  tips: TextRef[]
  attention: TextRef[]
  /** Fact ids. */
  facts: string[]
  options: string[]
  rows: string[]
  columns: string[]
  scale?: { min: number; max: number }
  /** The answer that stands for this step, ready to change. */
  earlier?: AnswerValue
  /** Words the counsellor wanted to remember from prepare mode. */
  reminder?: string
  /** False: no consent (yet); the conversation is walked, nothing the client says is kept. */
  recording: boolean
  consent: Consent['state']
  canGoBack: boolean
  discreet: boolean
  /** For `summary`: what was said so far. For `agreements`: those made so far. */
  digest?: Digest
}

/** What was said in a conversation, in the order of its steps. */
export interface Digest {
  conversation: string
  country: string
  /** ISO date it was held. */
  date: string
  answers: {
    step: string
    section: string
    kind: StepKind
    visit: string
    value?: AnswerValue
    withheld?: true
    by: string
    at: string /** Steps that are gone from the content keep their words. */
    gone?: true
  }[]
  notes: { id: string; text: string; at: string }[]
  agreements: AgreementLine[]
}

export interface AgreementLine {
  id: string
  text: string
  due?: string
  done?: string
  conversation: string
}

export interface ClientFields {
  alias: string
  country: string
  phase: Phase
  order: boolean
  partner: boolean
  children: boolean
  interpreter: InterpreterKind | ''
  language: string
  consent: Consent['state']
}

export interface ConversationAbout {
  date: string
  place: string
  present: string
  interpreter: string
}

/** What can be looked at of a conversation in progress or finished. */
export interface RunLine extends RunRef {
  status: 'running' | 'paused' | 'finished'
  /** ISO date. */
  date: string
  step?: string
  position?: number
  total?: number
}

/** A colleague, with the name their channel last gave where we know it; shown only to people who share a file with them. */
export interface PersonRef {
  /** Entra object id. */
  id: string
  name?: string
  /** The one who reads this. */
  me?: true
}

/** What somebody may do with a file. */
export type FileRight = 'owner' | 'write' | 'read'

/** A whole file offered to the one who reads this: whose it is, not yet what it holds. */
export interface OfferLine {
  client: string
  from: PersonRef
  /** ISO instant. */
  at: string
}

/** What a handover note is drafted from; presentation puts it into words, the counsellor changes them. */
export interface HandoverDraft {
  country: string
  /** Held or in progress, the oldest first. */
  talks: { conversation: string; date: string; finished: boolean }[]
  /** What the client said at the steps that the conversations mark for a handover. */
  said: { about: 'motives' | 'expectations'; conversation: string; date: string; step: string; value: AnswerValue }[]
  agreements: AgreementLine[]
}

/** What the handover form holds. */
export interface HandoverValues {
  /** Entra object id of the receiver. */
  person: string
  /** Absent: as drafted. */
  note?: string
  /** The client agreed, on `date` (YYYY-MM-DD). */
  agreed: boolean
  date: string
  withPrivate: boolean
}

/** One line of who did what; `did` as the audit holds it. */
export interface LogLine {
  who: PersonRef
  did: string
  /** ISO instant. */
  at: string
  channel: string
  to?: PersonRef
}

export type Reply = (
  | { view: 'welcome' }
  | {
      view: 'home'
      resume?: { client: ClientRef; run: RunLine }
      clients: ClientLine[]
      count: number
      discreet: boolean
      notices: Notice[]
      /** Files that colleagues want to hand over. */
      offers?: OfferLine[]
      /** Own files that will be erased within a month; `due`: YYYY-MM-DD. */
      expiring?: { client: ClientRef; due: string }[]
    }
  /** `inside`: the conversation in view, to go back to. */
  | { view: 'help'; inConversation: boolean; inside?: { client: string; run: string } }
  | { view: 'language' }
  | {
      view: 'clients'
      query: string
      clients: ClientLine[]
      count: number
      discreet: boolean /** Choose one to move something to, instead of to open. */
      moving?: { client: string; run: string; visit?: string }
    }
  | {
      view: 'client-form'
      client?: string
      values: Partial<ClientFields>
      countries: string[] /** Own files that can be linked as the partner's. */
      partners: ClientRef[]
      partnerFile?: string
      warnings: Notice[]
      errors: Notice[]
      /** The alias that stands is not shown; left empty it stays. */
      discreet: boolean
    }
  | {
      view: 'client'
      client: ClientRef
      fields: ClientFields
      consentDate?: string
      partnerFile?: ClientRef
      /** The conversation that belongs to the phase; absent where none fits. */
      fitting?: string
      also: string[]
      /** Future talks have no place in this phase (detention). */
      noTalk: boolean
      running: RunLine[]
      finished: RunLine[]
      /** Conversations for which questions were chosen beforehand: their card can be opened (`conversation.card`). */
      prepared: string[]
      agreements: AgreementLine[]
      discreet: boolean
      /** Somebody else's file: what one may do with it. Absent: one's own. */
      shared?: 'read' | 'write'
      /** Of somebody else's file: whose. */
      owner?: PersonRef
      /** With how many colleagues it is shared. */
      sharedWith?: number
      /** ISO instant since which it is offered to a colleague, who has not answered yet. */
      offered?: string
    }
  | {
      view: 'conversation-form'
      client: ClientRef
      country: string
      conversation: string
      modes: Mode[]
      values: ConversationAbout & { mode: Mode }
      run?: string
      moments: TextRef[]
      consent: Consent['state']
      discreet: boolean
    }
  /** The start of a conversation: what the former one said, open agreements, goals and attention points (prepare: all of them). */
  | {
      view: 'opening'
      client: ClientRef
      country: string
      run: RunRef
      goals: TextRef[]
      attention: TextRef[]
      former?: Digest
      agreements: AgreementLine[]
      discreet: boolean
    }
  | StepView
  | {
      view: 'more'
      client: ClientRef
      country: string
      run: RunRef
      step: string
      visit: string
      prompts: TextRef[]
      tips: TextRef[]
      attention: TextRef[]
    }
  | {
      view: 'overview'
      client: ClientRef
      country: string
      run: RunRef
      sections: { id: string; steps: { id: string; state: 'answered' | 'skipped' | 'open' | 'here' }[] }[]
      discreet: boolean
    }
  /** A page to read. `detour`: it interrupts a conversation, which waits. */
  | {
      view: 'guide'
      guide: string
      country?: string
      client?: ClientRef
      run?: RunRef
      detour?: 'support' | 'crisis'
      sections: {
        id: string
        items: TextRef[]
        prompts: TextRef[]
        facts: string[]
      }[] /** The words that brought it up were kept as a note. */
      saved?: boolean
    }
  | {
      view: 'digest'
      client: ClientRef
      run: RunRef
      digest: Digest
      finished: boolean
      discreet: boolean /** As text to copy. */
      plain: boolean
    }
  /** Recorded answers, to change, move or delete. */
  | { view: 'answers'; client: ClientRef; run: RunRef; digest: Digest; finished: boolean; discreet: boolean }
  | {
      view: 'answer-form'
      client: ClientRef
      country: string
      run: RunRef
      step: string
      kind: StepKind
      visit: string
      answer: Answer
      options: string[]
      rows: string[]
      columns: string[]
      scale?: { min: number; max: number }
      discreet: boolean
    }
  /** The outcome of prepare mode: the chosen questions by step. */
  | {
      view: 'conversation-card'
      client: ClientRef
      country: string
      run: RunRef
      goals: TextRef[]
      steps: { step: string; prompts: TextRef[]; reminder?: string }[]
      discreet: boolean
    }
  /** `note`: the id that the note will have, so that a second tap is the same note. */
  | { view: 'note-form'; client: ClientRef; note: string; discreet: boolean; run?: RunRef }
  | { view: 'paused'; client: ClientRef; run: RunRef; position: number; total: number; discreet: boolean }
  | { view: 'closed'; client: ClientRef; run: RunRef; agreements: AgreementLine[]; next?: string; country: string; discreet: boolean }
  | {
      view: 'confirm' /** Key in `ui.json` under `confirm`. */
      what: string
      action: string
      data: Record<string, string>
      cancel: { action: string; data: Record<string, string> }
      values?: Record<string, string | number>
    }
  /** Who may see a file; the owner shares it here, takes it back and hands it over. */
  | {
      view: 'manage'
      client: ClientRef
      right: FileRight
      owner: PersonRef
      people: { person: PersonRef; right: 'read' | 'write'; at: string }[]
      /** Open, for the owner. */
      offer?: { to: PersonRef; at: string }
      /** What was filled in, with what is wrong with it. */
      values?: { person: string; right: string }
      errors: Notice[]
      /** The local mode knows one counsellor only: sharing leads nowhere. */
      alone?: true
      discreet: boolean
    }
  | {
      view: 'handover-form'
      client: ClientRef
      draft: HandoverDraft
      values: HandoverValues
      errors: Notice[]
      alone?: true
      discreet: boolean
    }
  /** Everything noted beside the answers that this counsellor may see, the newest first; their own private notes are marked. */
  | {
      view: 'notes'
      client: ClientRef
      notes: { id: string; text: string; at: string; by: PersonRef; private?: true; run?: { id: string; conversation: string } }[]
      discreet: boolean
    }
  /** For the receiver: the note, to accept or decline the file. */
  | { view: 'offer'; client: ClientRef; from: PersonRef; at: string; note: string; discreet: boolean }
  /** Who did what with a file, the newest first. `older`: from which line on there is more. */
  | { view: 'audit'; client: ClientRef; lines: LogLine[]; older?: number; discreet: boolean }
  /** Asks whether private notes go along. */
  | { view: 'export-form'; client: ClientRef; discreet: boolean }
  /** Everything held about a client, for the client: as text to copy or print. */
  | { view: 'export'; client: ClientRef; data: ClientExport; discreet: boolean }
  /** One line. `undo`: the command word taken could have been an answer. */
  | {
      view: 'notice'
      notice: Notice
      wasAnswer?: { client: string; run: string; visit: string; text: string /** The word opened the detour. */; opened?: 'yes' }
      actions?: { action: string; data: Record<string, string> }[]
    }
) & {
  /** The one line to say before, such as "saved". */
  before?: Notice
  /** Shown to somebody who may read only: nothing on it may write. */
  readOnly?: true
}
