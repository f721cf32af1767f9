/** Notes beside the answers: at any moment, private if the counsellor says so. */
import type { ClientRef, PersonRef, RunRef } from '../../page/refs.ts'
import { itsClient } from '../../turn/about.ts'
import type { Feature } from '../../turn/feature.ts'
import type { NoteOutcome } from '../../turn/file/notes.ts'
import { next } from '../../turn/outcome.ts'
import { actions } from './actions.ts'
import { noteForm } from './note-form-view.ts'
import { notes as notesView } from './notes-view.ts'
import { section } from './section.ts'

declare module '../../page/button.ts' {
  interface Actions {
    /** Opens the form. Whose file it goes into is on the card; by default it is the open one. */
    note: { client?: string; run?: string; step?: string }
    /** `note`: the id it will have, so that a second tap makes the same note. */
    'note.save': { client?: string; run?: string; step?: string; note?: string }
    notes: { client: string }
    'note.remove': { client: string; note: string }
    'note.mask': { client: string; run?: string; note: string }
    'note.told': { client: string; told: 'masked' | NoteOutcome }
  }
}
declare module '../../turn/reply.ts' {
  interface Replies {
    'note-form': { client: ClientRef; note: string; discreet: boolean; run?: RunRef }
    /** Newest first; this counsellor's own private notes are marked. */
    notes: {
      client: ClientRef
      notes: { id: string; text: string; at: string; by: PersonRef; private?: true; run?: { id: string; conversation: string } }[]
      discreet: boolean
    }
  }
}
declare module '../../turn/feature.ts' {
  interface Commands {
    note: true
  }
}
declare module '../../records/audit.ts' {
  interface Verbs extends Record<keyof typeof VERBS, true> {}
}
declare module '../../page/notice.ts' {
  interface Notices extends Record<(typeof NOTICES)[number], true> {}
}
const VERBS = { note: 'note', 'note masked': 'note', 'note removed': 'removed' } as const
const NOTICES = ['noteEmpty', 'noteGone', 'noteNeedsClient', 'noteRunGone', 'noteSaved', 'noteSavedPrivate', 'noteTakenOut'] as const

export const notes: Feature<keyof typeof actions, 'note-form' | 'notes', 'note', never, keyof typeof VERBS> = {
  notices: NOTICES,
  verbs: VERBS,
  actions,
  views: { 'note-form': noteForm, notes: notesView },
  about: { 'note-form': itsClient, notes: itsClient },
  commands: {
    note: { inside: (_ctx, { client, run }) => next('note', { client, run }), outside: () => next('note', {}) },
  },
  atHome: {},
  section,
}
