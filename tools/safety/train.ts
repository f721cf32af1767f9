/** `npm run safety:train`: learns the model of words of crisis from the notes of the writers that are not kept apart, and writes it. */
import { writeFileSync } from 'node:fs'
import { MODEL_FILE, modelBytes } from '../../src/safety/model-file.ts'
import { learn } from './learn.ts'
import { readNotes, TRAINING } from './notes.ts'

const notes = readNotes(TRAINING)
const bytes = modelBytes(learn(notes))
writeFileSync(MODEL_FILE, bytes)
console.log(`learned from ${notes.length} notes: ${bytes.length} bytes`)
