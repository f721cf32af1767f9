/**
 * Golden transcripts of whole conversations, as a counsellor reads them without cards: `test/transcripts/assistant-*.txt`.
 * A difference is shown line by line; `npm run transcripts` writes them anew where a change is meant (look at the diff then).
 */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstFor } from '../../src/engine/engine.ts'
import { Counsellor, type House, openHouse } from '../support/counsellor.ts'
import { presentation } from '../support/monkey.ts'

const FOLDER = join(import.meta.dirname, '..', 'transcripts')
const PLAIN = { cards: false, updates: false, universalActions: false }

let house: House
let now = new Date('2026-03-10T14:00:00Z')
beforeAll(async () => {
  house = await openHouse(() => now)
})
afterAll(() => house.close())

/** Writes down what is done and what is said to it. */
class Talk {
  readonly me: Counsellor
  lines: string[] = []
  constructor(id: string) {
    this.me = new Counsellor(house, { tenant: 'local', id })
  }

  private hear(did: string): void {
    const said = this.me.replies.map((reply) => presentation.render(reply, this.me.result?.language ?? 'nl', PLAIN).text)
    this.lines.push(`>>> ${did}`, ...said.map((text) => text.replaceAll(/^$/gm, '').trimEnd()), '')
  }

  async open(back = false): Promise<void> {
    await this.me.turn({ kind: 'opened', back })
    this.hear(back ? '(komt terug)' : '(opent de chat)')
  }

  async say(text: string): Promise<void> {
    await this.me.say(text)
    this.hear(text)
  }

  async tap(action: string, data: Record<string, unknown>, filled: Record<string, string> = {}): Promise<void> {
    await this.me.tap(action, { ...data, ...filled })
    const boxes = Object.entries(filled).map(([id, value]) => `${id}: ${value}`)
    this.hear(`[${action}]${boxes.length ? ` ${boxes.join(' | ')}` : ''}`)
  }

  answer = (filled: Record<string, string>): Promise<void> => this.tap('answer', this.me.here(), filled)
  text = (): string => `${this.lines.join('\n\n').replaceAll(/\n{3,}/g, '\n\n')}\n`
}

/** Begun with a client for whom the options come in the order of the file: it turns with the client's random id. */
async function talkWith(id: string, begin: (talk: Talk) => Promise<unknown>): Promise<Talk> {
  for (let nth = 1; ; nth++) {
    const talk = new Talk(`${id}-${nth}`)
    await begin(talk)
    if (firstFor(talk.me.see('client').client.id) === 'legal') return talk
  }
}

describe('a whole conversation, word for word', () => {
  it('writes down a what if afterwards, over two days', async () => {
    const talk = await talkWith('golden', async (one) => {
      await one.open()
      await one.say('goedemiddag')
      await one.tap('client.new', {})
      await one.tap(
        'client.create',
        {},
        { alias: 'Zwarte Zee', country: 'BE', phase: 'refused-first', order: 'false', consent: 'asked-not' },
      )
    })
    const client = talk.me.see('client').client.id
    await talk.tap('conversation.new', { client, conversation: 'what-if' })
    await talk.tap('conversation.start', { client, conversation: 'what-if' }, { mode: 'afterwards', date: '2026-03-09', place: 'Gent' })
    const { run } = talk.me.here()
    await talk.tap('consent', { client, run, state: 'given' })
    await talk.answer({ text: 'Ze kwam rustig binnen, en schrok dan.' })
    await talk.say('Ze begrijpt de brief, niet waarom.')
    await talk.say('terug')
    await talk.tap('was-answer', { ...talk.me.see('notice').wasAnswer })
    await talk.tap('more', talk.me.here())
    await talk.say('het wordt zwaar')
    await talk.say('ga verder')
    await talk.say('Ze hoopt op het beroep.')
    await talk.tap('pause', talk.me.here())
    now = new Date('2026-03-12T09:00:00Z')
    await house.restart()
    await talk.open(true)
    await talk.tap('conversation.resume', { client, run })
    await talk.say('3')
    await talk.say('Ze zegt dat ze dood wil.')
    await talk.tap('return', { client, run })
    await talk.tap('jump', { client, run, step: 'four-options' })
    const { rows, columns } = talk.me.step()
    await talk.answer({ [`cell.${rows[0]}.${columns[0]}`]: 'een nieuw element', [`cell.${rows[3]}.${columns[0]}`]: 'bij haar zus blijven' })
    await talk.tap('overview', { client, run })
    await talk.tap('jump', { client, run, step: 'grip' })
    await talk.say('6/10')
    await talk.tap('note.save', { client, run }, { text: 'Volgende keer: de zus mee uitnodigen.' })
    await talk.say('samenvatting')
    await talk.tap('conversation.resume', { client, run })
    await talk.answer({})
    await talk.say('Ik bel de advocaat tegen 24/3/2026\nZij praat met haar zus')
    await talk.tap('digest.plain', { client, run })
    await talk.tap('home', {})
    await expect(talk.text()).toMatchFileSnapshot(join(FOLDER, 'assistant-what-if.txt'))
  })

  it('prepares a what now, then holds it without consent to keep anything', async () => {
    now = new Date('2026-03-10T14:00:00Z')
    const talk = await talkWith('second', (one) =>
      one.me.newClient({ alias: 'Berk', phase: 'refused-appeal', order: 'true', consent: 'refused' }),
    )
    const client = talk.me.see('client').client.id
    await talk.tap('conversation.start', { client, conversation: 'what-now' }, { mode: 'prepare' })
    const { prompts } = talk.me.step()
    await talk.answer({ prompts: `${prompts[0]?.id},${prompts[2]?.id}`, text: 'eerst thee zetten' })
    await talk.tap('finish', talk.me.here())
    await talk.tap('finish', talk.me.see('confirm').data)
    await talk.tap('conversation.start', { client, conversation: 'what-now' }, { mode: 'during', date: '2026-03-10' })
    await talk.say('hij zegt weinig')
    await talk.tap('skip', talk.me.here())
    await talk.tap('discreet', { on: 'true', client, run: talk.me.here().run })
    await talk.say('taal fr')
    await talk.say('stop')
    await expect(talk.text()).toMatchFileSnapshot(join(FOLDER, 'assistant-what-now.txt'))
  })
})
