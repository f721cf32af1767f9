import { resolve } from 'node:path'
import { oneLine } from '../content/printable.ts'
import type { Fault } from '../records/check.ts'
import { allOlder } from '../records/operator/outfile.ts'
import { type Command, UsageError } from './command.ts'
import { carriedOut, doJob, parsed, print, tellFaults } from './jobs.ts'

const usage = `  keys export FILE [--force] [--json]
                              the data keys, wrapped: for a restore. Keep the newest only, apart from the backups
  keys rotate [--json]        a new master key; can be interrupted, and goes on where it stopped when called again`

export const command: Command = {
  name: 'keys',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { values, positionals } = parsed(args, { json: { type: 'boolean' }, force: { type: 'boolean' } }, { least: 1, most: 2 })
      const [what, name] = positionals
      if (what === 'export' && name !== undefined) {
        const file = resolve(name)
        const faults: Fault[] = []
        const result = await doJob(context, 'keys export', { file, force: values.force === true }, (line) => faults.push(line as Fault))
        print(context, values.json, { file, ...result }, `${result.keys} keys in ${file}`)
        tellFaults(context, faults, 'not in this export: an older one may have it')
        for (const older of await allOlder(file))
          context.err(oneLine(`An older export is kept beside it, for what is damaged now: ${older}. Throw it away once that is restored`))
        context.err('Throw older exports away: with an old one, somebody who was erased since could be brought back.')
        return faults.length === 0 ? 0 : 1
      }
      if (what !== 'rotate' || name !== undefined) throw new UsageError('')
      const result = await doJob(context, 'keys rotate', {})
      print(context, values.json, result, `${result.wrapped} keys wrapped with the new master key`)
      for (const file of result.damaged)
        context.err(`${file} is damaged; the old master key stays until it is restored or its client erased`)
      context.err('Keep a copy of the new key file, and make a new keys export: older ones open only with the old master key.')
      return result.damaged.length === 0 ? 0 : 1
    }),
}
