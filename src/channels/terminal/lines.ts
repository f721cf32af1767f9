/** What a person types in a terminal, answer by answer: lines that were pasted together are one answer. */
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

export interface Lines {
  /** @returns what was typed before Enter, with `\n` between pasted lines; undefined at the end of the input */
  next(prompt: string): Promise<string | undefined>
  close(): void
}

/** Asks the terminal to say where a paste begins and ends. */
const MARK_PASTES = '\x1b[?2004h'
const LEAVE_PASTES = '\x1b[?2004l'
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
  const lines = createInterface({ input, output, terminal: true })
  const onKey = (character: string | undefined, key: { name?: string } | undefined): void => {
    separator = character === '\u2028' || character === '\u2029'
    if (key?.name === 'paste-start') pasting = true
    if (key?.name !== 'paste-end' || !pasting) return
    pasting = false
    // a paste that ends with a line end leaves the cursor on an empty line
    lines.prompt(true)
  }
  // before readline takes the key for Enter
  input.prependListener('keypress', onKey)
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
      input.off('keypress', onKey)
      lines.close()
    },
  }
}

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
