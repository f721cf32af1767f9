/** The line and the question that every feature may say. */
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
