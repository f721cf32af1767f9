import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { writeTextFile } from '../records/operator/outfile.ts'
import { type Command, UsageError } from './command.ts'
import { carriedOut, parsed, print } from './jobs.ts'

const usage = `  teams FILE.zip --app-id ID --website URL [--privacy URL] [--terms URL] [--force]
                              the app package for Teams, to be uploaded in its admin centre`

const FOLDER = join(import.meta.dirname, '..', '..', 'teams')
const FILES = ['manifest.json', 'fr.json', 'en.json', 'color.png', 'outline.png']

export const command: Command = {
  name: 'teams',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { file: path, force, ...values } = read(args)
      const files = await Promise.all(FILES.map(async (name) => ({ name, bytes: await readFile(join(FOLDER, name)) })))
      const filled = files.map(({ name, bytes }) => ({ name, bytes: name === 'manifest.json' ? fill(bytes, values) : bytes }))
      const { dataDir, keyFile } = context
      await writeTextFile({ path, force, dataDir, keyFile }, zip(filled))
      print(context, false, path, `written to ${path}`)
      return 0
    }),
}

interface Values {
  appId: string
  website: string
  privacy: string
  terms: string
}

function read(args: string[]): Values & { file: string; force?: boolean } {
  const text = { type: 'string' } as const
  const options = { 'app-id': text, website: text, privacy: text, terms: text, force: { type: 'boolean' } } as const
  const { values, positionals } = parsed(args, options, { least: 0, most: 9 })
  const { 'app-id': appId, website, force } = values
  const { privacy = website, terms = website } = values
  const [file] = positionals
  if (positionals.length !== 1 || !file) throw new UsageError('name one file to write')
  if (!appId || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(appId))
    throw new UsageError('--app-id: the MICROSOFT_APP_ID of the bot')
  // Teams accepts nothing else
  for (const url of [website, privacy, terms])
    if (!url?.startsWith('https://')) throw new UsageError('an address of your organisation begins with https://')
  return { file, force, appId: appId.toLowerCase(), website: website as string, privacy: privacy as string, terms: terms as string }
}

function fill(manifest: Buffer, { appId, website, privacy, terms }: Values): Buffer {
  const json = JSON.parse(manifest.toString()) as { id: string; bots: { botId: string }[]; developer: Record<string, string> }
  json.id = appId
  for (const bot of json.bots) bot.botId = appId
  Object.assign(json.developer, { websiteUrl: website, privacyUrl: privacy, termsOfUseUrl: terms })
  return Buffer.from(`${JSON.stringify(json, undefined, 2)}\n`)
}

/** A zip file without compression, enough for five small files (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7, 4.3.12, 4.3.16). */
function zip(files: { name: string; bytes: Buffer }[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of files) {
    const common = Buffer.alloc(26)
    // version 2.0, no flags, stored, 1 January 1980
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x21, 8)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(bytes.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, place, Buffer.from(name))
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), bytes)
    offset += 30 + name.length + bytes.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}
