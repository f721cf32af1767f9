import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { checkContent } from '../../src/content/check.ts'
import { ContentError, loadContent } from '../../src/content/load.ts'
import { BROUGHT } from '../../src/features/index.ts'
import { FIXTURE } from '../support/talk.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

it('loads everything, by id', () => {
  const content = loadContent(FIXTURE)
  expect([...content.conversations.keys()]).toEqual(['talk'])
  expect(content.library.get('tired')).toEqual({ id: 'tired', kind: 'attention', ns: 'library/general' })
  expect(content.facts.get('lawyers')).toMatchObject({ ns: 'facts/help', country: 'BE', name: 'A desk' })
  expect(content.guides.get('calm')?.sections[0]?.items).toHaveLength(2)
  expect(content.countries.get('BE')?.phases).toHaveLength(9)
  expect(content.sentences.fr['conversations/talk']?.title).toBe('Phrase 1.')
  expect(content.sentences.nl.ui?.save).toBe('Zin')
})

it('is frozen to the bottom', () => {
  const content = loadContent(FIXTURE)
  const loose = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && (!Object.isFrozen(value) || Object.values(value).some(loose))
  expect(loose(content.sentences)).toBe(false)
  for (const map of [content.conversations, content.library, content.guides, content.facts, content.countries])
    expect([...map.values()].some(loose)).toBe(false)
})

it('throws one error that carries every problem, each on a line of its own', () => {
  const root = mkdtempSync(join(tmpdir(), 'content-'))
  cpSync(FIXTURE, root, { recursive: true })
  rmSync(join(root, 'locales/en/guides/calm.json'))
  writeFileSync(join(root, 'locales/fr/library/general.json'), '{"items": {"listen": "Phrase."}}')
  const load = () => loadContent(root)
  expect(load).toThrow(ContentError)
  try {
    load()
  } catch (error) {
    const { problems, message } = error as ContentError
    expect(problems).toEqual([
      { file: 'locales/en/guides/calm.json', key: '', reason: 'the file is missing' },
      { file: 'locales/fr/library/general.json', key: 'items.tired', reason: 'the text is missing in French' },
    ])
    expect(message.split('\n')).toHaveLength(3)
  } finally {
    rmSync(root, { recursive: true })
  }
})

it('finds the content of this project in order', () => {
  expect(checkContent(ROOT, BROUGHT)).toEqual([])
})
