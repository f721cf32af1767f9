/**
 * Any sequence of turns in several chats of two counsellors who share a file: every word stands in the file, and at the visit, whose card
 * asked for it, and no page shows another client's words.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reply } from '../../src/turn/reply.ts'
import { filesOf, type Kept, tab } from '../support/chats.ts'
import { Counsellor, type House, openHouse } from '../support/counsellor.ts'
import { type Button, buttons, fill, press, shown } from '../support/monkey.ts'

const WORD = /w\d+w/g
const COMMANDS = [
  'terug',
  'tip',
  'pauze',
  'help',
  'sla over',
  'home',
  'het wordt zwaar',
  'overzicht',
  'notitie',
  'samenvatting',
  'taal fr',
  'taal nl',
  'discreet',
  'ga verder',
  'ladder',
  'stop',
  'hallo',
]
/** They take words out of a file, or give them to another, which is not what this is about. */
const TAKES_OUT = /remove|erase|move|mask|handover|share|consent|finish/
const HOURS = 3_600_000

const picks = fc.array(fc.nat(), { minLength: 6, maxLength: 6 })
const kind = <K extends string>(name: K) => fc.constant(name)
const move = fc.record({
  chat: fc.nat(4),
  what: fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: kind('type') }) },
    { weight: 5, arbitrary: fc.record({ kind: kind('answer'), picks }) },
    { weight: 6, arbitrary: fc.record({ kind: kind('press'), nth: fc.nat(), picks }) },
    { weight: 5, arbitrary: fc.record({ kind: kind('old card'), nth: fc.nat(), picks }) },
    { weight: 4, arbitrary: fc.record({ kind: kind('go'), nth: fc.nat() }) },
    { weight: 5, arbitrary: fc.record({ kind: kind('words'), text: fc.constantFrom(...COMMANDS) }) },
    { weight: 3, arbitrary: fc.record({ kind: kind('again'), nth: fc.nat() }) },
    { weight: 2, arbitrary: fc.record({ kind: kind('edit'), nth: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('opened'), back: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('wait') }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('restart') }) },
  ),
})
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never

/** The step that stands on a chat's screen. */
interface Shown {
  client: string
  run: string
  visit: string
}

/** One chat: what a person sees in it. */
interface Seat {
  me: Counsellor
  step?: Shown
  /** The step shown last, though the person has looked away since. */
  last?: Shown
  /** A page of another client came after it. */
  beside: boolean
  /** ms of its last turn. */
  at: number
  buttons: Button[]
  turns: (() => Promise<Reply[]>)[]
  typed: string[]
}

/** Where a word may stand: in which file, and if known at which visit. */
interface Asked {
  client: string | undefined
  run?: string
  visit?: string
}

const clientIn = (reply: Reply): string | undefined => ('client' in reply && typeof reply.client === 'object' ? reply.client.id : undefined)
const wordsIn = (value: unknown): Set<string> => new Set(JSON.stringify(value).match(WORD) ?? [])

/** What is kept, without who looked and what is kept for a retry. */
const essence = (all: readonly Kept[]) =>
  all.map(({ client: { handled, audit, auditHead, touched, shown: _, ...client }, finished }) => ({ client, finished }))

/** Every place of a word: `client`, or `client run visit` for an answer. */
function placesIn(all: readonly Kept[], word: string): string[] {
  return all.flatMap(({ client: { runs, handled, ...client }, finished }) => [
    ...[...runs, ...finished].flatMap((run) => [
      ...Object.entries(run.session.answers)
        .filter(([, answer]) => wordsIn(answer).has(word))
        .map(([visit]) => `${client.id} ${run.id} ${visit}`),
      ...(wordsIn({ ...run, session: { prepared: run.session.prepared } }).has(word) ? [client.id] : []),
    ]),
    ...(wordsIn(client).has(word) ? [client.id] : []),
  ])
}

let made = 0

class Play {
  readonly house: House
  readonly clock: { now: Date }
  readonly seats: Seat[] = []
  readonly runs: { client: string; run: string }[] = []
  /** By word: where it may stand. */
  readonly asked = new Map<string, Asked>()
  /** By word: where it was seen to stand. */
  readonly kept = new Map<string, string[]>()
  private activities = 0

  constructor(house: House, clock: { now: Date }) {
    this.house = house
    this.clock = clock
  }

  async begin(): Promise<void> {
    const home = ++made
    const [anna, bert] = ['a', 'b'].map((letter) => new Counsellor(this.house, { tenant: 'home', id: `${letter}-chats-${home}` })) as [
      Counsellor,
      Counsellor,
    ]
    await bert.turn({ kind: 'opened', back: false })
    for (const who of [anna, anna, bert]) {
      const client = await who.newClient({ phase: 'refused-first' })
      await who.start(client)
      this.runs.push({ client, run: who.here().run })
    }
    await anna.tap('share.save', { client: this.runs[1]?.client, person: bert.user.id, right: 'write' })
    for (const [who, name] of [
      [anna, 'tab'],
      [anna, 'other-tab'],
      [anna, 'phone'],
      [bert, 'tab'],
      [bert, 'phone'],
    ] as const)
      this.seats.push({ me: tab(who, name), beside: false, at: this.clock.now.getTime(), buttons: [], turns: [], typed: [] })
  }

  word(asked: Asked): string {
    const word = `w${++made}w`
    this.asked.set(word, asked)
    return `${word} en verder`
  }

  async files(): Promise<Kept[]> {
    const all = await Promise.all([this.seats[0], this.seats[3]].map((seat) => filesOf((seat as Seat).me)))
    return [...new Map(all.flat().map((file) => [file.client.id, file])).values()]
  }

  private tap(seat: Seat, button: Button | undefined, picks: readonly number[]) {
    if (!button || TAKES_OUT.test(button.action.action)) return undefined
    const { action, data } = button.action
    let at = 0
    const pick = (below: number) => (picks[at++ % picks.length] ?? 0) % below
    const at_ = { client: data.client, ...(/^(answer|answer\.save|was-answer|edit\.apply)$/.test(action) ? data : {}) }
    const filled = fill(button.inputs, pick, () => this.word(at_))
    return (id: string) => press(seat.me, button, filled, id)
  }

  /** What a move does, or nothing where it cannot be done. */
  private plan(seat: Seat, what: Exclude<Move['what'], { kind: 'restart' | 'wait' }>): ((id: string) => Promise<Reply[]>) | undefined {
    const latest = buttons(seat.me.replies)
    const at = <T>(list: readonly T[], nth: number): T | undefined => list[nth % Math.max(1, list.length)]
    switch (what.kind) {
      case 'type': {
        const text = this.word(seat.step ?? { client: undefined })
        return (id) => {
          seat.typed.push(id)
          return seat.me.say(text, id)
        }
      }
      case 'words':
        return (id) => {
          seat.typed.push(id)
          return seat.me.say(what.text, id)
        }
      case 'edit': {
        const activity = at(seat.typed, what.nth)
        if (!activity) return undefined
        const text = `w${++made}w`
        return (id) => seat.me.turn({ kind: 'edited', activity, text }, id)
      }
      case 'again': {
        const again = at(seat.turns, what.nth)
        return again && (() => again())
      }
      case 'opened':
        return (id) => seat.me.turn({ kind: 'opened', back: what.back }, id)
      case 'go': {
        const to = at(this.runs.slice(...(this.seats.indexOf(seat) < 3 ? [0, 2] : [1, 3])), what.nth)
        return (id) => seat.me.tap('conversation.resume', to, id)
      }
      case 'answer':
        return this.tap(seat, latest.find(({ action }) => action.action === 'answer') ?? latest[0], what.picks)
      case 'press':
        return this.tap(seat, at(latest, what.nth), what.picks)
      case 'old card':
        return this.tap(seat, at(seat.buttons, what.nth), what.picks)
    }
  }

  async carryOut({ chat, what }: Move): Promise<void> {
    if (what.kind === 'restart') {
      await this.house.restart()
      // What a restart leaves of turns is tested elsewhere.
      for (const seat of this.seats) seat.turns = []
      return
    }
    if (what.kind === 'wait') {
      this.clock.now = new Date(this.clock.now.getTime() + 5 * HOURS)
      return
    }
    const seat = this.seats[chat] as Seat
    const go = this.plan(seat, what)
    if (!go) return
    const before = await this.files()
    const id = `${made}-${++this.activities}`
    const { step, beside } = seat
    const silence = this.clock.now.getTime() - seat.at
    const replies = await go(id)
    if (what.kind !== 'again') seat.turns.push(() => go(id))
    const label = `${JSON.stringify(what)} in chat ${chat} → ${JSON.stringify(replies.map((one) => [one.view, 'before' in one ? one.before?.key : '', one.view === 'notice' ? one.notice.key : '']))}`
    const all = await this.files()

    if (what.kind === 'again') expect(essence(all), `done twice: ${label}`).toEqual(essence(before))
    this.check(all, label)
    if (what.kind === 'type') {
      const [word, asked] = [...this.asked].at(-1) as [string, Asked]
      const places = placesIn(all, word)
      if (!step || beside || silence > 4 * HOURS) expect(places, `taken for an answer: ${label}`).toEqual([])
      this.offered(word, step, replies, label)
      // Typed in a detour it may be a note.
      for (const place of places)
        expect([asked.client, `${asked.client} ${asked.run} ${asked.visit}`], `elsewhere: ${label}`).toContain(place)
    }
    this.look(seat, replies, all, label)
  }

  /** A line that was not taken is offered to what stood on the screen, or to what is shown now; from then on it may stand there. */
  private offered(word: string, step: Shown | undefined, replies: readonly Reply[], label: string): void {
    const way = replies.find((reply) => reply.view === 'notice' && reply.wasAnswer !== undefined)
    const offer = way?.view === 'notice' ? way.wasAnswer : undefined
    if (!offer) return
    const now = replies.flatMap((reply) =>
      reply.view === 'step' ? [{ client: reply.client.id, run: reply.run.id, visit: reply.visit }] : [],
    )
    const { client, run, visit } = offer
    const inDetour = replies.some((reply) => reply.view === 'guide' && reply.run?.id === run)
    const moved = way?.view === 'notice' && way.notice.key === 'movedOn'
    if (moved) expect({ client, run, visit }, `offered to another step: ${label}`).toEqual(step)
    else if (!inDetour) expect(now, `offered to a step that is not shown: ${label}`).toContainEqual({ client, run, visit })
    this.asked.set(word, { client, run, visit })
  }

  /** Every word stands where its card asked for it, and is not lost. */
  private check(all: readonly Kept[], label: string): void {
    for (const [word, { client, run, visit }] of this.asked) {
      const places = placesIn(all, word)
      for (const place of places) {
        // A new client's own words are in the file that was made.
        if (client) expect(place.startsWith(client), `${word} in another file: ${label}`).toBe(true)
        // A later visit of the same step shows what stands, and sends it again.
        if (visit && place.includes(' ') && !this.kept.has(word))
          expect(place, `${word} at another visit: ${label}`).toBe(`${client} ${run} ${visit}`)
      }
      const former = this.kept.get(word) ?? []
      // Boxes of a form are replaced, and a step while preparing; what is said stays in the history of its visit.
      for (const place of former.filter((one) => one.includes(' '))) expect(places, `${word} got lost: ${label}`).toContain(place)
      if (places.length > 0) this.kept.set(word, places)
    }
  }

  /** What the person sees from now on; no page shows another client's words. */
  private look(seat: Seat, replies: readonly Reply[], all: readonly Kept[], label: string): void {
    const words = new Map(all.map((file) => [file.client.id, wordsIn(file)]))
    for (const reply of replies) {
      const about = clientIn(reply)
      if (!about || reply.view === 'client-form') continue
      const own = [...this.asked].flatMap(([word, { client }]) => (client === about ? [word] : []))
      for (const found of shown(reply, ['nl']).match(WORD) ?? []) {
        // A client's page names the partner's file.
        if (reply.view === 'client' && reply.partnerFile?.alias.includes(found)) continue
        expect([...(words.get(about) ?? []), ...own], `${found} of another client: ${label}`).toContain(found)
      }
    }
    const pages = replies.filter(({ view }) => view !== 'notice' && view !== 'guide')
    const step = replies.findLast((reply) => reply.view === 'step')
    if (step) {
      seat.step = { client: step.client.id, run: step.run.id, visit: step.visit }
      seat.last = seat.step
      seat.beside = false
    } else if (replies.some((reply) => reply.view === 'guide' && reply.run?.id === seat.last?.run)) {
      // The run waits in a detour from the step that is still there.
      seat.step = seat.last
      seat.beside = false
    } else if (pages.some(({ view }) => ['home', 'clients', 'paused', 'client', 'closed', 'welcome'].includes(view))) seat.step = undefined
    else if (pages.some((reply) => clientIn(reply) !== undefined) && !pages.some((reply) => clientIn(reply) === seat.step?.client))
      seat.beside = true
    seat.at = this.clock.now.getTime()
    seat.buttons.push(...buttons(replies))
  }
}

describe('chats of two counsellors in any order', () => {
  it(
    'keep every word in the file, and at the visit, whose card asked for it, once, and show it nowhere else',
    async () => {
      const clock = { now: new Date('2026-03-10T14:00:00Z') }
      const house = await openHouse(() => clock.now)
      try {
        await fc.assert(
          fc.asyncProperty(fc.array(move, { minLength: 30, maxLength: 60 }), async (moves) => {
            const play = new Play(house, clock)
            await play.begin()
            for (const one of moves) await play.carryOut(one)
          }),
          { numRuns: Number(process.env.RUNS ?? 20), seed: Number(process.env.SEED ?? 1), endOnFailure: true },
        )
      } finally {
        await house.close()
      }
    },
    60_000 + Number(process.env.RUNS ?? 0) * 3_000,
  )
})
