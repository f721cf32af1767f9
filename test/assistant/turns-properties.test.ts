/** Any sequence of turns of two counsellors with real records: what must hold whatever is pressed and typed, in whatever order. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClientDocument, FinishedRun } from '../../src/records/model.ts'
import type { Reply } from '../../src/turn/reply.ts'
import { Counsellor, type House, openHouse } from '../support/counsellor.ts'
import { type Button, buttons, fill, press, shown } from '../support/monkey.ts'

/** Every word that a person types is one of its own: `qa12x`, of counsellor a. */
const WORD = /q[ab]\d+x/g
const COMMANDS =
  'terug tip meer pauze help sla-over home het-wordt-zwaar crisis overzicht notitie samenvatting taal taal-fr discreet ga-verder stop'
    .split(' ')
    .map((word) => word.replaceAll('-', ' '))
const ODD = [
  '   ',
  '2',
  '1,3',
  '24/12/2026',
  '7/10',
  '{{DATE(2026-01-01T00:00:00Z)}}',
  '$t(home.title)',
  '😀',
  'elle veut mourir',
  'bel 0475 12 34 56',
]
/** They take words out of a file, or to another, so that what was given is not looked for there afterwards. */
const TAKES_OUT = /remove|erase|move|mask/
const REFUSED = /^(refused|tooLong|runGone|notAllowed|storeUnavailable|nothingKept|unsure|movedOn|longAgo)/

const picks = fc.array(fc.nat(), { minLength: 6, maxLength: 6 })
const kind = <K extends string>(name: K) => fc.constant(name)
const move = fc.record({
  who: fc.constantFrom(0, 1),
  what: fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: kind('press'), nth: fc.nat(), picks }) },
    { weight: 6, arbitrary: fc.record({ kind: kind('answer'), picks }) },
    { weight: 3, arbitrary: fc.record({ kind: kind('old card'), nth: fc.nat(), picks }) },
    { weight: 3, arbitrary: fc.record({ kind: kind('say') }) },
    { weight: 2, arbitrary: fc.record({ kind: kind('words'), text: fc.constantFrom(...COMMANDS) }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('words'), text: fc.constantFrom(...ODD) }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('edit'), nth: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('opened'), back: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('restart') }) },
  ),
  again: fc.constantFrom('no', 'no', 'retry', 'tap'),
})

interface Kept {
  client: ClientDocument
  finished: FinishedRun[]
}

/** What a turn may change but once. */
const essence = (all: readonly Kept[]) =>
  all.map(({ client, finished }) => ({
    id: client.id,
    runs: client.runs.map(({ id, session, notes }) => ({
      id,
      answers: session.answers,
      step: session.step,
      notes: notes.map(({ text }) => text),
    })),
    finished: finished.map(({ id, session, notes }) => ({ id, answers: session.answers, notes: notes.map(({ text }) => text) })),
    agreements: client.agreements,
    notes: client.notes.map(({ text }) => text),
    consent: client.consent.state,
    shares: client.shares.map(({ user, right }) => [user, right]),
  }))

const wordsOf = ({ client, finished }: Kept): Set<string> =>
  new Set(JSON.stringify([{ ...client, handled: [] }, finished]).match(WORD) ?? [])
const keysOf = (reply: Reply): string[] => [reply.before?.key ?? '', reply.view === 'notice' ? reply.notice.key : '']
const told = (replies: readonly Reply[]) => JSON.stringify(replies.map((reply) => [reply.view, ...keysOf(reply).filter(Boolean)]))
const clientIn = (reply: Reply): string | undefined => ('client' in reply && typeof reply.client === 'object' ? reply.client.id : undefined)

class Person {
  readonly me: Counsellor
  readonly user: string
  readonly letter: string
  readonly house: House
  /** Every button ever shown. */
  cards: Button[] = []
  /** Ids of messages typed. */
  messages: string[] = []
  /** By word: the client whose place it was typed in, where that was clear. */
  typed = new Map<string, string | undefined>()
  /** Words confirmed as kept. */
  confirmed = new Map<string, string>()
  takesOut = false
  private turns = 0

  constructor(house: House, letter: string, home: number) {
    this.house = house
    this.letter = letter
    this.me = new Counsellor(house, { tenant: 'home', id: `${letter}${home}` }, letter === 'a' ? 'nl-BE' : 'fr')
    this.user = `home|${letter}${home}`
  }

  id = () => `${this.user}-${++this.turns}`
  focus = async () => (await this.house.records.counsellor(this.user)).focus

  async files(): Promise<Kept[]> {
    const { records } = this.house
    const { clients } = await records.counsellor(this.user)
    return Promise.all(
      clients.map(async ({ id }) => {
        const client = await records.client(this.user, id)
        return { client, finished: await Promise.all(client.finished.map((line) => records.finishedRun(this.user, id, line.id))) }
      }),
    )
  }

  async begin(): Promise<void> {
    await this.me.turn({ kind: 'opened', back: false })
    for (const phase of ['refused-first', 'refused-appeal']) await this.me.newClient({ phase, partner: 'true' })
    await this.me.start(this.me.see('client').client.id, 'what-now')
    this.cards.push(...buttons(this.me.replies))
  }

  /** What a move does, or nothing where it cannot be done. */
  async plan(what: Parameters<Parameters<(typeof move)['map']>[0]>[0]['what'], now: string[]) {
    const focus = await this.focus()
    const word = (client: string | undefined) => {
      const one = `q${this.letter}${this.typed.size + 1}x`
      this.typed.set(one, client)
      now.push(one)
      return `${one} en verder`
    }
    const inView = focus?.run && !focus.away ? focus.client : undefined
    const tap = (button: Button | undefined, picks: number[]) => {
      if (!button) return undefined
      const { action, data } = button.action
      let at = 0
      const filled = fill(
        button.inputs,
        (below) => (picks[at++ % picks.length] ?? 0) % below,
        () => word(data.client),
      )
      if (TAKES_OUT.test(action)) this.takesOut = true
      return {
        go: (id: string) => press(this.me, button, filled, id),
        answers: action === 'answer' && button.inputs.length > 0 ? data.client : undefined,
        tappable: true,
      }
    }
    switch (what.kind) {
      case 'restart':
        return undefined
      case 'say': {
        const text = word(inView)
        return { go: (id: string) => this.me.say(text, id), answers: inView, message: true }
      }
      case 'words':
        return { go: (id: string) => this.me.say(what.text, id) }
      case 'edit': {
        const activity = this.messages[what.nth % Math.max(1, this.messages.length)] ?? 'none'
        const text = word(undefined)
        return { go: (id: string) => this.me.turn({ kind: 'edited', activity, text }, id), silent: true }
      }
      case 'opened':
        return { go: (id: string) => this.me.turn({ kind: 'opened', back: what.back }, id) }
      case 'answer': {
        const latest = buttons(this.me.replies)
        return tap(latest.find((one) => one.action.action === 'answer') ?? latest[0], what.picks)
      }
      default: {
        const from = what.kind === 'old card' ? this.cards : buttons(this.me.replies)
        return tap(from[what.nth % Math.max(1, from.length)], what.picks)
      }
    }
  }
}

/** A retry leads to the same pages, as they may be shown now. What is said once (welcome back, the first greeting) is not said again. */
const pagesOf = (replies: readonly Reply[]): string =>
  JSON.stringify(replies.filter(({ view }) => view !== 'welcome').map(({ before: _, ...page }) => page))

async function carryOut(person: Person, { what, again }: Parameters<Parameters<(typeof move)['map']>[0]>[0]): Promise<void> {
  if (what.kind === 'restart') return person.house.restart()
  const now: string[] = []
  const plan: { go(id: string): Promise<Reply[]>; answers?: string; tappable?: boolean; message?: boolean; silent?: boolean } | undefined =
    await person.plan(what, now)
  if (!plan) return
  const id = person.id()
  const replies = await plan.go(id)
  if (plan.message) person.messages.push(id)
  const label = `${JSON.stringify(what)} → ${told(replies)}`
  const shownButtons = buttons(replies)
  person.cards.push(...shownButtons)

  // Something to press, or a conversation that takes what is typed. Editing a message that was no answer is passed over.
  const focus = await person.focus()
  if (!plan.silent) expect(shownButtons.length > 0 || Boolean(focus?.run && !focus.away), `no way on: ${label}`).toBe(true)

  const all = await person.files()
  const words = new Map(all.map((file) => [file.client.id, wordsOf(file)]))
  for (const reply of replies)
    for (const found of shown(reply, ['nl']).match(WORD) ?? []) {
      expect(found[1], `another counsellor’s words: ${label}`).toBe(person.letter)
      const about = clientIn(reply)
      // The form of a client lists others, to be linked as partners; the client's page names the one that is.
      const partner = reply.view === 'client' && reply.partnerFile?.alias.includes(found)
      if (about && !now.includes(found) && reply.view !== 'client-form' && !partner)
        expect(words.get(about)?.has(found), `words of another client (${found}): ${label}`).toBe(true)
    }

  // What is kept for a retry is where a turn led, never a word.
  for (const { client } of all) expect(JSON.stringify(client.handled), `words kept for a retry: ${label}`).not.toMatch(WORD)

  const file = all.find(({ client }) => client.id === plan.answers)
  if (file?.client.consent.state === 'given' && !replies.some((reply) => keysOf(reply).some((key) => REFUSED.test(key))))
    for (const one of now) {
      expect(words.get(file.client.id)?.has(one), `${one} was neither kept nor refused: ${label}`).toBe(true)
      person.confirmed.set(one, file.client.id)
    }

  if (again === 'no' || plan.silent) return
  const before = essence(all)
  if (again === 'retry') expect(pagesOf(await plan.go(id)), `a retry: ${label}`).toBe(pagesOf(replies))
  else if (plan.tappable) await plan.go(person.id())
  expect(essence(await person.files()), `${again}: ${label}`).toEqual(before)
  person.cards.push(...buttons(person.me.replies))
}

describe('any sequence of turns of two counsellors', () => {
  it(
    'never throws, loses or mixes up words, is done once, always leads on and can always be finished',
    async () => {
      const house = await openHouse()
      let homes = 0
      try {
        await fc.assert(
          fc.asyncProperty(fc.array(move, { minLength: 30, maxLength: 60 }), async (moves) => {
            homes++
            const people = [new Person(house, 'a', homes), new Person(house, 'b', homes)]
            for (const person of people) await person.begin()
            for (const one of moves) await carryOut(people[one.who] as Person, one)
            for (const person of people) {
              const all = await person.files()
              if (!person.takesOut)
                for (const file of all) {
                  const words = wordsOf(file)
                  for (const word of words) expect([file.client.id, undefined], `${word} in another file`).toContain(person.typed.get(word))
                  for (const [word, client] of person.confirmed)
                    if (client === file.client.id) expect(words.has(word), `${word} got lost`).toBe(true)
                }
              for (const { client } of all)
                for (const run of client.runs) {
                  await person.me.tap('finish', { client: client.id, run: run.id, sure: 'yes' })
                  expect((await house.records.client(person.user, client.id)).runs.map(({ id }) => id)).not.toContain(run.id)
                }
            }
          }),
          { numRuns: Number(process.env.RUNS ?? 6), endOnFailure: true, ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}) },
        )
      } finally {
        await house.close()
      }
    },
    60_000 + Number(process.env.RUNS ?? 0) * 3_000,
  )
})
