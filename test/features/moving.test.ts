/** Moving an answer recorded by mistake: nothing of it is lost on the way. */
import { describe, expect } from 'vitest'
import { KINDS } from '../../src/engine/kinds/index.ts'
import { valueIn } from '../../src/page/boxes.ts'
import { placesOf, tab } from '../support/chats.ts'
import { content, filledIn } from '../support/counsellor.ts'
import { keyOf } from '../support/files.ts'
import { cardWith } from '../support/forms.ts'
import { it } from '../support/house.ts'

describe('what was recorded by mistake', () => {
  it.for(['afterwards', 'prepare'])(
    'moves an answer of every kind of step with all that was in it (%s)',
    { timeout: 60_000 },
    async (mode, { house, me }) => {
      const seen = new Set<string>()
      for (const conversation of mode === 'prepare' ? ['what-if'] : content.conversations.keys()) {
        const [from, to] = [await me.newClient(), await me.newClient()]
        await me.start(from, conversation, mode)
        for (let n = 0; n < (mode === 'prepare' ? 1 : 40) && me.replies.some(({ view }) => view === 'step'); n++) {
          const [step, here] = [me.step(), me.here()]
          const kind = mode === 'prepare' ? mode : step.kind
          if (!seen.has(kind)) {
            seen.add(kind)
            const chosen = step.prompts.map(({ id }) => id).slice(0, 2)
            await me.tap('answer', { ...here, ...(mode === 'prepare' ? { prompts: chosen.join(',') } : filledIn(step, 'WOORD')) })
            await me.tap('answer.edit', here)
            const { inputs } = cardWith(me.replies, 'answer.save')
            await me.tap('answer.move', { ...here, to })
            const arrived = (await house.records.client(keyOf(me.user), to)).notes.at(-1)?.text ?? ''
            for (const input of inputs) {
              const value = valueIn(input)
              const labels =
                'options' in input ? input.options.filter(({ id }) => value.split(',').includes(id)).map(({ label }) => label) : [value]
              for (const label of labels) expect(arrived, `${kind} ${input.id}`).toContain(label)
              if (input.id.startsWith('cell.') && value) expect(arrived).toContain(`${input.label}: ${value}`)
            }
            await me.tap('conversation.resume', { client: from, run: here.run })
          } else await me.tap('skip', here)
        }
      }
      // A step that asks for a day comes only to some: how its words are said is tried with every kind in `test/engine/kinds.test.ts`.
      expect([...seen]).toEqual(expect.arrayContaining(mode === 'prepare' ? [mode] : Object.keys(KINDS).filter((kind) => kind !== 'date')))
    },
  )

  it('stays where it was, if the other client withdraws consent in that very moment', async ({ house, me }) => {
    for (let n = 0; n < 6; n++) {
      const [from, to] = [await me.newClient(), await me.newClient()]
      await me.start(from)
      const here = me.here()
      await me.answer({ text: `GEHEIM${n}` })
      const move = n % 2 ? me.tap('run.move', { client: from, run: here.run, to }) : me.tap('answer.move', { ...here, to })
      await Promise.all([move, tab(me, `${n}`).tap('consent', { client: to, state: 'withdrawn', sure: 'yes' })])
      const { audit } = await house.records.client(keyOf(me.user), to)
      const [moved, withdrawn] = [/moved here/, /consent withdrawn/].map((did) => audit.findIndex((line) => did.test(line.did)))
      const places = (await placesOf(me, `GEHEIM${n}`)).map((place) => place.split(' ')[0])
      expect([withdrawn, places]).toEqual([expect.any(Number), [moved! >= 0 && moved! < withdrawn! ? to : from]])
      if (places[0] === from) expect(me.notices()).toEqual(['moveNeedsConsent'])
    }
  })
})
