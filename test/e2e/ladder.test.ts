/** The goals ladder in a real browser: from the client's page to the drawing, on a screen and on a phone. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFindings, hasBrowser, lastCard, openAtClient, press, sees, shot } from '../support/browser.ts'
import { words } from '../support/words.ts'

const ui = words('nl', 'ui')
const ladder = words('nl', 'instruments/ladder')

describe.skipIf(!hasBrowser)('a ladder in the browser', () => {
  let page: Page
  let close: (() => Promise<void>) | undefined
  beforeAll(async () => {
    const opened = await openAtClient('refused-appeal')
    page = opened.page
    close = opened.close
  })
  afterAll(() => close?.())

  const QUESTIONS = { goal: 'different', due: 'day', self: 'own-part', support: 'who', first: 'ready-before', rungs: 'begin-with' }
  const box = (part: keyof typeof QUESTIONS) =>
    lastCard(page).getByLabel(new RegExp(ladder(`parts.${part}.prompts.${QUESTIONS[part]}`).replaceAll('?', '\\?')))

  it('is filled in, with ideas on demand that take nothing away', async () => {
    await press(page, ui('actions.ladderOpen'))
    await press(page, ui('ladder.begin'))
    await lastCard(page).scrollIntoViewIfNeeded()
    await shot(page, 'nl-ladder-form')
    expect(await axeFindings(page)).toEqual([])
    await box('goal').fill('Tegen de zomer een eigen kamer')
    await box('due').fill('2026-06-30')
    await box('self').fill('elke week drie adressen bellen')
    await box('support').fill('mijn zus')
    await box('first').fill('papieren van de school halen')
    await press(page, ui('actions.ladderIdeas'))
    await sees(page, ladder('ideas.learn'))
    expect(await box('self').inputValue()).toBe('elke week drie adressen bellen')
    await shot(page, 'nl-ladder-ideas')
    await press(page, ui('actions.ladderSave'))
    await sees(page, ui('notices.saved'))
    await shot(page, 'nl-ladder-cards')
  })

  it('is put in order, ticked off, and shown as a drawing that holds its words', async () => {
    await press(page, ui('ladder.order'))
    expect(await box('rungs').inputValue()).toBe('papieren van de school halen\nelke week drie adressen bellen\nmijn zus')
    await box('rungs').fill(
      'papieren van de school halen\nmet mijn zus praten over wat kan en wat ze zou doen\nelke week drie adressen bellen',
    )
    await press(page, ui('actions.ladderSave'))
    await press(page, ui('actions.ladderReached'))
    await shot(page, 'nl-ladder-reached')
    await lastCard(page).getByLabel(ui('ladder.rung').replace('{{number}}', '1')).check()
    await press(page, ui('actions.ladderTick'))
    await sees(page, ui('notices.saved'))
    const drawing = lastCard(page).locator('img')
    expect(await drawing.getAttribute('alt')).toContain('1. papieren van de school halen · ✓')
    await expect.poll(() => drawing.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(300)
    await shot(page, 'nl-ladder')
    expect(await axeFindings(page)).toEqual([])
  })

  it('fits on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    const drawing = lastCard(page).locator('img')
    await drawing.scrollIntoViewIfNeeded()
    await shot(page, 'nl-ladder-phone')
    const { x, width } = (await drawing.boundingBox())!
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x + width).toBeLessThanOrEqual(390)
    await press(page, ui('actions.ladderEdit'))
    await shot(page, 'nl-ladder-form-phone')
  })
})
