/** The one-line reply and the question that any feature may use. */
import { inWays } from '../../turn/about.ts'
import type { Feature } from '../../turn/feature.ts'
import { confirm, notice } from './view.ts'

const NOTICES = [
  'alreadyDone',
  'boxNoDay',
  'boxTooLong',
  'fileRefused',
  'buttonTaken',
  'buttonUnknown',
  'buttonWithBoxes',
  'commandTaken',
  'crisisFound',
  'crisisFoundLater',
  'crisisDenied',
  'quietSign',
  'damaged',
  'deletedStands',
  'editedElse',
  'gone',
  'group',
  'languageUnknown',
  'longAgo',
  'movedOn',
  'notAllowed',
  'noteStands',
  'notUnderstood',
  'onlyInConversation',
  'ownerOnly',
  'personalData',
  'readOnly',
  'runGone',
  'saved',
  'storeUnavailable',
  'tooLong',
  'typedKept',
  'typedNotKept',
  'unknownAction',
  'unsaved',
  'unsure',
] as const

declare module '../../page/notice.ts' {
  interface Notices extends Record<(typeof NOTICES)[number], true> {}
}

export const said: Feature<never, 'notice' | 'confirm'> = {
  notices: NOTICES,
  verbs: {},
  actions: {},
  views: { notice, confirm },
  about: {
    notice: ({ wasAnswer, actions = [] }) => [wasAnswer?.client, ...inWays(actions)],
    confirm: ({ data, cancel }) => inWays([{ data }, cancel]),
  },
  commands: {},
  atHome: {},
}
