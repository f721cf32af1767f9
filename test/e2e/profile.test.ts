/** What a browser leaves on the disk of the counsellor's computer: nothing that was typed, nor what was said. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { begin, fillStep, hasBrowser, lastCard, newClient, openBrowser, press, profileOf, sees } from '../support/browser.ts'
import { type ServerProcess, serverProcess } from '../support/server.ts'
import { words } from '../support/words.ts'

const ui = words('nl', 'ui')
/** Each its own words, found nowhere else. */
const TYPED = { alias: 'Zwaluwstaart', box: 'mangrovewoud', half: 'kwikzilverig', line: 'papegaaiduiker', other: 'zeepaardvrees' }
const CONTROL = 'komkommertijd'

/** Which of these words stand anywhere in the files of this folder, in any way a browser writes text. */
function found(folder: string, all: readonly string[]): string[] {
  const here = new Set<string>()
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const bytes = readFileSync(join(file.parentPath, file.name))
    for (const word of all) if (bytes.includes(word) || bytes.includes(Buffer.from(word, 'utf16le'))) here.add(word)
  }
  return [...here].toSorted()
}

/** Kills every process of this browser at once, as a power cut does. */
function cut(profile: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile) && readlinkSync(`/proc/${pid}/exe`).includes('chrom'))
        process.kill(Number(pid), 'SIGKILL')
    } catch {
      // gone already
    }
}

describe.skipIf(!hasBrowser)('the profile of the browser', () => {
  let server: ServerProcess
  let browser: BrowserContext
  let page: Page
  beforeAll(async () => {
    server = await serverProcess()
    browser = await openBrowser('nl-BE')
    page = await browser.newPage()
    await page.goto(server.address())
    await sees(page, ui('home.title'))
  })
  afterAll(async () => {
    await browser?.close().catch(() => undefined)
    await server?.remove()
  })

  it('holds none of what was typed, also where it was cut off', async () => {
    // a box of anybody's, to see that this browser would keep it
    const control = await browser.newPage()
    await control.route('**/control', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>control</title><textarea></textarea>' }),
    )
    await control.goto(`http://localhost:${server.port}/control`)
    await control.locator('textarea').pressSequentially(CONTROL)

    await newClient(page, ui, { alias: TYPED.alias, phase: 'refused-first' })
    await begin(page, 'nl', 'what-if')
    await fillStep(page, TYPED.box)
    await press(page, ui('actions.answer'))
    await page.locator('.compose textarea').fill(TYPED.line)
    await page.locator('.compose textarea').press('Enter')
    await lastCard(page).getByText(TYPED.line).or(lastCard(page)).first().waitFor()
    await lastCard(page).locator('textarea, input[type=text]').first().pressSequentially(TYPED.half)
    await page.locator('.compose textarea').pressSequentially(TYPED.other)
    // other pages and back: the browser writes its session down
    for (const one of [page, control]) {
      await one.evaluate("history.pushState({}, '', '#other')")
      await one.waitForTimeout(300)
    }
    const profile = profileOf(browser)
    await expect.poll(() => found(profile, [CONTROL]), { timeout: 30_000, interval: 500 }).toEqual([CONTROL])
    cut(profile)
    expect(found(profile, [...Object.values(TYPED), CONTROL])).toEqual([CONTROL])
  })
})
