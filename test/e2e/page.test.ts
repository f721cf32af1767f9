/** What the page does when something goes wrong around it: a server asleep, a card it cannot draw, a client erased elsewhere. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  begin,
  fillStep,
  hasBrowser,
  lastCard,
  line,
  moreCards,
  newClient,
  openBrowser,
  press,
  say,
  sees,
  titleOf,
} from '../support/browser.ts'
import { program } from '../support/command-line.ts'
import { type ServerProcess, serverProcess } from '../support/server.ts'
import { words } from '../support/words.ts'

const ui = words('nl', 'ui')
const channels = words('nl', 'channels')
/** Short ones, so that a request that hangs is given up soon (ms). */
const LIMITS = { poll: 11_000, wait: 2_000, send: 2_000, pause: 150, grace: 300 }

const all = (page: Page): Promise<string> => page.locator('body').innerText()

/** Notes in the page itself when a word is gone from it: what the test does meanwhile takes time too. */
const whenEmpty = (word: string): string => `
  globalThis.emptied = Number.NaN
  new MutationObserver(() => {
    if (Number.isNaN(emptied) && !document.body.innerText.includes(${JSON.stringify(word)})) emptied = Date.now()
  }).observe(document.body, { subtree: true, childList: true, characterData: true })`

describe.skipIf(!hasBrowser)('the page', () => {
  let server: ServerProcess
  let browser: BrowserContext
  let page: Page
  let count = 0

  afterEach(() => page.close())
  beforeAll(async () => {
    server = await serverProcess()
    browser = await openBrowser('nl-BE')
    await browser.addInitScript((limits) => Object.assign(globalThis, { wegwijzerLimits: limits }), LIMITS)
    await (await browser.newPage()).goto(server.address())
  })
  afterAll(async () => {
    await browser?.close()
    await server?.remove()
  })
  let alias = ''
  /** A tab of its own, at the first step of a conversation with a new client. */
  beforeEach(async () => {
    page = await browser.newPage()
    await page.goto(`http://localhost:${server.port}/`)
    await sees(page, ui('home.title'))
    alias = `Zee ${String.fromCharCode(65 + count++)}`
    await newClient(page, ui, { alias, phase: 'refused-first' })
    await begin(page, 'nl', 'what-if')
  })

  it('sends what was answered while the server slept, once, and shows the next step', async () => {
    const first = await titleOf(page)
    const cards = await page.locator('.ac-adaptiveCard').count()
    server.sleep()
    try {
      await fillStep(page, 'gezegd terwijl de server sliep')
      await lastCard(page)
        .getByRole('button', { name: ui('actions.answer'), exact: true })
        .click()
      await page.getByText(channels('page.unsent')).waitFor()
      // longer than a poll and a sending may take
      await page.waitForTimeout(5_000)
    } finally {
      server.wake()
    }
    await moreCards(page, cards)
    expect(await titleOf(page)).not.toBe(first)
    const answers = await press(page, ui('actions.answers')).then(() => all(page))
    expect(answers.split('gezegd terwijl de server sliep').length - 1).toBe(1)
  })

  it('says that a message cannot be drawn, takes nothing typed for its answer, and goes on with what comes after', async () => {
    await page.evaluate(() => {
      const drawn = (globalThis as unknown as { AdaptiveCards: { AdaptiveCard: { prototype: { render(): unknown } } } }).AdaptiveCards
        .AdaptiveCard.prototype
      const { render } = drawn
      drawn.render = () => {
        drawn.render = render
        throw new Error('a card that cannot be drawn')
      }
    })
    await fillStep(page, 'het antwoord ervoor')
    await lastCard(page)
      .getByRole('button', { name: ui('actions.answer'), exact: true })
      .click()
    await page.getByText(channels('page.undrawn')).waitFor()
    await say(page, 'dit is geen antwoord')
    await page.getByText(channels('page.notSeen')).waitFor()
    expect(await line(page).inputValue()).toBe('dit is geen antwoord')
    await line(page).fill('')
    await page
      .getByRole('button', { name: channels('page.home'), exact: true })
      .last()
      .click()
    await sees(page, ui('home.title'))
    expect(await page.locator('.waiting').count()).toBe(0)
  })

  it('goes on sending after a fault of its own', async () => {
    await page.evaluate(() => {
      const { prototype } = (globalThis as unknown as { Element: { prototype: { remove(): void } } }).Element
      const { remove } = prototype
      prototype.remove = () => {
        prototype.remove = remove
        throw new Error('a fault of the page')
      }
    })
    for (const text of ['een', 'twee']) {
      const before = await titleOf(page)
      const cards = await page.locator('.ac-adaptiveCard').count()
      await fillStep(page, text)
      await lastCard(page)
        .getByRole('button', { name: ui('actions.answer'), exact: true })
        .click()
      await moreCards(page, cards)
      expect(await titleOf(page)).not.toBe(before)
    }
  })

  it('shows neither the alias nor the words any more once it is discreet, also when it is loaded again', async () => {
    await fillStep(page, 'woorden van de cliënt')
    await press(page, ui('actions.answer'))
    await line(page).fill('half getypt')
    await lastCard(page)
      .getByRole('button', { name: ui('actions.discreet'), exact: true })
      .click()
    await page.getByText(ui('notices.discreetOn')).waitFor()
    expect(await all(page)).not.toMatch(new RegExp(`${alias}|woorden van de cliënt`))
    expect(await line(page).inputValue()).toBe('half getypt')
    await page.waitForTimeout(600)
    await page.reload()
    await page.getByText(ui('notices.discreetOn')).waitFor()
    expect(await all(page)).not.toMatch(new RegExp(`${alias}|woorden van de cliënt`))
    expect(await line(page).inputValue()).toBe('half getypt')
    await line(page).fill('')
    await press(page, ui('actions.discreetOff'))
  })

  it('keeps what is half typed in a box when the word is typed', async () => {
    await lastCard(page).locator('textarea, input[type=text]').first().fill('nog niet af')
    await say(page, 'discreet')
    await page.getByText(ui('notices.discreetOn')).waitFor()
    expect(await all(page)).not.toContain(alias)
    expect(await lastCard(page).locator('textarea, input[type=text]').first().inputValue()).toBe('nog niet af')
    await lastCard(page).locator('textarea, input[type=text]').first().fill('')
    await press(page, ui('actions.discreetOff'))
  })

  // what else a busy machine does may take that second: then it is looked at again
  it.each(['in another tab', 'on the command line'])('forgets a client who is erased %s within a second', { retry: 2 }, async (where) => {
    const second = await browser.newPage()
    onTestFinished(() => second.close())
    await second.goto(`http://localhost:${server.port}/`)
    await second.locator('.ac-adaptiveCard').first().waitFor()
    await fillStep(page, 'woorden van wie gewist wordt')
    await press(page, ui('actions.answer'))
    await say(second, alias)
    await sees(second, alias)
    await line(page).fill(`half getypt over ${alias}`)
    for (const one of [page, second]) await one.evaluate(whenEmpty(alias))
    if (where === 'in another tab') {
      await press(second, new RegExp(`^${alias}`))
      await press(second, ui('actions.clientErase'))
      await lastCard(second)
        .getByRole('button', { name: ui('confirm.eraseClient.yes'), exact: true })
        .click()
    } else {
      const settings = { KEY_FILE: `${server.folder}/keys/master.key` }
      const clients = JSON.parse((await program(server.folder, ['clients', '--json'], settings)).out) as { id: string; alias: string }[]
      await program(server.folder, ['erase', String(clients.find((one) => one.alias === alias)?.id), '--yes'], settings)
    }
    const began = Date.now()
    const gone = async (one: Page) => !(await all(one)).includes(alias) && (await line(one).inputValue()) === ''
    for (const one of [page, second]) {
      await expect.poll(() => gone(one)).toBe(true)
      expect(Number(await one.evaluate('emptied')) - began).toBeLessThan(1_000)
    }
    expect(await all(page)).not.toContain('woorden van wie gewist wordt')
  })
})
