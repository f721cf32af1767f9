/** What is half typed about one client never lands with another, nor holds anybody up. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { begin, hasBrowser, lastCard, line, newClient, openBrowser, press, say, sees, titleOf } from '../support/browser.ts'
import { program } from '../support/command-line.ts'
import { type ServerProcess, serverProcess } from '../support/server.ts'
import { words } from '../support/words.ts'

const ui = words('nl', 'ui')
const channels = words('nl', 'channels')

describe.skipIf(!hasBrowser)('words that are half typed', () => {
  let server: ServerProcess
  let browser: BrowserContext
  let page: Page

  beforeAll(async () => {
    server = await serverProcess()
    browser = await openBrowser('nl-BE')
    await (await browser.newPage()).goto(server.address())
  })
  afterAll(async () => {
    await browser?.close()
    await server?.remove()
  })
  beforeEach(async () => {
    page = await browser.newPage()
    page.on('dialog', (dialog) => void dialog.accept())
    await page.goto(`http://localhost:${server.port}/`)
    await sees(page, ui('home.title'))
  })
  afterEach(() => page.close())

  const settings = () => ({ KEY_FILE: `${server.folder}/keys/master.key` })
  const run = async (...args: string[]): Promise<string> => (await program(server.folder, args, settings())).out
  const idOf = async (alias: string): Promise<string> =>
    (JSON.parse(await run('clients', '--json')) as { id: string; alias: string }[]).find((one) => one.alias === alias)?.id ?? ''
  const fileOf = async (alias: string): Promise<string> => run('export', await idOf(alias), '--json')
  const boxes = (of: Page = page) => lastCard(of).locator('textarea')
  async function at(alias: string): Promise<void> {
    await newClient(page, ui, { alias, phase: 'refused-first' })
    await begin(page, 'nl', 'what-if')
  }
  async function home(): Promise<void> {
    await say(page, 'home')
    await sees(page, ui('home.title'))
  }

  it('do not go into another client’s box when the page is hidden, and are asked about in the line', async () => {
    await at('Zee Een')
    await boxes().first().fill('woorden van een')
    await home()
    await at('Zee Twee')
    await boxes().first().fill('woorden van twee')
    await say(page, 'discreet')
    await page.getByText(ui('notices.discreetOn')).waitFor()
    await expect.poll(() => boxes().first().inputValue()).toBe('woorden van twee')
    expect(await line(page).inputValue()).toBe('woorden van een')
    const before = await page.locator('.bot').count()
    await line(page).press('Enter')
    await page.getByText(channels('page.notSeen')).waitFor()
    expect(await page.locator('.bot').count()).toBe(before)
    await line(page).fill('')
    await press(page, ui('actions.answer'))
    await expect.poll(() => fileOf('Zee Twee')).toContain('woorden van twee')
    expect(await fileOf('Zee Twee')).not.toContain('woorden van een')
    await say(page, ui('actions.discreetOff'))
    await page.getByText(ui('notices.discreetOff')).waitFor()
  })

  it('in the line are asked about at another client also after the page was loaded again', async () => {
    await at('Zee Drie')
    await line(page).fill('lijn over drie')
    const at3 = await page.locator('.bot').count()
    await press(page, ui('actions.home'))
    await page.locator('.bot').nth(at3).waitFor()
    await at('Zee Vier')
    expect(await line(page).inputValue()).toBe('lijn over drie')
    // what is half typed is kept a moment after the last key
    await page.waitForTimeout(800)
    await page.reload()
    await expect.poll(() => line(page).inputValue()).toBe('lijn over drie')
    await line(page).press('Enter')
    await page.getByText(channels('page.notSeen')).waitFor()
    expect(await fileOf('Zee Vier')).not.toContain('lijn over drie')
    // where it was begun it goes at once, loaded again or not
    await line(page).fill('')
    await line(page).pressSequentially('lijn over vier')
    await page.waitForTimeout(800)
    await page.reload()
    await expect.poll(() => line(page).inputValue()).toBe('lijn over vier')
    await line(page).press('Enter')
    await expect.poll(() => fileOf('Zee Vier')).toContain('lijn over vier')
  })

  it('in the form of one new client are not in that of the next, consent least of all', async () => {
    await press(page, ui('actions.clientNew'))
    const form = () => lastCard(page)
    await form().getByLabel(ui('clientForm.alias')).fill('Persoon X')
    await form().getByLabel(ui('clientForm.consent')).selectOption('given')
    await home()
    await press(page, ui('actions.clientNew'))
    await expect.poll(() => form().getByLabel(ui('clientForm.alias')).inputValue()).toBe('')
    expect(await form().getByLabel(ui('clientForm.consent')).inputValue()).not.toBe('given')
  })

  it('in a day hold back nothing but their own button: the crisis plan comes, and a day that stood there stays', async () => {
    await at('Zee Vijf')
    const next = async (): Promise<void> => {
      const before = await page.locator('.bot').count()
      await press(page, ui('actions.skip'))
      await page.locator('.bot').nth(before).waitFor()
    }
    while ((await lastCard(page).locator('input[type=date]').count()) === 0) await next()
    const title = await titleOf(page)
    const day = lastCard(page).locator('input[type=date]').first()
    await day.focus()
    await page.keyboard.type('02')
    const count = await page.locator('.bot').count()
    const tap = (action: string) =>
      lastCard(page)
        .getByRole('button', { name: ui(`actions.${action}`), exact: true })
        .click()
    await tap('answer')
    await page.waitForTimeout(500)
    expect(await page.locator('.bot').count()).toBe(count)
    await tap('crisis')
    await page.locator('.bot').nth(count).waitFor()
    expect(await titleOf(page)).not.toBe(title)
  })

  it('while an answer is on its way go on where they are typed, and are not lost', async () => {
    await at('Zee Zeven')
    await page.route('**/activities', async (route) => {
      if (route.request().method() === 'POST') await page.waitForTimeout(1_200)
      await route.continue()
    })
    const box = boxes().first()
    await box.fill('eerste helft')
    const before = await page.locator('.bot').count()
    await lastCard(page)
      .getByRole('button', { name: ui('actions.answer'), exact: true })
      .click()
    const card = page.locator('.bot').nth(before - 1)
    await card.locator('textarea').first().focus()
    await page.keyboard.press('End')
    await page.keyboard.type(', en terwijl het traag was nog een hele zin', { delay: 60 })
    await page.locator('.bot').nth(before).waitFor()
    expect(await card.locator('textarea').first().inputValue()).toBe('eerste helft, en terwijl het traag was nog een hele zin')
    expect(await boxes().first().inputValue()).toBe('')
    await page.unrouteAll()
    await page.waitForTimeout(800)
    await page.reload()
    await expect.poll(() => page.locator('.bot').count()).toBeGreaterThan(before)
    const values = () => page.locator('.bot textarea').evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value))
    await expect.poll(values).toContain('eerste helft, en terwijl het traag was nog een hele zin')
  })

  it('go with a client who is erased while no server runs', async () => {
    await at('Zee Zes')
    await boxes().first().fill('half over zes')
    await page.waitForTimeout(800)
    const id = await idOf('Zee Zes')
    await server.kill()
    await run('erase', id, '--yes')
    await server.start()
    await expect.poll(() => page.locator('body').innerText(), { timeout: 20_000 }).not.toContain('Zee Zes')
    for (const box of await page.locator('textarea').all()) expect(await box.inputValue()).toBe('')
  })
})
