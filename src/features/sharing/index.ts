/** Who may see a file: the owner shares it with colleagues and stops sharing. */
import type { Notice } from '../../page/notice.ts'
import type { ClientRef, PersonRef } from '../../page/refs.ts'
import type { Right } from '../../records/access.ts'
import { itsClient } from '../../turn/about.ts'
import type { Feature } from '../../turn/feature.ts'
import { actions } from './actions.ts'
import { manage } from './manage-view.ts'
import { section } from './section.ts'

declare module '../../page/button.ts' {
  interface Actions {
    'client.manage': { client: string }
    'share.save': { client: string }
    'share.remove': { client: string; person: string }
    'share.leave': { client: string }
  }
}
declare module '../../turn/reply.ts' {
  interface Replies {
    manage: {
      client: ClientRef
      right: Right
      owner: PersonRef
      people: { person: PersonRef; right: 'read' | 'write'; at: string }[]
      /** An open offer; for the owner. */
      offer?: { to: PersonRef; at: string }
      errors: Notice[]
      /** Local mode has a single counsellor: there is nobody to share with. */
      alone?: true
      discreet: boolean
    }
  }
}
declare module '../../page/notice.ts' {
  interface Notices extends Record<(typeof NOTICES)[number], true> {}
}
const NOTICES = [
  'left',
  'personMissing',
  'personSelf',
  'personWrong',
  'rightMissing',
  'shared',
  'sharedDone',
  'sharedUnknown',
  'takenBack',
] as const

export const sharing: Feature<keyof typeof actions, 'manage', never, never, 'shared-read' | 'shared-write' | 'unshared'> = {
  notices: NOTICES,
  verbs: { 'shared-read': 'sharedRead', 'shared-write': 'sharedWrite', unshared: 'unshared' },
  actions,
  views: { manage },
  about: { manage: itsClient },
  commands: {},
  atHome: {},
  section,
}
