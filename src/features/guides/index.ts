/** Pages to read: the crisis plan, the calming steps, how we work. */
import { z } from 'zod'
import type { ClientRef, RunRef, TextRef } from '../../page/refs.ts'
import { itsClient } from '../../turn/about.ts'
import { Id } from '../../turn/data.ts'
import { type Feature, runs } from '../../turn/feature.ts'
import { guideReply } from '../../turn/guide.ts'
import { unknownAction } from '../../turn/reply.ts'
import { guide } from './guide-view.ts'

declare module '../../page/button.ts' {
  interface Actions {
    guide: { guide: string }
  }
}
declare module '../../turn/reply.ts' {
  interface Replies {
    /** `detour`: it interrupts a run, which waits. */
    guide: {
      guide: string
      country?: string
      client?: ClientRef
      run?: RunRef
      detour?: 'support' | 'crisis'
      sections: { id: string; items: TextRef[]; prompts: TextRef[]; facts: string[] }[]
    }
  }
}
export const guides: Feature<'guide', 'guide'> = {
  notices: [],
  verbs: {},
  actions: {
    guide: runs({
      right: 'anyone',
      data: z.object({ guide: Id }),
      run: (ctx, { guide: id }) => ({ replies: [ctx.content.guides.has(id) ? guideReply(ctx.content, id) : unknownAction()] }),
    }),
  },
  views: { guide },
  about: { guide: itsClient },
  commands: {},
  atHome: {},
}
