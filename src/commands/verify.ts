import { resolve } from 'node:path'
import { jsonText } from '../content/printable.ts'
import type { Fault } from '../records/check.ts'
import type { Command } from './command.ts'
import { carriedOut, doJob, parsed, tellFaults } from './jobs.ts'

const usage = `  verify [ARCHIVE] [--json]   reads everything there is, or a backup or keys export of it, and says what is whole`

export const command: Command = {
  name: 'verify',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { values, positionals } = parsed(args, { json: { type: 'boolean' } }, { least: 0, most: 1 })
      const archive = positionals[0] === undefined ? undefined : resolve(positionals[0])
      const found: Fault[] = []
      const result = await doJob(context, 'verify', { archive }, (line) => found.push(line as Fault))
      if (values.json) context.out(jsonText({ ...result, found }, 2))
      else {
        tellFaults(context, found)
        const { clients, files, lines, counsellors, marks, faults, archive: read } = result
        const what = archive
          ? read && `a ${read.kind} file of ${read.at}, ${read.files} files`
          : `${clients} clients with ${files} files and ${lines} audit lines, ${counsellors} counsellors, ${marks} erased`
        context.out(`${what ? `${what}: ` : ''}${faults === 0 ? 'all whole' : `${faults} not whole`}`)
      }
      return result.faults === 0 ? 0 : 1
    }),
}
