import { createInterface } from 'node:readline'
import { z } from 'zod'
import { LANGUAGES } from '../content/languages.ts'
import { createCrisisCheck } from '../safety/crisis.ts'
import { type Command, UsageError } from './command.ts'
import { carriedOut, parsed } from './jobs.ts'

const usage = `  safety [--lang LANG]        reads JSON lines {"id","text"} and writes {"id","tier"}: 1 brings up the crisis plan, 2 is a quiet sign, 0 neither`

const Line = z.object({ id: z.union([z.string(), z.number()]), text: z.string() })

/** Runs notes through the check of words of crisis. All languages are always searched, so that `--lang` changes nothing. */
export const command: Command = {
  name: 'safety',
  usage,
  run: (args, context) =>
    carriedOut(context, usage, async () => {
      const { values } = parsed(args, { lang: { type: 'string' } }, { least: 0, most: 0 })
      if (values.lang !== undefined && !LANGUAGES.some((one) => one === values.lang))
        throw new UsageError(`--lang is one of ${LANGUAGES.join(', ')}`)
      const check = createCrisisCheck((await context.content()).crisis)
      let number = 0
      for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
        number++
        if (line.trim() === '') continue
        const { id, text } = lineOf(line, number)
        context.out(JSON.stringify({ id, tier: check(text).tier }))
      }
      return 0
    }),
}

/** @throws UsageError naming the line, never what it holds */
function lineOf(line: string, number: number): z.infer<typeof Line> {
  let given: unknown
  try {
    given = JSON.parse(line)
  } catch {
    throw new UsageError(`line ${number} is not JSON`)
  }
  const { data } = Line.safeParse(given)
  if (!data) throw new UsageError(`line ${number} is not {"id","text"}`)
  return data
}
