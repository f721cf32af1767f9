/** What a person types in a terminal, answer by answer: lines that were pasted together are one answer. */
import { createInterface } from 'node:readline'
import { type Readable, Transform, type Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { ReadStream } from 'node:tty'
import { typeable } from '../../content/printable.ts'

export interface Lines {
  /** @returns what was typed before Enter, with `\n` between pasted lines; undefined at the end of the input */
  next(prompt: string): Promise<string | undefined>
  close(): void
}

/** Asks the terminal to say where a paste begins and ends. */
const MARK_PASTES = '\x1b[?2004h'
const LEAVE_PASTES = '\x1b[?2004l'
const PASTE_STARTS = '\x1b[200~'
const PASTE_ENDS = '\x1b[201~'
/** Word processors put these between lines; for readline they are the key Enter. */
const SEPARATORS = /[\u2028\u2029]/gu

export const openLines = (input: Readable, output: Writable): Lines =>
  'isTTY' in output && output.isTTY === true ? keyed(input, output) : piped(input, output)

function keyed(input: Readable, output: Writable): Lines {
  const waiting: string[] = []
  let wake: (() => void) | undefined
  let closed = false
  let pasting = false
  let separator = false
  /** The lines of an answer that was not sent yet. */
  let before = ''
  const keys = keysOf(input)
  // none: the arrows would bring back what was erased or hidden meanwhile
  const lines = createInterface({ input: keys, output, terminal: true, historySize: 0 })
  const onKey = (character: string | undefined, key: { name?: string } | undefined): void => {
    separator = character === '\u2028' || character === '\u2029'
    if (key?.name === 'paste-start') pasting = true
    if (key?.name !== 'paste-end' || !pasting) return
    pasting = false
    if (closed) return
    // a paste that ends with a line end leaves the cursor on an empty line
    lines.prompt(true)
  }
  // before readline takes the key for Enter
  keys.prependListener('keypress', onKey)
  lines.on('line', (line) => {
    if (pasting || separator) {
      before += `${line}\n`
      return
    }
    // the line end after the last pasted line is no part of the answer
    waiting.push(line === '' && before ? before.slice(0, -1) : `${before}${line}`)
    before = ''
    wake?.()
  })
  lines.once('close', () => {
    closed = true
    wake?.()
  })
  output.write(MARK_PASTES)
  return {
    async next(prompt) {
      lines.setPrompt(prompt)
      // the input may end before all of its lines were read
      if (closed) output.write(prompt)
      else lines.prompt()
      if (waiting.length === 0 && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = undefined
      }
      return waiting.shift()
    },
    close() {
      output.write(LEAVE_PASTES)
      keys.off('keypress', onKey)
      lines.close()
      input.unpipe()
      input.pause()
    },
  }
}

/** The keys that were pressed, and text that was pasted: in a paste a control character is no key, whatever it does when it is typed. */
function keysOf(input: Readable): Readable {
  const decoder = new StringDecoder('utf8')
  const pasted = onlyText()
  const keys = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, pasted(decoder.write(chunk)))
    },
  })
  // readline asks this of the terminal
  const setRawMode = (on: boolean): void => {
    ;(input as Partial<ReadStream>).setRawMode?.(on)
  }
  input.pipe(keys)
  return Object.assign(keys, { setRawMode })
}

/** Lets through all that comes, piece by piece; of a paste only text, each of its line ends as the key Enter. */
function onlyText(): (piece: string) => string {
  let pasting = false
  /** What was let through last, in which the mark of a paste may have begun. */
  let tail = ''
  /** Of a paste, not let through yet. */
  let held = ''
  return (piece) => {
    const text = pasting ? `${held}${piece}` : `${tail}${piece}`
    let from = pasting ? 0 : tail.length
    const out: string[] = []
    let at = 0
    for (;;) {
      const mark = text.indexOf(pasting ? PASTE_ENDS : PASTE_STARTS, at)
      const rest = text.slice(from)
      held = pasting && mark < 0 ? undecided(rest) : ''
      const words = mark < 0 ? rest.slice(0, rest.length - held.length) : text.slice(from, mark)
      out.push(pasting ? asKeys(words) : words)
      if (mark < 0) break
      at = mark + PASTE_ENDS.length
      out.push(text.slice(Math.max(from, mark), at))
      from = at
      pasting = !pasting
    }
    tail = pasting ? '' : text.slice(Math.max(at, text.length - PASTE_STARTS.length + 1))
    return out.join('')
  }
}

/** The end of a pasted piece that the next one may go on with: half of the mark after it, or of a line end. */
const undecided = (pasted: string): string =>
  ['\r', ...Array.from(PASTE_ENDS, (_, at) => PASTE_ENDS.slice(0, at + 1))].findLast((half) => pasted.endsWith(half)) ?? ''

const asKeys = (pasted: string): string => typeable(pasted).replaceAll('\n', '\r')

function piped(input: Readable, output: Writable): Lines {
  const reader = linesOf(input)
  return {
    async next(prompt) {
      output.write(prompt)
      const { value, done } = await reader.next()
      return done ? undefined : value
    },
    close() {
      void reader.return(undefined)
    },
  }
}

/** Lines that end at `\n` alone: readline ends them at other signs too. */
async function* linesOf(input: Readable): AsyncGenerator<string, undefined> {
  const decoder = new StringDecoder('utf8')
  let rest: string[] = []
  const whole = (): string => rest.join('').replace(/\r$/, '').replace(SEPARATORS, '\n')
  for await (const chunk of input) {
    const parts = decoder.write(chunk as Buffer).split('\n')
    for (const part of parts.slice(0, -1)) {
      rest.push(part)
      yield whole()
      rest = []
    }
    rest.push(parts.at(-1) as string)
  }
  rest.push(decoder.end())
  const last = whole()
  if (last) yield last
}
