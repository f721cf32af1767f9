import type { Context } from './context.ts'
import type { Block } from './page.ts'
import { quiet } from './parts.ts'

/** The input for a colleague, with a line that says so if there are no others here. */
export function personInput(ctx: Context, value: string | undefined, alone: boolean | undefined): Block[] {
  return [
    ...(alone ? [quiet(ctx.ui('person.alone'))] : []),
    {
      kind: 'input',
      input: 'person',
      id: 'person',
      label: ctx.ui('person.label'),
      hint: ctx.ui('person.hint'),
      value: value || undefined,
    },
  ]
}
