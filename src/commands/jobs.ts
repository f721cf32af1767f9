/** Runs an operator's job for a command: in the running server if there is one, otherwise here, under the lock. */
import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { jsonText, oneLine } from '../content/printable.ts'
import { PARTS } from '../features/index.ts'
import type { Fault } from '../records/check.ts'
import { StoreLocked } from '../records/files/lock-file.ts'
import { nameOf } from '../records/ids.ts'
import { type OpenRecords, openRecords, type RecordsOptions } from '../records/open.ts'
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
  const there = await serverOrRecords(context)
  if ('socket' in there) return follow(context, askControl(there.socket, name, args, context.err) as Job<Jobs[Name]['result']>, line)
  const { records } = there
  try {
    return await follow(context, runJob(records.context, name, args), line)
  } finally {
    await records.close()
  }
}

/** How long (ms) a server may take to start or stop until it is only said that somebody has the folder. */
const PATIENCE = 5_000

/** A server that starts or stops has the folder and does not listen: it is waited for. @throws StoreLocked */
async function serverOrRecords(context: CommandContext): Promise<{ socket: Socket } | { records: OpenRecords }> {
  for (const since = Date.now(); ; await wait(100)) {
    const socket = await connectControl(controlPath(context.dataDir))
    if (socket) return { socket }
    if (!existsSync(context.dataDir)) throw new Error(`there is no data folder ${context.dataDir}: is DATA_DIR set right?`)
    try {
      return { records: await openRecords(optionsOf(context)) }
    } catch (error) {
      if (!(error instanceof StoreLocked) || Date.now() - since > PATIENCE) throw error
    }
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

/** Marks a word that looks like an option and is none. */
const WORD = '\0'

/** An id made before ids began with anything but `-`. It is shorter than it would be as an option of ours that is written together. */
const isId = (arg: string, options: object): boolean =>
  arg.startsWith('-') && nameOf(arg) !== undefined && !Object.hasOwn(options, arg.replace(/^-+/, ''))

/**
 * Options and words in any order. An id is always a word, even if it begins with `-`; after `--` everything is.
 * @throws UsageError if an option is unknown or the number of words is wrong
 */
export function parsed<O extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: O,
  words: { least: number; most: number },
) {
  const marked = args.map((arg) => (isId(arg, options) ? `${WORD}${arg}` : arg))
  const plain = <T>(value: T): T => (typeof value === 'string' && value.startsWith(WORD) ? (value.slice(1) as T) : value)
  const found = attempt(() => parseArgs({ args: marked, options, allowPositionals: true, strict: true }))
  const values = Object.fromEntries(Object.entries(found.values).map(([name, value]) => [name, plain(value)])) as typeof found.values
  const positionals = found.positionals.map(plain)
  if (positionals.length < words.least) throw new UsageError('something is missing')
  if (positionals.length > words.most) throw new UsageError(`“${positionals[words.most]}” is too much`)
  if (positionals.includes('')) throw new UsageError('a word is empty')
  return { values, positionals }
}

function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    // the rest tells how to pass such a word, at length
    throw new UsageError((error as Error).message.replace(/\. To specify a positional argument.*$/s, ''))
  }
}

/** Prints a result: as JSON if that was asked for, otherwise as a line. What people typed does nothing on the terminal. */
export const print = ({ out }: CommandContext, json: boolean | undefined, value: unknown, line: string): void =>
  out(json ? jsonText(value) : oneLine(line))

/** Names what is damaged: the client, the file and what is wrong with it. @param and what that means here */
export function tellFaults({ err }: CommandContext, faults: readonly Fault[], and = ''): void {
  for (const { client, file, fault } of faults)
    err(oneLine(`${client ? `${client} is damaged: ` : ''}${file}: ${fault}${and ? `; ${and}` : ''}`))
}

/** Turns errors into one clear line and an exit code. */
export async function carriedOut(context: CommandContext, usage: string, work: () => Promise<number>): Promise<number> {
  const say = (line: string): void => context.err(oneLine(line))
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const { name, message, stack = '' } = error
    if (name === 'UsageError') {
      if (message) say(message)
      context.err(`usage:\n${usage}`)
      return 2
    }
    const { code } = error as NodeJS.ErrnoException
    if (name === 'NoAccess') say('there is no client with this id (any more)')
    else if (KNOWN.has(name) || name === 'Error' || code !== undefined) say(message)
    // a mistake of ours: where it is, for whoever has to find it
    else say(`this should not happen: ${name}: ${message} (${/\((.*)\)|at (\S+:\d+)/.exec(stack)?.[0] ?? 'nobody knows where'})`)
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
