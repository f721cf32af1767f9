import type { Command } from './command.ts'
import { carriedOut, doJob, parsed, print } from './jobs.ts'

const usage = '  erase CLIENT-ID --yes [--json]  erases a client: key, files and entries; no backup brings them back'

export const command: Command = {
  name: 'erase',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { values, positionals } = parsed(args, { json: { type: 'boolean' }, yes: { type: 'boolean' } }, { least: 1, most: 1 })
      if (!values.yes) {
        context.err('This cannot be undone: the data key is destroyed, and with it every copy in every backup. Add --yes to go on.')
        return 1
      }
      const result = await doJob(context, 'erase', { id: positionals[0] as string })
      print(context, values.json, result, `erased ${result.erased}`)
      context.err(
        'Make a new keys export now and throw older ones away. What was sent through Teams stays with Microsoft 365 until it is removed there.',
      )
      return 0
    }),
}
