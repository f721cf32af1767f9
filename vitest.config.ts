import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import type { Reporter } from 'vitest/node'

const CI = Boolean(process.env.CI)

// The program is started a hundred times: what Node made of its source is kept, for workers and for programs that tests start.
process.env.NODE_COMPILE_CACHE ??= resolve('node_modules/.cache/node')

/** Where CI is set, a test that was skipped (no browser found, say) has not been passed. */
const noSkips: Reporter = {
  onTestRunEnd(modules) {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')])
    for (const test of skipped) console.error(`skipped where CI is set, which counts as failed: ${test.module.moduleId} > ${test.fullName}`)
    if (skipped.length) process.exitCode = 1
  },
}

export default defineConfig({
  test: {
    environment: 'node',
    // a process of its own for each file: the tests kill servers, change folders' rights and hold locks
    pool: 'forks',
    // most of them wait for the disk or for a program: two at once even where there are two cores
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // what is waited for comes later on a busy machine
    expect: { poll: { timeout: 10_000 } },
    allowOnly: !CI,
    reporters: CI ? ['default', noSkips] : ['default'],
    projects: [
      { extends: true, test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'] } },
      { extends: true, test: { name: 'browser', include: ['test/e2e/**/*.test.ts'], testTimeout: 240_000 } },
    ],
  },
})
