/** The crisis plan with nothing but a keyboard: Tab, Enter, and what a screen reader would find. */
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

const STEPS = ['danger', 'acknowledge', 'can-and-cannot', 'doctor', 'not-alone', 'blame', 'future-waits', 'yourself']
/** More presses of Tab than this and nobody would find it. */
const MOST_TABS = 14

/** Tabs to the button with this label, from where the focus is now. @returns how many presses it took */
async function tabTo(page: Page, label: string, most = MOST_TABS): Promise<number> {
  for (let tabs = 1; tabs <= most; tabs++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate<{ text?: string; inLast?: boolean }>(
      `({ text: document.activeElement?.textContent?.trim(), inLast: [...document.querySelectorAll('.ac-adaptiveCard')].at(-1)?.contains(document.activeElement) })`,
    )
    if (at.inLast && at.text === label) return tabs
  }
  throw new Error(`no button “${label}” within ${most} tabs`)
}

/** The same, and Enter; waits for the card that comes. */
async function enter(page: Page, label: string, most?: number): Promise<void> {
  const before = await page.locator('.ac-adaptiveCard').count()
  await tabTo(page, label, most)
  await page.keyboard.press('Enter')
  await moreCards(page, before)
}

const labels = (page: Page): Promise<string[]> => lastCard(page).locator('.ac-pushButton').allInnerTexts()

describe.skipIf(!hasBrowser).each<[Language, string, string]>([
  ['nl', 'nl-BE', 'Zelfmoordlijn 1813'],
  ['fr', 'fr-BE', 'Prévention du Suicide 0800 32 123'],
])('the crisis plan by keyboard, in %s', (language, locale, ownLine) => {
  const ui = words(language, 'ui')
  const plan = words(language, 'guides/crisis')
  let server: ServerProcess
  let browser: BrowserContext
  let page: Page
  const dialled: string[] = []

  beforeAll(async () => {
    server = await serverProcess()
    browser = await openBrowser(locale)
    page = await browser.newPage()
    await page.exposeFunction('dialled', (address: string) => dialled.push(address))
    // a number goes to the telephone of the device; here it is only written down
    await page.addInitScript('HTMLAnchorElement.prototype.click = function () { window.dialled(this.href) }')
    await page.goto(server.address())
    await sees(page, ui('home.title'))
    await newClient(page, ui, { alias: 'Zwarte Zee', phase: 'refused-first' })
    await begin(page, language, 'what-if')
  })
  afterAll(async () => {
    await browser?.close()
    await server?.remove()
  })

  it('dials, goes through all steps and back to the conversation', async () => {
    await fillStep(page, language === 'nl' ? 'Ze zegt dat ze zelfmoord wil plegen.' : 'Elle dit qu’elle veut se suicider.')
    await press(page, ui('actions.answer'))
    await sees(page, '112')
    await shot(page, `${language}-crisis-first`)
    // nothing between where the focus is and 112
    const call = ui('guide.call').replace('{{number}}', '112')
    expect(await tabTo(page, call)).toBeLessThanOrEqual(2)
    await page.keyboard.press('Enter')
    await expect.poll(() => dialled).toEqual(['tel:112'])
    // written down afterwards, as these conversations begin: whoever is not here is called
    await sees(page, plan('sections.away.title'))
    const [first, line] = await labels(page)
    expect(first).toBe(call)
    expect(line).toBe(ownLine)
    expect(await axeFindings(page)).toEqual([])

    await enter(page, plan('begin'))
    for (const [nth, id] of STEPS.entries()) {
      await sees(page, plan(`sections.${id}.title`))
      // the browser leads there, so a screen reader reads it
      expect(await page.evaluate(`document.activeElement?.getAttribute('role')`)).toBe('heading')
      expect(await lastCard(page).locator('ol').count(), 'read as a list').toBe(0)
      const shown = await labels(page)
      for (const action of ['return', 'pause', 'finish', 'home']) expect(shown, id).toContain(ui(`actions.${action}`))
      if (nth === 1) await shot(page, `${language}-crisis-step`)
      if (nth < STEPS.length - 1) await enter(page, ui('guide.next'))
    }
    await enter(page, ui('guide.previous'))
    await sees(page, plan('sections.future-waits.title'))
    await enter(page, ui('guide.situation'))
    await sees(page, ui('guide.situations'))
    await enter(page, plan('sections.interpreter.label'))
    await sees(page, plan('sections.interpreter.title'))
    await shot(page, `${language}-crisis-interpreter`)
    await enter(page, ui('guide.sources'))
    await sees(page, plan('sections.sources.title'))
    await shot(page, `${language}-crisis-sources`)
    expect(await axeFindings(page)).toEqual([])
    // past a link for each number
    await enter(page, ui('guide.first'), 30)
    await sees(page, plan('sections.away.title'))
    await enter(page, ui('actions.return'))
    await lastCard(page)
      .getByRole('button', { name: ui('actions.answer'), exact: true })
      .waitFor()
  })

  it('fits on the screen of a phone, numbers first', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await press(page, ui('actions.crisis'))
    await sees(page, '112')
    const card = await lastCard(page).boundingBox()
    const call = await lastCard(page).locator('.ac-pushButton').first().boundingBox()
    await shot(page, `${language}-crisis-phone`)
    expect(call!.y - card!.y).toBeLessThan(120)
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(360)
  })
})
