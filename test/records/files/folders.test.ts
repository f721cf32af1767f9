/** Folders that several make at the same moment. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../../../src/records/files/durable.ts'

test('are there for all of them, however they meet', async () => {
  for (let round = 0; round < 30; round++) {
    const base = await mkdtemp(join(tmpdir(), 'wegwijzer-folders-'))
    const made = await Promise.allSettled(
      Array.from({ length: 24 }, (_, n) => makeFolder(join(base, 'a', String(round), 'b', String(n % 3), 'c'))),
    )
    expect(made.filter(({ status }) => status === 'rejected')).toEqual([])
    await rm(base, { recursive: true })
  }
})
