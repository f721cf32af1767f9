/** The assistant in a terminal: pages as text, actions by number, the boxes of a form asked one by one. */
import { randomUUID } from 'node:crypto'
import type { Readable, Writable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import type { Content } from '../../content/content.ts'
import { fold } from '../../content/fold.ts'
import { printable, typeable } from '../../content/printable.ts'
import type { Presentation } from '../../render/presentation.ts'
import type { Assistant, TurnResult } from '../../turn/assistant.ts'
import type { TurnInput } from '../../turn/turn.ts'
import { createSay, languageOf } from '../sentences.ts'
import { askForm } from './form.ts'
import { openLines } from './lines.ts'
import { type Numbered, numbered } from './pages.ts'
import type { Terminal } from './terminal.ts'

export interface ChatOptions {
  assistant: Assistant
  presentation: Presentation
  content: Content
  input: Readable
  output: Writable
  /** As the system says it: `nl_BE.UTF-8`. */
  locale?: string
}

/** The person closed the terminal or typed /stop. */
export class Left extends Error {
  override name = 'Left'
}

const STOP = '/stop'
/** Clears the screen and what can be scrolled back to. */
const CLEAR = '\x1b[2J\x1b[3J\x1b[H'
/** The one counsellor of this machine, the same as in the browser. */
const USER = { tenant: 'local', id: 'local' }

/** Talks until the person leaves. */
export async function chat({ assistant, presentation, content, input, output, locale = '' }: ChatOptions): Promise<void> {
  const bcp47 = /^([A-Za-z]{2,3})(?:_([A-Za-z]{2}))?/.exec(locale.replace(/^(C|POSIX)\b.*/, ''))
  const tag = bcp47 ? [bcp47[1], bcp47[2]].filter(Boolean).join('-') : undefined
  const lines = openLines(input, output)
  const terminal: Terminal = {
    language: languageOf(tag),
    say: createSay(content),
    print: (text) => output.write(`${printable(text)}\n`),
    async ask(prompt) {
      let typed = ''
      for (;;) {
        const value = await lines.next(prompt)
        if (value === undefined || fold(value) === STOP) throw new Left()
        if (!value.endsWith('\\')) return typeable(`${typed}${value}`)
        typed += `${value.slice(0, -1)}\n`
      }
    },
  }
  const turn = async (what: TurnInput): Promise<TurnResult> => {
    const result = await assistant.handle({
      id: randomUUID(),
      channel: 'terminal',
      user: USER,
      chat: { id: 'terminal', group: false },
      ...(tag ? { locale: tag } : {}),
      input: what,
    })
    terminal.language = result.language
    return result
  }
  let actions: Numbered[] = []
  const show = ({ replies, language, hide }: TurnResult): void => {
    if (hide && (output as Partial<WriteStream>).isTTY) output.write(CLEAR)
    const pages = numbered(replies, language, presentation)
    for (const { text } of pages) terminal.print(`\n${text}`)
    const now = pages.flatMap((page) => page.actions)
    // a page of one line keeps the buttons of the previous page
    if (now.length > 0) actions = now
  }

  try {
    terminal.print(terminal.say(terminal.language, 'terminal.welcome'))
    show(await turn({ kind: 'opened', back: false }))
    for (;;) {
      const typed = await terminal.ask('\n> ')
      const number = /^\/ ?(\d{1,3})$/.exec(fold(typed))?.[1]
      if (number === undefined) {
        if (typed.trim()) show(await turn({ kind: 'text', text: typed }))
        continue
      }
      const chosen = actions[Number(number) - 1]
      if (!chosen) {
        terminal.print(terminal.say(terminal.language, 'terminal.unknown'))
        continue
      }
      const filled = chosen.action.inputs ? await askForm(terminal, chosen.inputs) : {}
      if (filled) show(await turn({ kind: 'action', action: chosen.action.action, data: { ...chosen.action.data, ...filled } }))
      else terminal.print(terminal.say(terminal.language, 'terminal.cancelled'))
    }
  } catch (error) {
    if (!(error instanceof Left)) throw error
    terminal.print(`\n${terminal.say(terminal.language, 'terminal.bye')}`)
  } finally {
    lines.close()
  }
}
