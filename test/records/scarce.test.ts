/** A full disk, a read-only one, no file handles left: real ones, in a process of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { folder, removeFolders } from './fixtures.ts'

afterAll(removeFolders)

const WORKER = join(import.meta.dirname, 'scarce', 'worker.ts')

/** A mount of our own needs root, or a kernel that lets everybody have their own mounts. */
const mayMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /tmp']).status === 0

/** Runs the worker on a small disk of its own, which is gone with the process. */
function onSmallDisk(what: string, base: string): Record<string, unknown> {
  const script = 'mount -t tmpfs -o size=600k,mode=700 tmpfs "$1" && exec "$2" "$3" "$4" "$1"'
  return JSON.parse(execFileSync('unshare', ['-rm', 'sh', '-c', script, 'sh', base, process.execPath, WORKER, what], { encoding: 'utf8' }))
}

describe.skipIf(!mayMount)('on a disk', () => {
  test('does nothing of the turn when it is full, reads the rest, and goes on when there is room', async () => {
    const said = onSmallDisk('full', await folder())
    expect(said).toEqual({
      confirmed: expect.any(Number),
      refusals: ['StoreUnavailable'],
      during: { ready: false, create: 'StoreUnavailable', erase: 'StoreUnavailable', list: 2, same: true, left: 0 },
      after: { ready: true, say: 'done' },
      kept: true,
      other: 'done',
    })
    expect(said.confirmed).toBeGreaterThan(1)
    expect(said.confirmed).toBeLessThan(200)
  })

  test('says so when it is read-only, goes on reading, and writes again when it may', async () => {
    expect(onSmallDisk('readOnly', await folder())).toEqual({
      during: { say: 'StoreUnavailable', ready: false, texts: ['ervoor'] },
      start: expect.stringMatching(/^Store(Unavailable|Locked): /),
      after: { say: 'done', ready: true, texts: ['ervoor', 'erna'] },
    })
  })
})

test.skipIf(process.platform === 'win32')(
  'does nothing by half without file handles, and tells nobody that a client does not exist',
  async () => {
    const script = 'ulimit -n 64 && exec "$1" "$2" handles "$3"'
    const said = JSON.parse(execFileSync('sh', ['-c', script, 'sh', process.execPath, WORKER, await folder()], { encoding: 'utf8' }))
    expect(said).toEqual({
      none: { say: 'StoreUnavailable', read: 'StoreUnavailable', ready: false },
      some: expect.arrayContaining(['StoreUnavailable', 'done']),
      texts: ['ervoor', ...said.some.flatMap((result: string, index: number) => (result === 'done' ? [`vrij ${index + 1}`] : []))],
      after: { say: 'done', read: ['ervoor', 'erna'] },
    })
  },
)
