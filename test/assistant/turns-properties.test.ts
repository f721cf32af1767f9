import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reply } from '../../src/assistant/replies.ts'
import type { ClientDocument, FinishedRun } from '../../src/records/model.ts'
import { Counsellor, type House, openHouse } from '../support/counsellor.ts'
import { type Button, buttons, fill, press, shown } from '../support/monkey.ts'

const WORD = /q[ab]\d+x/g
const COMMANDS = [
  'terug',
  'tip',
  'meer',
  'pauze',
  'help',
  'sla over',
  'home',
  'het wordt zwaar',
  'crisis',
  'overzicht',
  'notitie',
  'samenvatting',
  'taal',
  'taal fr',
  'taal nl',
  'discreet',
  'ga verder',
  'stop',
]
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
/** They take words out of a file, so that what was given is not looked for afterwards. */
const TAKES_OUT = /remove|erase|move|mask/

const move = fc.record({
  who: fc.constantFrom(0, 1),
  what: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('press' as const),
        nth: fc.nat(),
        picks: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('answer' as const), picks: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('old' as const), nth: fc.nat(), picks: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('say' as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('command' as const), text: fc.constantFrom(...COMMANDS) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('odd' as const), text: fc.constantFrom(...ODD) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), nth: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('opened' as const), back: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  ),
  again: fc.constantFrom('no', 'no', 'retry', 'tap'),
})

interface Person {
  me: Counsellor
  letter: 'a' | 'b'
  /** Every button ever shown. */
  cards: Button[]
  typed: string[]
  words: number
}

async function files(house: House, { me, letter }: Person): Promise<{ client: ClientDocument; finished: FinishedRun[] }[]> {
  const user = `home|${letter}`
  const { clients } = await house.records.counsellor(user)
  return Promise.all(
    clients.map(async ({ id }) => {
      const client = await house.records.client(user, id)
      return {
        client,
        finished: await Promise.all(
          client.finished.map((line) => house.records.finishedRun(`${me.user.tenant}|${me.user.id}`, id, line.id)),
        ),
      }
    }),
  )
}

/** What a turn may change but once. */
const essence = (all: Awaited<ReturnType<typeof files>>) =>
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
  }))

const clientIn = (reply: Reply): string | undefined => ('client' in reply && typeof reply.client === 'object' ? reply.client.id : undefined)

describe('any sequence of turns of two counsellors', () => {
  it('never throws, loses or mixes up words, and always leads on', async () => {
    const house = await openHouse()
    let homes = 0
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(move, { minLength: 20, maxLength: 60 }), async (moves) => {
          homes++
          const people: Person[] = (['a', 'b'] as const).map((letter) => ({
            me: new Counsellor(house, { tenant: `home`, id: `${letter}${homes}` }, letter === 'a' ? 'nl-BE' : 'fr'),
            letter,
            cards: [],
            typed: [],
            words: 0,
          }))
          const kept: { person: Person; word: string; client: string }[] = []
          let takesOut = false
          for (const person of people) {
            await person.me.turn({ kind: 'opened', back: false })
            for (const phase of ['refused-first', 'refused-appeal']) await person.me.newClient({ phase, partner: 'true' })
            await person.me.start(person.me.see('client').client.id, 'what-now')
            person.cards.push(...buttons(person.me.replies))
          }
          for (const { who, what, again } of moves) {
            const person = people[who] as Person
            const { me } = person
            const user = `${me.user.tenant}|${me.user.id}`
            const mine = () => files(house, { ...person, letter: me.user.id as 'a' })
            const now: string[] = []
            const word = () => {
              const one = `q${person.letter}${++person.words}x`
              now.push(one)
              return `${one} en verder`
            }
            const id = `${me.user.id}-${person.cards.length}-${person.words}-${Math.random()}`
            const focus = (await house.records.counsellor(user)).focus
            let client: string | undefined
            let answer = false
            let turn: (id: string) => Promise<Reply[]>
            const tap = (button: Button | undefined, picks: number[]) => {
              if (!button) return undefined
              let at = 0
              const filled = fill(button.inputs, (below) => (picks[at++ % picks.length] ?? 0) % below, word)
              client = button.action.data.client
              answer = button.action.action === 'answer' && button.inputs.length > 0
              if (TAKES_OUT.test(button.action.action)) takesOut = true
              return (again: string) => press(me, button, filled, again)
            }
            const latest = buttons(me.replies)
            switch (what.kind) {
              case 'restart':
                await house.restart()
                continue
              case 'say': {
                const text = word()
                person.typed.push(id)
                client = focus?.client
                answer = Boolean(focus?.run && !focus.away)
                turn = (again) => me.say(text, again)
                break
              }
              case 'command':
              case 'odd':
                turn = (again) => me.say(what.text, again)
                break
              case 'edit': {
                const activity = person.typed[what.nth % Math.max(1, person.typed.length)] ?? 'none'
                const text = word()
                turn = (again) => me.turn({ kind: 'edited', activity, text }, again)
                break
              }
              case 'opened':
                turn = (again) => me.turn({ kind: 'opened', back: what.back }, again)
                break
              case 'answer': {
                const go = tap(latest.find((one) => one.action.action === 'answer') ?? latest[0], what.picks)
                if (!go) continue
                turn = go
                break
              }
              default: {
                const from = what.kind === 'old' ? person.cards : latest
                const go = tap(from[what.nth % Math.max(1, from.length)], what.picks)
                if (!go) continue
                turn = go
              }
            }
            const replies = await turn(id)
            const label = `${JSON.stringify(what)} → ${JSON.stringify(replies.map((reply) => [reply.view, reply.before?.key, reply.view === 'notice' ? reply.notice.key : '']))}`
            person.cards.push(...buttons(replies))
            const place = (await house.records.counsellor(user)).focus

            // A way on: something to press, or a conversation that takes what is typed. Editing a message that was no answer is passed over.
            if (what.kind !== 'edit') expect(buttons(replies).length > 0 || (place?.run && !place.away), `no way on: ${label}`).toBeTruthy()

            const all = await mine()
            const wordsOf = new Map(
              all.map((file) => [file.client.id, JSON.stringify({ ...file, client: { ...file.client, handled: [] } })]),
            )
            for (const reply of replies) {
              const text = shown(reply, ['nl'])
              for (const found of text.match(WORD) ?? []) {
                expect(found[1], `another counsellor’s words: ${label}`).toBe(person.letter)
                const about = clientIn(reply)
                if (now.includes(found) || !about || reply.view === 'client-form') continue
                expect(wordsOf.get(about) ?? '', `words of another client (${found}): ${label}`).toContain(found)
              }
            }
            const file = all.find((one) => one.client.id === client)
            if (answer && file?.client.consent.state === 'given') {
              const refused = replies.some((reply) =>
                /^(refused|tooLong|runGone|notAllowed|storeUnavailable|nothingKept)/.test(
                  reply.before?.key ?? (reply.view === 'notice' ? reply.notice.key : ''),
                ),
              )
              for (const one of now) {
                if (!refused) expect(wordsOf.get(client ?? ''), `${one} was neither kept nor refused: ${label}`).toContain(one)
                if (!refused) kept.push({ person, word: one, client: client ?? '' })
              }
            }
            if (again !== 'no' && what.kind !== 'edit') {
              const before = essence(await mine())
              const said = JSON.stringify(replies)
              if (again === 'retry') expect(JSON.stringify(await turn(id)), `a retry: ${label}`).toBe(said)
              else if (what.kind === 'press' || what.kind === 'old' || what.kind === 'answer') await turn(`${id}-again`)
              expect(essence(await mine()), `${again}: ${label}`).toEqual(before)
              person.cards.push(...buttons(me.replies))
            }
          }
          for (const person of people) {
            const user = `${person.me.user.tenant}|${person.me.user.id}`
            const all = await files(house, { ...person, letter: person.me.user.id as 'a' })
            for (const { word, client } of takesOut ? [] : kept.filter((one) => one.person === person))
              expect(JSON.stringify(all.find((file) => file.client.id === client)), `${word} got lost`).toContain(word)
            for (const { client } of all)
              for (const run of client.runs) {
                await person.me.tap('finish', { client: client.id, run: run.id, sure: 'yes' })
                expect((await house.records.client(user, client.id)).runs.map(({ id }) => id)).not.toContain(run.id)
              }
          }
        }),
        { numRuns: Number(process.env.RUNS ?? 15), ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}) },
      )
    } finally {
      await house.close()
    }
  }, 60_000)
})
