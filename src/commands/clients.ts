import { jsonText } from '../content/printable.ts'
import type { ClientSummary } from '../records/operator/operator.ts'
import type { Command } from './command.ts'
import { carriedOut, doJob, parsed, print } from './jobs.ts'

const usage = '  clients [--json]            the client files here, with their ids'

const row = ({ id, alias, owner, conversations, due, damaged }: ClientSummary): string =>
  damaged ? `${id}  DAMAGED: ${damaged}` : `${id}  ${alias}  (${conversations} conversations, kept until ${due}, of ${owner})`

export const command: Command = {
  name: 'clients',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { values } = parsed(args, { json: { type: 'boolean' } }, { least: 0, most: 0 })
      const found: ClientSummary[] = []
      await doJob(context, 'clients', {}, (line) => found.push(line as ClientSummary))
      if (values.json) context.out(jsonText(found, 2))
      else for (const client of found) print(context, false, client, row(client))
      return found.some(({ damaged }) => damaged) ? 1 : 0
    }),
}
