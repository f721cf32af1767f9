/** What goes over the wire is the activity, whether the JSON of its card was known or not. */
import { expect, it } from 'vitest'
import { bodyOf, type message, messages } from '../../../src/channels/botframework/answer.ts'
import { createPresentation } from '../../../src/render/presentation.ts'
import { content, replies } from '../../render/fixture.ts'
import { activity } from '../support.ts'

const incoming = activity('http://localhost/') as unknown as Parameters<typeof message>[0]
const can = { cards: true, updates: true, universalActions: true }

it.each(replies().map((reply) => [reply.view, reply] as const))('says %s as it is', (_, reply) => {
  const said = messages(incoming, can, { language: 'nl', replies: [reply] }, createPresentation(content))
  expect(said.messages.length).toBeGreaterThan(0)
  for (const one of said.messages) {
    expect(JSON.parse(bodyOf(one.activity, one.json).toString())).toEqual(JSON.parse(JSON.stringify(one.activity)))
    if (one.json !== undefined) expect(one.json).toBe(JSON.stringify((one.activity.attachments as { content: unknown }[])[0]?.content))
  }
})
