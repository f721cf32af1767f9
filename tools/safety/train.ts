/** `npm run safety:train`: learns the model of words of crisis from all notes, and writes it. */
import { writeFileSync } from 'node:fs'
import { loadContent } from '../../src/content/load.ts'
import { BROUGHT } from '../../src/features/index.ts'
import { createConcepts } from '../../src/safety/concepts.ts'
import { MODEL_FILE, modelBytes } from '../../src/safety/model-file.ts'
import { learn } from './learn.ts'
import { INDEPENDENT, MADE, ownTexts, readNotes } from './notes.ts'

const { crisis } = loadContent('.', BROUGHT)
const notes = [...readNotes(INDEPENDENT), ...readNotes(MADE), ...ownTexts()]
const bytes = modelBytes(learn(notes, createConcepts(crisis.concepts)))
writeFileSync(MODEL_FILE, bytes)
console.log(`learned from ${notes.length} notes: ${bytes.length} bytes`)
