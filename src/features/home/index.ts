/** Home, the welcome and help. */
import type { Notice } from '../../page/notice.ts'
import type { ClientLine, ClientRef, RunLine } from '../../page/refs.ts'
import { idsOf, nobody } from '../../turn/about.ts'
import type { Feature } from '../../turn/feature.ts'
import { next } from '../../turn/outcome.ts'
import { actions } from './actions.ts'
import { help } from './help-view.ts'
import { home as homeView } from './home-view.ts'
import { welcome } from './welcome-view.ts'

declare module '../../page/button.ts' {
  interface Actions {
    home: { opened?: 'yes' }
    /** The welcome, once; then home. */
    welcome: { opened?: 'yes' }
    help: { client?: string; run?: string }
    /** Back to the run in view, or home. */
    'edit.ignore': { client?: string; run?: string }
  }
}
declare module '../../turn/reply.ts' {
  interface Replies {
    welcome: object
    home: {
      resume?: { client: ClientRef; run: RunLine }
      clients: ClientLine[]
      count: number
      discreet: boolean
      notices: Notice[]
    } & Partial<HomeLines>
    /** `inside`: the run in view, to go back to. */
    help: { inConversation: boolean; inside?: { client: string; run: string } }
  }
}
declare module '../../turn/feature.ts' {
  interface Commands {
    home: true
    help: true
    hello: true
  }
}
declare module '../../page/notice.ts' {
  interface Notices extends Record<(typeof NOTICES)[number], true> {}
}
const NOTICES = ['nothingToResume'] as const

export const home: Feature<'home' | 'welcome' | 'help' | 'edit.ignore', 'home' | 'welcome' | 'help', 'home' | 'help' | 'hello'> = {
  notices: NOTICES,
  verbs: {},
  actions,
  views: { home: homeView, welcome, help },
  about: {
    home: ({ clients, resume }) => [...idsOf(clients), resume?.client.id],
    welcome: nobody,
    help: ({ inside }) => [inside?.client],
  },
  commands: {
    home: { outside: () => next('home', {}) },
    help: { outside: () => next('help', {}) },
    // "Hello" greets at home; inside a conversation it is what somebody said.
    hello: {
      everyday: true,
      outside: (ctx) => next(ctx.counsellor.greeted ? 'home' : 'welcome', ctx.counsellor.greeted ? {} : { opened: 'yes' }),
    },
  },
  atHome: {},
}
