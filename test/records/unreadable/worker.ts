/** Calls commands one after another over the data in a folder, as the account that it is started as, and prints what came of each. */
import { call } from '../../support/command-line.ts'

const [base = '', calls = '[]'] = process.argv.slice(2)
const outcomes = []
for (const [name, ...args] of JSON.parse(calls)) outcomes.push({ args: [name, ...args], ...(await call(base, name, ...args)) })
process.stdout.write(JSON.stringify(outcomes))
