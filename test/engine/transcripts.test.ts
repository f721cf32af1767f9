/**
 * Golden transcripts: `test/transcripts/*.json` holds a definition, the facts and the inputs, and the whole list of events that come of
 * them. A difference is shown line by line; `npm run transcripts` writes the events anew where a change is meant (look at the diff then).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { Conversation, type Mode } from '../../src/content/schema.ts'
import { advance, compile, type Definition, start } from '../../src/engine/engine.ts'
import type { Event, Facts, Input, Session } from '../../src/engine/session.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = join(ROOT, 'test/transcripts')

interface Transcript {
  /** What it shows. */
  shows: string
  /** YAML files from the root of the project: the definition, and the one it changes to where an input says `"type": "upgrade"`. */
  definition: string
  upgrade?: string
  mode: Mode
  facts: Facts
  prepared?: Session['prepared']
  begin: Event[]
  turns: { input: Input | { type: 'upgrade' }; events: Event[] }[]
  /** The answers in the session at the end. */
  answers: Session['answers']
}

const definitionOf = (file: string): Definition => compile(Conversation.parse(load(readFileSync(join(ROOT, file), 'utf8'))))

/** The same transcript with the events that really come. */
function play(transcript: Transcript): Transcript {
  let definition = definitionOf(transcript.definition)
  const begun = start(definition, transcript.facts, transcript.mode, transcript.prepared)
  let session = begun.session
  const turns = transcript.turns.map(({ input }) => {
    if (input.type === 'upgrade') {
      definition = definitionOf(transcript.upgrade!)
      return { input, events: [] }
    }
    const done = advance(definition, JSON.parse(JSON.stringify(session)), input)
    session = done.session
    return { input, events: done.events }
  })
  return { ...transcript, begin: begun.events, turns, answers: session.answers }
}

/** JSON with one input or event a line, so that a difference reads well. */
function print({ begin, turns, answers, ...head }: Transcript): string {
  const lines = (entries: unknown[], indent: string) => entries.map((entry) => `\n${indent}${JSON.stringify(entry)}`).join(',')
  const turn = ({ input, events }: Transcript['turns'][number]) =>
    `\n    {\n      "input": ${JSON.stringify(input)},\n      "events": [${lines(events, '        ')}${events.length ? '\n      ' : ''}]\n    }`
  const fields = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`)
  const kept = Object.entries(answers).map(([visit, answer]) => `\n    ${JSON.stringify(visit)}: ${JSON.stringify(answer)}`)
  return `{\n${fields.join('')}  "begin": [${lines(begin, '    ')}\n  ],\n  "turns": [${turns.map(turn).join(',')}\n  ],\n  "answers": {${kept.join(',')}\n  }\n}\n`
}

describe('golden transcripts', () => {
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.json'))) {
    const path = join(FOLDER, name)
    const transcript: Transcript = JSON.parse(readFileSync(path, 'utf8'))
    it(`plays ${name}: ${transcript.shows}`, async () => {
      const played = play(transcript)
      // A walk through our own conversations that is refused shows nothing of them; `--update` would hide it.
      if (transcript.definition.startsWith('dialogs/'))
        expect(played.turns.flatMap(({ events }) => events).filter(({ type }) => type === 'refused')).toEqual([])
      await expect(print(played)).toMatchFileSnapshot(path)
    })
  }
})
