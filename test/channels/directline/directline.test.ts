import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { createSecrets } from '../../../src/channels/directline/secrets.ts'
import type { ServerOptions } from '../../../src/server.ts'
import { activity, cardText, described, type Echo, echo, erasures, said, server, type TestServer } from '../support.ts'

const SECRET = randomBytes(32)
let running: TestServer | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function start(assistant: Echo = echo(), secret: Uint8Array = SECRET, options: Partial<ServerOptions> = {}): Promise<TestServer> {
  running = await server({ assistant, secret, ...options })
  return running
}

/** What a client of Direct Line does, without a browser. */
class Client {
  cookie = ''
  token = ''
  conversation = ''
  watermark = ''
  readonly at: TestServer
  constructor(at: TestServer) {
    this.at = at
  }

  async open(address = this.at.address ?? ''): Promise<Response> {
    const answer = await fetch(address.replace('localhost', '127.0.0.1'), { redirect: 'manual' })
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? this.cookie
    return answer
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const answer = await fetch(`${this.at.origin}/v3/directline${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        cookie: this.cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text ? JSON.parse(text) : {} }
  }

  async generate(): Promise<number> {
    const { status, body } = await this.call('POST', '/tokens/generate', this.conversation ? { conversationId: this.conversation } : {})
    if (status === 200) ({ token: this.token, conversationId: this.conversation } = body as { token: string; conversationId: string })
    return status
  }

  async begin(): Promise<void> {
    await this.open()
    await this.generate()
    expect((await this.call('POST', '/conversations', { locale: 'nl-BE' })).status).toBe(201)
  }

  /** Asks for what is new, until there are so many. */
  async hear(count = 1): Promise<string[]> {
    const heard: string[] = []
    while (heard.length < count) {
      const { status, body } = await this.call('GET', `/conversations/${this.conversation}/activities?watermark=${this.watermark}`)
      expect(status).toBe(200)
      this.watermark = String(body.watermark)
      heard.push(...(body.activities as Record<string, unknown>[]).map((one) => `${(one.from as { role: string }).role}: ${cardText(one)}`))
    }
    return heard
  }

  say(text: string, clientActivityID?: string, more: Record<string, unknown> = {}) {
    return this.call('POST', `/conversations/${this.conversation}/activities`, {
      type: 'message',
      text,
      locale: 'nl-BE',
      from: { id: 'somebody-else', role: 'bot' },
      channelData: { clientActivityID },
      ...more,
    })
  }
}

describe('the secret address', () => {
  it('opens the chat once, leaves the address bar, and is followed by another', async () => {
    const other: string[] = []
    running = await server({ assistant: echo(), secret: SECRET, onNewAddress: (address) => other.push(address) })
    const client = new Client(running)
    const first = await client.open()
    expect([first.status, first.headers.get('location')]).toEqual([303, '/'])
    expect(first.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict/)
    const page = await fetch(`${running.origin}/`, { headers: { cookie: client.cookie, 'accept-language': 'fr-BE,fr;q=0.9' } })
    expect(page.status).toBe(200)
    const html = await page.text()
    expect(html).toContain('<html lang="fr">')
    expect(html).not.toContain('key=')

    const again = await new Client(running).open(running.address)
    expect([again.headers.get('location'), again.headers.get('set-cookie')]).toEqual(['/?used', null])
    expect(other).toHaveLength(1)
    const next = await new Client(running).open(other[0])
    expect([next.headers.get('location'), next.headers.get('set-cookie')]).toEqual(['/', expect.any(String)])
  })

  it('is needed: without it the page says kindly what to do and hands out no token', async () => {
    const { origin } = await start()
    const page = await fetch(`${origin}/`, { headers: { 'accept-language': 'nl' } })
    expect(page.status).toBe(403)
    expect(await page.text()).toContain('Open Wegwijzer met het adres dat bij het starten op het scherm verscheen')
    for (const cookie of ['', 'wegwijzer=1', 'wegwijzer=9999999999.xxx', `wegwijzer=${createSecrets(randomBytes(32)).cookie()}`]) {
      const client = new Client(running as TestServer)
      client.cookie = cookie
      expect(await client.generate()).toBe(401)
    }
  })

  it('leads to a page that allows its own scripts, styles and server, and nothing else', async () => {
    const client = new Client(await start())
    await client.open()
    const page = await fetch(`${client.at.origin}/`, { headers: { cookie: client.cookie } })
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(
      /default-src 'none'; script-src 'nonce-[^']+'; style-src 'nonce-[^']+'; connect-src 'self'; img-src 'self' data:; base-uri 'none';/,
    )
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    const html = await page.text()
    for (const [tag] of html.matchAll(/<(script|link rel="stylesheet")[^>]*>/g))
      expect(tag).toContain(`nonce="${/'nonce-([^']+)'/.exec(policy)?.[1]}"`)
    for (const [, address] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect(address).toMatch(/^\/chat\//)
      const file = await fetch(`${client.at.origin}${address}`)
      expect([file.status, file.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
      await file.body?.cancel()
    }
  })
})

describe('a conversation', () => {
  it('goes over the real protocol: an arrival, a message, an action', async () => {
    const assistant = echo()
    const client = new Client(await start(assistant))
    await client.begin()
    expect(await client.hear()).toEqual(['bot: opened'])
    expect((await client.say('dag')).status).toBe(200)
    expect(await client.hear(2)).toEqual(['user: dag', 'bot: text dag'])
    await client.say('', 'x', { text: undefined, value: { action: 'home' }, channelData: { postBack: true } })
    expect(assistant.turns.map((turn) => [turn.channel, turn.user, turn.locale, described(turn)])).toEqual([
      ['directline', { tenant: 'local', id: 'local' }, 'nl-BE', 'opened'],
      ['directline', { tenant: 'local', id: 'local' }, 'nl-BE', 'text dag'],
      ['directline', { tenant: 'local', id: 'local' }, 'nl-BE', 'action home {}'],
    ])
  })

  it('never puts an answer above its question', async () => {
    const client = new Client(await start())
    await client.begin()
    await client.hear()
    for (let n = 0; n < 10; n++) await client.say(`${n}`)
    const heard = await client.hear(20)
    for (let n = 0; n < 10; n++) expect(heard.indexOf(`user: ${n}`)).toBeLessThan(heard.indexOf(`bot: text ${n}`))
  })

  it('takes the same message posted again for the same activity', async () => {
    const assistant = echo()
    const client = new Client(await start(assistant))
    await client.begin()
    await client.hear()
    const ids = [await client.say('dag', 'mine'), await client.say('dag', 'mine'), await client.say('dag', 'other')].map(
      ({ body }) => body.id,
    )
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[0])
    expect(assistant.turns.slice(1).map((turn) => turn.id)).toEqual([ids[0], ids[2]])
    client.watermark = ''
    expect(await client.hear()).toEqual(['bot: opened', 'user: dag', 'bot: text dag', 'user: dag', 'bot: text dag'])
  })

  it('tells the page what the bot could not take', async () => {
    const assistant = echo((turn) => {
      if (turn.input.kind === 'text') throw new Error('broken')
      return said('ok')
    })
    const client = new Client(await start(assistant))
    await client.begin()
    expect((await client.say('dag')).status).toBe(502)
    expect((await client.call('POST', `/conversations/${client.conversation}/activities`, { type: 7 })).status).toBe(400)
    expect((await client.say('x'.repeat(300_000))).status).toBe(413)
  })

  it('waits for news instead of being asked each second', async () => {
    const client = new Client(await start())
    await client.begin()
    await client.hear()
    const news = client.hear()
    await new Promise((resolve) => setTimeout(resolve, 300))
    const before = Date.now()
    await client.say('dag')
    await news
    expect(Date.now() - before).toBeLessThan(1_000)
  })
})

describe('tokens and conversations of others', () => {
  it('refuses them', async () => {
    const mine = new Client(await start())
    await mine.begin()
    const theirs = new Client(running as TestServer)
    theirs.token = mine.token
    for (const id of [`${randomBytes(16).toString('base64url')}.${'A'.repeat(43)}`, 'x', '']) {
      expect([403, 404, 405]).toContain((await theirs.call('GET', `/conversations/${id}/activities`)).status)
      expect([403, 404, 405]).toContain(
        (await theirs.call('POST', `/conversations/${id}/activities`, { type: 'message', text: 'x' })).status,
      )
    }
    for (const token of [
      '',
      'x',
      `9999999999.${mine.conversation}.${'A'.repeat(43)}`,
      mine.token.replace(/^\d+/, '9999999999'),
      `${mine.token}x`,
    ]) {
      theirs.token = token
      expect((await theirs.call('GET', `/conversations/${mine.conversation}/activities`)).status).toBe(403)
      expect((await theirs.call('POST', '/tokens/refresh')).status).toBe(403)
      expect((await theirs.call('POST', '/conversations', {})).status).toBe(403)
    }
  })

  it('lets a token and a cookie expire, not a conversation', () => {
    let time = Date.parse('2026-02-03T10:00:00Z')
    const secrets = createSecrets(SECRET, () => time)
    const [conversation] = [secrets.newConversation()]
    const [token, cookie] = [secrets.token(conversation), secrets.cookie()]
    time += 59 * 60_000
    expect(secrets.conversationOf(token)).toBe(conversation)
    time += 2 * 60_000
    expect(secrets.conversationOf(token)).toBeUndefined()
    expect(secrets.isCookie(cookie)).toBe(true)
    time += 31 * 24 * 3_600_000
    expect(secrets.isCookie(cookie)).toBe(false)
    expect(secrets.isConversation(conversation)).toBe(true)
  })

  it('takes no sort of secret for another', () => {
    const secrets = createSecrets(SECRET)
    const made = { conversation: secrets.newConversation(), cookie: secrets.cookie(), token: secrets.token(secrets.newConversation()) }
    expect(secrets.isConversation(made.cookie)).toBe(false)
    expect(secrets.isCookie(made.conversation)).toBe(false)
    expect(secrets.isCookie(made.token)).toBe(false)
    expect(secrets.conversationOf(made.cookie)).toBeUndefined()
    expect(secrets.takeKey('')).toBe(false)
  })

  it('takes no message at the connector for a conversation that does not exist', async () => {
    const { post } = await start()
    expect((await post('/connector/v3/conversations/x/activities', activity('http://127.0.0.1:1/'))).status).toBe(404)
  })
})

describe('after a restart of the server', () => {
  it('goes on with an open page: same conversation, old token, nothing doubled, and the bot hears that somebody is back', async () => {
    const client = new Client(await start())
    await client.begin()
    await client.hear()
    await client.say('voor')
    await client.hear(2)
    const { conversation, token, watermark } = client
    await running?.close()

    const assistant = echo()
    const later = new Client(await start(assistant))
    Object.assign(later, { conversation, token, watermark })
    expect(
      (await later.call('GET', `/conversations/${conversation}?watermark=${watermark}`, undefined, { 'accept-language': 'fr-BE' })).status,
    ).toBe(200)
    expect(await later.hear()).toEqual(['bot: opened back'])
    expect(assistant.turns[0]?.locale).toBe('fr-BE')
    await later.say('na')
    expect(await later.hear(2)).toEqual(['user: na', 'bot: text na'])
    await later.call('GET', `/conversations/${conversation}?watermark=${later.watermark}`)
    expect(assistant.turns).toHaveLength(2)
  })

  it('knows the browser by its cookie and gives it its conversation again', async () => {
    const client = new Client(await start())
    await client.begin()
    const { cookie, conversation } = client
    await running?.close()
    const later = new Client(await start())
    Object.assign(later, { cookie, conversation })
    expect(await later.generate()).toBe(200)
    expect(later.conversation).toBe(conversation)
  })

  it('believes nothing from before under another key', async () => {
    const client = new Client(await start())
    await client.begin()
    const { cookie, conversation, token } = client
    await running?.close()
    const later = new Client(await start(echo(), randomBytes(32)))
    Object.assign(later, { cookie, conversation, token })
    expect(await later.generate()).toBe(401)
    expect((await later.call('GET', `/conversations/${conversation}/activities`)).status).toBe(403)
  })

  it('answers a page that asks again and again without a second greeting', async () => {
    const assistant = echo()
    const client = new Client(await start(assistant))
    await client.begin()
    expect((await client.call('POST', '/conversations', {})).status).toBe(201)
    await client.hear()
    expect(assistant.turns).toHaveLength(1)
  })
})

it('empties the history of every chat when a client is erased, and tells the page to forget', async () => {
  const { onErased, tell } = erasures()
  const assistant = echo((turn) => {
    if (turn.input.kind !== 'text' || turn.input.text !== 'wis') return said(described(turn))
    tell({ client: 'client-a', shown: [] })
    return said('gewist')
  })
  const client = new Client(await start(assistant, SECRET, { onErased }))
  await client.begin()
  await client.hear()
  await client.say('iets over Zwarte Zee')
  await client.hear(2)
  await client.say('wis')
  // the question itself may have been seen before it was forgotten
  expect((await client.hear(2)).filter((line) => line !== 'user: wis')).toContain('bot: wegwijzer.forget')
  await new Promise((resolve) => setTimeout(resolve, 100))
  client.watermark = ''
  expect(await client.hear()).toEqual(['bot: gewist'])
})

it('drops what was said in a chat where the counsellor went discreet, and tells the page; other chats go on', async () => {
  const assistant = echo((turn) =>
    said(described(turn), turn.input.kind === 'text' && turn.input.text === 'discreet' ? { hide: true } : {}),
  )
  const client = new Client(await start(assistant))
  await client.begin()
  const other = new Client(running as TestServer)
  Object.assign(other, { cookie: client.cookie })
  await other.generate()
  await other.call('POST', '/conversations', {})
  for (const one of [client, other]) {
    await one.hear()
    await one.say('iets over Zwarte Zee')
    await one.hear(2)
  }
  await client.say('discreet')
  expect(await client.hear(3)).toEqual(['user: discreet', 'bot: wegwijzer.hide', 'bot: text discreet'])
  client.watermark = ''
  expect(await client.hear(3)).toEqual(['user: discreet', 'bot: wegwijzer.hide', 'bot: text discreet'])
  other.watermark = ''
  expect(await other.hear(3)).toEqual(['bot: opened', 'user: iets over Zwarte Zee', 'bot: text iets over Zwarte Zee'])
})

it('says something where everything that it would show is about somebody who was erased meanwhile', async () => {
  const { onErased, tell } = erasures()
  const assistant = echo((turn) => {
    if (turn.input.kind !== 'text') return said(described(turn))
    tell({ client: 'client-a', shown: [] })
    const client = { id: 'client-a', alias: 'Zwarte Zee' }
    return { language: 'nl', replies: [{ view: 'note-form', client, note: 'n', discreet: false }] }
  })
  const client = new Client(await start(assistant, SECRET, { onErased }))
  await client.begin()
  await client.hear()
  await client.say('open')
  expect((await client.hear(2)).filter((line) => !line.startsWith('user'))).toContain(
    'bot: Dit ging over een dossier dat intussen gewist is.',
  )
})
