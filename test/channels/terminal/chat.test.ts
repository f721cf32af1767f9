import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { chat } from '../../../src/channels/terminal/chat.ts'
import type { InputBlock, Page } from '../../../src/page/page.ts'
import { pageText } from '../../../src/page/text.ts'
import type { Presentation } from '../../../src/render/presentation.ts'
import type { TurnResult } from '../../../src/turn/assistant.ts'
import type { Turn } from '../../../src/turn/turn.ts'
import { content, echo, said } from '../support.ts'

const WORDS = { tip: 'Tip', attention: 'Let op', colon: ': ' }

/** Shows pages made in the test, under the name in the notice. */
function showing(pages: Record<string, Partial<Page>>): Presentation {
  return {
    render(reply, language) {
      const text = reply.view === 'notice' ? String(reply.notice.values?.text) : reply.view
      const page: Page = { language, title: text, summary: 'Wegwijzer', blocks: [], actions: [], ...pages[text] }
      return { page, text: pageText(page, WORDS), summary: page.summary, clients: [] }
    },
    closed: () => ({}),
    pageText: (page) => pageText(page, WORDS),
    exportHtml: () => '',
  }
}

/** Types the lines into the chat and gives back what stood on the screen and what the assistant heard. */
async function talk(
  lines: string[],
  {
    answer = (() => said('page')) as (turn: Turn) => TurnResult,
    pages = {} as Record<string, Partial<Page>>,
    locale = 'nl_BE.UTF-8',
    isTTY = false,
  } = {},
) {
  const assistant = echo(answer)
  const input = new PassThrough()
  const output = Object.assign(new PassThrough(), { isTTY })
  let screen = ''
  output.on('data', (chunk: Buffer) => {
    screen += chunk.toString()
  })
  input.end(lines.map((line) => `${line}\n`).join(''))
  await chat({ assistant, presentation: showing(pages), content, input, output, locale })
  return { screen, turns: assistant.turns, inputs: assistant.turns.map((turn) => turn.input) }
}

const input = (id: string, rest: object): InputBlock => ({ kind: 'input', id, label: `Vak ${id}`, ...rest }) as InputBlock
const options = [
  { id: 'yes-plan', label: 'Een plan' },
  { id: 'not-yet', label: 'Nog niet' },
]
const form: Partial<Page> = {
  title: 'Formulier',
  blocks: [
    input('name', { input: 'text', required: true, maxLength: 20 }),
    input('choice', { input: 'choice', options }),
    input('many', { input: 'checklist', options, values: ['not-yet'] }),
    input('order', { input: 'toggle', title: 'Bevel?', value: false }),
    input('scale', { input: 'number', min: 1, max: 10 }),
    input('day', { input: 'date' }),
    input('text', { input: 'text', multiline: true, maxLength: 10_000, value: 'wat er stond' }),
  ],
  actions: [
    { action: 'home', data: {}, label: 'Naar het begin', quiet: true },
    { action: 'answer', data: { visit: 'v1' }, label: 'Bewaar', inputs: true, primary: true },
  ],
}

describe('talking in a terminal', () => {
  it('begins, takes plain words as they are, and says goodbye at the end of the input', async () => {
    const { screen, turns, inputs } = await talk(['', 'Hij wil nog wachten. ', 'eerste regel\\', 'tweede regel'])
    expect(inputs).toEqual([
      { kind: 'opened', back: false },
      { kind: 'text', text: 'Hij wil nog wachten. ' },
      { kind: 'text', text: 'eerste regel\ntweede regel' },
    ])
    expect(turns[0]).toMatchObject({
      channel: 'terminal',
      user: { tenant: 'local', id: 'local' },
      chat: { group: false },
      locale: 'nl-BE',
    })
    expect(new Set(turns.map((turn) => turn.id)).size).toBe(3)
    expect(screen).toContain('Wegwijzer in de terminal')
    expect(screen.trim().endsWith('Tot de volgende keer. Alles wat je bewaarde, vind je terug.')).toBe(true)
  })

  it('numbers the actions in the order in which they stand, buttons between the lines too', async () => {
    const pages = {
      page: {
        ...form,
        blocks: [{ kind: 'actions', actions: [{ action: 'client.open', data: { client: 'c1' }, label: 'Zwarte Zee' }] }] as Page['blocks'],
      },
    }
    const { screen, inputs } = await talk(['/1', '/3', '/4'], { pages })
    expect(screen).toMatch(/\[ \/1 Zwarte Zee \][\s\S]*\[ \/2 Bewaar \]\n\[ \/3 Naar het begin \]/)
    expect(inputs.slice(1)).toEqual([
      { kind: 'action', action: 'client.open', data: { client: 'c1' } },
      { kind: 'action', action: 'home', data: {} },
    ])
    expect(screen).toContain('Dat nummer staat er niet bij.')
  })

  it('asks the boxes of a form one by one and gives what a card would give', async () => {
    const typed = ['/1', 'Zwarte Zee', '2', '1, 2', 'ja', '7', '2026-03-01', 'regel een\\', 'regel twee']
    const { inputs } = await talk(typed, { pages: { page: form } })
    expect(inputs[1]).toEqual({
      kind: 'action',
      action: 'answer',
      data: {
        visit: 'v1',
        name: 'Zwarte Zee',
        choice: 'not-yet',
        many: 'yes-plan,not-yet',
        order: 'true',
        scale: '7',
        day: '2026-03-01',
        text: 'regel een\nregel twee',
      },
    })
  })

  it('keeps what was there at an empty line and empties it at a dash', async () => {
    const kept = await talk(['/1', 'Zee', '', '', '', '', '', ''], { pages: { page: form } })
    expect(kept.inputs[1]).toMatchObject({
      data: { choice: '', many: 'not-yet', order: 'false', scale: '', day: '', text: 'wat er stond' },
    })
    expect(kept.screen).toContain('leeg laten: Nog niet blijft staan')
    const emptied = await talk(['/1', 'Zee', '', '-', '', '', '', '-'], { pages: { page: form } })
    expect(emptied.inputs[1]).toMatchObject({ data: { many: '', text: '' } })
  })

  it('asks again, with a kind line, for what does not fit', async () => {
    const typed = [
      '/1',
      '',
      'x'.repeat(21),
      'Zee',
      '3',
      '1',
      '1,9',
      '1',
      'misschien',
      'nee',
      '11',
      '0',
      '10',
      '2026-02-30',
      '10/13/2026',
      'vorige week',
      '28 februari 2026',
      '',
    ]
    const { inputs, screen } = await talk(typed, { pages: { page: form } })
    expect(inputs[1]).toMatchObject({
      data: { name: 'Zee', choice: 'yes-plan', many: 'yes-plan', order: 'false', scale: '10', day: '2026-02-28' },
    })
    expect(screen.match(/Dat past hier niet/g)).toHaveLength(9)
    expect(screen.match(/Dit veld is nodig/g)).toHaveLength(1)
  })

  it('takes the boxes of a form in any dress', async () => {
    const typed = ['/1', 'Zee', '‘nog niet.’', '(1); ２', 'JA!', '“7”', '28/2/26', '\u200b–', '']
    const { inputs } = await talk(typed, { pages: { page: form } })
    expect(inputs[1]).toMatchObject({
      data: { choice: 'not-yet', many: 'yes-plan,not-yet', order: 'true', scale: '7', day: '2026-02-28', text: '' },
    })
  })

  it('leaves a form at /x and the chat at /stop, also from within a form', async () => {
    const left = await talk(['/1', 'Zee', '/x', 'verder'], { pages: { page: form } })
    expect(left.inputs.slice(1)).toEqual([{ kind: 'text', text: 'verder' }])
    expect(left.screen).toContain('Goed, niets ingevuld.')
    const stopped = await talk(['/1', '/stop', 'dit hoort niemand meer'], { pages: { page: form } })
    expect(stopped.inputs).toHaveLength(1)
  })

  it('takes its own words in any dress', async () => {
    const { inputs } = await talk(['／２', '/ 2', '/\u200b2', '／ＳＴＯＰ', 'dit hoort niemand meer'], { pages: { page: form } })
    expect(inputs.slice(1)).toEqual(Array.from({ length: 3 }, () => ({ kind: 'action', action: 'home', data: {} })))
  })

  it('keeps nothing that cannot be typed, and lines that end in one way', async () => {
    const { inputs } = await talk(['een\u0000\u0007\ud800\u000btwee\u0085drie'])
    expect(inputs[1]).toEqual({ kind: 'text', text: 'een\ufffd\ntwee\ndrie' })
  })

  it('keeps the buttons of the page before at a page of one line', async () => {
    const { inputs } = await talk(['dag', '/2'], {
      pages: { page: form },
      answer: (turn) => said(turn.input.kind === 'text' ? 'Bewaard.' : 'page'),
    })
    expect(inputs[2]).toEqual({ kind: 'action', action: 'home', data: {} })
  })

  it('follows the language of the system, then of the assistant', async () => {
    const french = await talk(['/9'], { locale: 'fr_BE.UTF-8', answer: () => said('page', { language: 'fr' }) })
    expect(french.screen).toContain('Wegwijzer dans le terminal')
    expect(french.screen).toContain('Ce numéro n’est pas dans la liste.')
    const none = await talk([], { locale: 'C.UTF-8', answer: () => said('page', { language: 'en' }) })
    expect(none.turns[0]?.locale).toBeUndefined()
    expect(none.screen).toContain('Until next time.')
  })

  it('does not print characters that would move the cursor or repaint the screen', async () => {
    const { screen } = await talk([], { answer: () => said('zee\u001b[2J\u0007\u009b31m\r\ttab') })
    expect(screen).toContain('zee[2J31m\n\ttab')
    for (const one of ['\u001b', '\u0007', '\u009b']) expect(screen).not.toContain(one)
  })

  describe('lines that were pasted', () => {
    const paste = (...lines: string[]) => `\u001b[200~${lines.join('\r')}\u001b[201~`

    it('are one answer, sent at Enter and not before', async () => {
      const { inputs, screen } = await talk([`Hij zei: ${paste('eerst', '', '/stop', 'dan')} en toen`, 'verder'], { isTTY: true })
      expect(inputs.slice(1)).toEqual([
        { kind: 'text', text: 'Hij zei: eerst\n\n/stop\ndan en toen' },
        { kind: 'text', text: 'verder' },
      ])
      // asked of the terminal, and given back to it as it was
      expect(screen.indexOf('\u001b[?2004h')).toBeGreaterThan(-1)
      expect(screen.indexOf('\u001b[?2004l')).toBeGreaterThan(screen.indexOf('\u001b[?2004h'))
    })

    it('fill one box of a form', async () => {
      const typed = ['/1', 'Zee', '', '', '', '', '', paste('een', 'twee', 'drie', '')]
      const { inputs } = await talk(typed, { isTTY: true, pages: { page: form } })
      expect(inputs).toHaveLength(2)
      expect(inputs[1]).toMatchObject({ data: { name: 'Zee', choice: '', text: 'een\ntwee\ndrie' } })
    })

    it.each(['\n', '\r', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029'])('stay lines where they end in %j', async (end) => {
      const { inputs } = await talk([`\u001b[200~een${end}twee\u001b[201~`, 'verder'], { isTTY: true })
      expect(inputs.slice(1)).toEqual([
        { kind: 'text', text: 'een\ntwee' },
        { kind: 'text', text: 'verder' },
      ])
    })

    it('are text and no keys, whatever control characters are in them', async () => {
      const keys = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).filter((key) => !/[\t\n\v\f\r]/.test(key))
      for (const key of [...keys, '\u007f', '\u009b']) {
        const { inputs } = await talk([`\u001b[200~${key}een ${key}twee${key}drie\u001b[201~`, 'verder'], { isTTY: true })
        expect(inputs.slice(1), JSON.stringify(key)).toEqual([
          { kind: 'text', text: 'een tweedrie' },
          { kind: 'text', text: 'verder' },
        ])
      }
    })

    it('are the same in whatever pieces they come', async () => {
      const typed = 'a\u001b[200~één\r\n\u0003twee\u001b[D\r\u001b[201~b\rc\r'
      for (const size of [1, 2, 3, 5, 7]) {
        const assistant = echo(() => said('page'))
        const input = new PassThrough()
        const bytes = Buffer.from(typed)
        for (let at = 0; at < bytes.length; at += size) input.write(bytes.subarray(at, at + size))
        input.end()
        const output = Object.assign(new PassThrough(), { isTTY: true }).resume()
        await chat({ assistant, presentation: showing({}), content, input, output, locale: 'nl_BE.UTF-8' })
        expect(assistant.turns.slice(1).map((turn) => turn.input)).toEqual([
          { kind: 'text', text: 'aéén\ntwee[D\nb' },
          { kind: 'text', text: 'c' },
        ])
      }
    })

    it('may come after the key that ends the chat', async () => {
      const { inputs } = await talk([`een\u001b[200~twee\u0003\u001b[201~`, `\u0003${paste('drie')}`], { isTTY: true })
      expect(inputs.slice(1)).toEqual([{ kind: 'text', text: 'eentwee' }])
    })

    it('are answers of their own where each was sent with Enter', async () => {
      const { inputs } = await talk([paste('een'), paste('twee', ''), ''], { isTTY: true })
      expect(inputs.slice(1)).toEqual([
        { kind: 'text', text: 'een' },
        { kind: 'text', text: 'twee' },
      ])
    })
  })

  it.each([true, false])('clears what stood on the screen when the counsellor goes discreet (terminal: %s)', async (isTTY) => {
    const answer = (turn: Turn) => said('page', turn.input.kind === 'text' ? { hide: true } : {})
    const { screen } = await talk(['discreet'], { isTTY, answer })
    expect(screen.includes('\u001b[2J\u001b[3J')).toBe(isTTY)
    expect(screen.lastIndexOf('page')).toBeGreaterThan(screen.indexOf('\u001b[3J'))
  })

  it('brings no earlier line back by an arrow: it may be hidden or erased', async () => {
    const { inputs } = await talk(['geheim', '\u001b[A\u001b[A twee', '\u0010drie'], { isTTY: true })
    expect(inputs.slice(-3).map((input) => (input as { text: string }).text)).toEqual(['geheim', ' twee', 'drie'])
  })

  it.each([true, false])('ends no answer at the line ends of word processors (terminal: %s)', async (isTTY) => {
    const { inputs } = await talk(['een\u2028twee\u2029drie', 'vier'], { isTTY })
    expect(inputs.slice(1)).toEqual([
      { kind: 'text', text: 'een\ntwee\ndrie' },
      { kind: 'text', text: 'vier' },
    ])
  })

  it('takes the last line of piped input without its end', async () => {
    const assistant = echo(() => said('page'))
    const input = new PassThrough()
    // a letter in two pieces
    const bytes = Buffer.from('één\r\nzoë')
    input.write(bytes.subarray(0, 1))
    input.end(bytes.subarray(1))
    await chat({ assistant, presentation: showing({}), content, input, output: new PassThrough(), locale: 'nl_BE.UTF-8' })
    expect(assistant.turns.slice(1).map((turn) => turn.input)).toEqual([
      { kind: 'text', text: 'één' },
      { kind: 'text', text: 'zoë' },
    ])
  })
})
