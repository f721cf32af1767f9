/** A feature is a folder and a line; what it owes, the compiler asks for. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SourceCopy } from '../support/copy.ts'

// the compiler shares two cores with the other tests
vi.setConfig({ testTimeout: 60_000 })

let copy: SourceCopy
beforeEach(() => {
  copy = new SourceCopy()
  copy.add(FILE, FEATURE)
  copy.change(LIST, 'import { client } from', `${IMPORT}import { client } from`)
  copy.change(LIST, 'const LIST = [', 'const LIST = [bell, ')
})
afterEach(() => copy.remove())

const LIST = 'src/features/index.ts'
const FILE = 'src/features/bell/index.ts'
const IMPORT = "import { bell } from './bell/index.ts'\n"
const FEATURE = `
import type { ClientRef } from '../../page/refs.ts'
import { refOf } from '../../page/refs.ts'
import { button } from '../../page/button.ts'
import { inClient } from '../../turn/data.ts'
import { itsClient } from '../../turn/about.ts'
import { changes, type Feature, shows } from '../../turn/feature.ts'
import { next, told } from '../../turn/outcome.ts'

declare module '../../page/button.ts' {
  interface Actions {
    'bell.open': { client: string }
    'bell.ring': { client: string }
  }
}
declare module '../../turn/reply.ts' {
  interface Replies {
    bell: { client: ClientRef }
  }
}
declare module '../../page/notice.ts' {
  interface Notices {
    rung: true
  }
}
declare module '../../records/audit.ts' {
  interface Verbs {
    rang: true
  }
}
const actions = {
  'bell.open': shows({
    right: 'read',
    data: inClient,
    show: (_ctx, _data, client) => ({ replies: [{ view: 'bell', client: refOf(client) }] }),
  }),
  'bell.ring': changes({
    right: 'write',
    did: 'rang',
    data: inClient,
    change: (_ctx, data) => next('bell.open', data, told('rung')),
  }),
}
export const bell: Feature<keyof typeof actions, 'bell', never, never, 'rang'> = {
  notices: ['rung'],
  verbs: { rang: 'rang' },
  actions,
  views: {
    bell: (reply, ctx) => ({ kicker: '', title: 'Bell', blocks: [], actions: [button(ctx, 'bell.ring', { client: reply.client.id })] }),
  },
  about: { bell: itsClient },
  commands: {},
  atHome: {},
}
`

test('accepts a feature of one folder and one line in the list', () => {
  expect(copy.complaints()).toEqual([])
})

test('asks for a feature that was left out of the list', () => {
  copy.change(LIST, IMPORT, '')
  copy.change(LIST, 'const LIST = [bell, ', 'const LIST = [')
  expect(copy.complaints()).toEqual([
    'src/features/index.ts: ABOUT',
    'src/features/index.ts: ACTIONS',
    'src/features/index.ts: VERBS',
    'src/features/index.ts: VIEWS',
  ])
})

const WRONG = [
  ['a button with an unknown id', "button(ctx, 'bell.ring',", "button(ctx, 'bell.tone',"],
  ['a button with wrong data', '{ client: reply.client.id }', '{ run: reply.client.id }'],
  ['a button without the data that it needs', "'bell.ring', { client: reply.client.id })", "'bell.ring')"],
  ['what leads to an action that is not there', "next('bell.open'", "next('bell.shut'"],
  ['what leads on with wrong data', "next('bell.open', data,", "next('bell.open', {},"],
  ['an audit verb that nobody declared', "did: 'rang'", "did: 'chimed'"],
  ['a change without an audit verb', "    did: 'rang',\n", ''],
  ['a change with the right to look only', "right: 'write'", "right: 'read'"],
  ['an action without a right', "    right: 'read',\n", ''],
  ['a notice that nobody declared', "told('rung')", "told('chimed')"],
  ['a notice that the feature does not list', "notices: ['rung']", "notices: ['chimed']"],
  ['a view that nobody declared', "view: 'bell', client", "view: 'chime', client"],
  ['a view of other contents', 'client: refOf(client) }', 'alias: client.alias }'],
  ['a view that does not say which clients it is about', '  about: { bell: itsClient },\n', ''],
  ['a view that is not shown', '    bell: (reply', '    chime: (reply'],
  [
    'an action whose schema refuses what its buttons carry',
    'data: inClient,\n    change',
    'data: inClient.extend({ tone: inClient }),\n    change',
  ],
] as const

test('refuses what does not hold together', () => {
  const rest = FEATURE.slice(FEATURE.indexOf('const actions'))
  const imports = FEATURE.slice(0, FEATURE.indexOf('declare module'))
  WRONG.forEach(([, from, to], at) => {
    expect(rest).toContain(from)
    copy.add(`src/features/bell/wrong-${at}.ts`, imports + rest.replace(from, to))
  })
  const found = copy.complaints().join(' ')
  expect(WRONG.filter((_, at) => !found.includes(`wrong-${at}.ts`)).map(([what]) => what)).toEqual([])
})
