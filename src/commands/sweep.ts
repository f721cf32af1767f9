import { jsonText } from '../content/printable.ts'
import type { Fault } from '../records/check.ts'
import type { Command } from './command.ts'
import { carriedOut, doJob, parsed, print } from './jobs.ts'

const usage = `  sweep [--yes] [--json]      erases files whose retention period is over; the server does so by itself every day. When many
                              would go at once, the day jumped or the period is shorter, they wait for --yes`

export const command: Command = {
  name: 'sweep',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { values } = parsed(args, { json: { type: 'boolean' }, yes: { type: 'boolean' } }, { least: 0, most: 0 })
      const faults: Fault[] = []
      const result = await doJob(context, 'sweep', { yes: values.yes === true }, (line) => faults.push(line as Fault))
      const { looked, erased, damaged, waiting } = result
      if (values.json) context.out(jsonText({ ...result, found: faults }))
      else {
        for (const { client, file, fault } of faults) print(context, false, file, `${client ? `${client}: ` : ''}${file}: ${fault}`)
        for (const { id, due } of waiting?.clients ?? []) context.out(`waiting: ${id}, until ${due}`)
        context.out(`${looked} files looked at, ${erased} erased, ${damaged} damaged`)
      }
      if (waiting) context.err(`${waiting.clients.length} were not erased: ${waiting.why}. If they may go: sweep --yes`)
      return damaged === 0 ? 0 : 1
    }),
}
