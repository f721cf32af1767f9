import { describe, expect, it } from 'vitest'
import type { Conversation } from '../../src/content/schema.ts'
import { advance, answerOf, compile, position, SessionError, start, visibleSteps } from '../../src/engine/engine.ts'
import type { Input, Session } from '../../src/engine/session.ts'
import { definition, FACTS, play, say, skip, talk } from '../support/talk.ts'

const begin = (facts = FACTS, mode: Session['mode'] = 'during'): Session => start(definition, facts, mode).session
const choose =
  (option: string) =>
  ({ visit }: Session): Input => ({ type: 'answer', visit, value: { choices: [option] } })
const types = (events: readonly { type: string }[]) => events.map(({ type }) => type)

/** Another version of the conversation, without some steps or sections. */
function without(steps: string[], sections: string[] = []) {
  const kept = talk.sections
    .filter((section) => !sections.includes(section.id))
    .map((section) => ({ ...section, steps: section.steps.filter((step) => !steps.includes(step.id)) }))
  return compile({ ...talk, version: 4, sections: kept } as Conversation)
}

describe('walking', () => {
  it('begins at the first step and shows where one is', () => {
    const { session, events } = start(definition, FACTS, 'during')
    expect(events).toEqual([{ type: 'entered', step: 'welcome', section: 'hello', visit: 'v1', position: 1, total: 8 }])
    expect(session).toMatchObject({ conversation: 'talk', version: 3, status: 'running', step: 'welcome', visit: 'v1', visits: 1, way: [] })
  })

  it('begins at the first step that is shown where the first has a condition', () => {
    const [hello, ...rest] = talk.sections
    const steps = hello!.steps.map((step) => (step.id === 'welcome' ? { ...step, when: { order: true } } : step))
    const changed = compile({ ...talk, sections: [{ ...hello, steps }, ...rest] } as Conversation)
    expect(start(changed, FACTS, 'during').session.step).toBe('plan')
    expect(start(changed, { ...FACTS, partner: true }, 'during').session.step).toBe('together')
    expect(start(changed, { ...FACTS, order: true }, 'during').session.step).toBe('welcome')
  })

  it('shows a step about something that is not known', () => {
    expect(play(begin({ ...FACTS, partner: false }), say('hello')).session.step).toBe('plan')
    expect(play(begin({ ...FACTS, partner: true }), say('hello')).session.step).toBe('together')
    expect(play(begin({ ...FACTS, partner: undefined }), say('hello')).session.step).toBe('together')
  })

  it('follows what was chosen, kept or withheld, and takes no branch that nobody chose', () => {
    const at = play(begin(), say('hello')).session
    expect(play(at, choose('not-yet')).session.step).toBe('nothing-yet')
    expect(play(at, choose('made'), skip).session.step).toBe('hope')
    expect(play(at, skip).session.step).toBe('hope')
    const withheld = play(at, ({ visit }) => ({ type: 'answer', visit, value: { choices: ['made'] }, withhold: true }))
    expect(withheld.session.step).toBe('details')
    expect(play(withheld.session, skip).session.step).toBe('hope')
    const words = play(at, ({ visit }) => ({ type: 'answer', visit, value: { text: 'liever niet' }, withhold: true }))
    expect(words.session.step).toBe('hope')
  })

  it('goes from the last step to the end', () => {
    let session = begin()
    while (session.status === 'running') session = play(session, skip).session
    expect(session.trail.at(-1)).toEqual({ id: session.visit, step: 'agree', outcome: 'skipped' })
    expect(advance(definition, session, { type: 'skip', visit: session.visit }).events).toEqual([
      { type: 'refused', input: 'skip', reason: 'finished' },
    ])
  })

  it('jumps to a step that is shown, and back from there to where one came from', () => {
    const jumped = play(begin(), { type: 'jump', step: 'ways' })
    expect(jumped.events).toMatchObject([{ type: 'entered', step: 'ways', visit: 'v2' }])
    expect(play(jumped.session, { type: 'back' }).session.step).toBe('welcome')
    expect(play(begin(), { type: 'jump', step: 'together' }).events).toMatchObject([{ type: 'refused', reason: 'step-not-open' }])
    expect(play(begin(), { type: 'jump', step: 'nowhere' }).events).toMatchObject([{ type: 'refused', reason: 'unknown-step' }])
    expect(play(begin(), { type: 'jump', step: 'welcome' }).events).toEqual([{ type: 'returned', step: 'welcome', visit: 'v1' }])
  })

  it('lists the steps shown so far as is known', () => {
    const ids = (session: Session) => visibleSteps(definition, session).map(({ step }) => step.id)
    const session = play(begin(), say('hello')).session
    expect(ids(session)).toEqual(['welcome', 'plan', 'hope', 'ways', 'worries', 'steps-ahead', 'read-back', 'agree'])
    const chosen = play(session, choose('made')).session
    expect(ids(chosen)).not.toContain('nothing-yet')
    expect(position(definition, chosen)).toEqual({ position: 3, total: 9 })
  })
})

describe('answers', () => {
  it('says nothing changed where the same visit is answered the same again, as by a second tap', () => {
    const first = begin()
    const tap: Input = { type: 'answer', visit: first.visit, value: { text: 'fine' } }
    const { session, events } = play(first, tap, tap)
    expect(types(events)).toEqual(['answered', 'entered', 'unchanged'])
    expect(session.step).toBe('plan')
  })

  it('revises the answer of an older visit, history kept, without moving', () => {
    const { session, events } = play(begin(), say('one'), { type: 'answer', visit: 'v1', value: { text: 'two' } })
    expect(types(events)).toEqual(['answered', 'entered', 'revised'])
    expect(session.answers.v1).toEqual({ step: 'welcome', value: { text: 'two' }, history: [{ text: 'one' }] })
    expect(session.step).toBe('plan')
  })

  it('takes an answer to an older visit that was skipped', () => {
    const { session, events } = play(begin(), skip, { type: 'answer', visit: 'v1', value: { text: 'late' } })
    expect(types(events)).toEqual(['skipped', 'entered', 'answered'])
    expect(session.trail[0]).toEqual({ id: 'v1', step: 'welcome', outcome: 'answered' })
  })

  it('opens a new visit on going back, beside the earlier answer', () => {
    const back = play(begin(), say('one'), { type: 'back' })
    expect(back.events.at(-1)).toEqual({
      type: 'entered',
      step: 'welcome',
      section: 'hello',
      visit: 'v3',
      position: 1,
      total: 8,
      earlier: 'v1',
    })

    const same = play(back.session, say('one'))
    expect(same.events).toMatchObject([
      { type: 'unchanged', step: 'welcome', visit: 'v1' },
      { type: 'entered', step: 'plan' },
    ])
    expect(same.session.answers).toEqual(back.session.answers)

    const other = play(back.session, say('two'))
    expect(other.events).toMatchObject([{ type: 'answered', visit: 'v3' }, { type: 'entered' }])
    expect(other.session.answers.v1?.value).toEqual({ text: 'one' })
    expect(answerOf(other.session, 'welcome')).toEqual({ visit: 'v3', answer: { step: 'welcome', value: { text: 'two' }, history: [] } })

    const kept = play(back.session, skip)
    expect(answerOf(kept.session, 'welcome')?.visit).toBe('v1')
  })

  it('keeps no words when they are withheld, and leaves earlier ones as they are', () => {
    const withheld = play(begin(), ({ visit }) => ({ type: 'answer', visit, value: { text: 'secret' }, withhold: true }))
    expect(JSON.stringify(withheld.session)).not.toContain('secret')
    expect(withheld.session.answers.v1).toEqual({ step: 'welcome', withheld: true, history: [] })
    expect(withheld.events[0]).toEqual({ type: 'answered', step: 'welcome', visit: 'v1', withheld: true })

    const kept = play(begin(), say('one'), { type: 'answer', visit: 'v1', value: { text: 'two' }, withhold: true })
    expect(kept.session.answers.v1).toEqual({ step: 'welcome', value: { text: 'one' }, history: [] })

    const given = play(withheld.session, { type: 'answer', visit: 'v1', value: { text: 'now' } })
    expect(given.session.answers.v1).toEqual({ step: 'welcome', value: { text: 'now' }, history: [] })
  })

  it('takes a removed answer out with its history', () => {
    const { session, events } = play(
      begin(),
      say('one'),
      { type: 'answer', visit: 'v1', value: { text: 'two' } },
      { type: 'remove', visit: 'v1' },
    )
    expect(events.at(-1)).toEqual({ type: 'removed', step: 'welcome', visit: 'v1' })
    expect(JSON.stringify(session)).not.toMatch(/"text"/)
    expect(session.trail[0]).toEqual({ id: 'v1', step: 'welcome' })
    expect(play(session, { type: 'remove', visit: 'v1' }).events).toMatchObject([{ reason: 'no-answer' }])
    expect(play(session, { type: 'remove', visit: 'v99' }).events).toMatchObject([{ reason: 'unknown-visit' }])
  })

  it('refuses an answer to a visit that never was', () => {
    const session = begin()
    const { events, session: after } = play(session, { type: 'answer', visit: 'v7', value: { text: 'x' } })
    expect(events).toEqual([{ type: 'refused', input: 'answer', reason: 'unknown-visit' }])
    expect(after).toBe(session)
  })
})

describe('detours and pauses', () => {
  it.each(['support', 'crisis'] as const)('waits in %s and comes back to the same step and visit', (to) => {
    const there = play(begin(), say('hello'), { type: to })
    expect(there.session).toMatchObject({ detour: to, step: 'plan', visit: 'v2' })
    for (const input of [{ type: 'back' }, { type: 'jump', step: 'hope' }, { type: 'skip', visit: 'v2' }, { type: 'resume' }] as Input[]) {
      expect(play(there.session, input).events).toEqual([{ type: 'refused', input: input.type, reason: 'waiting' }])
    }
    const back = play(there.session, { type: 'return' })
    expect(back.events).toEqual([{ type: 'returned', step: 'plan', visit: 'v2' }])
    expect(back.session).toEqual(play(begin(), say('hello')).session)
  })

  it('records an answer in a detour and stays there', () => {
    const { session, events } = play(begin(), { type: 'crisis' }, say('kept'), { type: 'return' })
    expect(types(events)).toEqual(['detour', 'answered', 'returned'])
    expect(session).toMatchObject({ step: 'welcome', answers: { v1: { value: { text: 'kept' } } } })
    expect(types(play(session, say('kept')).events)).toEqual(['unchanged', 'entered'])
  })

  it('goes from support to crisis, and takes words of crisis in a pause', () => {
    expect(play(begin(), { type: 'support' }, { type: 'crisis' }).session.detour).toBe('crisis')
    expect(play(begin(), { type: 'pause' }, { type: 'crisis' }).session).toMatchObject({ status: 'running', detour: 'crisis' })
  })

  it('resumes at the same step and visit, also out of a detour', () => {
    const paused = play(begin(), say('hello'), { type: 'support' }, { type: 'pause' }).session
    expect(paused.status).toBe('paused')
    expect(paused.detour).toBeUndefined()
    expect(play(paused, { type: 'skip', visit: 'v2' }).events).toMatchObject([{ reason: 'not-running' }])
    const resumed = play(JSON.parse(JSON.stringify(paused)), { type: 'resume' })
    expect(resumed.events).toEqual([{ type: 'resumed', step: 'plan', visit: 'v2' }])
  })

  it('resumes by itself when an answer comes in', () => {
    const { session, events } = play(begin(), { type: 'pause' }, say('back'))
    expect(types(events)).toEqual(['paused', 'resumed', 'answered', 'entered'])
    expect(session).toMatchObject({ status: 'running', step: 'plan' })
  })

  it.each(['support', 'crisis', 'pause', 'resume'] as const)('finishes out of %s', (first) => {
    const { session, events } = play(begin(), { type: first }, { type: 'finish' })
    expect(events.at(-1)).toEqual({ type: 'finished' })
    expect(session.status).toBe('finished')
    expect(session.detour).toBeUndefined()
  })

  it('takes corrections after the end, and nothing else', () => {
    const done = play(begin(), say('one'), { type: 'finish' }).session
    expect(types(play(done, { type: 'answer', visit: 'v1', value: { text: 'two' } }).events)).toEqual(['revised'])
    expect(types(play(done, { type: 'remove', visit: 'v1' }).events)).toEqual(['removed'])
    for (const type of ['back', 'support', 'crisis', 'return', 'pause', 'resume', 'finish'] as const) {
      expect(play(done, { type }).events).toEqual([{ type: 'refused', input: type, reason: 'finished' }])
    }
  })
})

describe('facts', () => {
  it('weighs the steps ahead again and stays where it is', () => {
    const at = play(begin({ ...FACTS, partner: true }), say('hello')).session
    const { session, events } = play(at, { type: 'facts', facts: { ...FACTS, order: true } })
    expect(events).toEqual([{ type: 'facts-changed' }])
    expect(session.step).toBe('together')
    expect(position(definition, session)).toEqual({ position: 2, total: 10 })
    expect(play(session, { type: 'back' }, skip).session.step).toBe('plan')
  })

  it('says nothing where nothing changed, and refuses what are no facts', () => {
    const session = begin()
    expect(play(session, { type: 'facts', facts: { ...FACTS } })).toEqual({ session, events: [] })
    const wrong = { ...FACTS, phase: 'nonsense' } as never
    expect(play(session, { type: 'facts', facts: wrong }).events).toEqual([
      { type: 'refused', input: 'facts', reason: 'invalid-value', part: 'facts' },
    ])
  })
})

describe('preparing', () => {
  const prepare = () => begin(FACTS, 'prepare')

  it('keeps chosen questions and a reminder, whatever the consent', () => {
    const { session } = play(prepare(), ({ visit }) => ({
      type: 'answer',
      visit,
      value: { prompts: ['where', 'how'], text: 'bring the map' },
      withhold: true,
    }))
    expect(session.answers.v1?.value).toEqual({ text: 'bring the map', prompts: ['how', 'where'] })
  })

  it('shows every way, since nothing was answered yet', () => {
    const session = play(prepare(), skip, ({ visit }) => ({ type: 'answer', visit, value: { prompts: ['idea'] } }), skip).session
    expect(session.step).toBe('nothing-yet')
  })

  it('takes the chosen questions along', () => {
    const prepared = { welcome: { prompts: ['how'], text: 'calm' } }
    expect(start(definition, FACTS, 'during', prepared).session.prepared).toEqual(prepared)
  })
})

describe('content that changed meanwhile', () => {
  const atHope = play(begin(), say('hello'), choose('made'), say('soon'), skip, { type: 'back' }).session

  it('moves to the start of the section, once, and says so', () => {
    expect(atHope.step).toBe('hope')
    const { session, events } = advance(without(['hope']), atHope, { type: 'resume' })
    expect(events.map((event) => ('step' in event ? [event.type, event.step] : event))).toEqual([
      { type: 'moved', from: 'hope', to: 'plan' },
      ['entered', 'plan'],
      ['resumed', 'plan'],
    ])
    expect(session.version).toBe(4)
    expect(types(advance(without(['hope']), session, { type: 'resume' }).events)).toEqual(['resumed'])
  })

  it('moves to the first step where the section is gone too', () => {
    expect(advance(without([], ['ahead']), atHope, { type: 'pause' }).events[0]).toEqual({ type: 'moved', from: 'hope', to: 'welcome' })
  })

  it('does not show the new step while the conversation waits', () => {
    const paused = play(atHope, { type: 'pause' }).session
    const { session, events } = advance(without(['hope']), paused, { type: 'resume' })
    expect(events).toEqual([
      { type: 'moved', from: 'hope', to: 'plan' },
      { type: 'resumed', step: 'plan', visit: session.visit },
    ])
  })

  it('keeps the words of a step that is gone, and takes those typed into its old card', () => {
    const changed = without(['hope', 'details'])
    const { session, events } = advance(changed, atHope, { type: 'answer', visit: atHope.visit, value: { number: 7, text: 'still' } })
    expect(types(events)).toEqual(['moved', 'entered', 'answered'])
    expect(answerOf(session, 'hope')?.answer.value).toEqual({ text: 'still', number: 7 })
    expect(answerOf(session, 'details')?.answer.value).toEqual({ text: 'soon' })
  })

  it('goes back past steps that are gone', () => {
    const changed = without(['hope', 'details'])
    const { session } = advance(changed, atHope, { type: 'back' })
    expect(session.step).toBe('welcome')
    expect(advance(changed, session, { type: 'back' }).events).toMatchObject([{ type: 'refused', reason: 'nothing-before' }])
  })
})

describe('broken data', () => {
  it.each([
    ['no object', null],
    ['another conversation', { conversation: 'other' }],
    ['an unknown status', { status: 'dreaming' }],
    ['a current visit that is not on the trail', { visit: 'v9' }],
    ['an empty trail', { trail: [] }],
    ['an answer without history', { answers: { v1: { step: 'welcome', value: { text: 'x' } } } }],
    ['facts without a phase', { facts: { country: 'BE', held: [] } }],
  ])('says clearly that a session has %s', (_what, change) => {
    const session = change === null ? null : { ...begin(), ...change }
    expect(() => advance(definition, session as Session, { type: 'resume' })).toThrow(SessionError)
  })

  it('never puts a value into the message', () => {
    const session = { ...begin(), answers: { v1: { step: 'welcome', value: 'a secret' } } } as never
    expect(() => advance(definition, session, { type: 'resume' })).toThrow(expect.not.stringContaining('secret'))
  })
})
