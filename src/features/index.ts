/** The list of features, and nothing else. Leaving one out does not compile. */
import type { Brought } from '../content/brought.ts'
import type { ActionId, Actions } from '../page/button.ts'
import type { Verb } from '../records/audit.ts'
import type { AnyPart } from '../records/part.ts'
import type { About } from '../turn/about.ts'
import type { Action, AnyFeature, AtHome, Command, CommandId } from '../turn/feature.ts'
import type { BoxesOf, HomeLines, View, ViewId } from '../turn/reply.ts'
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

/** Lines at home, buttons and sections of an export are shown in this order. */
const LIST = [said, home, settings, guides, client, conversation, ladder, notes, sharing, handover, keeping] as const

/** Everything of one kind that the features in the list declare, merged. */
type Together<K extends 'actions' | 'views' | 'about' | 'commands' | 'atHome' | 'verbs'> = UnionToIntersection<(typeof LIST)[number][K]>
type UnionToIntersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never

const together = <K extends 'actions' | 'views' | 'about' | 'commands' | 'atHome' | 'verbs'>(sort: K): Together<K> =>
  Object.assign({}, ...LIST.map((feature) => feature[sort])) as Together<K>

export const ACTIONS: { readonly [A in ActionId]: Action<Actions[A]> } = together('actions')
export const VIEWS: { readonly [V in ViewId]: View<V> } = together('views')
export const BOXES: { readonly [V in ViewId]?: BoxesOf<V> } = Object.assign({}, ...LIST.map(({ boxes }) => boxes))
export const ABOUT: { readonly [V in ViewId]: About<V> } = together('about')
export const COMMANDS: { readonly [C in CommandId]: Command } = together('commands')
export const AT_HOME: { readonly [K in keyof HomeLines]: AtHome<K> } = together('atHome')
/** The key of each audit verb's sentence. */
export const VERBS: { readonly [V in Verb]: string } = together('verbs')

export const FEATURES: readonly AnyFeature[] = LIST

/** The features' parts of a client's document. */
export const PARTS: readonly AnyPart[] = FEATURES.flatMap(({ part }) => part ?? [])

/** What the features add to the content: folders of `dialogs/`, and the sentences of `ui.json` that they need. */
export const BROUGHT: Brought = {
  folders: FEATURES.flatMap(({ folders }) => folders ?? []),
  ui: [
    ...FEATURES.flatMap(({ notices }) => notices.map((key) => `notices.${key}`)),
    ...new Set([...Object.values(VERBS), 'other'].map((key) => `audit.did.${key}`)),
    ...(Object.entries(COMMANDS) as [string, Command][]).flatMap(([id, { everyday }]) => (everyday ? [] : `help.commands.${id}`)),
    ...[
      ...new Set([...Object.values(ACTIONS).flatMap(({ confirm }) => [confirm ?? []].flat(2).map(({ what }) => what)), 'editOffer']),
    ].flatMap((what) => ['title', 'text', 'yes', 'no'].map((part) => `confirm.${what}.${part}`)),
  ],
}
