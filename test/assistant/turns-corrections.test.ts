/** What was said before is found back, set right, moved, taken out; and nothing is lost or mixed up by doing so. */
import { describe, expect } from 'vitest'
import { Counsellor } from '../support/counsellor.ts'
import { cardWith, send } from '../support/forms.ts'
import { it as inHouse } from '../support/house.ts'
import { buttons, shown } from '../support/monkey.ts'

const userOf = (me: Counsellor) => () => `local|${me.user.id}`
const fileOf = (me: Counsellor) => (client: string) => me.house.records.client(userOf(me)(), client)
const finishedOf = (me: Counsellor) => (client: string, run: string) => me.house.records.finishedRun(userOf(me)(), client, run)
const finishOf = (me: Counsellor) => (client: string, run: string) => me.tap('finish', { client, run, sure: 'yes' })

const it = inHouse
  .extend('user', ({ me }) => userOf(me))
  .extend('file', ({ me }) => fileOf(me))
  .extend('finished', ({ me }) => finishedOf(me))
  .extend('finish', ({ me }) => finishOf(me))
  /** Everything kept about a client, the replies for a retry aside. */
  .extend('kept', ({ file, finished }) => async (client: string) => {
    const document = await file(client)
    const runs = await Promise.all(document.finished.map((line) => finished(client, line.id)))
    return JSON.stringify([{ ...document, handled: [] }, runs])
  })

describe('an edited message', () => {
  it('corrects the answer it gave, and the conversation stays where it is', async ({ me, file }) => {
    const client = await me.newClient()
    await me.start(client)
    const { visit } = me.here()
    await me.say('ze heet anders', 'message-1')
    await me.say('tweede antwoord', 'message-2')
    const here = me.here()
    await me.turn({ kind: 'edited', activity: 'message-1', text: 'ze voelt zich anders' })
    expect(me.see('confirm')).toMatchObject({ what: 'editOffer', action: 'edit.apply' })
    await me.tap('edit.apply', me.see('confirm').data)
    expect(me.notices()).toEqual(['editApplied'])
    expect(me.here()).toEqual(here)
    expect((await file(client)).runs[0]?.session.answers[visit]).toMatchObject({
      value: { text: 'ze voelt zich anders' },
      history: [{ text: 'ze heet anders' }],
    })
  })

  it('means what it would have meant: an option, an agreement with its day', async ({ me, file, finished }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.tap('jump', { ...me.here(), step: 'plan-yet' })
    const { visit } = me.here()
    const { options } = me.step()
    await me.say('1', 'message-3')
    await me.turn({ kind: 'edited', activity: 'message-3', text: '2' })
    await me.tap('edit.apply', me.see('confirm').data)
    expect((await file(client)).runs[0]?.session.answers[visit]?.value).toEqual({ choices: [options[1]] })
    await me.tap('jump', { ...me.here(), step: 'agreements' })
    const last = me.here()
    await me.say('Ik bel\nZij schrijft tegen 1/4/2026', 'message-4')
    await me.turn({ kind: 'edited', activity: 'message-4', text: 'Ik bel op 2/4/2026' })
    await me.tap('edit.apply', me.see('confirm').data)
    expect((await finished(client, last.run)).session.answers[last.visit]?.value).toEqual({
      agreements: [{ text: 'Ik bel op 2/4/2026', due: '2026-04-02' }],
    })
    expect((await file(client)).agreements).toMatchObject([{ text: 'Ik bel op 2/4/2026', due: '2026-04-02' }])
  })

  it('changes another client’s conversation there and takes nobody out of the one in view', async ({ me, file, kept }) => {
    const first = await me.newClient()
    await me.start(first)
    await me.say('oude woorden', 'message-5')
    const second = await me.newClient()
    await me.start(second)
    const here = me.here()
    await me.turn({ kind: 'edited', activity: 'message-5', text: 'nieuwe woorden' })
    await me.tap('edit.apply', me.see('confirm').data)
    expect(await kept(first)).toContain('nieuwe woorden')
    // The first client's answers stand on the screen now, so it asks.
    await me.say('woorden van de tweede')
    expect((await file(second)).runs[0]?.session.answers[here.visit]).toBeUndefined()
    expect(me.step().visit).toBe(here.visit)
    await me.tap('was-answer', me.replies.findLast((reply) => reply.view === 'notice')!.wasAnswer!)
    expect((await file(second)).runs[0]?.session.answers[here.visit]?.value).toEqual({ text: 'woorden van de tweede' })
    expect(await kept(first)).not.toContain('woorden van de tweede')
  })

  it('says where to correct, where the answer was changed since, or the message gave none', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    const here = me.here()
    await me.say('eerst zo', 'message-6')
    await me.tap('answer', { ...here, text: 'op de kaart verbeterd' })
    await me.turn({ kind: 'edited', activity: 'message-6', text: 'nog anders' })
    expect(me.notices()).toEqual(['editedElse'])
    await me.turn({ kind: 'edited', activity: 'never', text: 'nog anders' })
    expect(me.notices()).toEqual(['editedElse'])
  })

  it.for([
    ['deleted', (activity: string) => ({ kind: 'deleted', activity }) as const],
    ['emptied', (activity: string) => ({ kind: 'edited', activity, text: ' ' }) as const],
  ] as const)('says that the answer still stands where it was %s, and removes it when asked', async ([, input], { me, kept }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.say('per ongeluk geschreven', 'message-9')
    await me.turn(input('message-9'))
    expect(me.notices()).toEqual(['deletedStands'])
    expect(await kept(client)).toContain('per ongeluk geschreven')
    const way = me.see('notice').actions?.find(({ action }) => action === 'answer.remove')
    await me.tap('answer.remove', { ...way?.data, sure: 'yes' })
    expect(await kept(client)).not.toContain('per ongeluk geschreven')
    for (const activity of ['message-9', 'never']) {
      await me.turn(input(activity))
      expect(me.replies).toEqual([])
    }
  })

  it('is found in a finished conversation while another client is open', async ({ me, finished, finish }) => {
    const client = await me.newClient()
    await me.start(client)
    const { run, visit } = me.here()
    await me.say('iets gezegd', 'message-10')
    await finish(client, run)
    await me.tap('client.open', { client: await me.newClient() })
    await me.turn({ kind: 'deleted', activity: 'message-10' })
    expect(me.notices()).toEqual(['deletedStands'])
    await me.turn({ kind: 'edited', activity: 'message-10', text: 'iets anders' })
    await me.tap('edit.apply', me.see('confirm').data)
    expect((await finished(client, run)).session.answers[visit]?.value).toEqual({ text: 'iets anders' })
  })

  it('is said to stand as a note where it became one, with the way there', async ({ me, kept }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.say('ze wil niet meer leven', 'message-11')
    await me.say('ze woont bij haar tante', 'message-12')
    for (const input of [
      { kind: 'deleted', activity: 'message-12' },
      { kind: 'edited', activity: 'message-12', text: 'ze woont bij haar zus' },
    ] as const) {
      await me.turn(input)
      expect(me.notices()).toEqual(['noteStands'])
      expect(me.see('notice').actions).toEqual([{ action: 'notes', data: { client } }])
    }
    expect(await kept(client)).toContain('tante')
    await me.say('help', 'message-13')
    await me.turn({ kind: 'deleted', activity: 'message-13' })
    expect(me.replies).toEqual([])
  })

  it('keeps nothing once consent was withdrawn, and says so', async ({ me, kept }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.say('eerst zo', 'message-7')
    await me.turn({ kind: 'edited', activity: 'message-7', text: 'achteraf anders' })
    const { data } = me.see('confirm')
    await me.tap('consent', { client, state: 'withdrawn', sure: 'yes' })
    await me.tap('edit.apply', data)
    expect(me.notices()).toContain('nothingKept')
    expect(await kept(client)).not.toContain('achteraf anders')
  })

  it('leaves a paused conversation paused', async ({ me, file, kept }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.say('eerst zo', 'message-8')
    await me.tap('pause', me.here())
    await me.turn({ kind: 'edited', activity: 'message-8', text: 'nu zo' })
    await me.tap('edit.apply', me.see('confirm').data)
    expect(await kept(client)).toContain('nu zo')
    expect((await file(client)).runs[0]?.session.status).toBe('paused')
  })
})

describe('a finished conversation', () => {
  const agreed = async (me: Counsellor): Promise<{ client: string; run: string; visit: string }> => {
    const client = await me.newClient()
    await me.start(client)
    await me.answer({ text: 'wat ze zei' })
    await me.tap('jump', { ...me.here(), step: 'agreements' })
    const here = me.here()
    await me.answer({
      'agreement.1.text': 'Ik bel de advocaat',
      'agreement.1.due': '2026-04-02',
      'agreement.2.text': 'Zij praat met haar zus',
    })
    expect(me.see('closed').agreements).toHaveLength(2)
    return { client, run: here.run, visit: here.visit }
  }

  it('takes its old cards: the same words change nothing, others revise', async ({ me, finished }) => {
    const { client, run, visit } = await agreed(me)
    const same = { 'agreement.1.text': 'Ik bel de advocaat', 'agreement.1.due': '2026-04-02', 'agreement.2.text': 'Zij praat met haar zus' }
    await me.tap('answer', { client, run, visit, ...same })
    expect(me.notices()).toEqual(['unchanged'])
    await me.tap('answer', { client, run, visit: 'v1', text: 'wat ze eigenlijk zei' })
    expect(me.notices()).toEqual(['revised'])
    expect((await finished(client, run)).session.answers.v1).toMatchObject({
      value: { text: 'wat ze eigenlijk zei' },
      history: [{ text: 'wat ze zei' }],
    })
  })

  it('has its agreements follow the corrected answer, and what was done stays done', async ({ me, file }) => {
    const { client, run, visit } = await agreed(me)
    const [first] = (await file(client)).agreements
    await me.tap('agreement.done', { client, agreement: first?.id })
    await me.tap('answer.save', {
      client,
      run,
      visit,
      'agreement.1.text': 'Ik bel de advocaat',
      'agreement.1.due': '2026-04-02',
      'agreement.2.text': 'Zij praat met haar broer',
      'agreement.3.text': 'Wij zien elkaar terug',
    })
    const now = (await file(client)).agreements
    expect(now).toMatchObject([
      { id: first?.id, text: 'Ik bel de advocaat', done: expect.any(String) },
      { text: 'Zij praat met haar broer' },
      { text: 'Wij zien elkaar terug' },
    ])
    await me.tap('client.open', { client })
    expect(me.see('client').agreements.map(({ text }) => text)).toEqual(['Zij praat met haar broer', 'Wij zien elkaar terug'])
  })

  it('loses the agreements of an answer taken out, everywhere', async ({ me, file, kept }) => {
    const { client, run, visit } = await agreed(me)
    await me.tap('answer.remove', { client, run, visit, sure: 'yes' })
    expect(me.notices()).toEqual(['removed'])
    expect(await kept(client)).not.toContain('zus')
    expect((await file(client)).handled.map(({ next }) => JSON.stringify(next)).join()).not.toContain('zus')
  })

  it('does not show words that were taken out again at a retry', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.answer({ text: 'helemaal fout' })
    const { run } = me.here()
    await me.tap('digest', { client, run }, 'look-1')
    expect(JSON.stringify(me.replies)).toContain('helemaal fout')
    await me.tap('answer.remove', { client, run, visit: 'v1', sure: 'yes' })
    await me.tap('digest', { client, run }, 'look-1')
    expect(JSON.stringify(me.replies)).not.toContain('helemaal fout')
  })

  it('has its date and place changed too, also on the client’s page', async ({ me, finished }) => {
    const { client, run } = await agreed(me)
    await me.tap('conversation.edit', { client, run })
    expect(me.see('conversation-form')).toMatchObject({ run, values: { date: '2026-03-10' } })
    await me.tap('conversation.update', { client, run, date: '2026-03-08', place: 'Gent' })
    expect(await finished(client, run)).toMatchObject({ date: '2026-03-08', place: 'Gent' })
    await me.tap('client.open', { client })
    expect(me.see('client').finished).toMatchObject([{ date: '2026-03-08' }])
  })

  it('lets personal details in its last answer be hidden', async ({ me, finished, kept }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.tap('jump', { ...me.here(), step: 'agreements' })
    const { run } = me.here()
    await me.answer({ 'agreement.1.text': 'Bel 0475 12 34 56' })
    const offer = buttons(me.replies).find(({ action }) => action.action === 'answer.mask')
    expect(me.notices()).toContain('personalData')
    await me.tap('answer.mask', offer?.action.data)
    expect(me.notices()).toEqual(['masked'])
    expect(await kept(client)).not.toContain('0475')
    expect((await finished(client, run)).session.answers).not.toEqual({})
  })

  it('offers to hide personal details by whatever way they come into an answer', async ({ me, kept }) => {
    const client = await me.newClient()
    const phone = (n: number): string => `bel 0475 12 34 5${n}`
    const hidden = async (at: { visit: string }): Promise<void> => {
      expect(me.notices()).toContain('personalData')
      const offers = buttons(me.replies).filter(({ action }) => action.action === 'answer.mask')
      expect(offers.map(({ action }) => action.data?.visit)).toEqual([at.visit])
      await me.tap('answer.mask', offers[0]?.action.data)
      expect(await kept(client)).not.toContain('0475')
      expect(await kept(client)).toContain('[•••]')
      await me.tap('conversation.resume', { client, run })
    }
    await me.start(client)
    const { run } = me.here()
    let here = me.here()
    await me.answer({ text: 'gewone woorden' })
    await me.tap('answer.save', { ...here, text: phone(1) })
    await hidden(here)
    here = me.here()
    await me.tap('was-answer', { ...here, text: phone(2) })
    await hidden(here)
    here = me.here()
    await me.turn({ kind: 'text', text: 'gewone woorden' }, 'm1')
    await me.turn({ kind: 'edited', activity: 'm1', text: phone(3) })
    const { action, data } = me.see('confirm') as unknown as { action: string; data: Record<string, string> }
    await me.tap(action, data)
    await hidden(here)
    here = me.here()
    const card = cardWith(me.replies, 'answer')
    await send(me, card, 'pause', { text: phone(4) })
    await hidden(here)
  })

  it('keeps the corrections of two people at once', async ({ me, house, finished, finish }) => {
    const client = await me.newClient()
    await me.start(client)
    const steps: string[] = []
    for (const text of ['een', 'twee', 'drie']) {
      steps.push(me.here().visit)
      await me.answer({ text })
    }
    const { run } = me.here()
    await finish(client, run)
    const other = new Counsellor(house, me.user)
    await Promise.all(
      steps.map((visit, at) =>
        (at % 2 ? me : other).turn({ kind: 'action', action: 'answer.save', data: { client, run, visit, text: `beter ${at}` } }),
      ),
    )
    const { answers } = (await finished(client, run)).session
    expect(steps.map((visit) => answers[visit]?.value)).toEqual([{ text: 'beter 0' }, { text: 'beter 1' }, { text: 'beter 2' }])
  })
})

describe('an old card', () => {
  it('takes nobody out of the conversation in view where its own is finished', async ({ me, file, finish }) => {
    const client = await me.newClient()
    await me.start(client)
    const old = me.here()
    await finish(client, old.run)
    const other = await me.newClient()
    await me.start(other)
    const here = me.here()
    for (const action of ['skip', 'back', 'more', 'support', 'overview', 'return', 'pause']) {
      await me.tap(action, old)
      expect(me.notices(), action).toEqual(['refused.finished'])
    }
    await me.say('woorden van de ander')
    expect((await file(other)).runs[0]?.session.answers[here.visit]?.value).toEqual({ text: 'woorden van de ander' })
  })

  it('goes back once when tapped twice', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    for (const text of ['een', 'twee', 'drie']) await me.answer({ text })
    const here = me.here()
    await me.tap('back', here)
    const { step } = me.here()
    await me.tap('back', here)
    expect(me.step().step).toBe(step)
    expect(me.notices()).toContain('alreadyDone')
    expect(me.step().earlier).toEqual({ text: 'drie' })
  })

  it('finds the card in which its prepared conversation ended', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client, 'what-if', 'prepare')
    const here = me.here()
    await me.answer({ text: 'rustig' })
    await me.tap('finish', { ...here, sure: 'yes' })
    await me.tap('finish', { ...here, sure: 'yes' })
    expect(me.notices()).toEqual(['alreadyDone'])
    expect(me.see('conversation-card').steps).toMatchObject([{ reminder: 'rustig' }])
  })

  it('goes on in its paused conversation', async ({ me, house, clock, kept }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.answer({ text: 'een' })
    const here = me.here()
    await me.tap('pause', here)
    clock.now = new Date('2026-03-20T09:00:00Z')
    await house.restart()
    await me.tap('skip', here)
    expect(me.step().step).not.toBe(here.step)
    await me.say('weer verder')
    expect(await kept(client)).toContain('weer verder')
  })
})

describe('a pause', () => {
  it('is not ended by a note, a changed place or a corrected answer', async ({ me, file }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.answer({ text: 'een' })
    const { run } = me.here()
    await me.tap('pause', me.here())
    for (const [action, data] of [
      ['note.save', { text: 'nog een gedachte' }],
      ['conversation.update', { place: 'Gent' }],
      ['answer.save', { visit: 'v1', text: 'beter' }],
    ] as const) {
      await me.tap(action, { client, run, ...data })
      expect((await file(client)).runs[0]?.session.status, action).toBe('paused')
      expect(
        me.replies.map((reply) => reply.view),
        action,
      ).not.toContain('step')
    }
    await me.tap('conversation.resume', { client, run })
    expect(me.step().earlier).toBeUndefined()
  })
})

describe('a note', () => {
  it('is kept once when tapped twice, and stays the same note with other words', async ({ me, file }) => {
    const client = await me.newClient()
    await me.start(client)
    const { run } = me.here()
    await me.tap('note', { client, run })
    const { note } = me.see('note-form')
    await me.tap('note.save', { client, run, note, text: 'een gedachte' })
    await me.tap('note.save', { client, run, note, text: 'een gedachte' })
    expect(me.notices()).toContain('alreadyDone')
    await me.tap('note.save', { client, run, note, text: 'een betere gedachte' })
    expect((await file(client)).runs[0]?.notes.map(({ text }) => text)).toEqual(['een betere gedachte'])
  })

  it('says in whose file it goes, unless discreet', async ({ me }) => {
    const client = await me.newClient({ alias: 'Groene Heuvel' })
    await me.tap('note', { client })
    expect(shown(me.see('note-form'), ['nl'])).toContain('Groene Heuvel')
    await me.tap('discreet', { on: 'true' })
    await me.tap('note', { client })
    expect(shown(me.see('note-form'))).not.toContain('Groene Heuvel')
  })

  it('is found back: in the summary, and a private one only where it is the counsellor’s own', async ({ me, finish }) => {
    const client = await me.newClient()
    await me.start(client)
    const { run } = me.here()
    await me.tap('note.save', { client, run, text: 'gewone gedachte' })
    await me.tap('note.save', { client, run, text: 'eigen gedachte', private: 'true' })
    await me.tap('note.save', { client, text: 'los van alles' })
    await me.tap('digest', { client, run })
    expect(JSON.stringify(me.replies)).toContain('gewone gedachte')
    expect(JSON.stringify(me.replies)).not.toContain('eigen gedachte')
    await finish(client, run)
    await me.start(client, 'interim')
    expect(JSON.stringify(me.see('opening').former)).toContain('gewone gedachte')
    expect(JSON.stringify(me.replies)).not.toContain('eigen gedachte')
    await me.tap('notes', { client })
    expect(
      me
        .see('notes')
        .notes.map(({ text }) => text)
        .toSorted(),
    ).toEqual(['eigen gedachte', 'gewone gedachte', 'los van alles'])
  })

  it('asks again where it is empty, and offers to hide a telephone number', async ({ me, kept }) => {
    const client = await me.newClient()
    await me.tap('note.save', { client, text: '   ' })
    expect(me.see('note-form').before?.key).toBe('noteEmpty')
    await me.start(client)
    const { run } = me.here()
    await me.tap('note', { client, run })
    await me.tap('note.save', { client, run, note: me.see('note-form').note, text: 'bel 0475 12 34 56' })
    const offer = buttons(me.replies).find(({ action }) => action.action === 'note.mask')
    await me.tap('note.mask', offer?.action.data)
    expect(await kept(client)).not.toContain('0475')
  })
})

describe('something moved to another client', () => {
  it('never goes to the same one, which would lose it', async ({ me, file }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.answer({ text: 'blijft hier' })
    const { run } = me.here()
    await me.tap('run.move', { client, run, to: client })
    await me.tap('answer.move', { client, run, visit: 'v1', to: client })
    expect(me.notices()).toEqual(['unknownAction'])
    expect((await file(client)).runs[0]?.session.answers.v1?.value).toEqual({ text: 'blijft hier' })
  })

  it('goes only where consent was given', async ({ me, kept }) => {
    const from = await me.newClient()
    const to = await me.newClient({ consent: 'asked-not' })
    await me.start(from)
    await me.answer({ text: 'blijft hier' })
    const { run } = me.here()
    await me.tap('consent', { client: from, state: 'withdrawn', sure: 'yes' })
    for (const action of ['run.move', 'answer.move']) {
      await me.tap(action, { client: from, run, visit: 'v1', to })
      expect(me.notices(), action).toEqual(['moveNeedsConsent'])
    }
    expect(await kept(from)).toContain('blijft hier')
    expect(await kept(to)).not.toContain('blijft hier')
  })

  it('follows the facts of the client it now belongs to', async ({ me }) => {
    const from = await me.newClient({ partner: 'false' })
    const to = await me.newClient({ partner: 'true' })
    await me.start(from)
    await me.answer({ text: 'hoort bij de ander' })
    const { run } = me.here()
    await me.tap('run.move', { client: from, run, to })
    await me.tap('overview', { client: to, run })
    expect(me.see('overview').sections.flatMap(({ steps }) => steps.map(({ id }) => id))).toContain('partner-view')
  })

  it('is not moved twice by a retry after a restart, which says the same', async ({ me, house, file, kept }) => {
    const from = await me.newClient()
    const to = await me.newClient()
    await me.start(from)
    await me.answer({ text: 'eerste woorden' })
    const { run } = me.here()
    const plain = (replies: unknown) => JSON.parse(JSON.stringify(replies))
    const first = plain(await me.tap('answer.move', { client: from, run, visit: 'v1', to }, 'move-1'))
    await house.restart()
    expect(plain(await me.tap('answer.move', { client: from, run, visit: 'v1', to }, 'move-1'))).toEqual(first)
    expect((await kept(to)).match(/eerste woorden/g)).toHaveLength(1)
    const whole = plain(await me.tap('run.move', { client: from, run, to }, 'move-2'))
    await house.restart()
    expect(plain(await me.tap('run.move', { client: from, run, to }, 'move-2'))).toEqual(whole)
    expect((await file(to)).runs).toHaveLength(1)
  })
})

describe('a retry after a restart', () => {
  it('makes one client of a new client and says the same', async ({ me, house, clock, user }) => {
    const form = { alias: 'Stille Waters', country: 'BE', phase: 'pending', consent: 'given' }
    const first = await me.tap('client.create', form, 'create-1')
    clock.now = new Date('2026-03-10T14:05:00Z')
    await house.restart()
    expect(JSON.parse(JSON.stringify(await me.tap('client.create', form, 'create-1')))).toEqual(JSON.parse(JSON.stringify(first)))
    expect((await house.records.counsellor(user())).clients).toHaveLength(1)
  })

  it('makes one client of a second tap on the form too', async ({ me, house, clock, user }) => {
    const form = { alias: 'Stille Waters', country: 'BE', phase: 'pending' }
    await me.tap('client.create', form)
    await me.tap('client.create', form)
    expect(me.notices()).toEqual(['alreadyDone'])
    expect((await house.records.counsellor(user())).clients).toHaveLength(1)
    clock.now = new Date('2026-03-10T15:00:00Z')
    await me.tap('client.create', form)
    expect(me.see('client-form').errors).toMatchObject([{ key: 'aliasTaken' }])
  })
})

describe('an emptied box', () => {
  it('says that what stood there stays', async ({ me, file }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.answer({ text: 'een' })
    await me.tap('back', me.here())
    await me.answer({ text: '' })
    expect(me.notices()).toContain('answerStays')
    expect((await file(client)).runs[0]?.session.answers.v1?.value).toEqual({ text: 'een' })
  })
})
