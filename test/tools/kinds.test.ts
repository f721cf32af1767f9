/** What the compiler asks for when a kind of step is added, and nothing beside it: elsewhere the source is in order. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SourceCopy } from '../support/copy.ts'

// the compiler shares two cores with the other tests
vi.setConfig({ testTimeout: 60_000 })

let copy: SourceCopy
beforeEach(() => {
  copy = new SourceCopy()
})
afterEach(() => copy.remove())

const KINDS = 'export const KINDS = {\n'
const VALUE = 'export interface AnswerValue {\n'

test('asks of a kind: its sentences, what must hold in it, what an answer to it may be, how it is shown', () => {
  copy.change('src/content/kinds.ts', KINDS, `${KINDS}  rank: kind({ shape: { ranked: z.array(Id) } }),\n`)
  expect(copy.complaints()).toEqual(['src/content/kinds.ts: rank', 'src/engine/kinds/index.ts: KINDS', 'src/page/kinds/index.ts: KINDS'])
})

test('asks of a part of an answer: who knows the words in it, and who shows it', () => {
  copy.change('src/engine/session.ts', VALUE, `${VALUE}  ranked?: string[]\n`)
  expect(copy.complaints()).toEqual(['src/engine/kinds/index.ts: BY_PART', 'src/page/kinds/index.ts: BY_PART'])
})
