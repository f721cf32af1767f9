import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { activity, cardText, fakeConnector, listen, stop } from '../channels/support.ts'
import { cleanedUp, run } from './program.ts'

const { somewhere, start } = cleanedUp()

const post = (origin: string, body: unknown) =>
  fetch(`${origin}/api/messages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

describe('the server', () => {
  it('starts on an empty machine, prints one line with the address, answers, and keeps no word in its log', async () => {
    const connector = await fakeConnector()
    const where = somewhere({ LOG_LEVEL: 'debug' })
    const program = await start(where)
    expect(program.out()).toMatch(/^Wegwijzer: http:\/\/localhost:\d+\/\?key=[\w-]{32}\n$/)
    expect((await fetch(`${program.origin}/healthz`)).status).toBe(200)
    expect((await fetch(`${program.origin}/readyz`)).status).toBe(200)
    expect(statSync(where.env.KEY_FILE ?? '').mode & 0o777).toBe(0o600)

    const alias = 'Zwarte Zee'
    await post(program.origin, activity(connector.url, { text: 'help' }))
    await post(
      program.origin,
      activity(connector.url, {
        text: undefined,
        value: { action: 'client.create', alias, country: 'BE', phase: 'refused-first', consent: 'given' },
      }),
    )
    await post(program.origin, activity(connector.url, { text: 'help', deliveryMode: 'expectReplies' }))
    await connector.until(2)
    expect(JSON.stringify(connector.calls.at(-1)?.body)).toContain(alias)
    await post(program.origin, { type: 'message', text: `over ${alias}`, from: 7 })
    expect(await program.end('SIGTERM')).toBe(0)
    expect(program.err()).toContain('stopping')
    // one line at the end, and none for a turn that went well
    expect(program.err()).not.toContain('"level":40')
    for (const text of [program.err(), program.out().slice(program.out().indexOf('\n'))]) {
      expect(text).not.toContain(alias)
      expect(text).not.toContain('key=')
    }
    await connector.close()
  })

  it('finishes turns in progress on SIGTERM, on SIGINT, where its terminal is closed and on SIGQUIT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) {
      const connector = await fakeConnector()
      const program = await start(somewhere())
      const answers = [1, 2, 3].map((n) =>
        post(program.origin, activity(connector.url, { text: `nummer ${n}`, conversation: { id: `c${n}` } })),
      )
      await connector.until(1)
      // Ctrl-C reaches the program from the terminal, and again from npm
      program.child.kill(signal)
      expect(await program.end(signal)).toBe(0)
      expect((await Promise.all(answers)).map((answer) => answer.status)).toEqual([200, 200, 200])
      expect(connector.calls.length).toBeGreaterThanOrEqual(3)
      await connector.close()
    }
  })

  it('goes on with an open chat and its old token after SIGKILL', async () => {
    const where = somewhere()
    const first = await start(where)
    const entered = await fetch(first.address.replace('localhost', '127.0.0.1'), { redirect: 'manual' })
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
    const generated = await fetch(`${first.origin}/v3/directline/tokens/generate`, { method: 'POST', headers: { cookie } })
    const { token, conversationId } = (await generated.json()) as { token: string; conversationId: string }
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(`${first.origin}/v3/directline/conversations`, { method: 'POST', headers })).status).toBe(201)
    expect(await first.end('SIGKILL')).toBeNull()

    const second = await start(where)
    const back = await fetch(`${second.origin}/v3/directline/conversations/${conversationId}/activities?watermark=1`, { headers })
    expect(back.status).toBe(200)
    const { activities } = (await back.json()) as { activities: Record<string, unknown>[] }
    expect(activities.length).toBeGreaterThan(0)
    expect((await fetch(`${second.origin}/`, { headers: { cookie } })).status).toBe(200)
  })

  it('answers this machine without a proxy, whatever the environment says of one', async () => {
    const asked: string[] = []
    const proxy = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      response.statusCode = 502
      response.end()
    })
    proxy.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`)
      socket.destroy()
    })
    const url = `http://127.0.0.1:${await listen(proxy)}`
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy']
    const program = await start(somewhere({ NODE_USE_ENV_PROXY: '1', ...Object.fromEntries(names.map((name) => [name, url])) }))
    const connector = await fakeConnector()
    expect((await post(program.origin, activity(connector.url, { text: 'help' }))).status).toBe(200)
    await connector.until(1)
    // nobody listens there: what counts is who was asked
    await post(program.origin, activity('https://localhost:1/', { text: 'help', conversation: { id: 'c2' } }))
    expect(await program.end('SIGTERM')).toBe(0)
    expect(asked).toEqual([])
    await connector.close()
    await stop(proxy)
  })

  it('is not ready when its folder is gone, alive all the same', async () => {
    const where = somewhere()
    const program = await start(where)
    rmSync(where.env.DATA_DIR ?? '', { recursive: true })
    expect((await fetch(`${program.origin}/readyz`)).status).toBe(503)
    expect((await fetch(`${program.origin}/healthz`)).status).toBe(200)
  })
})

describe('what it cannot start with is one clear line', () => {
  it('names a setting that is wrong', async () => {
    const { code, err, out } = await run('src/main.ts', [], somewhere({ PORT: 'geheim' }))
    expect([code, err, out]).toEqual([1, 'PORT: a port is a whole number\n', ''])
  })

  it('names a port that is taken and a folder that is in use', async () => {
    const where = somewhere()
    const program = await start(where)
    const port = new URL(program.address).port
    const taken = await run('src/main.ts', [], somewhere({ PORT: port }))
    expect([taken.code, taken.err]).toEqual([1, `PORT: something else listens on port ${port} already; stop it or choose another port\n`])
    const inUse = await run('src/main.ts', [], { ...where, env: { ...where.env, PORT: '0' } })
    expect(inUse.code).toBe(1)
    expect(inUse.err).toMatch(/^another Wegwijzer \(process \d+\)[^\n]*\n$/)
    expect((await fetch(`${program.origin}/readyz`)).status).toBe(200)
  })

  it('names a key that was lost, and overwrites nothing', async () => {
    const where = somewhere()
    await (await start(where)).end('SIGTERM')
    const before = readdirSync(where.env.DATA_DIR ?? '', { recursive: true })
    rmSync(where.env.KEY_FILE ?? '')
    const { code, err } = await run('src/main.ts', [], where)
    expect(code).toBe(1)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect(existsSync(where.env.KEY_FILE ?? '')).toBe(false)
    expect(readdirSync(where.env.DATA_DIR ?? '', { recursive: true })).toEqual(before)
  })

  it.each<[string, (folder: string) => Record<string, string>, RegExp]>([
    ['a data folder that is a file', (folder) => ({ DATA_DIR: join(folder, 'file') }), /file/],
    ['a data folder below a file', (folder) => ({ DATA_DIR: join(folder, 'file', 'data') }), /file/],
    ['a data folder that cannot be', (folder) => ({ DATA_DIR: join(folder, 'd'.repeat(300)) }), /ddd: the name is too long/],
    ['a key file that is a folder', (folder) => ({ KEY_FILE: join(folder, 'dir') }), /dir/],
    ['a key file below a file', (folder) => ({ KEY_FILE: join(folder, 'file', 'key') }), /file/],
    ['a folder named lock', (folder) => ({ DATA_DIR: join(folder, 'locked') }), /DATA_DIR|lock/],
  ])('names %s', async (_what, settings, line) => {
    const where = somewhere()
    writeFileSync(join(where.folder, 'file'), '')
    mkdirSync(join(where.folder, 'dir'))
    mkdirSync(join(where.folder, 'locked', 'lock'), { recursive: true })
    const { code, err, out } = await run('src/main.ts', [], { ...where, env: { ...where.env, ...settings(where.folder) } })
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(line)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect(err).not.toMatch(/ at |node:/)
  })

  it('names an .env that is a folder', async () => {
    const where = somewhere()
    mkdirSync(join(where.folder, '.env'))
    const { code, err } = await run('src/main.ts', [], where)
    expect([code, err]).toEqual([1, '.env: a folder stands there, where a file is needed (EISDIR)\n'])
  })

  it('takes settings from .env; those of the environment win', async () => {
    const where = somewhere()
    writeFileSync(join(where.folder, '.env'), 'LOG_LEVEL=nonsense\nRETENTION_MONTHS=0\n')
    const { err } = await run('src/main.ts', [], { ...where, env: { ...where.env, LOG_LEVEL: 'info' } })
    expect(err).toMatch(/^RETENTION_MONTHS: .*\n$/)
  })
})

describe('the command line', () => {
  it('starts the server too, as npm start does', async () => {
    const where = somewhere({ PORT: 'geheim' })
    expect(await run('src/wegwijzer.mjs', ['start'], where)).toEqual({ code: 1, out: '', err: 'PORT: a port is a whole number\n' })
  })

  it('names every command in its help', async () => {
    const { code, out } = await run('src/wegwijzer.mjs', ['help'], somewhere())
    expect(code).toBe(0)
    for (const name of readdirSync('src/commands').filter((file) =>
      /export const command\b/.test(readFileSync(join('src/commands', file), 'utf8')),
    ))
      expect(out).toMatch(new RegExp(`^  ${name.replace('.ts', '')}\\b`, 'm'))
    expect((await run('src/wegwijzer.mjs', [], somewhere())).out).toBe(out)
  })

  it('answers an unknown command with exit code 2 and the help', async () => {
    const { code, err, out } = await run('src/wegwijzer.mjs', ['vlieg'], somewhere())
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^There is no command “vlieg”\.\n\nnpx wegwijzer/)
  })

  it('talks with the same assistant in chat, without cards', async () => {
    const where = somewhere({ LANG: 'nl_BE.UTF-8' })
    const { code, out, err } = await run('src/wegwijzer.mjs', ['chat'], where, 'help\n/stop\n')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/\[ \/1 [^\]]+ \]/)
    expect(out).toContain('Tot de volgende keer.')
  })

  it('asks the running server for clients --json', async () => {
    const where = somewhere()
    const connector = await fakeConnector()
    const program = await start(where)
    await post(
      program.origin,
      activity(connector.url, {
        value: { action: 'client.create', alias: 'Zwarte Zee', country: 'BE', phase: 'appeal', consent: 'asked-not' },
      }),
    )
    const { code, out } = await run('src/wegwijzer.mjs', ['clients', '--json'], where)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject([{ alias: 'Zwarte Zee' }])
    await connector.until(1)
    expect(cardText(connector.calls[0]?.body ?? {})).toBeDefined()
    await connector.close()
  })
})
