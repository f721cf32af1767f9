/** A short version of `npm run test:kill`. */
import { afterAll, expect, test } from 'vitest'
import { folder, removeFolders } from './fixtures.ts'
import { check, killOne, nothing } from './kill/round.ts'

afterAll(removeFolders)

test('keeps every confirmed answer when killed at random moments, again and again', { timeout: 60_000 }, async () => {
  const base = await folder()
  const confirmed = nothing()
  let count = 0
  for (let kill = 0; kill < 10; kill += 1) {
    count += await killOne(base, `s${kill}`, kill === 3 ? -20 : Math.random() * 200, confirmed)
    await check(base, confirmed)
  }
  expect(count).toBeGreaterThan(20)
})

test('opens whatever a first start left that was killed, twice', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 5; round += 1) {
    const base = await folder()
    const confirmed = nothing()
    for (let kill = 0; kill < 2; kill += 1) await killOne(base, `f${round}.${kill}`, -Math.random() * 60, confirmed)
    await check(base, confirmed)
  }
})

test('finds what is lost, so that it can be trusted', async () => {
  const base = await folder()
  const confirmed = nothing()
  for (let kill = 0; confirmed.clients.size === 0; kill += 1) await killOne(base, `x${kill}`, 200, confirmed)
  const [, client] = [...confirmed.clients][0] as [string, { answers: Set<string> }]
  client.answers.add('never said')
  await expect(check(base, confirmed)).rejects.toThrow('a confirmed answer is lost')
})
