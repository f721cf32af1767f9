import { jsonText, oneLine } from '../content/printable.ts'
import type { AuditLine } from '../records/model.ts'
import type { AuditFault } from '../records/operator/operator.ts'
import type { Command } from './command.ts'
import { carriedOut, doJob, parsed, print } from './jobs.ts'

const usage = `  audit [CLIENT-ID] [--json]  who did what to which client, when, from which channel
  audit verify [--json]       whether a line was removed or changed anywhere`

const row = ({ client, at, by, did, channel, to }: AuditLine & { client: string }): string =>
  `${at}  ${client}  ${did}${to ? ` (${to})` : ''}  by ${by}  from ${channel}`

const isFault = (line: unknown): line is AuditFault => (line as AuditFault).fault !== undefined

export const command: Command = {
  name: 'audit',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { values, positionals } = parsed(args, { json: { type: 'boolean' } }, { least: 0, most: 1 })
      const json = values.json === true
      const [word] = positionals
      if (word !== 'verify') {
        let whole = true
        const show = (line: unknown): void => {
          if (isFault(line)) {
            whole = false
            context.err(oneLine(`${line.client} is damaged, and its lines are not all here: ${line.fault}`))
          } else print(context, json, line, row(line as AuditLine & { client: string }))
        }
        await doJob(context, 'audit', word === undefined ? {} : { id: word }, show)
        return whole ? 0 : 1
      }
      const faults: AuditFault[] = []
      const result = await doJob(context, 'audit verify', {}, (line) => faults.push(line as AuditFault))
      if (json) context.out(jsonText({ ...result, found: faults }, 2))
      else {
        for (const { client, fault } of faults) print(context, false, fault, `${client}: ${fault}`)
        context.out(
          `${result.lines} lines of ${result.clients} clients, ${result.faults === 0 ? 'all in order' : `${result.faults} clients with a fault`}`,
        )
      }
      return faults.length === 0 ? 0 : 1
    }),
}
