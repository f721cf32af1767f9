/** Pages and cards to read: the crisis plan, the calming steps, how we work. */
import { z } from 'zod'
import type { ClientRef, RunRef, TextRef } from '../../page/refs.ts'
import { itsClient } from '../../turn/about.ts'
import type { TurnContext } from '../../turn/context.ts'
import { Id } from '../../turn/data.ts'
import { type Feature, runs } from '../../turn/feature.ts'
import { type GuideAt, guideReply } from '../../turn/guide.ts'
import type { Outcome } from '../../turn/outcome.ts'
import { unknownAction } from '../../turn/reply.ts'
import { clientFor, readOnlyMark } from '../../turn/rights.ts'
import { guide } from './guide-view.ts'

declare module '../../page/button.ts' {
  interface Actions {
    /** `card`: of a guide of cards; `from`: the card whose sources are asked for. */
    guide: { guide: string; card?: string; from?: string; client?: string; run?: string }
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
      /** One card of a guide of cards; `sections` then holds that one alone, or none where a situation is chosen. All of these are ids of cards. */
      card?: {
        id: string
        what: 'first' | 'step' | 'variant' | 'sources' | 'situations'
        position?: number
        total?: number
        next?: string
        previous?: string
        first: string
        begin?: string
        situations?: string[]
        sources?: string
      }
      sections: { id: string; items: TextRef[]; prompts: TextRef[]; facts: string[]; call: string[] }[]
    }
  }
}
export const guides: Feature<'guide', 'guide'> = {
  notices: [],
  verbs: {},
  actions: {
    guide: runs({
      right: 'anyone',
      data: z.object({ guide: Id, card: Id.optional(), from: Id.optional(), client: Id.optional(), run: Id.optional() }),
      run: read,
    }),
  },
  views: { guide },
  about: { guide: itsClient },
  commands: {},
  atHome: {},
}

/** Writes nothing, so that a second tap shows the same. Whatever cannot be read, the guide is shown. */
async function read(
  ctx: TurnContext,
  { guide: id, client, run, ...which }: { guide: string; card?: string; from?: string; client?: string; run?: string },
): Promise<Outcome> {
  if (!ctx.content.guides.has(id)) return { replies: [unknownAction()] }
  const at = client ? await whereIs(ctx, client, run) : {}
  return {
    replies: [guideReply(ctx.content, id, { ...at, ...which })],
    ...(at.client && at.run?.session.detour ? { focus: { client: at.client.id, run: at.run.id } } : {}),
    ...(id === 'crisis' ? { alarm: 'shown' } : {}),
  }
}

async function whereIs(ctx: TurnContext, id: string, runId: string | undefined): Promise<GuideAt> {
  try {
    const client = await clientFor(ctx, id, 'read')
    const run = readOnlyMark(ctx, client).readOnly ? undefined : client.runs.find((one) => one.id === runId)
    return { client, ...(run ? { run } : {}) }
  } catch {
    return {}
  }
}
