/** The features, and nothing else. What is left out here does not compile. */
import type { Brought } from '../content/brought.ts'
import type { ActionId, Actions } from '../page/button.ts'
import type { Verb } from '../records/audit.ts'
import type { AnyPart } from '../records/part.ts'
import type { Action, AnyFeature, AtHome, Command, CommandId } from '../turn/feature.ts'
import type { HomeLines, View, ViewId } from '../turn/reply.ts'
import { client } from './client/index.ts'
import { conversation } from './conversation/index.ts'
import { guides } from './guides/index.ts'
import { handover } from './handover/index.ts'
import { home } from './home/index.ts'
import { keeping } from './keeping/index.ts'
import { ladder } from './ladder/index.ts'
import { notes } from './notes/index.ts'
import { said } from './said/index.ts'
import { settings } from './settings/index.ts'
import { sharing } from './sharing/index.ts'

/** In the order in which their lines at home, their buttons and their sections of an export are shown. */
const LIST = [said, home, settings, guides, client, conversation, ladder, notes, sharing, handover, keeping] as const

/** Everything of one sort that the features of the list declare, together. */
type Together<K extends 'actions' | 'views' | 'commands' | 'atHome' | 'verbs'> = UnionToIntersection<(typeof LIST)[number][K]>
type UnionToIntersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never

const together = <K extends 'actions' | 'views' | 'commands' | 'atHome' | 'verbs'>(sort: K): Together<K> =>
  Object.assign({}, ...LIST.map((feature) => feature[sort])) as Together<K>

export const ACTIONS: { readonly [A in ActionId]: Action<Actions[A]> } = together('actions')
export const VIEWS: { readonly [V in ViewId]: View<V> } = together('views')
export const COMMANDS: { readonly [C in CommandId]: Command } = together('commands')
export const AT_HOME: { readonly [K in keyof HomeLines]: AtHome<K> } = together('atHome')
/** What the audit says was done, with the key of its sentence. */
export const VERBS: { readonly [V in Verb]: string } = together('verbs')

export const FEATURES: readonly AnyFeature[] = LIST

/** Their parts of a client's document. */
export const PARTS: readonly AnyPart[] = FEATURES.flatMap(({ part }) => part ?? [])

/** What they bring to the content: folders of `dialogs/`, and the sentences of `ui.json` that they say. */
export const BROUGHT: Brought = {
  folders: FEATURES.flatMap(({ folders }) => folders ?? []),
  ui: [
    ...FEATURES.flatMap(({ notices }) => notices.map((key) => `notices.${key}`)),
    ...new Set([...Object.values(VERBS), 'other'].map((key) => `audit.did.${key}`)),
    ...(Object.entries(COMMANDS) as [string, Command][]).flatMap(([id, { everyday }]) => (everyday ? [] : `help.commands.${id}`)),
    ...[...new Set([...Object.values(ACTIONS).flatMap(({ confirm }) => confirm?.what ?? []), 'editOffer'])].flatMap((what) =>
      ['title', 'text', 'yes', 'no'].map((part) => `confirm.${what}.${part}`),
    ),
  ],
}
