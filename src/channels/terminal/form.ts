/** The boxes of a form, asked one by one; the values come back as a card would give them: as text. */
import { isDate, readDay } from '../../content/days.ts'
import { bare, fold } from '../../content/fold.ts'
import { valueIn } from '../../page/boxes.ts'
import type { InputBlock, Option } from '../../page/page.ts'
import type { Terminal } from './terminal.ts'

const CANCEL = '/x'
/** Typed alone, it empties a box that held something. */
const EMPTY = '-'

/** @returns what was filled in, by the id of the box; undefined when the person cancelled */
export async function askForm(terminal: Terminal, inputs: readonly InputBlock[]): Promise<Record<string, string> | undefined> {
  const filled: Record<string, string> = {}
  terminal.print(`\n${terminal.say(terminal.language, 'terminal.cancel')}`)
  for (const input of inputs) {
    const value = await askInput(terminal, input)
    if (value === undefined) return undefined
    filled[input.id] = value
  }
  return filled
}

async function askInput(terminal: Terminal, input: InputBlock): Promise<string | undefined> {
  const { print, ask } = terminal
  const say = (key: string, values?: Record<string, string | number>): string => terminal.say(terminal.language, `terminal.${key}`, values)
  const current = valueIn(input)
  print(`\n${input.label}${input.hint ? ` (${input.hint})` : ''}`)
  for (const [index, option] of optionsOf(input).entries()) print(`  ${index + 1}. ${option.label}`)
  const how = howTo(input, say)
  if (how) print(`  ${how}`)
  if (current) print(`  ${say('kept', { value: shown(input, current, say) })}`)
  for (;;) {
    const typed = (await ask('  … ')).trim()
    const word = fold(typed)
    if (word === CANCEL) return undefined
    if (word === '' || word === EMPTY) {
      const value = word === EMPTY ? '' : current
      if (value !== '' || !input.required) return value
      print(`  ${say('required')}`)
      continue
    }
    const value = understood(input, typed, say)
    if (value !== undefined) return value
    print(`  ${say('wrong')}`)
  }
}

type Words = (key: string, values?: Record<string, string | number>) => string

function howTo(input: InputBlock, say: Words): string | undefined {
  switch (input.input) {
    case 'choice':
      return say('choose')
    case 'checklist':
      return say('chooseMany')
    case 'toggle':
      return `${input.title} (${say('yesNo')})`
    case 'number':
      return say('number', { min: input.min, max: input.max })
    case 'date':
      return say('date')
    case 'text':
      return input.multiline ? say('lines') : undefined
    case 'person':
      return undefined
  }
}

function shown(input: InputBlock, value: string, say: Words): string {
  if (input.input === 'toggle') return say(value === 'true' ? 'yes' : 'no')
  const labels = optionsOf(input)
  return labels.length === 0
    ? value
    : value
        .split(',')
        .map((id) => labels.find((option) => option.id === id)?.label ?? id)
        .join(', ')
}

/** @returns the value as a card gives it; undefined when it does not fit */
function understood(input: InputBlock, typed: string, say: Words): string | undefined {
  switch (input.input) {
    case 'text':
      return typed.length <= input.maxLength ? typed : undefined
    case 'person':
      return typed
    case 'choice':
      return pick(input.options, typed)
    case 'checklist': {
      const ids = typed.split(/[,;\s]+/).map((one) => pick(input.options, one))
      return ids.includes(undefined) ? undefined : [...new Set(ids)].join(',')
    }
    case 'toggle':
      if (bare(typed) === bare(say('yes'))) return 'true'
      return bare(typed) === bare(say('no')) ? 'false' : undefined
    case 'number': {
      const number = bare(typed)
      return /^-?\d{1,9}$/.test(number) && Number(number) >= input.min && Number(number) <= input.max ? String(Number(number)) : undefined
    }
    case 'date': {
      const day = readDay(typed)
      return isDate(day) ? day : undefined
    }
  }
}

function optionsOf(input: InputBlock): Option[] {
  return input.input === 'choice' || input.input === 'checklist' ? input.options : []
}

function pick(options: readonly Option[], typed: string): string | undefined {
  const word = bare(typed)
  const byNumber = /^\d{1,3}$/.test(word) ? options[Number(word) - 1] : undefined
  const exact = byNumber ?? options.find(({ id, label }) => id === typed || label === typed)
  const alike = options.filter(({ label }) => bare(label) === word)
  return (exact ?? (alike.length === 1 ? alike[0] : undefined))?.id
}
