/** Hands that press twice, type too early or leave, and a network that says no: one page, at its first card. */
import type { BrowserContext, Page, Route } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hasBrowser, lastCard, line, newClient, openBrowser, press, say, sees } from '../support/browser.ts'
import { type ServerProcess, serverProcess } from '../support/server.ts'
import { words } from '../support/words.ts'

const ui = words('nl', 'ui')
const channels = words('nl', 'channels')
/** Short ones, so that a request that hangs is given up soon (ms). */
const LIMITS = { wait: 1_000, poll: 8_000, send: 8_000, pause: 100, grace: 400 }
const JSON_SAYS = (status: number, code: string) => ({ status, contentType: 'application/json', body: JSON.stringify({ error: { code } }) })
const PAGE_SAYS = (status: number) => ({ status, contentType: 'text/html', body: '<!doctype html><title>No</title>' })

describe.skipIf(!hasBrowser)('a page in hands that are not careful', () => {
  let server: ServerProcess
  let browser: BrowserContext
  let page: Page
  /** What was sent, each once. */
  let sent = new Set<string>()

  const button = (name: string) => lastCard(page).getByRole('button', { name, exact: true })
  const note = () => page.locator('#note').innerText()
  const bodies = (text: string) => [...sent].filter((body) => body.includes(text)).length
  /** Answers what the page sends instead of the server. */
  const answerSending = (answer: (route: Route) => unknown) =>
    page.route('**/activities', (route) => (route.request().method() === 'POST' ? answer(route) : route.continue()))

  beforeAll(async () => {
    server = await serverProcess()
    browser = await openBrowser('nl-BE')
    await browser.addInitScript((limits) => Object.assign(globalThis, { wegwijzerLimits: limits }), LIMITS)
    page = await browser.newPage()
    page.on('request', (request) => request.method() === 'POST' && sent.add(request.postData() ?? ''))
    await page.goto(server.address())
    await sees(page, ui('home.title'))
  })
  beforeEach(async () => {
    sent = new Set()
    await page.unrouteAll()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.remove()
  })
  const home = async () => {
    const before = await page.locator('.bot').count()
    await say(page, 'home')
    await page.locator('.bot').nth(before).waitFor()
    await sees(page, ui('home.title'))
  }

  it('says what to do when one of its scripts never comes', async () => {
    const other = await browser.newPage()
    await other.route('**/adaptivecards.js', (route) => route.fulfill(PAGE_SAYS(502)))
    await other.goto(`http://localhost:${server.port}/`)
    expect(await other.locator('main').innerText()).toMatch(/Laad de pagina dan opnieuw/)
    await other.close()
  })

  it('says that it waits, when the first request hangs', async () => {
    const other = await browser.newPage()
    await other.route('**/tokens/generate', () => {})
    await other.goto(`http://localhost:${server.port}/`)
    await other.getByText(channels('page.away')).waitFor({ timeout: 5_000 })
    await other.close()
  })

  it('asks with pauses, and says so, when every token is past its time at once', async () => {
    const other = await browser.newPage()
    let asked = 0
    await other.route('**/activities?**', (route) => {
      asked++
      return route.fulfill(JSON_SAYS(403, 'TokenExpired'))
    })
    await other.goto(`http://localhost:${server.port}/`)
    await other.getByText(channels('page.away')).waitFor({ timeout: 5_000 })
    const before = asked
    await other.waitForTimeout(1_000)
    expect(asked - before).toBeLessThan(11)
    await other.close()
  })

  it('presses a button once while the key is held down, and while the server is slow', async () => {
    await button(ui('actions.clientNew')).focus()
    server.sleep()
    try {
      for (let n = 0; n < 12; n++) {
        // longer together than a double tap takes
        await page.keyboard.down('Enter')
        await page.waitForTimeout(110)
      }
      await page.keyboard.up('Enter')
      await button(ui('actions.clientNew')).click()
      expect(await page.locator('.mine.waiting').count()).toBe(1)
    } finally {
      server.wake()
    }
    await sees(page, ui('clientForm.alias'))
    expect(bodies('client.new')).toBe(1)
  })

  it('does not take the second half of a double click for a press on the next card', async () => {
    await home()
    const { x, y } = (await button(ui('actions.clientNew')).boundingBox())!
    await page.mouse.click(x + 8, y + 8)
    await sees(page, ui('clientForm.alias'))
    // where the pointer is, stands a button by now
    const next = (await button(ui('actions.clientCreate')).boundingBox())!
    await page.mouse.move(next.x + 8, next.y + 8)
    await page.mouse.down({ clickCount: 2 })
    await page.mouse.up({ clickCount: 2 })
    await page.waitForTimeout(300)
    expect(bodies('client.create')).toBe(0)
  })

  it('presses a button again, whatever the clock of the machine was set to', async () => {
    await home()
    const before = await page.locator('.bot').count()
    await button(ui('actions.clientNew')).click()
    await page.locator('.bot').nth(before).waitFor()
    await page.evaluate(() => {
      const was = Date.now
      Date.now = () => was() - 3_600_000
    })
    await page.waitForTimeout(1_100)
    await page
      .getByRole('button', { name: ui('actions.clientNew'), exact: true })
      .last()
      .click()
    await page
      .locator('.bot')
      .nth(before + 1)
      .waitFor()
    server.sleep()
    try {
      await page.getByText(channels('page.away')).waitFor({ timeout: 20_000 })
    } finally {
      server.wake()
    }
    await page.getByText(channels('page.away')).waitFor({ state: 'detached' })
  })

  it('looks once more at a line that was begun at another card', async () => {
    await home()
    await line(page).pressSequentially('nog bij het ')
    await press(page, ui('actions.clientNew'))
    await line(page).pressSequentially('begin')
    await line(page).press('Enter')
    await page.getByText(channels('page.notSeen')).waitFor()
    expect(await line(page).inputValue()).toBe('nog bij het begin')
    expect(bodies('nog bij het begin')).toBe(0)
    await line(page).press('Enter')
    await expect.poll(() => bodies('nog bij het begin')).toBe(1)
    expect(await note()).toBe('')
  })

  it('gives lines back in their order', async () => {
    await home()
    server.sleep()
    await button(ui('actions.clientNew')).click()
    for (const text of ['een', 'twee', 'drie']) await say(page, text)
    server.wake()
    await page.getByText(channels('page.notSeen')).waitFor()
    expect(await line(page).inputValue()).toBe('een\ntwee\ndrie')
    await line(page).fill('')
  })

  it.each([
    ['413, as a page', PAGE_SAYS(413), 'tooLong'],
    ['403, as a page, each time', PAGE_SAYS(403), 'failed'],
    ['502, by our own server', JSON_SAYS(502, 'BotError'), 'failed'],
  ])('gives a line back, with a word, when the answer is %s', async (_, says, why) => {
    await answerSending((route) => route.fulfill(says))
    await say(page, 'een lange lijn')
    await page.getByText(channels(`page.${why}`)).waitFor({ timeout: 10_000 })
    expect(await line(page).inputValue()).toBe('een lange lijn')
    expect(await page.locator('.waiting').count()).toBe(0)
    await line(page).fill('')
  })

  it('keeps a pause that is asked for', async () => {
    await answerSending((route) => route.fulfill({ ...JSON_SAYS(503, 'Busy'), headers: { 'retry-after': '2' } }))
    let posts = 0
    page.on('request', (request) => {
      if (request.method() === 'POST') posts++
    })
    await say(page, 'home')
    await page.waitForTimeout(1_500)
    expect(posts).toBe(1)
    const before = await page.locator('.bot').count()
    await page.unrouteAll()
    await page.locator('.bot').nth(before).waitFor()
  })

  // within four seconds; looked at again where the machine was busy
  it('fetches the answer soon when the poll that should bring it hangs', { retry: 2 }, async () => {
    let hung = false
    await page.route('**/activities?**', (route) => {
      if (hung) return route.continue()
      hung = true
    })
    await expect.poll(() => hung).toBe(true)
    const before = await page.locator('.bot').count()
    await say(page, 'home')
    await page.locator('.bot').nth(before).waitFor({ timeout: 4_000 })
  })

  it('holds back a day that is half typed, says so, and leads there', async () => {
    await home()
    await newClient(page, ui, { alias: 'Zwarte Zee', phase: 'refused-first' })
    await press(page, words('nl', 'conversations/what-if')('title'))
    const card = lastCard(page)
    const day = card.locator('input[type=date]')
    await day.fill('')
    await day.focus()
    // the day or the month, whichever the browser has first
    await page.keyboard.type('02')
    sent.clear()
    await button(ui('actions.conversationStart')).click()
    await card.getByText(channels('page.unread')).waitFor()
    expect(await card.locator('input[type=date][aria-invalid=true]:focus').count()).toBe(1)
    const told = (await day.getAttribute('aria-labelledby'))?.split(' ').map((id) => page.locator(`[id="${id}"]`).innerText()) ?? []
    expect((await Promise.all(told)).join()).toContain(channels('page.unread'))
    expect(sent.size).toBe(0)
    await day.fill('2026-03-02')
    expect(await day.getAttribute('aria-invalid')).toBe(null)
    await press(page, ui('actions.conversationStart'))
    expect(bodies('2026-03-02')).toBe(1)
  })

  it('leaves room to read where the screen is low, as when it is zoomed in four times', async () => {
    const size = page.viewportSize()!
    await page.setViewportSize({ width: 320, height: 256 })
    const positions = "[...document.querySelectorAll('header, .compose')].map((one) => getComputedStyle(one).position)"
    expect(await page.evaluate(positions)).toEqual(['static', 'static'])
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(320)
    await page.setViewportSize(size)
  })

  it('draws a line around each message where the system has colours of its own', async () => {
    await page.emulateMedia({ forcedColors: 'active' })
    expect(await page.evaluate("getComputedStyle(document.querySelector('.bot')).borderTopStyle")).toBe('solid')
    await page.emulateMedia({ forcedColors: null })
  })
})
