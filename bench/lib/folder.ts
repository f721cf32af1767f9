import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the bench keeps its files: on the disk that is to be measured. `BENCH_DIR` names another than the system's temporary folder. */
const PARENT = process.env.BENCH_DIR ?? tmpdir()

const made: string[] = []
process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A new folder, gone when the bench ends. */
export function folder(parent = PARENT): string {
  const path = mkdtempSync(join(parent, 'wegwijzer-bench-'))
  made.push(path)
  return path
}
