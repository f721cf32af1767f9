/** Who does what by when. */
import { dayIn as dayInWords } from '../../content/days.ts'
import { type Data, dayIn, textIn } from '../boxes.ts'
import { Bad, day, isRecord, words } from '../checks.ts'
import type { Agreement } from '../session.ts'
import { type Kind, type Part, type StepOf, shapeWith } from './kind.ts'

const part: Part<'agreements', StepOf<'agreements'>> = {
  name: 'agreements',
  check(given) {
    if (!Array.isArray(given)) throw new Bad()
    return orNothing(given.map(agreement).filter((one) => one !== undefined))
  },
  mapTexts: (held, change) => held.map((one) => ({ ...one, text: change(one.text) })),
  inWords: (held) => held.map(({ text, due }) => (due ? `${text} (${due})` : text)),
  fromCard(data) {
    const numbers = Object.keys(data)
      .map((box) => BOX.exec(box)?.[1])
      .filter((number) => number !== undefined)
    const lines = [...new Set(numbers)].toSorted((a, b) => Number(a) - Number(b))
    return orNothing(lines.map((number) => lineIn(data, number)).filter(({ text, due }) => text || due))
  },
  toCard: (held) =>
    Object.fromEntries(
      held.flatMap(({ text, due }, index) => [
        [`agreement.${index + 1}.text`, text],
        ...(due ? [[`agreement.${index + 1}.due`, due]] : []),
      ]),
    ),
}

export const agreements = {
  part,
  /** One agreement per line, after those made earlier. */
  fromTyped: (_step, typed, base) => ({
    ...base,
    agreements: [...(base.agreements ?? []), ...linesTyped(typed, base.agreements ?? [])],
  }),
  shape: () => shapeWith(),
  example: () => ({ agreements: [{ text: 'who does what', due: '2026-04-02' }] }),
} satisfies Kind<StepOf<'agreements'>>

const BOX = /^agreement\.(\d{1,2})\.(?:text|due)$/

/** A day without text is passed on, so that the check rejects it with a reason. */
function lineIn(data: Data, number: string): Agreement {
  const due = dayIn(data, `agreement.${number}.due`)
  return { text: textIn(data, `agreement.${number}.text`) ?? '', ...(due ? { due } : {}) }
}

function linesTyped(typed: string, made: readonly Agreement[]): Agreement[] {
  const lines = typed.split('\n').map((line) => line.trim())
  return lines
    .filter((line) => line && !made.some(({ text }) => text === line))
    .map((text) => {
      const due = dayInWords(text)
      return { text, ...(due ? { due } : {}) }
    })
}

function agreement(given: unknown): Agreement | undefined {
  if (!isRecord(given) || Object.keys(given).some((key) => key !== 'text' && key !== 'due')) throw new Bad()
  const text = words(given.text)
  const due = given.due === undefined || given.due === null ? undefined : day(given.due)
  if (text === undefined && due !== undefined) throw new Bad()
  return text === undefined ? undefined : { text, ...(due ? { due } : {}) }
}

const orNothing = (lines: Agreement[]): Agreement[] | undefined => (lines.length ? lines : undefined)
