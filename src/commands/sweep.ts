import type { Command } from './command.ts'
import { carriedOut, doJob, parsed, print } from './jobs.ts'

const usage = '  sweep [--json]              erases files whose retention period is over; the server does so by itself every day'

export const command: Command = {
  name: 'sweep',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { values } = parsed(args, { json: { type: 'boolean' } }, { least: 0, most: 0 })
      const result = await doJob(context, 'sweep', {})
      print(context, values.json, result, `${result.looked} files looked at, ${result.erased} erased, ${result.damaged} damaged`)
      return result.damaged === 0 ? 0 : 1
    }),
}
