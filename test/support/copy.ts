/** A copy of the source, to change and to hear what the compiler says of it. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect } from 'vitest'

export class SourceCopy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'source-'))

  constructor() {
    for (const path of ['src', 'package.json', 'tsconfig.json']) cpSync(path, join(this.#folder, path), { recursive: true })
    symlinkSync(resolve('node_modules'), join(this.#folder, 'node_modules'))
  }

  change(file: string, from: string, to: string): void {
    const text = this.#read(file)
    expect(text).toContain(from)
    writeFileSync(join(this.#folder, file), text.replace(from, to))
  }

  add(file: string, text: string): void {
    mkdirSync(dirname(join(this.#folder, file)), { recursive: true })
    writeFileSync(join(this.#folder, file), text)
  }

  /** What the compiler complains of: `file: the first name on that line`. */
  complaints(): string[] {
    const { stdout } = spawnSync(resolve('node_modules/.bin/tsc'), [], { cwd: this.#folder, encoding: 'utf8' })
    const places = [...stdout.matchAll(/^(src\/[^(]+)\((\d+),/gm)].map(([, file = '', line]) => {
      const text = this.#read(file).split('\n')[Number(line) - 1]?.replace('export const ', '')
      return `${file}: ${/(?:const )?(\w+)/.exec(text ?? '')?.[1]}`
    })
    return [...new Set(places)].toSorted()
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true })
  }

  #read(file: string): string {
    return readFileSync(join(this.#folder, file), 'utf8')
  }
}
