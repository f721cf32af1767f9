import { LANGUAGES, type Language } from '../content/content.ts'
import { jsonText, printable } from '../content/printable.ts'
import { mayWrite, NOTHING, writeTextFile } from '../records/operator/outfile.ts'
import { type Command, UsageError } from './command.ts'
import { carriedOut, doJob, parsed } from './jobs.ts'

const usage = `  export CLIENT-ID [--html nl|fr|en] [--private] [--to FILE [--force]] [--json]
                              everything held about one person, as JSON or as one page to print. Without the counsellor's
                              private notes, unless --private`

const OPTIONS = {
  html: { type: 'string' },
  private: { type: 'boolean' },
  to: { type: 'string' },
  force: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

export const command: Command = {
  name: 'export',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { values, positionals } = parsed(args, OPTIONS, { least: 1, most: 1 })
      const language = values.html as Language | undefined
      if (language !== undefined && (!LANGUAGES.includes(language) || values.json))
        throw new UsageError('choose nl, fr or en for the page, or --json')
      const { to: path, force } = values
      const { dataDir, keyFile } = context
      const outfile = path === undefined ? undefined : { path, force, dataDir, keyFile }
      if (outfile) await mayWrite(outfile, NOTHING)
      const data = await doJob(context, 'export', { id: positionals[0] as string, withPrivate: values.private === true })
      const { finished = [], audit = false } = data.unreadable ?? {}
      for (const { id, date } of finished) context.err(`damaged and not in it: the conversation ${id} of ${date}; restore it from a backup`)
      if (audit) context.err('damaged and not in it: older audit lines; restore them from a backup')
      const code = data.unreadable ? 1 : 0
      const text = language ? (await context.presentation()).exportHtml(data, language) : jsonText(data, 2)
      if (!outfile) {
        context.out(printable(text))
        return code
      }
      // somebody's story: only the user who asked for it may read the file
      await writeTextFile(outfile, `${text}\n`)
      context.err(`written to ${path}`)
      return code
    }),
}
