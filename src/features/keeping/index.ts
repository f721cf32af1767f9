/** Looking after a file: what it contains, who looked at it, how long it is kept. */
import type { ClientRef } from '../../page/refs.ts'
import type { ClientExport } from '../../records/records.ts'
import { itsClient } from '../../turn/about.ts'
import type { Feature } from '../../turn/feature.ts'
import { actions } from './actions.ts'
import { audit } from './audit-view.ts'
import { exportForm, exportText } from './export-view.ts'
import { expiringBlocks } from './home-view.ts'
import type { LogLine } from './log.ts'
import { section } from './section.ts'

declare module '../../page/button.ts' {
  interface Actions {
    'client.audit': { client: string; from?: string }
    'client.export': { client: string; show?: 'yes' }
    'client.keep': { client: string }
  }
}
declare module '../../turn/reply.ts' {
  interface Replies {
    /** Newest first. `older`: the line from which on there are more. */
    audit: { client: ClientRef; lines: LogLine[]; older?: number; discreet: boolean }
    /** Asks whether private notes go along. */
    'export-form': { client: ClientRef; discreet: boolean }
    export: { client: ClientRef; data: ClientExport; discreet: boolean }
  }
  interface HomeLines {
    /** The counsellor's own files due to be erased within a month; `due`: YYYY-MM-DD. */
    expiring: { client: ClientRef; due: string }[]
  }
}
declare module '../../page/notice.ts' {
  interface Notices extends Record<(typeof NOTICES)[number], true> {}
}
const NOTICES = ['exported', 'keptLonger'] as const

export const keeping: Feature<
  keyof typeof actions,
  'audit' | 'export-form' | 'export',
  never,
  'expiring',
  'opened' | 'exported' | 'kept-longer'
> = {
  notices: NOTICES,
  verbs: { opened: 'opened', exported: 'exported', 'kept-longer': 'keptLonger' },
  actions,
  views: { audit, 'export-form': exportForm, export: exportText },
  about: { audit: itsClient, 'export-form': itsClient, export: itsClient },
  commands: {},
  atHome: {
    expiring: {
      async find(ctx, { opened }) {
        const found = await ctx.expiry.of(ctx.counsellor, opened)
        return found.length ? { found: found.map(({ client: id, alias, due }) => ({ client: { id, alias }, due })) } : undefined
      },
      blocks: expiringBlocks,
      about: (expiring) => expiring.map(({ client }) => client.id),
    },
  },
  section,
}
