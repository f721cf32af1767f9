import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConcepts } from '../../src/safety/concepts.ts'
import { createModel } from '../../src/safety/model.ts'
import { MODEL_FILE, modelBytes, readModel } from '../../src/safety/model-file.ts'
import { learn } from '../../tools/safety/learn.ts'
import { LABELS, type Note, readNotes } from '../../tools/safety/notes.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wegwijzer-model-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const fileOf = (bytes: Uint8Array | string): string => {
  const path = join(folder, 'crisis.model')
  writeFileSync(path, bytes)
  return path
}

describe('the file of the model', () => {
  it('comes back as it was written', () => {
    const model = readModel()
    expect(modelBytes(model).equals(readFileSync(MODEL_FILE))).toBe(true)
  })

  it.each([
    ['cut short', () => readFileSync(MODEL_FILE).subarray(0, -1)],
    ['too long', () => Buffer.concat([readFileSync(MODEL_FILE), Buffer.from('x')])],
    ['empty', () => ''],
    ['something else', () => '{"bits":30}\n'],
    ['no JSON', () => 'model\n'],
  ])('says what to do when it is %s', (_, bytes) => {
    expect(() => readModel(fileOf(bytes()))).toThrow(/crisis\.model is not whole: `npm run safety:train` makes it/)
  })

  it('says what to do when it is missing', () => {
    expect(() => readModel(join(folder, 'none'))).toThrow(/none is missing: `npm run safety:train` makes it/)
  })
})

describe('the model', () => {
  const none = createConcepts({})
  const said = (label: Note['label'], text: string): Note => ({ language: 'nl', writer: 'nl-test', label, kind: 'test', text })
  const notes = [
    said('explicit', 'vannacht springt zij van de hoge kraan in het water'),
    said('indirect', 'alle foto’s gaf zij weg want zij heeft ze niet meer nodig'),
    said('ordinary', 'morgen gaat zij met de trein naar de advocaat in Gent'),
    said('ordinary', 'de kinderen kregen nieuwe boeken voor de school van de buren'),
  ]

  it('learns from notes, the same way each time', () => {
    expect(modelBytes(learn(notes, none)).equals(modelBytes(learn(notes, none)))).toBe(true)
    const scores = createModel(learn(notes, none), none)
    expect(scores(notes[0]!.text)!.explicit).toBeGreaterThan(scores(notes[2]!.text)!.explicit)
    expect(scores(notes[1]!.text)!.sign).toBeGreaterThan(scores(notes[3]!.text)!.sign)
  })

  it('judges a note by its worst sentence, however much stands around it', () => {
    const scores = createModel(learn(notes, none), none)
    const worst = `${notes[0]!.text}. `
    const calm = `${notes[2]!.text}. `
    const alone = scores(worst)!.explicit
    for (const times of [1, 10, 100])
      expect(scores(calm.repeat(times) + worst + calm.repeat(times))!.explicit).toBeGreaterThanOrEqual(alone)
  })

  it('has no opinion of a few words', () => {
    const scores = createModel(learn(notes, none), none)
    expect(scores('zij springt vannacht')).toBeUndefined()
    expect(scores('')).toBeUndefined()
  })

  it('reads a word of another language by what it means', () => {
    const concepts = createConcepts({ jump: { nl: ['springt'], fr: ['saute'], en: ['jump*'] } })
    const place = (text: string, word: string) => concepts(text.split(' '))[text.split(' ').indexOf(word)]
    expect(place('zij springt van de brug in het water', 'springt')).toEqual([0])
    expect(place('elle saute dans le vide de la nuit', 'saute')).toEqual([0])
    expect(place('she was jumping from the roof of it', 'jumping')).toEqual([0])
    expect(place('she saute the onions in the pan of it', 'saute'), 'an English sentence').toEqual([])
  })
})

describe('notes to learn from', () => {
  it('name file and line where a line is not one', () => {
    writeFileSync(join(folder, 'nl-bad.tsv'), 'ordinary\tliving\tgoed\nwrong\tliving\tslecht\n')
    expect(() => readNotes(folder)).toThrow(`nl-bad.tsv, line 2: not label<TAB>kind<TAB>text, with one of ${LABELS.join(', ')}`)
    rmSync(join(folder, 'nl-bad.tsv'))
  })
})
