/** Commands beside a server that hangs, and beside one that is busy for long. Real processes over the real socket. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { underClient } from '../../src/records/clients.ts'
import { controlPath, serveControl } from '../../src/records/operator/control.ts'
import { ANNA, clientOf, folder, recordsIn, removeFolders } from '../records/fixtures.ts'
import { call, PROGRAM, program, settingsIn } from '../support/command-line.ts'

afterAll(removeFolders)

const SOURCE = join(import.meta.dirname, '..', '..', 'src', 'records', 'operator', 'control.ts')
const FIXTURES = join(import.meta.dirname, '..', 'records', 'fixtures.ts')

const children: ChildProcess[] = []
let base: string
let id: string

beforeEach(async () => {
  base = await folder()
  const records = await recordsIn(base)
  const client = clientOf(ANNA)
  id = client.id
  await records.createClient(client)
  await records.close()
})

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** The server in a process of its own, so that it can be stopped. */
async function server(): Promise<ChildProcess> {
  const script = `import { recordsIn } from ${JSON.stringify(FIXTURES)}
import { serveControl, controlPath } from ${JSON.stringify(SOURCE)}
await serveControl(await recordsIn(${JSON.stringify(base)}), controlPath(${JSON.stringify(join(base, 'data'))})); console.log('up')`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await new Promise((done) => child.stdout?.once('data', done))
  return child
}

const isThere = async (): Promise<boolean> => (await call(base, 'clients', '--json')).out.includes(id)

test('a command to a server that hangs says so, ends, and is not carried out when the server wakes', { timeout: 60_000 }, async () => {
  const hung = await server()
  hung.kill('SIGSTOP')
  const patient = program(base, ['erase', id, '--yes'])
  const impatient = spawn(process.execPath, [PROGRAM, 'erase', id, '--yes'], settingsIn(base))
  children.push(impatient)
  let said = ''
  impatient.stderr?.on('data', (bytes) => (said += bytes))
  for (let tries = 0; !said && tries < 200; tries += 1) await wait(50)
  impatient.kill('SIGINT')
  expect(said).toBe('the server does not answer; it is waited for 12 seconds more\n')
  const { code, out, err } = await patient
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err.trim().split('\n')).toEqual([
    'the server does not answer; it is waited for 12 seconds more',
    'the server does not answer: nothing was done. It may hang: stop it and start it again',
  ])
  hung.kill('SIGCONT')
  expect(await isThere()).toBe(true)
  await wait(300)
  expect(await isThere()).toBe(true)
})

test('who hung up before the server looked is not obeyed, even if they had said that it may go on', async () => {
  const hung = await server()
  hung.kill('SIGSTOP')
  for (const end of ['end', 'destroy'] as const)
    await new Promise<void>((done) => {
      const socket = createConnection(controlPath(join(base, 'data')), () =>
        socket.write(`${JSON.stringify({ job: 'erase', args: { id } })}\ngo\n`, () => {
          socket[end]()
          done()
        }),
      )
      socket.on('error', () => {})
    })
  hung.kill('SIGCONT')
  expect(await isThere()).toBe(true)
  await wait(300)
  expect(await isThere()).toBe(true)
})

test('work that takes longer than a silent server is waited for goes on to its end', { timeout: 60_000 }, async () => {
  const records = await recordsIn(base)
  const control = await serveControl(records, controlPath(join(base, 'data')))
  const busy = underClient(records.context, id, () => wait(18_000))
  expect(await program(base, ['erase', id, '--yes'])).toMatchObject({
    code: 0,
    out: `erased ${id}\n`,
    err: expect.not.stringContaining('does not answer'),
  })
  await busy
  await control.close()
  await records.close()
})
