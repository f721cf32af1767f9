/** The order of the four residence options turns from client to client, and stays for that client. */
import { describe, expect } from 'vitest'
import { LANGUAGES } from '../../src/content/content.ts'
import { RESIDENCE_OPTIONS, type ResidenceOption } from '../../src/content/kinds.ts'
import { firstFor } from '../../src/engine/engine.ts'
import { type Counsellor, content } from '../support/counsellor.ts'
import { it } from '../support/house.ts'
import { buttons, CARDS, presentation } from '../support/monkey.ts'

const STEPS = ['legal-stay', 'moving-on', 'going-back', 'without-papers']

const ring = <T>(of: readonly T[], first: ResidenceOption): T[] => {
  const at = RESIDENCE_OPTIONS.indexOf(first)
  return [...of.slice(at), ...of.slice(0, at)]
}

/** Those of the four, or of their steps, that stand in this list. */
const four = (ids: readonly string[], of: readonly string[] = RESIDENCE_OPTIONS) => ids.filter((id) => of.includes(id))

async function walkTo(me: Counsellor, step: string): Promise<void> {
  for (let i = 0; i < 40 && me.step().step !== step; i++) await me.tap('skip', me.here())
}

async function talkOfTheOrder(me: Counsellor, client: string, mode = 'during'): Promise<void> {
  await me.start(client, 'what-now', mode)
  const way = buttons(me.replies).find(({ action }) => action.data.choice === 'order')
  await me.tap('answer', way!.action.data)
  await walkTo(me, 'talk-through')
}

const finish = (me: Counsellor) => me.tap('finish', { ...me.here(), sure: 'yes' })

/** Another option than the one that comes first by the client's id. */
const other = (client: string): ResidenceOption => RESIDENCE_OPTIONS[(RESIDENCE_OPTIONS.indexOf(firstFor(client)) + 1) % 4]!

describe('the order of the four options', () => {
  it('is that of the client’s id, in rows, options, steps, overview and on every page', async ({ me }) => {
    const firsts = new Set<ResidenceOption>()
    for (let n = 0; n < 60 && firsts.size < 4; n++) {
      const client = await me.newClient({ phase: 'refused-appeal' })
      const first = firstFor(client)
      if (firsts.has(first)) continue
      firsts.add(first)
      await talkOfTheOrder(me, client)
      expect(four(me.step().options)).toEqual(ring(RESIDENCE_OPTIONS, first))
      const names = LANGUAGES.map((language) => {
        const { text, card } = presentation.render(me.step(), language, CARDS)
        const nameOf = (id: string) =>
          presentation
            .render(me.step(), language, CARDS)
            .page.blocks.flatMap((block) => ('options' in block ? block.options : []))
            .find((one) => one.id === id)!.label
        const places = (where: string) => ring(RESIDENCE_OPTIONS, first).map((id) => where.lastIndexOf(nameOf(id)))
        return [places(text), places(JSON.stringify(card))]
      })
      for (const places of names.flat()) expect(places).toEqual(places.toSorted((a, b) => a - b))
      await me.answer({ choices: 'legal,onward,return,undocumented' })
      await me.tap('overview', me.here())
      const shown = me.see('overview').sections.flatMap(({ steps }) => steps.map(({ id }) => id))
      expect(four(shown, STEPS)).toEqual(ring(STEPS, first))
      await me.tap('conversation.start', { client, conversation: 'what-if', mode: 'during' })
      await walkTo(me, 'four-options')
      expect(me.step().rows).toEqual(ring(RESIDENCE_OPTIONS, first))
    }
    expect(firsts.size).toBe(4)
  })

  it('begins where the client began, and stays so in what comes after', async ({ me }) => {
    const client = await me.newClient({ phase: 'refused-appeal' })
    const first = other(client)
    await talkOfTheOrder(me, client)
    expect(me.step().options[0]).toBe(firstFor(client))
    await me.answer({ choices: first })
    await finish(me)
    for (const conversation of ['what-if', 'interim']) {
      await me.start(client, conversation, 'during')
      const { session } = (await me.house.records.client(`local|${me.user.id}`, client)).runs[0]!
      expect(session.first).toBe(first)
      await finish(me)
    }
  })

  it('is the client’s own on the card of what was prepared too', async ({ me }) => {
    const client = await me.newClient({ phase: 'refused-appeal' })
    const first = other(client)
    await talkOfTheOrder(me, client)
    await me.answer({ choices: first })
    await finish(me)
    await me.start(client, 'what-now', 'prepare')
    for (let i = 0; i < 60 && me.replies.some(({ view }) => view === 'step'); i++)
      await me.answer(STEPS.includes(me.step().step) ? { prompts: 'living' } : {})
    expect(me.see('conversation-card').steps.map(({ step }) => step)).toEqual(ring(STEPS, first))
  })

  it('is that of the sentences that name the four aloud', async ({ me }) => {
    const client = await me.newClient({ phase: 'refused-appeal' })
    await talkOfTheOrder(me, client)
    await me.tap('jump', { ...me.here(), step: 'informing' })
    for (const language of LANGUAGES) {
      const { text } = presentation.render(me.step(), language, CARDS)
      const options = content.sentences[language].ui?.residenceOptions as Record<ResidenceOption, string>
      const places = ring(RESIDENCE_OPTIONS, firstFor(client)).map((option) => text.indexOf(options[option]))
      expect(Math.min(...places)).toBeGreaterThan(0)
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    }
  })

  it('follows nothing that a client chose without consent', async ({ me }) => {
    const client = await me.newClient({ phase: 'refused-appeal', consent: 'refused' })
    await talkOfTheOrder(me, client)
    await me.answer({ choices: other(client) })
    await finish(me)
    await me.start(client, 'what-if', 'during')
    const { session } = (await me.house.records.client(`local|${me.user.id}`, client)).runs[0]!
    expect(session.first).toBe(firstFor(client))
  })
})
