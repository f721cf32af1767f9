/** What goes to Teams as a whole: how large it is, and what a notification may show of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { throwOnMissing } from '../../../src/page/sentences.ts'
import { createPresentation } from '../../../src/render/presentation.ts'
import type { Digest } from '../../../src/turn/file/digest.ts'
import type { Reply } from '../../../src/turn/reply.ts'
import { ALIAS, digest, content as fixture, replies, WORDS } from '../../render/fixture.ts'
import { type Call, echo, type Line, openLine, server, teamsActivity } from '../support.ts'

/** Bytes as Teams counts them. Its limit is about 100 kB; some of it is not ours. */
const MOST = 80_000
const size = (body: unknown): number => 2 * JSON.stringify(body).length

const presentation = createPresentation(fixture, throwOnMissing)
let line: Line
beforeEach(async () => {
  line = await openLine()
})
afterEach(() => line.close())

/** What Teams gets for these replies, in an answer to an activity with ids as long as any. */
async function sent(all: readonly Reply[], count = all.length, more: Record<string, unknown> = {}): Promise<Call[]> {
  line.running = await server({ presentation, assistant: echo(() => ({ language: 'nl', replies: [...all] })) })
  await line.running.post('/api/messages', teamsActivity(line.connector.url, more))
  return line.connector.until(count)
}

const long = (text: string): Digest => ({
  ...digest,
  answers: Array.from({ length: 27 }, (_, n) => ({
    step: 'ask-step',
    section: 'only',
    kind: 'ask',
    visit: `v${n}`,
    value: { text: `${n}${text}`.slice(0, 10_000) },
    by: 'local|local',
    at: '2026-03-10T14:00:00.000Z',
  })),
})
const shown = (said: Digest, plain: boolean): Reply => ({
  view: 'digest',
  client: { id: 'c', alias: 'Zwarte Zee' },
  run: { id: 'r', conversation: 'test-talk', mode: 'during' },
  digest: said,
  finished: true,
  discreet: false,
  plain,
})

/** The text of every run of a card. */
const texts = (node: unknown): string[] => {
  if (node === null || typeof node !== 'object') return []
  const own = (node as { type?: unknown }).type === 'TextRun' ? [String((node as { text?: unknown }).text)] : []
  return [...own, ...Object.values(node).flatMap(texts)]
}

describe('27 long answers', () => {
  const ids = 'x'.repeat(990)
  const ends = { id: `a${ids}`, from: { id: `p${ids}`, name: 'n'.repeat(1000) }, recipient: { id: `b${ids}`, name: 'n'.repeat(1000) } }
  it.each([
    ['Dutch', 'een lang antwoord '.repeat(150)],
    ['Arabic', 'أريد البقاء هنا مع عائلتي. '.repeat(100)],
    ['emoji', '👩‍👩‍👧‍👦🥀'.repeat(800)],
    ['quotes and line ends', '“\\"\n'.repeat(2_500)],
  ])('in %s: one card that Teams takes, and the whole as text in several', async (_name, text) => {
    const said = long(text)
    const [call] = await sent([shown(said, false)], 1, ends)
    expect(size(call?.body)).toBeLessThanOrEqual(MOST)
    expect(JSON.stringify(call?.body)).toContain('Als tekst')
    await line.running?.close()
    line.connector.calls.length = 0

    const whole = said.answers.map(({ value }) => value?.text ?? '')
    const total = size(whole)
    const calls = await sent([shown(said, true)], Math.ceil(total / MOST), ends)
    const joined = () => calls.flatMap(({ body }) => texts(body)).join('')
    await expect.poll(() => whole.every((one) => joined().includes(one)), { timeout: 10_000 }).toBe(true)
    expect(calls.length).toBeGreaterThan(1)
    for (const { body } of calls) {
      expect(size(body)).toBeLessThanOrEqual(MOST)
      expect(body.text).toBeUndefined()
    }
  })
})

describe('a notification', () => {
  it.each(['nl', 'fr', 'en'] as const)('shows neither an alias nor a word of a client, whatever the reply, in %s', (language) => {
    const teams = { cards: true, updates: true, universalActions: true, people: true, previews: true }
    for (const reply of replies()) {
      const { card, more = [], summary } = presentation.render(reply, language, teams)
      expect(card, reply.view).toBeDefined()
      for (const one of [card, ...more]) {
        const heard = `${summary}\n${one?.fallbackText}`
        expect(heard, reply.view).not.toContain(ALIAS)
        expect(heard, reply.view).not.toContain(WORDS)
        expect(summary, reply.view).not.toBe('')
      }
    }
  })

  it('of text to copy shows its title, not its beginning', async () => {
    const [call] = await sent([shown({ ...digest }, true)])
    expect(call?.body.text).toBeUndefined()
    expect(JSON.stringify(call?.body.attachments)).toContain(JSON.stringify(WORDS).slice(1, -1).slice(0, 10))
    expect(String(call?.body.summary)).not.toContain(WORDS)
  })
})
