import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LANGUAGES, type Sentences as Nested } from '../../src/content/content.ts'
import { REFUSALS } from '../../src/engine/session.ts'
import { ACTIONS } from '../../src/features/index.ts'
import { actionKey } from '../../src/page/button.ts'
import { createSentences, tellMissing, throwOnMissing } from '../../src/page/sentences.ts'
import { content } from '../render/fixture.ts'

const file = (language: string, name: string): Nested =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../locales', language, `${name}.json`), 'utf8')) as Nested

/** Every sentence with the path of its key. */
const flat = (nested: Nested, at = ''): [string, string][] =>
  Object.entries(nested).flatMap(([key, value]) => (typeof value === 'string' ? [[`${at}${key}`, value]] : flat(value, `${at}${key}.`)))

const variables = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted()

describe('ui.json and commands.json', () => {
  it.each(['ui', 'commands'])('has in %s the same keys and variables in the three languages', (name) => {
    const nl = flat(file('nl', name))
    for (const language of ['fr', 'en']) {
      const other = new Map(flat(file(language, name)))
      expect([...other.keys()].toSorted()).toEqual(nl.map(([key]) => key).toSorted())
      for (const [key, text] of nl) expect([key, variables(other.get(key) ?? '')]).toEqual([key, variables(text)])
    }
  })

  it.each(LANGUAGES)('uses typographic quotes in %s, and no straight ones', (language) => {
    const straight = flat(file(language, 'ui')).filter(([, text]) => /["']/.test(text))
    expect(straight).toEqual([])
  })

  it('puts the spaces that French wants', () => {
    const loose = flat(file('fr', 'ui')).filter(([, text]) =>
      /(?<!\u202F)[;!?»]|«(?!\u202F)|[^\u00A0]:/.test(text.replace(/\{\{.*?\}\}/g, 'x')),
    )
    expect(loose).toEqual([])
  })

  /** These are led to, and have no button. */
  const LED_TO = ['welcome', 'conversation.opening', 'conversation.here', 'conversation.closed', 'note.told']

  it.each(LANGUAGES)('gives every action a label in %s', (language) => {
    const labels = file(language, 'ui').actions as Nested
    expect(Object.keys(ACTIONS).filter((id) => !LED_TO.includes(id) && !labels[actionKey(id)])).toEqual([])
  })

  it.each(LANGUAGES)('gives a line to every reason for which the engine refuses, in %s', (language) => {
    const notices = file(language, 'ui').notices as Nested
    expect(Object.keys(notices.refused as Nested).toSorted()).toEqual(REFUSALS.toSorted())
  })

  it.each(LANGUAGES)('has one meaning for each command word in %s, in lower case', (language) => {
    const words = flat(file(language, 'commands')).flatMap(([, list]) => list.split('|'))
    expect(words.length).toBe(new Set(words).size)
    expect(words.filter((word) => word !== word.trim().toLowerCase() || word === '')).toEqual([])
  })
})

describe('createSentences', () => {
  const { nl, fr, en } = createSentences(content, throwOnMissing)

  it('takes what is filled in literally', () => {
    const alias = '{{word}} $t(app) $& {{- x}} <b>&amp;</b>'
    expect(nl.say('ui', 'client.named', { alias })).toBe(`cliënt “${alias}”`)
  })

  it('counts as each language does', () => {
    expect(nl.say('ui', 'agreements.rest', { count: 0 })).toBe('En nog 0 afspraken.')
    expect(fr.say('ui', 'agreements.rest', { count: 0 })).toBe('Et encore 0 engagement.')
    expect(en.say('ui', 'agreements.rest', { count: 1 })).toBe('And 1 more agreement.')
  })

  it('names what is missing, and never falls back to another language unseen', () => {
    expect(() => fr.say('ui', 'not.there')).toThrow('locales/fr/ui.json: not.there')
    expect(() => fr.say('ui', 'client.named')).toThrow('{{alias}}')
    const onlyDutch = { ...content, sentences: { ...content.sentences, fr: { ...content.sentences.fr, ui: {} } } }
    expect(() => createSentences(onlyDutch, throwOnMissing).fr.say('ui', 'app')).toThrow('locales/fr/ui.json: app')
    expect(createSentences(onlyDutch, () => '…').fr.say('ui', 'app')).toBe('…')
  })

  it('tells a person’s server which sentence lacks a value, once, and never what was filled in', () => {
    const told: string[] = []
    const sentences = createSentences(
      content,
      tellMissing((what) => told.push(what)),
    ).fr
    expect(sentences.say('ui', 'client.named', { other: 'geheim' })).toBe('dossier « … »'.replaceAll(' ', '\u202f').replace('\u202f', ' '))
    sentences.say('ui', 'client.named')
    sentences.say('ui', 'not.there', { alias: 'geheim' })
    expect(told).toEqual(['locales/fr/ui.json: client.named: value {{alias}}', 'locales/fr/ui.json: not.there'])
  })
})
