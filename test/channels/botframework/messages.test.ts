import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Turn } from '../../../src/turn/turn.ts'
import { activity, cardText, echo, erasures, fakeConnector, type Line, openLine, said, server, teamsActivity } from '../support.ts'

let line: Line
beforeEach(async () => {
  line = await openLine()
})
afterEach(() => line.close())

describe('what a channel sends becomes a turn', () => {
  async function turnsFor(...activities: Record<string, unknown>[]): Promise<Turn[]> {
    const assistant = echo()
    line.running = await server({ assistant })
    for (const one of activities) expect((await line.running.post('/api/messages', one)).status).toBeLessThan(300)
    return assistant.turns
  }

  it('takes a message, with who, where, which language and the id', async () => {
    const [turn] = await turnsFor(activity(line.connector.url, { id: 'a1', text: 'Hij wil nog wachten.' }))
    expect(turn).toEqual({
      id: 'a1',
      channel: 'test',
      user: { tenant: 'local', id: 'local' },
      chat: { id: 'conversation-1', group: false, service: line.connector.url },
      locale: 'nl-BE',
      input: { kind: 'text', text: 'Hij wil nog wachten.' },
    })
  })

  it('sends an answer to the serviceUrl as a reply to the activity, in the language of the answer', async () => {
    await turnsFor(activity(line.connector.url, { id: 'a1', text: 'dag' }))
    const [call] = await line.connector.until(1)
    expect(call).toMatchObject({ method: 'POST', path: '/v3/conversations/conversation-1/activities/a1' })
    expect(call?.body).toMatchObject({
      type: 'message',
      locale: 'nl',
      replyToId: 'a1',
      from: { id: 'bot' },
      recipient: { id: 'person' },
      conversation: { id: 'conversation-1' },
      summary: 'Wegwijzer',
    })
    expect(cardText(call?.body ?? {})).toBe('text dag')
  })

  it('takes the data of the card and what was filled in from Action.Submit', async () => {
    const [turn] = await turnsFor(
      activity(line.connector.url, { text: undefined, value: { action: 'answer', client: 'c1', visit: 'v3', text: 'later' } }),
    )
    expect(turn?.input).toEqual({ kind: 'action', action: 'answer', data: { client: 'c1', visit: 'v3', text: 'later' } })
  })

  it('takes off what keeps a box apart from those of other cards in a browser', async () => {
    const [turn] = await turnsFor(
      activity(line.connector.url, {
        text: undefined,
        value: { action: 'answer', visit: 'v3', 'choice~run.v3': 'legal', text: 'later ~ misschien' },
      }),
    )
    expect(turn?.input).toEqual({ kind: 'action', action: 'answer', data: { visit: 'v3', choice: 'legal', text: 'later ~ misschien' } })
  })

  it('ignores a forged action that is not a word', async () => {
    const [first, second] = await turnsFor(
      activity(line.connector.url, { value: { action: { $gt: '' } } }),
      activity(line.connector.url, { value: {}, text: undefined }),
    )
    expect(first?.input).toEqual({ kind: 'action', action: '', data: {} })
    expect(second?.input).toEqual({ kind: 'action', action: '', data: {} })
  })

  it('takes a picture for a file, not the HTML that Teams sends along, and keeps the words beside a file', async () => {
    const html = { contentType: 'text/html', content: '<p>dag</p>' }
    const picture = { contentType: 'image/png', contentUrl: 'https://example.org/x.png' }
    const turns = await turnsFor(
      activity(line.connector.url, { attachments: [html] }),
      activity(line.connector.url, { text: undefined, attachments: [picture] }),
      activity(line.connector.url, { id: 'both', text: 'kijk', attachments: [html, picture] }),
    )
    expect(turns.map((turn) => turn.input.kind)).toEqual(['text', 'attachment', 'text', 'attachment'])
    expect(turns.slice(2).map((turn) => turn.id)).toEqual(['both', 'both#1'])
  })

  it('takes an arrival, an installation and an edited message', async () => {
    const turns = await turnsFor(
      activity(line.connector.url, { type: 'conversationUpdate', membersAdded: [{ id: 'person' }] }),
      activity(line.connector.url, { type: 'installationUpdate', action: 'add' }),
      activity(line.connector.url, { type: 'installationUpdate', action: 'remove' }),
      activity(line.connector.url, { type: 'conversationUpdate', membersAdded: [{ id: 'bot' }] }),
      teamsActivity(line.connector.url, {
        type: 'messageUpdate',
        id: 'm1',
        timestamp: 't1',
        text: 'toch niet',
        channelData: { eventType: 'editMessage' },
      }),
      teamsActivity(line.connector.url, {
        type: 'messageUpdate',
        id: 'm1',
        timestamp: 't2',
        text: 'toch wel',
        channelData: { eventType: 'editMessage' },
      }),
      teamsActivity(line.connector.url, { type: 'messageUpdate', id: 'm1', text: 'x', channelData: { eventType: 'undeleteMessage' } }),
      teamsActivity(line.connector.url, { type: 'messageUpdate', id: 'm2', timestamp: 't3', text: undefined }),
      teamsActivity(line.connector.url, {
        type: 'messageDelete',
        id: 'm1',
        text: undefined,
        channelData: { eventType: 'softDeleteMessage' },
      }),
    )
    expect(turns.map((turn) => [turn.id.replace(/^activity-\d+$/, ''), turn.input])).toEqual([
      ['', { kind: 'opened', back: false }],
      ['', { kind: 'opened', back: false }],
      ['m1#edited-t1', { kind: 'edited', activity: 'm1', text: 'toch niet' }],
      ['m1#edited-t2', { kind: 'edited', activity: 'm1', text: 'toch wel' }],
      ['m2#edited-t3', { kind: 'edited', activity: 'm2', text: '' }],
      ['m1#deleted', { kind: 'deleted', activity: 'm1' }],
    ])
  })

  it('greets once where Teams reports an installation twice', async () => {
    const turns = await turnsFor(
      teamsActivity(line.connector.url, { type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }] }),
      teamsActivity(line.connector.url, { type: 'installationUpdate', action: 'add' }),
    )
    expect(turns.map((turn) => turn.input.kind)).toEqual(['opened'])
  })

  it('passes over other activities quietly', async () => {
    const types = ['typing', 'messageReaction', 'endOfConversation', 'event', 'trace', 'handoff', 'somethingNew']
    expect(await turnsFor(...types.map((type) => activity(line.connector.url, { type })))).toEqual([])
    expect(line.connector.calls).toEqual([])
    // the protocol has an answer of its own for an invoke that a bot does not know
    expect((await line.running?.post('/api/messages', activity(line.connector.url, { type: 'invoke', name: 'task/fetch' })))?.status).toBe(
      501,
    )
  })

  it.each([
    ...['fileConsent/invoke', 'task/submit', 'composeExtension/query', 'composeExtension/queryLink', 'signin/verifyState'],
    ...[
      'signin/tokenExchange',
      'message/submitAction',
      'message/fetchTask',
      'config/fetch',
      'application/search',
      'actionableMessage/executeAction',
    ],
    ...['tab/fetch', 'search', 'toString', '__proto__', '', undefined, null],
  ])('answers an invoke named %j with 501, whatever comes along', async (name) => {
    const values = [
      undefined,
      null,
      7,
      'x',
      [],
      { action: 'accept', context: {} },
      { action: { data: 'x' } },
      { commandId: 'x', parameters: [] },
    ]
    line.running = await server({ assistant: echo() })
    for (const value of values) {
      const answer = await line.running.post(
        '/api/messages',
        teamsActivity(line.connector.url, { type: 'invoke', name, value, text: undefined }),
      )
      expect(answer.status).toBe(501)
    }
    expect(line.connector.calls).toEqual([])
    expect(line.running.log.text()).not.toContain('could not be handled')
  })

  it.each([
    undefined,
    null,
    7,
    'x',
    [],
    {},
    { action: null },
    { action: [] },
    { action: { data: [] } },
    { action: { data: { action: 7 } } },
  ])('takes a button that carries %j for an unknown one', async (value) => {
    const [turn] = await turnsFor(
      teamsActivity(line.connector.url, { type: 'invoke', name: 'adaptiveCard/action', value, text: undefined }),
    )
    expect(turn?.input).toEqual({ kind: 'action', action: '', data: {} })
  })

  it('marks group chats and channels', async () => {
    const turns = await turnsFor(
      activity(line.connector.url, { conversation: { id: 'g', isGroup: true } }),
      activity(line.connector.url, { conversation: { id: 'h', conversationType: 'channel' } }),
      activity(line.connector.url, { conversation: { id: 'i', conversationType: 'groupChat' } }),
      activity(line.connector.url, { conversation: { id: 'j', conversationType: 'personal', isGroup: false } }),
    )
    expect(turns.map((turn) => turn.chat.group)).toEqual([true, true, true, false])
  })

  it('takes what was said whatever its locale', async () => {
    const turns = await turnsFor(
      activity(line.connector.url, { locale: 'tlh-Piqd' }),
      activity(line.connector.url, { locale: '<script>' }),
      activity(line.connector.url, { locale: 7 }),
    )
    expect(turns.map((turn) => turn.locale)).toEqual(['tlh-Piqd', undefined, undefined])
  })

  it('replies in the answer itself when the channel asks so', async () => {
    line.running = await server({ assistant: echo() })
    const answer = await line.running.post('/api/messages', activity(line.connector.url, { deliveryMode: 'expectReplies', text: 'dag' }))
    const { activities } = (await answer.json()) as { activities: Record<string, unknown>[] }
    expect(activities.map(cardText)).toEqual(['text dag'])
    expect(line.connector.calls).toEqual([])
  })
})

describe('cards in Teams', () => {
  const closed = { closed: { notice: { key: 'saved' } } } as const

  it('answers Action.Execute with the closed card and sends the next step as a message', async () => {
    const assistant = echo((turn) => said(`next after ${turn.input.kind}`, closed))
    line.running = await server({ assistant })
    const value = { action: { type: 'Action.Execute', id: 'x', verb: 'answer', data: { action: 'answer', visit: 'v1', text: 'ja' } } }
    const answer = await line.running.post(
      '/api/messages',
      teamsActivity(line.connector.url, { type: 'invoke', name: 'adaptiveCard/action', value, text: undefined }),
    )
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      statusCode: 200,
      type: 'application/vnd.microsoft.card.adaptive',
      value: { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: 'closed: saved' }] },
    })
    expect(assistant.turns[0]?.input).toEqual({ kind: 'action', action: 'answer', data: { visit: 'v1', text: 'ja' } })
    const [call] = await line.connector.until(1)
    expect(cardText(call?.body ?? {})).toBe('next after action')
  })

  it('leaves the card where Action.Execute closes nothing', async () => {
    line.running = await server({ assistant: echo(() => said('ok')) })
    const answer = await line.running.post(
      '/api/messages',
      teamsActivity(line.connector.url, { type: 'invoke', name: 'adaptiveCard/action', value: { action: { data: { action: 'more' } } } }),
    )
    expect(await answer.json()).toEqual({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Wegwijzer' })
  })

  it('closes the card by an update after Action.Submit, and the last one after typed words', async () => {
    line.running = await server({ assistant: echo(() => said('next', closed)) })
    await line.running.post(
      '/api/messages',
      teamsActivity(line.connector.url, { id: 's1', replyToId: 'card-9', value: { action: 'answer' } }),
    )
    await line.connector.until(2)
    await line.running.post('/api/messages', teamsActivity(line.connector.url, { id: 's2', text: 'getypt' }))
    const calls = await line.connector.until(4)
    expect(calls.map((call) => [call.method, call.path, cardText(call.body)])).toEqual([
      ['PUT', '/v3/conversations/a:conversation/activities/card-9', 'closed: saved'],
      ['POST', '/v3/conversations/a:conversation/activities/s1', 'next'],
      ['PUT', '/v3/conversations/a:conversation/activities/sent-2', 'closed: saved'],
      ['POST', '/v3/conversations/a:conversation/activities/s2', 'next'],
    ])
  })

  it('leaves the cards in a channel without updates', async () => {
    line.running = await server({ assistant: echo(() => said('next', closed)) })
    await line.running.post('/api/messages', activity(line.connector.url, { replyToId: 'card-9', value: { action: 'answer' } }))
    expect((await line.connector.until(1)).map((call) => call.method)).toEqual(['POST'])
  })

  it('removes cards that show an erased client and leaves those of others', async () => {
    const paused = (id: string) =>
      ({
        view: 'paused',
        client: { id, alias: 'Zee' },
        run: { id: 'r', conversation: 'what-if', mode: 'during' },
        position: 1,
        total: 9,
        discreet: false,
      }) as const
    const { onErased, tell } = erasures()
    const assistant = echo((turn) => {
      if (turn.input.kind !== 'text') return said('?')
      if (turn.input.text === 'wis') {
        tell({
          client: 'client-a',
          shown: [
            { chat: 'a:before', service: line.connector.url, activities: ['old-1'] },
            // of before the address was kept: where the channel last took calls
            { chat: 'a:before', activities: ['old-2'] },
            { chat: 'a:conversation', service: line.connector.url, activities: ['sent-1'] },
          ],
        })
        return said('gewist')
      }
      return { language: 'nl', replies: [paused(turn.input.text)] }
    })
    line.running = await server({ assistant, onErased })
    for (const [n, text] of ['client-a', 'client-b', 'client-a'].entries()) {
      await line.running.post('/api/messages', teamsActivity(line.connector.url, { text }))
      await line.connector.until(n + 1)
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    await line.running.post('/api/messages', teamsActivity(line.connector.url, { text: 'wis' }))
    const calls = await line.connector.until(8)
    const told = calls.slice(3).map(({ method, path }) => `${method} ${path.replace('/v3/conversations/', '').replace('/activities', '')}`)
    // each chat in its own order
    expect(told.filter((call) => call.includes('a:before'))).toEqual(['DELETE a:before/old-1', 'DELETE a:before/old-2'])
    expect(told.filter((call) => call.includes('a:conversation'))).toEqual([
      'DELETE a:conversation/sent-1',
      'DELETE a:conversation/sent-3',
      expect.stringMatching(/^POST a:conversation\//),
    ])
    // it keeps them because each turn says what was sent
    expect(assistant.turns.map((turn) => turn.sent?.map((card) => [card.activity, card.clients]))).toEqual([
      undefined,
      [['sent-1', ['client-a']]],
      [
        ['sent-1', ['client-a']],
        ['sent-2', ['client-b']],
      ],
      [
        ['sent-1', ['client-a']],
        ['sent-2', ['client-b']],
        ['sent-3', ['client-a']],
      ],
    ])
  })
})

describe('one after another, and side by side', () => {
  it('takes one conversation in order and different ones at the same time', async () => {
    let busy = 0
    const together: number[] = []
    const order: string[] = []
    const assistant = echo(async (turn) => {
      busy++
      together.push(busy)
      await new Promise((resolve) => setTimeout(resolve, turn.input.kind === 'text' && turn.input.text === 'a0' ? 120 : 30))
      if (turn.input.kind === 'text') order.push(turn.input.text)
      busy--
      return said('ok')
    })
    line.running = await server({ assistant })
    const { post } = line.running
    await Promise.all(
      [0, 1, 2, 3].flatMap((n) =>
        ['a', 'b'].map((c) => post('/api/messages', activity(line.connector.url, { conversation: { id: c }, text: `${c}${n}` }))),
      ),
    )
    expect(order.filter((text) => text.startsWith('a'))).toEqual(['a0', 'a1', 'a2', 'a3'])
    expect(order.filter((text) => text.startsWith('b'))).toEqual(['b0', 'b1', 'b2', 'b3'])
    expect(Math.max(...together)).toBe(2)
  })

  it('lets a connector that hangs or fails hold up nobody, and keeps its conversation in order', async () => {
    const slow = await fakeConnector()
    let refusals = 0
    slow.respond = async () => {
      if (refusals++ === 0) return { status: 500 }
      await new Promise((resolve) => setTimeout(resolve, 200))
      return { status: 200, body: { id: 'x' } }
    }
    const assistant = echo()
    line.running = await server({ assistant })
    const started = Date.now()
    for (const text of ['een', 'twee']) await line.running.post('/api/messages', activity(slow.url, { conversation: { id: 'slow' }, text }))
    await line.running.post('/api/messages', activity(line.connector.url, { conversation: { id: 'quick' }, text: 'vlot' }))
    await line.connector.until(1)
    expect(Date.now() - started).toBeLessThan(1_000)
    expect(assistant.turns).toHaveLength(3)
    await slow.until(3)
    expect(slow.words()).toEqual(['text een', 'text een', 'text twee'])
    await line.running.close()
    line.running = undefined
    await slow.close()
  })

  it('gives up on a connector that never answers, after the limit, and still sends the next message', async () => {
    line.connector.respond = ({ body }) => (cardText(body) === 'text een' ? new Promise(() => {}) : { status: 200, body: { id: 'x' } })
    line.running = await server({ assistant: echo(), sendLimit: 150 })
    for (const text of ['een', 'twee'])
      expect((await line.running.post('/api/messages', activity(line.connector.url, { text }))).status).toBe(200)
    await line.connector.until(2)
    expect(line.connector.words()).toEqual(['text een', 'text twee'])
    expect(line.running.log.text()).toContain('could not be delivered')
    expect(line.running.log.text()).not.toMatch(/een|twee/)
  })

  it('refuses more at once in one conversation than any person sends, and nobody else notices', async () => {
    let release = (): void => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const assistant = echo(async (turn) => {
      if (turn.chat.id === 'flood') await held
      return said('ok')
    })
    line.running = await server({ assistant })
    const { post } = line.running
    const flood = Array.from({ length: 70 }, (_, n) =>
      post('/api/messages', activity(line.connector.url, { conversation: { id: 'flood' }, text: `${n}` })),
    )
    const quick = await post('/api/messages', activity(line.connector.url, { conversation: { id: 'quiet' } }))
    expect(quick.status).toBe(200)
    // the last of the flood is answered before the first: it is refused at once
    expect((await Promise.race(flood)).status).toBe(429)
    release()
    const statuses = (await Promise.all(flood)).map((answer) => answer.status)
    expect([statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 429).length]).toEqual([50, 20])
    expect(assistant.turns.filter((turn) => turn.chat.id === 'flood')).toHaveLength(50)
  })

  it('says kindly that the assistant failed, with no word about how, and logs it without content', async () => {
    line.running = await server({
      assistant: echo(() => {
        throw new Error('cannot read “geheim van Zwarte Zee”')
      }),
    })
    const answer = await line.running.post('/api/messages', activity(line.connector.url, { locale: 'fr', text: 'geheim' }))
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toMatch(/geheim|Error:| at /)
    const [call] = await line.connector.until(1)
    expect(cardText(call?.body ?? {})).toMatch(/^Quelque chose/)
    expect(line.running.log.text()).toContain('a turn failed')
    expect(line.running.log.text()).not.toMatch(/geheim|Zwarte/)
  })

  it('finishes turns in progress and sends their answers when the server stops', async () => {
    let handled = false
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const assistant = echo(async () => {
      begin()
      await new Promise((resolve) => setTimeout(resolve, 150))
      handled = true
      return said('klaar')
    })
    line.running = await server({ assistant })
    const answer = line.running.post('/api/messages', activity(line.connector.url))
    await begun
    await line.running.close()
    line.running = undefined
    expect(handled).toBe(true)
    expect((await answer).status).toBe(200)
    expect(line.connector.words()).toEqual(['klaar'])
  })
})
