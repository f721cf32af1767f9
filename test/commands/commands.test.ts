/** The commands, beside a running server (over its socket) and without one. */

import { spawn } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it, test } from 'vitest'
import { command as audit } from '../../src/commands/audit.ts'
import { command as backup } from '../../src/commands/backup.ts'
import { command as clients } from '../../src/commands/clients.ts'
import type { Command, CommandContext } from '../../src/commands/command.ts'
import { command as erase } from '../../src/commands/erase.ts'
import { command as exporting } from '../../src/commands/export.ts'
import { command as keys } from '../../src/commands/keys.ts'
import { command as restore } from '../../src/commands/restore.ts'
import { command as sweep } from '../../src/commands/sweep.ts'
import { loadContent } from '../../src/content/load.ts'
import { BROUGHT } from '../../src/features/index.ts'
import type { ClientDocument } from '../../src/records/model.ts'
import { controlPath, serveControl } from '../../src/records/operator/control.ts'
import { NoAccess } from '../../src/records/records.ts'
import { createPresentation } from '../../src/render/presentation.ts'
import { ANNA, answer, clientOf, folder, recordsIn, removeFolders, runOf } from '../records/fixtures.ts'
import { PROGRAM } from '../support/command-line.ts'

afterAll(removeFolders)

let base: string
let client: ClientDocument

async function call(command: Command, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' }
  const context: CommandContext = {
    dataDir: join(base, 'data'),
    keyFile: join(base, 'key', 'master.key'),
    retentionMonths: 12,
    out: (line) => (said.out += `${line}\n`),
    err: (line) => (said.err += `${line}\n`),
    content: async () => loadContent(join(import.meta.dirname, '..', '..'), BROUGHT),
    presentation: async () => createPresentation(loadContent(join(import.meta.dirname, '..', '..'), BROUGHT)),
  }
  return { code: await command.run(args, context), ...said }
}

beforeEach(async () => {
  base = await folder()
  const records = await recordsIn(base)
  const run = runOf({ place: '<b>Brussel</b>' })
  run.session.trail = [{ id: 'v1', step: 'nobody-knows-this-step', outcome: 'answered' }]
  run.session.answers.v1 = {
    step: 'nobody-knows-this-step',
    value: { text: '<script>alert("x")</script> & meer', cells: { r: { c: 'cel' } } },
    history: [{ text: 'eerst anders' }],
  }
  client = clientOf(ANNA, {
    runs: [run],
    notes: [{ id: 'p', text: 'een geheim', private: true, by: ANNA, at: '2026-05-04T09:00:00.000Z' }],
  })
  await records.createClient(client)
  await records.changeClient(ANNA, client.id, (draft) => answer(draft, ANNA, 'een antwoord'))
  await records.close()
})

describe.each(['beside a running server', 'without one'])('%s', (how) => {
  beforeEach(async () => {
    if (how === 'without one') return
    const records = await recordsIn(base)
    const control = await serveControl(records, controlPath(join(base, 'data')))
    return async () => {
      await control.close()
      await records.close()
    }
  })

  test('does what clients, export, audit, backup, keys, sweep and erase say', async () => {
    const { code, out } = await call(clients, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject([{ id: client.id, alias: 'Zwarte Zee', owner: ANNA, conversations: 1 }])
    expect((await call(clients)).out).toContain('Zwarte Zee')

    const whole = JSON.parse((await call(exporting, client.id, '--json')).out)
    expect(whole.file.notes.map(({ text }: { text: string }) => text)).toEqual(['een antwoord'])
    expect(JSON.parse((await call(exporting, client.id, '--private')).out).file.notes).toHaveLength(2)

    const lines = (await call(audit, client.id, '--json')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ did, by }) => [did, by])).toEqual([
      ['answered', ANNA],
      ['exported', 'operator'],
      ['exported', 'operator'],
    ])
    expect(await call(audit, 'verify')).toMatchObject({ code: 0, out: '3 lines of 1 clients, all in order\n' })

    expect((await call(backup, join(base, 'backup'))).out).toContain('1 clients in')
    expect((await stat(join(base, 'backup'))).mode & 0o777).toBe(0o600)
    expect((await call(keys, 'export', join(base, 'keys'))).out).toContain('2 keys in')
    expect(await call(keys, 'rotate', '--json')).toMatchObject({ code: 0, out: '{"wrapped":3,"damaged":[]}\n' })
    expect(JSON.parse((await call(sweep, '--json')).out)).toMatchObject({ looked: 1, erased: 0 })

    expect(await call(erase, client.id)).toMatchObject({ code: 1, err: expect.stringContaining('cannot be undone') })
    expect(JSON.parse((await call(clients, '--json')).out)).toHaveLength(1)
    expect(await call(erase, client.id, '--yes')).toMatchObject({ code: 0, out: `erased ${client.id}\n` })
    expect(await call(erase, client.id, '--yes')).toMatchObject({ code: 1, err: 'there is no client with this id (any more)\n' })
    expect(JSON.parse((await call(clients, '--json')).out)).toEqual([])
    expect((await call(audit, client.id)).out).toContain('erased')
  })

  test('shows the usage of what is called wrongly, and a line for what is not there', async () => {
    for (const [command, ...args] of [
      [clients, 'x'],
      [clients, '--yaml'],
      [exporting],
      [exporting, 'a', '--html', 'de'],
      [keys, 'turn'],
      [backup],
    ] as [Command, ...string[]][])
      expect(await call(command, ...args)).toMatchObject({ code: 2, err: expect.stringContaining('usage:') })
    expect(await call(exporting, '../../etc/passwd')).toMatchObject({ code: 1, err: 'there is no client with this id (any more)\n' })
    expect((await call(backup, join(base, 'nowhere', 'backup'))).code).toBe(1)
  })
})

test('makes a page to print that is complete, in the language chosen, and shows what was typed as it was typed', async () => {
  for (const [language, title, right] of [
    ['nl', 'Wat we over u bewaren', 'u hebt daar recht op'],
    ['fr', 'Ce que nous gardons sur vous', 'c’est votre droit'],
    ['en', 'What we keep about you', 'that is your right'],
  ] as const) {
    const file = join(base, `page-${language}.html`)
    expect((await call(exporting, client.id, '--html', language, '--to', file)).code).toBe(0)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const page = await readFile(file, 'utf8')
    expect(page).toContain(`<html lang="${language}">`)
    expect(page).toContain(`<h1 dir="auto">${title}</h1>`)
    expect(page).toContain(right)
    // A section, a conversation in it, a step of that.
    expect(page).toMatch(/<h2 dir="auto">.+<\/h2>\n<h3 dir="auto">.+<\/h3>\n(<p[ >].+<\/p>\n)*<h4 /)
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; meer')
    expect(page).toContain('&lt;b&gt;Brussel&lt;/b&gt;')
    for (const typed of ['cel', 'eerst anders', 'een antwoord', 'Zwarte Zee', 'Dari']) expect(page).toContain(typed)
    expect(page).not.toMatch(/<script|<img|<link|https?:|een geheim|undefined|\[object/)
  }
})

test('restores only with the server stopped, and with the keys on a new machine', async () => {
  const file = join(base, 'backup')
  await call(backup, file)
  await call(keys, 'export', join(base, 'keys'))
  const records = await recordsIn(base)
  expect(await call(restore, file)).toMatchObject({ code: 1, err: expect.stringContaining('has this data folder open') })
  await records.close()
  expect((await call(restore, file)).out).toBe('0 clients brought back, 1 were here already, 0 were erased and stay so\n')
  const old = base
  base = await folder()
  expect(await call(restore, file)).toMatchObject({ code: 1, err: expect.stringContaining('give the newest keys export too') })
  expect(await call(restore, file, '--keys', join(old, 'keys'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('Put the key file back'),
  })
  expect(await call(clients)).toMatchObject({ code: 1, err: expect.stringContaining('no data folder') })
})

describe('the socket', () => {
  test('is for the same user only, refuses what it does not know, and does not outlive a damaged request', async () => {
    const records = await recordsIn(base)
    const path = controlPath(join(base, 'data'))
    const control = await serveControl(records, path)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const ask = (line: string): Promise<string> =>
      new Promise((done) => {
        let said = ''
        const socket = createConnection(path, () => socket.write(`${line}\ngo\n`))
        socket.on('data', (bytes) => (said += bytes))
        socket.on('close', () => done(said.replaceAll(/^\{"(ready|alive)":true\}\n/gm, '')))
      })
    for (const line of [
      '{',
      '{"job":"rm"}',
      '{"job":"__proto__"}',
      '{"job":"export","args":{}}',
      '{"job":"export","args":{"id":7}}',
      'null',
    ])
      expect(JSON.parse(await ask(line))).toMatchObject({ error: { name: expect.any(String) } })
    expect(JSON.parse(await ask(JSON.stringify({ job: 'erase', args: { id: client.id } })))).toEqual({ result: { erased: client.id } })
    await expect(records.client(ANNA, client.id)).rejects.toThrow(NoAccess)
    await control.close()
    await records.close()
  })

  test('belongs to nobody once its server was killed: commands take the lock, and the next server takes its place', async () => {
    const script = `import { recordsIn } from ${JSON.stringify(join(import.meta.dirname, '..', 'records', 'fixtures.ts'))}
import { serveControl, controlPath } from ${JSON.stringify(join(import.meta.dirname, '..', '..', 'src', 'records', 'operator', 'control.ts'))}
await serveControl(await recordsIn(${JSON.stringify(base)}), controlPath(${JSON.stringify(join(base, 'data'))})); console.log('up')`
    const server = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((done) => server.stdout.once('data', done))
    expect(JSON.parse((await call(clients, '--json')).out)).toHaveLength(1)
    const over = new Promise((done) => server.once('exit', done))
    server.kill('SIGKILL')
    await over
    expect((await stat(controlPath(join(base, 'data')))).isSocket()).toBe(true)
    expect(JSON.parse((await call(clients, '--json')).out)).toHaveLength(1)
    const records = await recordsIn(base)
    const control = await serveControl(records, controlPath(join(base, 'data')))
    expect(JSON.parse((await call(clients, '--json')).out)).toHaveLength(1)
    await control.close()
    await records.close()
  })

  test('finds a short place when the path of the data folder is too long for one', () => {
    const long = join('/', 'a'.repeat(120), 'data')
    expect(Buffer.byteLength(controlPath(long))).toBeLessThan(100)
    expect(controlPath(long)).not.toBe(controlPath(`${long}2`))
  })
})

describe('safety', () => {
  const run = (input: string, ...args: string[]) =>
    new Promise<{ code: number | null; out: string; err: string }>((done) => {
      const child = spawn(process.execPath, [PROGRAM, 'safety', ...args])
      const said = { out: '', err: '' }
      child.stdout.on('data', (part) => (said.out += part))
      child.stderr.on('data', (part) => (said.err += part))
      child.on('close', (code) => done({ code, ...said }))
      child.stdin.end(input)
    })

  it('says of each note whether it brings up the plan, is a quiet sign or neither', async () => {
    const notes = [
      { id: 'a', text: 'Hij wil dood.' },
      { id: 7, text: 'Il ne voit plus d’issue' },
      { id: 'c', text: 'She likes the school.\nShe works.' },
      { id: 'd', text: '' },
    ]
    const { code, out } = await run(`${notes.map((note) => JSON.stringify(note)).join('\r\n')}\n\n`, '--lang', 'fr')
    expect(code).toBe(0)
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { id: 'a', tier: 1 },
      { id: 7, tier: 2 },
      { id: 'c', tier: 0 },
      { id: 'd', tier: 0 },
    ])
  })

  it.each([
    ['{"id":"a","text":"goed"}\n{"id":"b"}', [], 'line 2 is not {"id","text"}'],
    ['geheim\n', [], 'line 1 is not JSON'],
    ['', ['--lang', 'de'], '--lang is one of nl, fr, en'],
  ])('says what is wrong with %j, and nothing of what it holds', async (input, args, message) => {
    const { code, err } = await run(input, ...args)
    expect(code).toBe(2)
    expect(err).toContain(message)
    expect(err).not.toContain('geheim')
  })
})
