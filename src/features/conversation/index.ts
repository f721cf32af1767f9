/** The conversations: preparing, holding step by step, correcting. The largest feature, in three folders: prepare, walk, correct. */
import type { Mode, StepKind } from '../../content/schema.ts'
import type { StepShape } from '../../engine/kinds/kind.ts'
import { type Answer, REFUSALS, type Refusal } from '../../engine/session.ts'
import type { AgreementLine, ClientRef, RunRef, TextRef } from '../../page/refs.ts'
import type { Consent } from '../../records/model.ts'
import { itsClient } from '../../turn/about.ts'
import type { Feature } from '../../turn/feature.ts'
import type { Digest } from '../../turn/file/digest.ts'
import { next } from '../../turn/outcome.ts'
import { actions as correct } from './correct/actions.ts'
import { answerForm } from './correct/answer-form-view.ts'
import { answers } from './correct/answers-view.ts'
import { digest } from './correct/digest-view.ts'
import { actions as prepare } from './prepare/actions.ts'
import { conversationCard } from './prepare/card-view.ts'
import { conversationForm } from './prepare/form-view.ts'
import type { ConversationAbout } from './prepare/new-run.ts'
import { section } from './section.ts'
import { actions as walk } from './walk/actions.ts'
import { closed } from './walk/closed-view.ts'
import { more } from './walk/more-view.ts'
import { opening } from './walk/opening-view.ts'
import { overview } from './walk/overview-view.ts'
import { paused } from './walk/paused-view.ts'
import type { StepReply } from './walk/step-reply.ts'
import { boxes, step } from './walk/step-view.ts'

type InRun = { client: string; run: string }
type InStep = InRun & { step?: string }
type InVisit = InStep & { visit: string }

declare module '../../page/button.ts' {
  interface Actions {
    'conversation.new': { client: string; conversation: string }
    'conversation.start': { client: string; conversation: string }
    'conversation.opening': InRun
    'conversation.edit': InRun
    'conversation.update': InRun
    'conversation.card': { client: string; conversation: string; run?: string }
    'conversation.resume': InRun & { welcome?: 'yes' }
    'conversation.here': InRun
    'conversation.closed': InRun
    /** `removed`: how often an answer to this step had been taken out when the card was shown. */
    answer: InVisit & { kept?: string; removed?: string; choice?: string }
    skip: InVisit
    back: InStep & { visit?: string }
    more: InStep
    support: InStep
    pause: InStep
    return: InRun
    finish: InRun
    crisis: { client?: string; run?: string }
    overview: InRun
    jump: InRun & { step: string }
    /** A command word that was meant as the answer. */
    'was-answer': InVisit & { text: string; opened?: 'yes'; mark?: string }
    /** Without `run`, it is chosen on the card. */
    digest: { client: string; run?: string }
    'digest.plain': InRun
    answers: InRun
    'answer.edit': InVisit
    'answer.save': InVisit & { kept?: string; removed?: string; choice?: string }
    'answer.mask': InVisit
    /** `mark`: of the answer that the card showed. */
    'answer.move': InVisit & { to?: string; mark?: string }
    'answer.remove': InVisit & { mark?: string }
    'run.move': InRun & { to?: string }
    'run.remove': InRun
    'edit.apply': InVisit & { text: string; message?: string }
  }
}
declare module '../../turn/reply.ts' {
  interface Replies {
    'conversation-form': {
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
    /**
     * The start of a run: the previous conversation's summary, open agreements, goals and attention points (in prepare mode all of them).
     */
    opening: {
      client: ClientRef
      country: string
      run: RunRef
      goals: TextRef[]
      attention: TextRef[]
      former?: Digest
      agreements: AgreementLine[]
      discreet: boolean
    }
    step: StepReply
    more: {
      client: ClientRef
      country: string
      run: RunRef
      step: string
      visit: string
      prompts: TextRef[]
      tips: TextRef[]
      attention: TextRef[]
    }
    overview: {
      client: ClientRef
      country: string
      run: RunRef
      sections: { id: string; steps: { id: string; state: 'answered' | 'skipped' | 'open' | 'here' }[] }[]
      discreet: boolean
    }
    paused: { client: ClientRef; run: RunRef; position: number; total: number; discreet: boolean }
    closed: { client: ClientRef; run: RunRef; agreements: AgreementLine[]; next?: string; country: string; discreet: boolean }
    /** `plain`: as text to copy. */
    digest: { client: ClientRef; run: RunRef; digest: Digest; finished: boolean; discreet: boolean; plain: boolean }
    answers: { client: ClientRef; run: RunRef; digest: Digest; finished: boolean; discreet: boolean }
    'answer-form': StepShape & {
      client: ClientRef
      country: string
      run: RunRef
      step: string
      kind: StepKind
      visit: string
      answer: Answer
      /** How often an answer to this step was taken out. */
      removed?: number
      discreet: boolean
    }
    'conversation-card': {
      client: ClientRef
      country: string
      conversation: string
      goals: TextRef[]
      steps: { step: string; prompts: TextRef[]; reminder?: string }[]
      discreet: boolean
    }
  }
}
declare module '../../turn/feature.ts' {
  interface Commands {
    tip: true
    more: true
    back: true
    skip: true
    support: true
    crisis: true
    stop: true
    pause: true
    overview: true
    summary: true
    resume: true
  }
}
declare module '../../records/audit.ts' {
  interface Verbs extends Record<keyof typeof VERBS, true> {}
}
declare module '../../page/notice.ts' {
  interface Notices extends Record<(typeof NOTICES)[number] | `refused.${Refusal}`, true> {}
}
const VERBS = {
  answered: 'answered',
  'answer changed': 'answerChanged',
  'answer masked': 'answerChanged',
  'answer removed': 'removed',
  'answer moved here': 'movedHere',
  'conversation started': 'conversation',
  'conversation changed': 'conversation',
  'conversation resumed': 'conversation',
  'conversation paused': 'conversation',
  'conversation skip': 'conversation',
  'conversation back': 'conversation',
  'conversation jump': 'conversation',
  'conversation support': 'conversation',
  'conversation crisis': 'conversation',
  'conversation return': 'conversation',
  'conversation finish': 'conversation',
  'conversation removed': 'removed',
  'conversation moved here': 'movedHere',
  'conversation moved away': 'movedAway',
} as const
const NOTICES = [
  'answerChangedSince',
  'answerStays',
  'editApplied',
  'finished',
  'masked',
  'moveNeedsConsent',
  'moved',
  'noConversationFits',
  'nothingKept',
  'nothingKeptWaits',
  'paused',
  'removed',
  'resumed',
  'revised',
  'skipped',
  'started',
  'stepMoved',
  'unchanged',
] as const

const actions = { ...prepare, ...walk, ...correct }
const views = {
  'conversation-form': conversationForm,
  opening,
  step,
  more,
  overview,
  paused,
  closed,
  digest,
  answers,
  'answer-form': answerForm,
  'conversation-card': conversationCard,
}

export const conversation: Feature<
  keyof typeof actions,
  keyof typeof views,
  'tip' | 'more' | 'back' | 'skip' | 'support' | 'crisis' | 'stop' | 'pause' | 'overview' | 'summary' | 'resume',
  never,
  keyof typeof VERBS
> = {
  notices: [...NOTICES, ...REFUSALS.map((reason) => `refused.${reason}` as const)],
  verbs: VERBS,
  actions,
  views,
  boxes: { step: boxes },
  about: {
    'conversation-form': itsClient,
    opening: itsClient,
    step: itsClient,
    more: itsClient,
    overview: itsClient,
    paused: itsClient,
    closed: itsClient,
    digest: itsClient,
    answers: itsClient,
    'answer-form': itsClient,
    'conversation-card': itsClient,
  },
  commands: {
    tip: { inside: (_ctx, { client, run }) => next('more', { client, run }) },
    more: { inside: (_ctx, { client, run }) => next('more', { client, run }) },
    back: { inside: (_ctx, { client, run, visit }) => next('back', { client, run, visit }) },
    skip: { inside: (_ctx, { client, run, visit }) => next('skip', { client, run, visit }) },
    support: {
      inside: (_ctx, { client, run }) => next('support', { client, run }),
      outside: () => next('guide', { guide: 'calming' }),
      ofConversation: true,
    },
    crisis: { inside: (_ctx, { client, run }) => next('crisis', { client, run }), outside: () => next('crisis', {}) },
    stop: { inside: (_ctx, { client, run }) => next('pause', { client, run }) },
    pause: { inside: (_ctx, { client, run }) => next('pause', { client, run }) },
    overview: { inside: (_ctx, { client, run }) => next('overview', { client, run }) },
    summary: { inside: (_ctx, { client, run }) => next('digest', { client, run }) },
    resume: {
      // “Ga verder” is one of the ways out of a detour.
      inside: (_ctx, { client, run, detour }) => next(detour ? 'return' : 'conversation.resume', { client, run }),
      outside: ({ counsellor: { focus } }) =>
        focus?.run
          ? next('conversation.resume', { client: focus.client, run: focus.run })
          : next('home', {}, { notice: { key: 'nothingToResume' } }),
    },
  },
  atHome: {},
  section,
}
