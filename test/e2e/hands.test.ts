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
})
