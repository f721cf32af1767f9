import { execFileSync, spawn } from 'node:child_process'
import { mkdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { StoreLocked, takeLock } from '../../../src/records/files/lock-file.ts'
import { StoreUnavailable } from '../../../src/records/records.ts'
import { folder, recordsIn, removeFolders } from '../fixtures.ts'

afterAll(removeFolders)

/** A process that holds the lock until it is killed. */
async function holder(base: string) {
  const script = `import { recordsIn } from ${JSON.stringify(join(import.meta.dirname, '..', 'fixtures.ts'))}; await recordsIn(${JSON.stringify(base)}); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((done, failed) => {
    child.stdout.once('data', done)
    child.once('exit', () => failed(new Error('the holder ended')))
  })
  return async () => {
    child.removeAllListeners('exit')
    const over = new Promise((done) => child.once('exit', done))
    child.kill('SIGKILL')
    await over
  }
}

describe('one writer', () => {
  test('refuses a second one with a clear line, in the same process too, until the first is closed', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    await expect(recordsIn(base)).rejects.toThrow(`another Wegwijzer (process ${process.pid}) has this data folder open`)
    expect(await records.ready()).toBe(true)
    await records.close()
    await (await recordsIn(base)).close()
  })

  test('leaves the lock with a live process, and does not let it block once that was killed', async () => {
    const base = await folder()
    const kill = await holder(base)
    await expect(recordsIn(base)).rejects.toThrow(StoreLocked)
    await kill()
    expect((await stat(join(base, 'data', 'lock'))).isFile()).toBe(true)
    const start = performance.now()
    await (await recordsIn(base)).close()
    expect(performance.now() - start).toBeLessThan(1_000)
  })

  test('does not leave the lock with a zombie', async () => {
    const path = join(await folder(), 'lock')
    // a shell that is stopped before it can ask what became of its child
    const parent = spawn('sh', ['-c', 'sleep 0.05 & echo $!; kill -STOP $$'], { stdio: ['ignore', 'pipe', 'inherit'] })
    const pid = Number(await new Promise((done) => parent.stdout.once('data', (line: Buffer) => done(line.toString()))))
    const stat = async () => (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? []
    try {
      while ((await stat())[0] !== 'Z') await wait(10)
      const lock = await takeLock(path)
      const mine = JSON.parse(await readFile(path, 'utf8'))
      await lock.release()
      await writeFile(path, JSON.stringify({ ...mine, pid, started: (await stat())[19], token: 'old' }))
      await (await takeLock(path)).release()
    } finally {
      parent.kill('SIGKILL')
    }
  })

  test('waits for a holder that is just being killed', async () => {
    const base = await folder()
    const script = `import { recordsIn } from ${JSON.stringify(join(import.meta.dirname, '..', 'fixtures.ts'))}; await recordsIn(${JSON.stringify(base)}); const held = Array.from({ length: 60 }, () => Buffer.alloc(8e6, 1)); console.log('held', held.length); setInterval(() => {}, 1000)`
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
      await new Promise((done) => child.stdout.once('data', done))
      // at once: giving back half a gigabyte takes the kernel a moment
      child.kill('SIGKILL')
      await (await recordsIn(base)).close()
    }
  })

  test.each([0, -1, 1.5, 2 ** 40, '1', null])('does not leave the lock with a holder whose process id cannot be one (%j)', async (pid) => {
    const path = join(await folder(), 'lock')
    const lock = await takeLock(path)
    const mine = JSON.parse(await readFile(path, 'utf8'))
    await lock.release()
    await writeFile(path, JSON.stringify({ ...mine, pid, started: undefined, token: 'old' }))
    await (await takeLock(path)).release()
  })

  test('does not take a process id that was given out again for the holder', async () => {
    const path = join(await folder(), 'lock')
    const lock = await takeLock(path)
    const mine = JSON.parse(await readFile(path, 'utf8'))
    await lock.release()
    await writeFile(path, JSON.stringify({ ...mine, pid: process.ppid, started: '1', token: 'old' }))
    await (await takeLock(path)).release()
  })

  test.each(['', '{', 'rubbish'])('is not blocked by an unreadable lock (%j) that nobody touches', async (text) => {
    const path = join(await folder(), 'lock')
    await writeFile(path, text)
    await (await takeLock(path, 40)).release()
  })

  const odd: Record<string, (path: string) => unknown> = {
    'a folder': (path) => mkdir(path),
    'a pipe': (path) => execFileSync('mkfifo', [path]),
    'a device': (path) => symlink('/dev/zero', path),
    'a link that leads nowhere': (path) => symlink('nowhere', path),
  }
  test.skipIf(process.platform === 'win32').each(Object.entries(odd))(
    'refuses at once with a clear line where the lock is %s',
    async (_, put) => {
      const path = join(await folder(), 'lock')
      await put(path)
      await expect(takeLock(path)).rejects.toThrow(/lock is not a file.*move it away/)
    },
  )

  test.each(['data', 'data/keys', 'data/writing'])('says what stands in the way where %s is a file', async (place) => {
    const base = await folder()
    await mkdir(dirname(join(base, place)), { recursive: true })
    await writeFile(join(base, place), '')
    const error = await recordsIn(base).catch((reason) => reason)
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(error.message).toContain(join(base, place))
  })

  test('refuses while a holder elsewhere has a beating heart, not once it stands still', async () => {
    const path = join(await folder(), 'lock')
    await writeFile(path, JSON.stringify({ pid: 1, machine: 'another', token: 'x' }))
    // its clock may be minutes behind, or before
    for (const apart of [0, -300_000, 300_000]) {
      const now = (): Date => new Date(Date.now() + apart)
      await utimes(path, now(), now())
      const beat = setInterval(() => utimes(path, now(), now()), 15)
      await expect(takeLock(path, 40)).rejects.toThrow(StoreLocked)
      clearInterval(beat)
    }
    await wait(20)
    const lock = await takeLock(path, 40)
    expect(await lock.held()).toBe(true)
    await writeFile(path, JSON.stringify({ pid: 1, machine: 'another', token: 'thief' }))
    expect(await lock.held()).toBe(false)
    await lock.release()
    expect(await readFile(path, 'utf8')).toContain('thief')
  })

  test('gives the lock to one of many that find it dead at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const path = join(await folder(), 'lock')
      const lock = await takeLock(path)
      const mine = JSON.parse(await readFile(path, 'utf8'))
      await lock.release()
      await writeFile(path, JSON.stringify({ ...mine, pid: 2_000_000_000, token: 'dead' }))
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(path)))
      const got = tries.filter((one) => one.status === 'fulfilled')
      expect(got).toHaveLength(1)
      await got[0]?.value.release()
    }
  })

  test('is no longer ready once the lock was lost', async () => {
    const base = await folder()
    const records = await recordsIn(base)
    await writeFile(join(base, 'data', 'lock'), 'somebody else')
    expect(await records.ready()).toBe(false)
    await records.close()
    expect(await records.ready()).toBe(false)
    await expect(records.counsellor('t|x')).rejects.toThrow('the store is closed')
  })
})
