/** Runs an operator's job for a command: in the running server if there is one, otherwise here, under the lock. */
import { existsSync } from 'node:fs'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { PARTS } from '../features/index.ts'
import { openRecords, type RecordsOptions } from '../records/open.ts'
import { askControl, connectControl, controlPath } from '../records/operator/control.ts'
import type { Job } from '../records/operator/job.ts'
import { type JobName, type Jobs, runJob } from '../records/operator/operator.ts'
import { type CommandContext, UsageError } from './command.ts'

export const optionsOf = ({ dataDir, keyFile, masterKeys, retentionMonths, err }: CommandContext): RecordsOptions => ({
  parts: PARTS,
  dataDir,
  keyFile,
  masterKeys,
  retentionMonths,
  onDamage: ({ file, reason, recovered }) => err(`${file}: ${reason}${recovered ? '; its former version was brought back' : ''}`),
})

/** Runs a job and returns its result. @param line called with each line that the job finds */
export async function doJob<Name extends JobName>(
  context: CommandContext,
  name: Name,
  args: Jobs[Name]['args'],
  line: (value: unknown) => void = () => {},
): Promise<Jobs[Name]['result']> {
  const socket = await connectControl(controlPath(context.dataDir))
  if (socket) return follow(context, askControl(socket, name, args) as Job<Jobs[Name]['result']>, line)
  if (!existsSync(context.dataDir)) throw new Error(`there is no data folder ${context.dataDir}: is DATA_DIR set right?`)
  const records = await openRecords(optionsOf(context))
  try {
    return await follow(context, runJob(records.context, name, args), line)
  } finally {
    await records.close()
  }
}

/** Shows the progress of a job and passes on what it finds. */
export async function follow<T>(context: CommandContext, job: Job<T>, line: (value: unknown) => void): Promise<T> {
  let step = await job.next()
  for (; !step.done; step = await job.next()) {
    if ('line' in step.value) line(step.value.line)
    else if (step.value.progress.total > 1) context.err(`${step.value.progress.done} of ${step.value.progress.total}`)
  }
  return step.value
}

/** @throws UsageError if an option is unknown or the number of words is wrong */
export function parsed<O extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: O,
  words: { least: number; most: number },
) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true })
    if (positionals.length < words.least || positionals.length > words.most) throw new Error('')
    return { values, positionals }
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** Turns expected errors into one clear line and an exit code. */
export async function carriedOut(context: CommandContext, usage: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    const { name, message } = error as Error
    if (name === 'UsageError') {
      if (message) context.err(message)
      context.err(`usage:\n${usage}`)
      return 2
    }
    if (name === 'NoAccess') context.err('there is no client with this id (any more)')
    else if (KNOWN.has(name) || name === 'Error') context.err(message)
    else throw error
    return 1
  }
}

const KNOWN = new Set([
  'StoreLocked',
  'StoreUnavailable',
  'DamagedFile',
  'NewerModel',
  'KeyProblem',
  'ArchiveProblem',
  'FileProblem',
  'TypeError',
])
