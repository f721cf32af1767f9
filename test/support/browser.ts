/** A real Chromium, and a counsellor's hands on the chat page. */
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import type { Language } from '../../src/content/content.ts'
import { serverProcess } from './server.ts'
import { words } from './words.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))
export const hasBrowser = CHROMIUM !== undefined
export const SCREENSHOTS = join(import.meta.dirname, '..', 'e2e', 'screenshots')

const profiles = new WeakMap<BrowserContext, string>()
/** The folder in which this browser keeps what it keeps. */
export const profileOf = (browser: BrowserContext): string => profiles.get(browser) as string

export async function openBrowser(locale: string): Promise<BrowserContext> {
  mkdirSync(SCREENSHOTS, { recursive: true })
  const profile = mkdtempSync(join(tmpdir(), 'wegwijzer-browser-'))
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    locale,
    viewport: { width: 900, height: 1100 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  profiles.set(browser, profile)
  return browser
}

/** The newest card: older ones stay in the page. */
export const lastCard = (page: Page): Locator => page.locator('.ac-adaptiveCard').last()

export const titleOf = (page: Page): Promise<string> => lastCard(page).getByRole('heading').first().innerText()

/** The line to type in, below the messages. */
export const line = (page: Page): Locator => page.locator('.compose textarea')

export async function say(page: Page, text: string): Promise<void> {
  await line(page).fill(text)
  await line(page).press('Enter')
}

export const shot = (page: Page, name: string): Promise<Buffer> => page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })

/** Waits until a card with this text is the newest. */
export const sees = (page: Page, text: string | RegExp): Promise<void> =>
  lastCard(page).filter({ hasText: text }).waitFor({ timeout: 15_000 })

/** Waits until there are more cards than this. */
export const moreCards = (page: Page, than: number): Promise<void> =>
  page.locator('.ac-adaptiveCard').nth(than).waitFor({ timeout: 20_000 })

/** Presses a button on the newest card that has it, and waits for a card to come. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  const before = await page.locator('.ac-adaptiveCard').count()
  await page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .last()
    .click()
  await moreCards(page, before)
}

/** What axe finds on this page against WCAG 2.2 A and AA. */
export async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .options({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })
    // our pages have no frames, for which it would open another page and work twice
    .setLegacyMode()
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

/** Makes a client in Belgium who consented, from home. @param ui the sentences of `ui.json` in the language of the page */
export async function newClient(
  page: Page,
  ui: (key: string) => string,
  { alias, phase }: { alias: string; phase: string },
): Promise<void> {
  await press(page, ui('actions.clientNew'))
  const form = lastCard(page)
  await form.getByLabel(ui('clientForm.alias')).fill(alias)
  await form.getByLabel(ui('clientForm.country')).selectOption('BE')
  await form.getByLabel(ui('clientForm.phase')).selectOption(phase)
  await form.getByLabel(ui('clientForm.consent')).selectOption('given')
  await press(page, ui('actions.clientCreate'))
}

/** Opens the form of a conversation from the client's card and begins it; the opening and the first step come as two cards. */
export async function begin(page: Page, language: Language, conversation: string): Promise<void> {
  const ui = words(language, 'ui')
  await press(page, words(language, `conversations/${conversation}`)('title'))
  await press(page, ui('actions.conversationStart'))
  await lastCard(page)
    .getByRole('button', { name: ui('actions.answer'), exact: true })
    .waitFor()
}

/** Fills whatever the newest card asks with something that can be found back. */
export async function fillStep(page: Page, text: string): Promise<void> {
  const card = lastCard(page)
  const radio = card.locator('input[type=radio]').first()
  if (await radio.count()) await radio.check()
  const tick = card.locator('input[type=checkbox]').first()
  if (await tick.count()) await tick.check()
  const number = card.locator('input[type=number]').first()
  if (await number.count()) await number.fill('5')
  const date = card.locator('input[type=date]').first()
  if (await date.count()) await date.fill('2026-12-24')
  const box = card.locator('textarea, input[type=text]').first()
  if (await box.count()) await box.fill(text)
}

/** A server of its own, and its page in Dutch at the file of a new client. */
export async function openAtClient(phase: string): Promise<{ page: Page; close(): Promise<void> }> {
  const ui = words('nl', 'ui')
  const server = await serverProcess()
  const browser = await openBrowser('nl-BE')
  const page = await browser.newPage()
  await page.goto(server.address())
  await sees(page, ui('home.title'))
  await newClient(page, ui, { alias: 'Zwarte Zee', phase })
  return {
    page,
    async close() {
      await browser.close()
      await server.remove()
    },
  }
}
