/** A counsellor's own settings: the language, and whether names and answers are hidden. */
import { z } from 'zod'
import { LANGUAGES, type Language } from '../../content/content.ts'
import { nobody } from '../../turn/about.ts'
import { inView } from '../../turn/context.ts'
import { Id } from '../../turn/data.ts'
import { type Feature, runs } from '../../turn/feature.ts'
import { type Next, next, told } from '../../turn/outcome.ts'
import { clientFor } from '../../turn/rights.ts'
import { language } from './language-view.ts'

declare module '../../page/button.ts' {
  interface Actions {
    /** Without a language: shows the choice. */
    language: { language?: Language }
    /** `client`, `run`: where it was asked; neither: at home. */
    discreet: { on: 'true' | 'false'; client?: string; run?: string }
  }
}
declare module '../../turn/reply.ts' {
  interface Replies {
    language: object
  }
}
declare module '../../turn/feature.ts' {
  interface Commands {
    language: true
    discreet: true
  }
}
declare module '../../page/notice.ts' {
  interface Notices extends Record<(typeof NOTICES)[number], true> {}
}
const NOTICES = ['languageSet', 'discreetOn', 'discreetOff'] as const

export const settings: Feature<'language' | 'discreet', 'language', 'language' | 'discreet'> = {
  notices: NOTICES,
  verbs: {},
  actions: {
    language: runs({
      right: 'anyone',
      data: z.object({ language: z.enum(LANGUAGES).optional() }),
      run(ctx, { language: wanted }) {
        if (!wanted) return { replies: [{ view: 'language' }] }
        const set: Partial<Next> = {
          notice: { key: 'languageSet' },
          counsellor: (draft) => {
            draft.language = wanted
          },
        }
        const inside = inView(ctx)
        // Inside a conversation: the same step again, in the other language.
        return inside ? next('conversation.resume', inside, set) : next('home', {}, set)
      },
    }),
    /** Turns discreet mode on or off and shows the same place again, hidden or not. Turned on, it also takes away what the chat showed before. */
    discreet: runs({
      right: 'anyone',
      data: z.object({ on: z.enum(['true', 'false']), client: Id.optional(), run: Id.optional() }),
      async run(ctx, { on, client, run }) {
        const set: Partial<Next> = {
          ...told(on === 'true' ? 'discreetOn' : 'discreetOff'),
          ...(on === 'true' ? { hide: true } : {}),
          counsellor: (draft) => {
            draft.discreet = on === 'true'
          },
        }
        if (!client) return next('home', {}, set)
        if (!run) return next('client.open', { client }, set)
        const { runs: all } = await clientFor(ctx, client, 'read')
        const inProgress = all.some((one) => one.id === run && one.session.status === 'running')
        return next(inProgress ? 'conversation.resume' : 'answers', { client, run }, set)
      },
    }),
  },
  views: { language },
  about: { language: nobody },
  commands: {
    language: { outside: () => next('language', {}) },
    discreet: {
      inside: (ctx, { client, run }) => next('discreet', { on: ctx.counsellor.discreet ? 'false' : 'true', client, run }),
      outside: (ctx) => next('discreet', { on: ctx.counsellor.discreet ? 'false' : 'true' }),
    },
  },
  atHome: {},
}
