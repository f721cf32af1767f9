import { resolve } from 'node:path'
import type { Fault } from '../records/check.ts'
import type { Command } from './command.ts'
import { carriedOut, doJob, parsed, print, tellFaults } from './jobs.ts'

const usage = `  backup FILE [--force] [--json]
                              a backup of all data, still encrypted, while the server runs; holds no keys. Replaces an older
                              backup of the same store, anything else only with --force`

export const command: Command = {
  name: 'backup',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { values, positionals } = parsed(args, { json: { type: 'boolean' }, force: { type: 'boolean' } }, { least: 1, most: 1 })
      const file = resolve(positionals[0] as string)
      const faults: Fault[] = []
      const result = await doJob(context, 'backup', { file, force: values.force === true }, (line) => faults.push(line as Fault))
      print(context, values.json, { file, ...result }, `${result.clients} clients in ${file}`)
      tellFaults(context, faults, 'not in this backup: restore it from an older one')
      if (result.older) context.err(`The older backup that stood there is kept: ${result.older}`)
      context.err('It opens only with a keys export (keys export FILE) and the master key: keep the three apart.')
      return result.damaged.length === 0 ? 0 : 1
    }),
}
