/** The chat over a network that misbehaves: what is said meanwhile is kept once, at the step that stood on the screen, or handed back. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { begin, fillStep, hasBrowser, lastCard, moreCards, newClient, openBrowser, say, sees, titleOf } from '../support/browser.ts'
import { program } from '../support/command-line.ts'
import { type BadProxy, FAULTS, misbehavingProxy } from '../support/proxy.ts'
import { type ServerProcess, serverProcess } from '../support/server.ts'
import { words } from '../support/words.ts'

const ui = words('nl', 'ui')
/** Short ones, so that a request that hangs is given up soon (ms). */
const LIMITS = { wait: 800, poll: 1_600, send: 1_600, pause: 150, grace: 300 }

/** Which step each answer with these words was kept at, by its title. */
async function kept(server: ServerProcess): Promise<Map<string, string[]>> {
  const settings = { KEY_FILE: `${server.folder}/keys/master.key` }
  const clients = JSON.parse((await program(server.folder, ['clients', '--json'], settings)).out) as { id: string }[]
  const found = new Map<string, string[]>()
  for (const { id } of clients) {
    const { file, finished } = JSON.parse((await program(server.folder, ['export', id, '--json'], settings)).out)
    for (const run of [...file.runs, ...finished]) {
      const texts = words('nl', `conversations/${run.conversation}`)
      for (const { step, value } of Object.values(run.session.answers) as { step: string; value: object }[]) {
        for (const [text] of JSON.stringify(value).matchAll(/(fout|lijn) [\w -]+!/g))
          found.set(text, [...(found.get(text) ?? []), texts(`steps.${step}.title`)])
      }
    }
  }
  return found
}

describe.skipIf(!hasBrowser)('over a network that misbehaves', () => {
  let server: ServerProcess
  let browser: BrowserContext
  let proxy: BadProxy
  let page: Page

  beforeAll(async () => {
    server = await serverProcess()
    proxy = await misbehavingProxy(server.port)
    browser = await openBrowser('nl-BE')
    await browser.addInitScript((limits) => Object.assign(globalThis, { wegwijzerLimits: limits }), LIMITS)
    page = await browser.newPage()
    await page.goto(server.address().replace(String(server.port), String(proxy.port)))
    await sees(page, ui('home.title'))
  })
  afterAll(async () => {
    await browser?.close()
    await proxy?.close()
    await server?.remove()
  })

  it.each(['a button', 'a typed line'])('keeps each answer given by %s once, at the step that stood on the screen', async (way) => {
    const expected = new Map<string, string[]>()
    for (const [n, fault] of FAULTS.entries()) {
      const text = `fout ${way} ${n}!`
      // one conversation has fewer steps than there are faults
      if (n % 8 === 0) {
        await say(page, 'home')
        await sees(page, ui('home.title'))
        await newClient(page, ui, { alias: `Zee ${way} ${n}`, phase: 'refused-first' })
        await sees(page, words('nl', 'conversations/what-if')('title'))
        await begin(page, 'nl', 'what-if')
      }
      expected.set(text, [await titleOf(page)])
      const cards = await page.locator('.ac-adaptiveCard').count()
      const before = proxy.spoilt
      proxy.fault = (_method, path) => (path.startsWith('/v3/') && proxy.spoilt < before + 5 ? fault : undefined)
      if (way === 'a button') {
        await fillStep(page, text)
        await lastCard(page)
          .getByRole('button', { name: ui('actions.answer'), exact: true })
          .click()
      } else await say(page, text)
      await moreCards(page, cards)
      expect(await titleOf(page), fault).not.toBe(expected.get(text)?.[0])
      await expect.poll(() => page.locator('.waiting').count(), { timeout: 10_000 }).toBe(0)
      proxy.fault = () => undefined
    }
    const answers = await kept(server)
    for (const [text, where] of expected) expect(answers.get(text), text).toEqual(where)
  })
})
