import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { activity, fakeConnector, stop } from '../channels/support.ts'
import { cleanedUp, type Place, place, run, soon, startProgram } from './program.ts'

const { somewhere, start } = cleanedUp({ LOG_LEVEL: 'error' })

/** The lock that a running server holds on its folder. */
const locked = ({ env }: Place): boolean => existsSync(join(env.DATA_DIR ?? '', 'lock'))

/** Ends by itself, with code 1 and one line for people, without an address and without holding the folder. */
async function givesUp(where: Place, line: RegExp): Promise<void> {
  const ending = run('src/main.ts', [], where, '', (child) => setTimeout(() => child.kill('SIGKILL'), 15_000).unref())
  const { code, err, out } = await ending
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(line)
  expect(err.trimEnd().split('\n')).toHaveLength(1)
  expect(locked(where)).toBe(false)
}

describe('what fails late ends the server all the same', () => {
  /** The folder of a server that ran. */
  const used = place()
  beforeAll(async () => {
    await (await startProgram(used)).end('SIGTERM')
    return () => rmSync(used.folder, { recursive: true })
  })

  it('the socket of the command line, where a folder stands', async () => {
    const where = somewhere()
    mkdirSync(join(where.env.DATA_DIR ?? '', 'control.sock', 'x'), { recursive: true })
    await givesUp(where, /control\.sock/)
    rmSync(join(where.env.DATA_DIR ?? '', 'control.sock'), { recursive: true })
    expect(await soon((await start(where)).end('SIGTERM'))).toBe(0)
  })

  it('the socket of the command line, where the temporary folder is a file', async () => {
    const where = somewhere()
    const file = join(where.folder, 'file')
    writeFileSync(file, '')
    await givesUp(
      { ...where, env: { ...where.env, DATA_DIR: join(where.folder, 'd'.repeat(100)), TMPDIR: file } },
      /: it lies in what is not a folder/,
    )
  })

  it.skipIf(process.platform === 'win32').each([
    ['DATA_DIR', '/proc/x/data'],
    ['KEY_FILE', '/proc/x/key'],
    ['TMPDIR', '/proc/x'],
  ])('%s in a place where no folder can be made', async (name, path) => {
    const where = somewhere({ [name]: path })
    if (name === 'TMPDIR') where.env.DATA_DIR = join(where.folder, 'd'.repeat(100))
    await givesUp(where, /\/proc\/x/)
  })

  it.skipIf(process.platform === 'win32').each([
    ['clients', 'file'],
    ['counsellors', 'nowhere'],
    ['keys/clients', 'file'],
    ['quarantine', 'file'],
    ['probe', 'folder'],
  ])('something else in the place of %s: a %s', async (name, what) => {
    const where = somewhere()
    cpSync(used.folder, where.folder, { recursive: true })
    const path = join(where.env.DATA_DIR ?? '', name)
    rmSync(path, { recursive: true, force: true })
    mkdirSync(dirname(path), { recursive: true })
    if (what === 'folder') mkdirSync(path)
    else if (what === 'file') writeFileSync(path, '')
    else symlinkSync('/nowhere/x', path)
    await givesUp(where, new RegExp(`/${name} is (no folder|a folder|a link that leads nowhere)`))
  })

  it('the port of the local chat beside the Bot Framework', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const teams = {
      MICROSOFT_APP_ID: '33333333-3333-4333-8333-333333333333',
      MICROSOFT_APP_PASSWORD: 'x',
      MICROSOFT_APP_TENANT_ID: '22222222-2222-4222-8222-222222222222',
    }
    await givesUp(
      somewhere({ ...teams, LOCAL_CHAT: 'on', LOCAL_CHAT_PORT: String(port) }),
      new RegExp(`^LOCAL_CHAT_PORT: something else listens on port ${port} already`),
    )
    await stop(other)
  })
})

/** Makes the program fail on a signal, as a mistake of ours would. */
const failing = (how: string): Record<string, string> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${how} })`)}`,
})

describe('an error that nobody caught', () => {
  it.each([
    ['thrown', "throw new Error('Zwarte Zee')"],
    ['in a promise', "void Promise.reject(new Error('Zwarte Zee'))"],
    ['that is no error', "void Promise.reject('Zwarte Zee')"],
    ['again and again', "setInterval(() => { throw new Error('Zwarte Zee') }, 1)"],
  ])('%s: what is open is closed, the code is 1, no message in the log', async (_what, how) => {
    const where = somewhere(failing(how))
    const program = await start(where)
    expect(locked(where)).toBe(true)
    expect(await soon(program.end('SIGUSR2'))).toBe(1)
    expect(locked(where)).toBe(false)
    expect(existsSync(join(where.env.DATA_DIR ?? '', 'control.sock'))).toBe(false)
    expect(program.err()).toContain('nobody caught')
    expect(program.err()).not.toContain('Zwarte Zee')
    expect(program.err().split('\n').length).toBeLessThan(5)
  })
})

describe('a signal', () => {
  it('at any moment of the start ends it, and the next start finds nothing in its way', async () => {
    const where = somewhere()
    for (const wait of [0, 100, 200, 300, 400, 500, 600]) {
      const starting = run('src/main.ts', [], where, '', (child) => setTimeout(() => child.kill('SIGTERM'), wait))
      expect(await soon(starting)).not.toBe('still there')
    }
    expect(await soon((await start(where)).end('SIGTERM'))).toBe(0)
    expect(readdirSync(where.env.DATA_DIR ?? '')).not.toContain('lock')
  })

  it('does not wait for who goes on asking over an open connection', async () => {
    const connector = await fakeConnector()
    const where = somewhere()
    const program = await start(where)
    let asking = true
    const ask = async (n: number): Promise<void> => {
      while (asking) {
        const body = JSON.stringify(activity(connector.url, { conversation: { id: `c${n}` } }))
        const headers = { 'content-type': 'application/json' }
        await fetch(`${program.origin}/api/messages`, { method: 'POST', headers, body }).then(
          (answer) => answer.text(),
          () => new Promise((resolve) => setTimeout(resolve, 5)),
        )
      }
    }
    const all = [1, 2, 3, 4].map(ask)
    await connector.until(4)
    expect(await soon(program.end('SIGTERM'))).toBe(0)
    asking = false
    await Promise.all(all)
    await connector.close()
  })
})
