/** The one-line reply and the question that any feature may use. */
import type { Feature } from '../../turn/feature.ts'
import { confirm, notice } from './view.ts'

const NOTICES = [
  'alreadyDone',
  'fileRefused',
  'commandTaken',
  'crisisFound',
  'crisisSoftened',
  'damaged',
  'gone',
  'group',
  'languageUnknown',
  'notAllowed',
  'notUnderstood',
  'onlyInConversation',
  'ownerOnly',
  'personalData',
  'readOnly',
  'runGone',
  'saved',
  'storeUnavailable',
  'tooLong',
  'unknownAction',
] as const

declare module '../../page/notice.ts' {
  interface Notices extends Record<(typeof NOTICES)[number], true> {}
}

export const said: Feature<never, 'notice' | 'confirm'> = {
  notices: NOTICES,
  verbs: {},
  actions: {},
  views: { notice, confirm },
  commands: {},
  atHome: {},
}
