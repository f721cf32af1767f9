/** A data folder that was there before us keeps its owner and mode, also where it is only our group's, as a Kubernetes volume is. */
import { spawn } from 'node:child_process'
import { chmod, chown, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { BARE } from '../../support/bare.ts'
import { folder, layoutIn, removeFolders } from '../fixtures.ts'

afterAll(removeFolders)

const MAIN = join(import.meta.dirname, '..', '..', '..', 'src', 'main.ts')
const NOBODY = 65_534

/** Starts the server, stops it once it tells its address. @returns its exit code, and what it said on standard error */
async function startAndStop(base: string, user?: number) {
  const env = {
    ...BARE,
    PORT: '0',
    DATA_DIR: join(base, 'data'),
    KEY_FILE: join(base, 'key', 'master.key'),
    LOG_LEVEL: 'warn',
  }
  const who = user === undefined ? {} : { uid: user, gid: user }
  const server = spawn(process.execPath, [MAIN], { cwd: join(base, 'key'), env, stdio: ['ignore', 'pipe', 'pipe'], ...who })
  onTestFinished(() => void server.kill('SIGKILL'))
  const over = new Promise<number | null>((done) => server.once('close', done))
  let complaint = ''
  server.stderr.on('data', (bytes) => (complaint += bytes))
  server.stdout.on('data', (bytes) => /^Wegwijzer: /m.test(String(bytes)) && server.kill('SIGTERM'))
  return { code: await over, complaint }
}

test.skipIf(process.platform === 'win32')('leaves the mode of a data folder that was there', async () => {
  const base = await folder()
  await mkdir(join(base, 'key'))
  await mkdir(layoutIn(base).data)
  await chmod(layoutIn(base).data, 0o750)
  expect(await startAndStop(base)).toEqual({ code: 0, complaint: '' })
  expect((await stat(layoutIn(base).data)).mode & 0o7777).toBe(0o750)
})

/** Only root may start a process as somebody else. */
test.skipIf(process.getuid?.() !== 0)('starts in a data folder of root that is its own by group only', async () => {
  const base = await folder()
  await chmod(base, 0o755)
  const { data, store } = layoutIn(base)
  await mkdir(data)
  await chown(data, 0, NOBODY)
  await chmod(data, 0o2770)
  await mkdir(join(base, 'key'))
  await chown(join(base, 'key'), NOBODY, NOBODY)
  expect(await startAndStop(base, NOBODY)).toEqual({ code: 0, complaint: '' })
  const { uid, mode } = await stat(data)
  expect([uid, mode & 0o7777]).toEqual([0, 0o2770])
  expect((await stat(store)).uid).toBe(NOBODY)
})
