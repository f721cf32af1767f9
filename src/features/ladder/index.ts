/**
 * The goals ladder: one goal with a date, what it takes, and the steps towards it as rungs; drawn with the client and kept with its
 * history.
 */
import type { Notice } from '../../page/notice.ts'
import type { ClientRef, PersonRef, RunRef } from '../../page/refs.ts'
import { itsClient } from '../../turn/about.ts'
import { clientHere } from '../../turn/context.ts'
import type { Feature } from '../../turn/feature.ts'
import { next } from '../../turn/outcome.ts'
import { actions } from './actions.ts'
import { folder } from './content.ts'
import { ladders } from './earlier-view.ts'
import type { Box, Boxes } from './form.ts'
import { ladderForm } from './form-view.ts'
import { atHome } from './home-view.ts'
import { ideas } from './ideas-view.ts'
import { ladder as ladderView, onClient } from './ladder-view.ts'
import { type Drawn, drawnIn, part } from './part.ts'
import { reached } from './reached-view.ts'
import { section } from './section.ts'

/** `run`: the run it was opened from. */
type At = { client: string; run?: string; step?: string }
type About = { client: ClientRef; run?: RunRef; discreet: boolean }

declare module '../../page/button.ts' {
  interface Actions {
    'ladder.choose': { client?: string; query?: string }
    'ladder.open': At
    'ladder.edit': At
    /** `removed`: how many were taken out when the card was shown. */
    'ladder.save': At & { removed?: string }
    'ladder.ideas': At & { form?: 'yes'; removed?: string }
    'ladder.reached': At
    'ladder.tick': At & { ladder: string }
    'ladder.earlier': At & { ladder?: string }
    'ladder.remove': At & { ladder: string }
    'ladder.mask': At
  }
}
declare module '../../turn/reply.ts' {
  interface Replies {
    /** `old`: not the current one. `former`: the ladder before this one. `earlier`: how many there are before the current one. */
    ladder: About & {
      drawn?: Drawn
      by?: PersonRef
      former?: { at: string; goal: string; due?: string }
      old?: true
      earlier: number
      keeps: boolean
    }
    /** `hidden`: boxes whose value is not shown. `keeps`: there is consent to keep it. */
    'ladder-form': About & { values: Boxes; hidden: Box[]; errors: Notice[]; ideas?: true; removed?: number; keeps: boolean }
    'ladder-ideas': About
    'ladder-reached': About & { ladder: string; rungs: Drawn['rungs'] }
    /** Newest first. */
    ladders: About & { ladders: { id: string; at: string; by: PersonRef; goal: string; due?: string }[] }
  }
  interface HomeLines {
    ladder: { client: ClientRef; at: string; due?: string }
  }
}
declare module '../../turn/feature.ts' {
  interface Commands {
    ladder: true
  }
}
declare module '../../records/audit.ts' {
  interface Verbs extends Record<keyof typeof VERBS, true> {}
}
declare module '../../page/notice.ts' {
  interface Notices extends Record<(typeof NOTICES)[number], true> {}
}
const VERBS = { 'ladder drawn': 'ladder', 'ladder ticked': 'ladder', 'ladder masked': 'ladder', 'ladder removed': 'removed' } as const
const NOTICES = ['ladderGoalMissing', 'ladderGone', 'ladderNewer', 'ladderTooMany'] as const

const views = { ladder: ladderView, 'ladder-form': ladderForm, 'ladder-ideas': ideas, 'ladder-reached': reached, ladders }

export const ladder: Feature<keyof typeof actions, keyof typeof views, 'ladder', 'ladder', keyof typeof VERBS> = {
  part,
  folders: [folder],
  notices: NOTICES,
  verbs: VERBS,
  actions,
  views,
  about: { ladder: itsClient, 'ladder-form': itsClient, 'ladder-ideas': itsClient, 'ladder-reached': itsClient, ladders: itsClient },
  commands: {
    ladder: {
      inside: (_ctx, { client, run }) => next('ladder.open', { client, run }),
      outside: (ctx) => next('ladder.choose', { client: clientHere(ctx)?.client }),
    },
  },
  atHome: {
    ladder: {
      async find(_ctx, { client }) {
        const last = client && drawnIn(client).at(-1)
        return last ? { found: { client: { id: client.id, alias: client.alias }, at: last.at, due: last.due } } : undefined
      },
      blocks: atHome,
      about: ({ client }) => [client.id],
    },
  },
  onClient,
  inStep: ({ client, run, instruments }, ctx) => (instruments.includes('ladder') ? onClient({ client, run }, ctx) : []),
  section,
}
