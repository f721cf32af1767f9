import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Language } from '../../src/content/content.ts'
import {
  axeFindings,
  begin,
  fillStep,
  hasBrowser,
  lastCard,
  moreCards,
  newClient,
  openBrowser,
  press,
  sees,
  shot,
} from '../support/browser.ts'
import { type ServerProcess, serverProcess } from '../support/server.ts'
import { words } from '../support/words.ts'

/** Looks like markup, and must stay what was typed. */
const MARKUP = '*echt* [klik](https://voorbeeld.be) <b>vet</b>'

const kickerOf = (page: Page): Promise<string> => lastCard(page).locator('.ac-richTextBlock').first().innerText()

/** Answers steps until the card of the end comes. @returns what was typed */
async function walk(page: Page, language: Language, most = 30): Promise<string[]> {
  const ui = words(language, 'ui')
  const said: string[] = []
  while (said.length < most) {
    const go = lastCard(page).getByRole('button', { name: ui('actions.answer'), exact: true })
    if (!(await go.count())) break
    const text = `antwoord ${said.length + 1} ${MARKUP}`
    await fillStep(page, text)
    said.push(text)
    await press(page, ui('actions.answer'))
  }
  return said
}

describe.skipIf(!hasBrowser)('a counsellor in a browser', () => {
  let server: ServerProcess
  let browser: BrowserContext

  beforeAll(async () => {
    server = await serverProcess()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.remove()
  })

  it('walks a what-if conversation in Dutch, with the server killed in the middle, and loses nothing', async () => {
    browser = await openBrowser('nl-BE')
    const page = await browser.newPage()
    const problems: string[] = []
    // that the server cannot be reached, or went away in the middle of an answer, is what the browser says itself of the kill
    const away = /ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE)/
    page.on('console', (message) => {
      if (message.type() === 'error' && !away.test(message.text())) problems.push(message.text())
    })
    await page.goto(server.address())
    const ui = words('nl', 'ui')
    await sees(page, ui('home.title'))
    await shot(page, 'nl-home')
    await newClient(page, words('nl', 'ui'), { alias: 'Zwarte Zee', phase: 'refused-first' })
    await shot(page, 'nl-client')
    expect(await axeFindings(page)).toEqual([])
    await begin(page, 'nl', 'what-if')
    await shot(page, 'nl-step')
    const before = await walk(page, 'nl', 5)
    const at = await kickerOf(page)
    expect(await axeFindings(page)).toEqual([])

    await server.kill()
    await page.getByRole('status').filter({ hasText: /\S/ }).waitFor({ timeout: 15_000 })
    await shot(page, 'nl-away')
    const cards = await page.locator('.ac-adaptiveCard').count()
    await server.start()
    await moreCards(page, cards)
    expect(await kickerOf(page)).toBe(at)
    expect(await page.locator('#status').textContent()).toBe('')
    await shot(page, 'nl-back')

    const after = await walk(page, 'nl')
    expect(before.length + after.length).toBeGreaterThanOrEqual(9)
    await sees(page, ui('closed.title'))
    await shot(page, 'nl-closed')
    await press(page, ui('actions.digest'))
    const digest = await lastCard(page).innerText()
    for (const text of [...before, ...after]) expect(digest).toContain(text)
    expect(await page.locator('a[href*="voorbeeld.be"]').count(), 'what was typed became a link').toBe(0)
    await shot(page, 'nl-digest')
    expect(await axeFindings(page)).toEqual([])
    expect(problems, 'the page’s console, the content security policy too').toEqual([])
    expect(server.output()).not.toMatch(/antwoord|Zwarte Zee/)
  })

  it('goes on in French after a word, at phone width too', async () => {
    const page = await browser.newPage()
    await page.goto(`http://localhost:${server.port}/`)
    await page.setViewportSize({ width: 390, height: 844 })
    await sees(page, words('nl', 'ui')('home.title'))
    const line = page.getByRole('textbox').last()
    await line.fill('taal fr')
    await line.press('Enter')
    await sees(page, words('fr', 'ui')('home.title'))
    await newClient(page, words('fr', 'ui'), { alias: 'Mer Noire', phase: 'pending' })
    await begin(page, 'fr', 'explorative')
    expect(await page.locator('html').getAttribute('lang')).toBe('fr')
    await shot(page, 'fr-step')
    expect(await axeFindings(page)).toEqual([])
    const said = await walk(page, 'fr')
    expect(said.length).toBeGreaterThanOrEqual(9)
    await sees(page, words('fr', 'ui')('closed.title'))
    await shot(page, 'fr-closed')
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(390)
  })

  it('brings up the crisis plan in English, and keeps the note', async () => {
    const page = await browser.newPage()
    await page.goto(`http://localhost:${server.port}/`)
    await sees(page, words('fr', 'ui')('home.title'))
    const line = page.getByRole('textbox').last()
    await line.fill('language en')
    await line.press('Enter')
    await sees(page, words('en', 'ui')('home.title'))
    await newClient(page, words('en', 'ui'), { alias: 'Black Sea', phase: 'refused-first' })
    await begin(page, 'en', 'what-if')
    await shot(page, 'en-step')
    await fillStep(page, 'She says she wants to kill herself')
    await press(page, words('en', 'ui')('actions.answer'))
    await sees(page, '112')
    await shot(page, 'en-crisis')
    expect(await axeFindings(page)).toEqual([])
    await press(page, words('en', 'ui')('actions.return'))
    expect(await lastCard(page).locator('textarea').first().inputValue()).toBe('She says she wants to kill herself')
  })

  it('is closed to a browser that did not come in by the secret address, and that address works once', async () => {
    const stranger = await openBrowser('nl-BE')
    try {
      const page = await stranger.newPage()
      const response = await page.goto(`http://localhost:${server.port}/`)
      expect(response?.status()).toBe(403)
      expect(await page.locator('#chat textarea').count()).toBe(0)
      const address = server.address()
      await page.goto(address)
      expect(page.url()).not.toContain('key=')
      const second = await openBrowser('nl-BE')
      const other = await second.newPage()
      await other.goto(address)
      expect(await other.locator('body').getAttribute('data-state')).toBe('unknown')
      await second.close()
    } finally {
      await stranger.close()
    }
  })
})
