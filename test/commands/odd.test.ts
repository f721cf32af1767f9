/** Odd words: from people in what is printed, from operators on the command line, and what a shell does with what is printed. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { idOf, newId } from '../../src/records/ids.ts'
import { controlPath, serveControl } from '../../src/records/operator/control.ts'
import { ANNA, answer, clientOf, folder, layoutIn, recordsIn, removeFolders } from '../records/fixtures.ts'
import { call, PROGRAM, program, settingsIn } from '../support/command-line.ts'

afterAll(removeFolders)

/** What ends a line somewhere, moves a cursor or turns text round. */
const ODD = [
  '\u2028',
  '\u2029',
  '\u0085',
  '\r',
  '\v',
  '\f',
  '\u001b[2J',
  '\u009b2J',
  '\u0007',
  '\u202e',
  '\u2066',
  '\ud800',
  '\0',
  '\u007f',
]
const SAID = `voor${ODD.map((one, at) => `${one}${at}`).join('')}na`
const harmfulIn = (text: string): string[] => ODD.filter((one) => text.includes(one.charAt(0)))

/** An id as some were made before. */
const DASHED = idOf(`f8${'3'.repeat(30)}`) as string

let base: string

beforeEach(async () => {
  base = await folder()
  const records = await recordsIn(base)
  await records.createClient(clientOf(ANNA, { id: DASHED, alias: SAID }))
  await records.changeClient(ANNA, DASHED, (draft) => answer(draft, ANNA, SAID))
  await records.close()
})

describe.each(['beside a running server', 'without one'])('%s', (how) => {
  beforeEach(async () => {
    if (how === 'without one') return
    const records = await recordsIn(base)
    const control = await serveControl(records, controlPath(layoutIn(base).data))
    return async () => {
      await control.close()
      await records.close()
    }
  })

  test('what somebody said comes over whole, and as lines that every reader takes for the same lines', async () => {
    const { code, out, err } = await call(base, 'export', DASHED)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(harmfulIn(out)).toEqual([])
    expect(JSON.parse(out).file.notes[0].text).toBe(SAID)
    for (const args of [['clients'], ['clients', '--json'], ['audit', '--json'], ['audit'], ['export', DASHED, '--html', 'nl']] as const) {
      const { code, out, err } = await call(base, ...(args as unknown as [string]))
      expect({ args, code, harmful: harmfulIn(out + err) }).toEqual({ args, code: 0, harmful: [] })
    }
    const lines: string[] = []
    for await (const line of createInterface({ input: Readable.from([(await call(base, 'audit', '--json')).out]) })) lines.push(line)
    for (const line of lines) JSON.parse(line)
    expect((await call(base, 'clients')).out.trim().split('\n')).toHaveLength(1)
  })

  test('takes an id that begins with a dash anywhere', async () => {
    expect(DASHED).toMatch(/^-/)
    for (const args of [
      ['export', DASHED],
      ['export', DASHED, '--json'],
      ['export', '--json', DASHED],
      ['export', '--private', '--', DASHED],
      ['audit', DASHED, '--json'],
      ['audit', '--json', DASHED],
      ['erase', '--yes', DASHED],
    ] as [string, ...string[]][])
      expect(await call(base, ...args), args.join(' ')).toMatchObject({ code: 0 })
  })
})

test('makes no id that could be taken for an option', () => {
  const ids = Array.from({ length: 2000 }, newId)
  expect(ids.filter((id) => id.startsWith('-'))).toEqual([])
  expect(new Set(ids).size).toBe(2000)
})

test.each([
  [['clients', '--yaml'], 2, 'Unknown option'],
  [['clients', '-x'], 2, 'Unknown option'],
  [['clients', 'x'], 2, 'too much'],
  [['export'], 2, 'missing'],
  [['export', ''], 2, 'empty'],
  [['export', 'x', '--html'], 2, 'argument missing'],
  [['export', 'x', '--html', 'de'], 2, 'choose nl, fr or en'],
  [['erase', '--yes'], 2, 'missing'],
  [['keys'], 2, 'missing'],
  [['keys', 'export'], 2, 'usage'],
  [['restore'], 2, 'missing'],
  [['restore', 'x', '--keys'], 2, 'argument missing'],
  [['teams'], 2, 'name one file'],
  [['chat', '--loud'], 2, 'usage'],
  [['nonsense\u001b[2J'], 2, 'There is no command “nonsense[2J”'],
  [['export', '../../etc/passwd'], 1, 'there is no client'],
  [['erase', 'nobody', '--yes'], 1, 'there is no client'],
  [['restore', 'missing'], 1, 'is not there'],
] as [string[], number, string][])('%j ends with %i and a reason, and never with a stack', async (args, code, reason) => {
  const outcome = await program(base, args)
  expect(outcome).toMatchObject({ code, err: expect.stringContaining(reason) })
  expect(outcome.err).not.toMatch(/^\s+at /m)
  if (code === 1) expect(outcome.err.trim().split('\n')).toHaveLength(1)
})

test('does its work to the end when nobody reads what it prints, and says when it cannot be printed', async () => {
  const shell = (line: string): Promise<{ code: number | null; err: string }> =>
    new Promise((done) => {
      const child = spawn('bash', ['-o', 'pipefail', '-c', line], settingsIn(base))
      let err = ''
      child.stderr.on('data', (bytes) => (err += bytes))
      child.once('close', (code) => done({ code, err }))
    })
  const own = `${process.execPath} ${PROGRAM}`
  expect(await shell(`${own} audit | true`)).toEqual({ code: 0, err: '' })
  expect(await shell(`${own} backup file 2>&1 | true; test -s file`)).toMatchObject({ code: 0 })
  expect(await shell(`${own} export ${DASHED} > /dev/full`)).toEqual({
    code: 1,
    err: 'not everything could be printed: the disk is full\n',
  })
})

test('waits for a server that is starting or stopping, and says so when it takes too long', async () => {
  const records = await recordsIn(base)
  const asked = call(base, 'clients', '--json')
  const control = await serveControl(records, controlPath(layoutIn(base).data))
  expect(await asked).toMatchObject({ code: 0, err: '' })
  await control.close()
  const again = call(base, 'clients', '--json')
  await records.close()
  expect(await again).toMatchObject({ code: 0, err: '' })
})
