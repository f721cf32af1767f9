/** What an operator may set, from the environment and from `.env` (see `.env.example`). Nothing else in the program reads `process.env`. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve, sep } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'

/** Settings that are wrong: one line for each, for the person at the console. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Present when the Bot Framework (Teams) is served; without it only the loopback address is. */
export interface AppRegistration {
  id: string
  password?: string
  type: 'SingleTenant' | 'MultiTenant' | 'UserAssignedMSI'
  tenant?: string
  /** The tenants whose people are served, in lower case. Never empty. */
  allowedTenants: string[]
  /** Hosts that take answers for Teams, beside those of the public cloud; in lower case. */
  serviceHosts: string[]
  /** The address to listen on; all when absent. */
  host?: string
  /** The kind of buttons; when absent, by the device that somebody is on. */
  actions?: 'auto' | 'submit' | 'execute'
}

export interface Config {
  port: number
  /** Absolute. */
  dataDir: string
  /** Absolute; never inside `dataDir`, so that a copy of the data is not a copy of the key. */
  keyFile: string
  /** The master keys themselves, when they come from the environment instead of a file; the current one first. */
  masterKeys?: string
  app?: AppRegistration
  /** The browser chat: where it listens, always on the loopback address. Absent: off. */
  localChat?: { port: number /** Runs beside the Bot Framework: anybody on this machine then is the local counsellor. */; beside: boolean }
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  /** How long a file is kept after the last conversation. */
  retentionMonths: number
}

/** In digits, as people write it: `0x10` and `1e1` are slips of the hand. */
const whole = (message: string) =>
  z
    .string()
    .trim()
    .regex(/^-?\d+(\.\d+)?$/, message)
    .transform(Number)
    .pipe(z.int(message))

const Port = whole('a port is a whole number').pipe(z.number().min(0, 'a port is at least 0').max(65_535, 'a port is at most 65535'))

/**
 * Refuses what is taken literally here and was meant otherwise: quotes that some readers of `.env` keep, what a shell would have filled in,
 * an address. A new folder of that name would be used, in the place of the one with the files.
 */
const Path = z
  .string()
  .refine((path) => path === path.trim() && !/^["'`]|["'`]$|\p{Cc}/u.test(path), 'a path without quotes or spaces around it')
  .refine((path) => !/^[~$]|\$\{|^[a-z]+:\/\//i.test(path), 'write the whole path; ~, $NAME and file:// mean nothing here')
const Guid = z.guid('an id looks like 00000000-0000-0000-0000-000000000000').transform((id) => id.toLowerCase())

const Host = z.hostname('a host looks like smba.example.net, without https:// and without a port').transform((host) => host.toLowerCase())
const list = <T extends z.ZodType<string, string>>(type: T) =>
  z
    .string()
    .transform((text) => text.split(/[\s,;]+/).filter(Boolean))
    .pipe(z.array(type))

const Environment = z.object({
  PORT: Port.default(3978),
  HOST: z.string().optional(),
  DATA_DIR: Path.default('./data'),
  KEY_FILE: Path.default('./keys/master.key'),
  MASTER_KEYS: z.string().optional(),
  MICROSOFT_APP_ID: Guid.optional(),
  MICROSOFT_APP_PASSWORD: z.string().optional(),
  MICROSOFT_APP_TYPE: z
    .enum(['SingleTenant', 'MultiTenant', 'UserAssignedMSI'], 'choose SingleTenant, MultiTenant or UserAssignedMSI')
    .default('SingleTenant'),
  MICROSOFT_APP_TENANT_ID: Guid.optional(),
  ALLOWED_TENANTS: list(Guid).optional(),
  SERVICE_HOSTS: list(Host).default([]),
  TEAMS_ACTIONS: z.enum(['auto', 'submit', 'execute'], 'choose auto, submit or execute').optional(),
  LOCAL_CHAT: z.enum(['on', 'off'], 'choose on or off').optional(),
  LOCAL_CHAT_PORT: Port.optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'choose fatal, error, warn, info, debug or silent')
    .default('info'),
  RETENTION_MONTHS: whole('a whole number of months')
    .pipe(z.number().min(1, 'at least 1 month').max(120, 'at most 120 months'))
    .default(12),
})
type Environment = z.infer<typeof Environment>

/**
 * Reads the settings. An empty setting counts as not set.
 * @throws ConfigError with one line for each setting that is wrong; values are never repeated in it, since one of them is a password
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env, folder: string = process.cwd()): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`).join('\n'))
  const env = parsed.data
  const dataDir = resolve(folder, env.DATA_DIR)
  const keyFile = resolve(folder, env.KEY_FILE)
  if (`${keyFile}${sep}`.startsWith(`${dataDir}${sep}`)) {
    throw new ConfigError('KEY_FILE: the key may not stand inside DATA_DIR, or whoever copies the data has the key too')
  }
  const app = registration(
    env,
    ['HTTPS_PROXY', 'https_proxy'].filter((name) => !isProxy(environment[name])),
  )
  const chat = localChat(env, app !== undefined)
  if (chat && chat.port > 65_535)
    throw new ConfigError('LOCAL_CHAT_PORT: choose one; without it the port after PORT is used, and there is none')
  return {
    port: env.PORT,
    dataDir,
    keyFile,
    masterKeys: env.MASTER_KEYS,
    app,
    localChat: chat,
    logLevel: env.LOG_LEVEL,
    retentionMonths: env.RETENTION_MONTHS,
  }
}

/** As whoever reads it does: an empty one is none. */
const isProxy = (address = ''): boolean => address === '' || z.url({ protocol: /^https?$/ }).safeParse(address).success

/** @param badProxies settings that name the way out, and do not */
function registration(env: Environment, badProxies: readonly string[]): AppRegistration | undefined {
  if (!env.MICROSOFT_APP_ID) return undefined
  const wrong = badProxies.map((name) => `${name}: an address such as http://proxy.example.net:8080`)
  const tenant = env.MICROSOFT_APP_TENANT_ID
  if (env.MICROSOFT_APP_TYPE !== 'UserAssignedMSI' && !env.MICROSOFT_APP_PASSWORD)
    wrong.push('MICROSOFT_APP_PASSWORD: needed with MICROSOFT_APP_ID')
  if (env.MICROSOFT_APP_TYPE !== 'MultiTenant' && !tenant) wrong.push(`MICROSOFT_APP_TENANT_ID: needed for ${env.MICROSOFT_APP_TYPE}`)
  const allowedTenants = env.ALLOWED_TENANTS ?? (tenant ? [tenant] : [])
  if (allowedTenants.length === 0) wrong.push('ALLOWED_TENANTS: name at least one tenant, or set MICROSOFT_APP_TENANT_ID')
  // looked at here only: some shells set it to the name of the machine, which means nothing where only this machine is served
  if (env.HOST && !isIP(env.HOST)) wrong.push('HOST: an address of this machine, such as 127.0.0.1 or ::')
  if (wrong.length > 0) throw new ConfigError(wrong.join('\n'))
  return {
    id: env.MICROSOFT_APP_ID,
    password: env.MICROSOFT_APP_PASSWORD,
    type: env.MICROSOFT_APP_TYPE,
    tenant,
    allowedTenants,
    serviceHosts: env.SERVICE_HOSTS,
    host: env.HOST,
    actions: env.TEAMS_ACTIONS,
  }
}

function localChat(env: Environment, beside: boolean): Config['localChat'] {
  if (env.LOCAL_CHAT === 'off' || (beside && env.LOCAL_CHAT !== 'on')) return undefined
  // beside the Bot Framework it has a port of its own, so that no route serves both with and without tokens
  const port = beside ? (env.LOCAL_CHAT_PORT ?? (env.PORT === 0 ? 0 : env.PORT + 1)) : env.PORT
  return { port, beside }
}

/**
 * Loads `.env` if present; existing variables win. Windows editors put a byte order mark first, which would become part of a name.
 * @returns one line for each name in it, and each in the environment, that looks like a setting misspelled
 * @throws ConfigError where it is no text, or a line of it no setting; the system's error where it cannot be read
 */
export function loadEnvFile(path = '.env', environment: NodeJS.ProcessEnv = process.env): string[] {
  // a link that leads nowhere is there: whoever made it wanted other settings than none
  const text = lstatSync(path, { throwIfNoEntry: false }) ? textOf(path) : ''
  const wrong = wrongLines(text)
  if (wrong.length > 0) throw new ConfigError(wrong.map((line) => `${path}, ${line}`).join('\n'))
  const fromFile = parseEnv(text)
  const unknown = Object.keys(fromFile).filter((name) => !(name in Environment.shape) && !OF_OTHERS.test(name))
  const near = Object.keys(environment).filter((name) => !(name in Environment.shape) && !(name in fromFile) && meant(name))
  for (const [name, value] of Object.entries(fromFile)) environment[name] ??= value
  return [
    ...unknown.map((name) => `${path}: there is no setting ${name}`),
    ...near.map((name) => `environment: there is no setting ${name}`),
  ].map((line) => {
    const other = meant(line.split(' ').at(-1) ?? '')
    return other ? `${line}; ${other} was meant?` : `${line}; .env.example names them all`
  })
}

/** What Node, its libraries and the system read from the environment. */
const OF_OTHERS = /^(NODE_|npm_|UV_|SSL_|LC_|(HTTPS?|NO|ALL)_PROXY$|(https?|no|all)_proxy$|(TZ|LANG|TMPDIR|NO_COLOR|FORCE_COLOR)$)/

/** Characters. Settings are a page of text. */
const LONGEST_FILE = 1_000_000

/** Only a regular file is read: a pipe or device would be waited for. */
function bytesOf(path: string): Buffer {
  let handle: number | undefined
  try {
    handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const there = fstatSync(handle)
    if (!there.isFile() && !there.isDirectory()) throw new ConfigError(`${path}: it is not a regular file; save the settings in one`)
    if (there.size > LONGEST_FILE) throw new ConfigError(`${path}: it is too long for a file of settings`)
    return readFileSync(handle)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new ConfigError(`${path}: it is a link that leads nowhere; make it lead to the settings, or remove it`)
    if (code === 'ENXIO' || code === 'ENODEV') throw new ConfigError(`${path}: it is not a regular file; save the settings in one`)
    throw Object.assign(error as Error, { path })
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

/** What ends a line for an editor and not for whoever reads the settings, so that the next setting is part of a comment or of a value. */
const HALF_ENDS = /[\r\v\f\u0085\u2028\u2029]/

/** `NAME=value`, with its name and its value. */
const SETTING = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(.*)$/

/**
 * What is wrong with lines that would be passed over without a word, or swallow the next ones. Nothing that stands in them is repeated: it
 * may be a password.
 */
function wrongLines(text: string): string[] {
  const lines = new Map<string, number>()
  return text.split('\n').flatMap((ended, index) => {
    const line = ended.replace(/\r$/, '').replace(index === 0 ? /^\uFEFF/ : '', '')
    const [, name = ''] = SETTING.exec(line) ?? []
    const before = lines.get(name)
    if (name) lines.set(name, index + 1)
    const wrong = wrongWith(line) ?? (before && `${name} stands on line ${before} already; keep one of the two`)
    return wrong ? [`line ${index + 1}: ${wrong}`] : []
  })
}

function wrongWith(line: string): string | undefined {
  if (HALF_ENDS.test(line)) return 'a sign in it ends the line on the screen only; write each setting and each comment on a line of its own'
  if (/^\s*(#|$)/.test(line)) return undefined
  const [, , value] = SETTING.exec(line) ?? []
  if (value === undefined) return 'this is no setting; write NAME=value, or # in front of a comment'
  const [mark = ''] = /^["'`]/.exec(value) ?? []
  if (mark && !value.slice(1).includes(mark)) return `the value begins with ${mark} and does not end with it on this line; write NAME=value`
  // what stands behind would be left out: a password cut off, another folder
  if (mark && /^\s*[^\s#]/.test(value.slice(value.indexOf(mark, 1) + 1)))
    return `the value ends at the second ${mark}; put it whole into quotes that are not in it`
  if (!mark && /^[^#]*\S#/.test(line)) return 'the value would end before the #; put it whole into quotes, or a space before a comment'
  return undefined
}

function textOf(path: string): string {
  const bytes = bytesOf(path)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // told below
  }
  throw new ConfigError(`${path}: save it as plain text in UTF-8`)
}

/** The setting that a name looks like: the same letters, or two of them wrong. Short names look like too much. */
function meant(name: string): string | undefined {
  const bare = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return Object.keys(Environment.shape).find(
    (known) => known !== name && known.length >= 8 && (bare(known) === bare(name) || distance(known, name) <= 2),
  )
}

/** How many letters to add, take away or change to make one word the other. */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3
  let row = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, its] of [...other].entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === its ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}
