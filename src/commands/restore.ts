import { isAbsolute, resolve } from 'node:path'
import { exists } from '../records/files/durable.ts'
import { layoutOf } from '../records/files/layout.ts'
import { openRecords } from '../records/open.ts'
import { ArchiveProblem } from '../records/operator/archive.ts'
import { restore } from '../records/operator/restore.ts'
import { takeKeys } from '../records/operator/take-keys.ts'
import type { Command } from './command.ts'
import { carriedOut, follow, optionsOf, parsed, print } from './jobs.ts'

const usage = `  restore BACKUP [--keys KEYS] [--yes] [--unsealed] [--json]
                              brings back what is missing, damaged or older here; on a new machine with the newest keys
                              export and the master key in place. The server must be stopped. Who was erased stays erased;
                              --yes also erases here who was erased elsewhere. --unsealed: made by an earlier version`

const OPTIONS = {
  json: { type: 'boolean' },
  keys: { type: 'string' },
  yes: { type: 'boolean' },
  unsealed: { type: 'boolean' },
} as const

const path = (text: string): string => (isAbsolute(text) ? text : resolve(text))

/** Adds to an error which of the two files it is about. */
async function about<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ArchiveProblem) throw new ArchiveProblem(`${file} cannot be used: ${error.message}`)
    throw error
  }
}

export const command: Command = {
  name: 'restore',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { values, positionals } = parsed(args, OPTIONS, { least: 1, most: 1 })
      const backup = path(positionals[0] as string)
      const { keys, yes, unsealed } = values
      if (keys) {
        const taken = await about(path(keys), () => takeKeys(optionsOf(context), path(keys), { yes, unsealed }))
        context.err(`${taken} keys taken in`)
      }
      if (!keys && !(await exists(layoutOf(context.dataDir).store)))
        throw new ArchiveProblem(`${context.dataDir} holds no keys: give the newest keys export too (--keys KEYS)`)
      const records = await openRecords(optionsOf(context))
      try {
        const result = await about(backup, () => follow(context, restore(records.context, backup, { yes, unsealed }), () => {}))
        const { back, kept, erased, damaged, keyless = [] } = result
        print(context, values.json, result, `${back} clients brought back, ${kept} were here already, ${erased} were erased and stay so`)
        if (!values.json) for (const file of damaged) context.out(`not brought back, damaged in the backup: ${file}`)
        for (const id of keyless)
          context.err(
            `not brought back, its key is not here and it was not erased: ${id}; give the newest keys export that has it (--keys)`,
          )
        return damaged.length + keyless.length === 0 ? 0 : 1
      } finally {
        await records.close()
      }
    }),
}
