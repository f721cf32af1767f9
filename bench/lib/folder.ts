import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the bench keeps its files, on the disk to measure: the system's temporary folder, or the one that `BENCH_DIR` names. */
const PARENT = process.env.BENCH_DIR ?? tmpdir()

const made: string[] = []
process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A new folder, removed when the bench ends. */
export function folder(parent = PARENT): string {
  const path = mkdtempSync(join(parent, 'wegwijzer-bench-'))
  made.push(path)
  return path
}
