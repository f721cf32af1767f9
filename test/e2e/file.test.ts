/** What is done with a whole file, in a real browser: shared, handed over, looked after, given to the client, erased. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFindings, hasBrowser, lastCard, openAtClient, press, sees, shot } from '../support/browser.ts'
import { words } from '../support/words.ts'

const COLLEAGUE = 'bbbbbbbb-2222-4222-8222-222222222222'
const ui = words('nl', 'ui')

describe.skipIf(!hasBrowser)('a file in the browser', () => {
  let page: Page
  let close: (() => Promise<void>) | undefined
  beforeAll(async () => {
    const opened = await openAtClient('pending')
    page = opened.page
    close = opened.close
  })
  afterAll(() => close?.())

  it('is shared with a colleague by their id, and taken back', async () => {
    await press(page, ui('actions.clientManage'))
    await shot(page, 'nl-manage')
    const box = lastCard(page).getByLabel(ui('person.label'))
    await box.fill('Bert')
    await press(page, ui('actions.shareSave'))
    await sees(page, ui('notices.personWrong'))
    await lastCard(page).getByLabel(ui('person.label')).fill(COLLEAGUE)
    await lastCard(page).getByLabel(ui('manage.right')).selectOption('write')
    await press(page, ui('actions.shareSave'))
    await sees(page, 'een collega (id eindigt op 2222)')
    await shot(page, 'nl-manage-shared')
    expect(await axeFindings(page)).toEqual([])
    await press(page, ui('actions.shareRemove'))
    await sees(page, ui('notices.takenBack'))
  })

  it('is offered with a note to change, and taken back', async () => {
    await press(page, ui('actions.handover'))
    const form = lastCard(page)
    const note = form.getByLabel(new RegExp(ui('handover.note')))
    expect(await note.inputValue()).toContain(ui('handoverNote.noTalks'))
    await shot(page, 'nl-handover')
    expect(await axeFindings(page)).toEqual([])
    await form.getByLabel(ui('person.label')).fill(COLLEAGUE)
    await note.fill('Twee keer thee gedronken.')
    await press(page, ui('actions.handoverOffer'))
    await sees(page, ui('notices.handoverNotAgreed'))
    await lastCard(page).getByText(ui('handover.agreedTitle')).click()
    expect(
      await lastCard(page)
        .getByLabel(new RegExp(ui('handover.note')))
        .inputValue(),
    ).toBe('Twee keer thee gedronken.')
    await press(page, ui('actions.handoverOffer'))
    await sees(page, ui('actions.handoverWithdraw'))
    await press(page, ui('actions.handoverWithdraw'))
    await sees(page, ui('notices.offerWithdrawn'))
  })

  it('tells who looked and wrote', async () => {
    await press(page, ui('actions.clientAudit'))
    await sees(page, ui('audit.did.sharedWrite'))
    await shot(page, 'nl-audit')
    expect(await axeFindings(page)).toEqual([])
  })

  it('shows everything as text to copy', async () => {
    await press(page, ui('actions.clientManage'))
    await press(page, ui('actions.clientExport'))
    await press(page, ui('exportForm.show'))
    await page.getByText(words('nl', 'export')('title')).last().waitFor()
    await page.getByText('npx wegwijzer export').last().waitFor()
    await shot(page, 'nl-export')
  })

  it('says what goes and what stays, and then is gone, from the page too', async () => {
    await press(page, ui('actions.clientOpen'))
    await press(page, ui('actions.clientErase'))
    await sees(page, ui('confirm.eraseClient.title'))
    await shot(page, 'nl-erase')
    await page
      .getByRole('button', { name: ui('confirm.eraseClient.yes') })
      .last()
      .click()
    await sees(page, ui('home.title'))
    await expect.poll(() => page.getByText('Zwarte Zee').count()).toBe(0)
  })
})
