/** Checks an answer part by part. Input is not trusted. */
import { LIMITS } from '../content/limits.ts'
import type { Mode, Step } from '../content/schema.ts'
import { among, Bad, isRecord, words } from './checks.ts'
import { BY_PART, kindOf } from './kinds/index.ts'
import type { PartName } from './kinds/kind.ts'
import type { AnswerValue, Refusal } from './session.ts'
import { textsIn } from './texts.ts'

type Part = keyof AnswerValue
export type Checked = { value: AnswerValue } | { reason: Refusal; part?: Part }

/** Values are stored in this order, so that equal values are equal as JSON. */
const PARTS: readonly Part[] = ['text', ...(Object.keys(BY_PART) as PartName[]), 'prompts']

/**
 * Checks a value for a step and returns its canonical form: empty parts left out, options in the step's order, no duplicates. Texts stay as
 * they were typed.
 * @param step undefined if it no longer exists in the content: then any part with the right shape is accepted, so that words typed into an
 *   old card are not lost
 */
export function checkValue(step: Step | undefined, mode: Mode, value: unknown): Checked {
  if (!isRecord(value)) return { reason: 'invalid-value' }
  const strange = Object.keys(value).find((key) => !(PARTS as readonly string[]).includes(key))
  if (strange !== undefined) return { reason: 'invalid-value', part: strange as Part }
  const checked: AnswerValue = {}
  for (const part of PARTS) {
    if (value[part] === undefined || value[part] === null) continue
    try {
      const kept = check(part, value[part], step)
      if (kept === undefined) continue
      if (!allowed(part, step, mode)) return { reason: 'invalid-value', part }
      Object.assign(checked, { [part]: kept })
    } catch (error) {
      if (error instanceof Bad) return { reason: error.reason, part }
      throw error
    }
  }
  if (isEmpty(checked)) return { reason: 'empty' }
  return lengthOf(checked) > LIMITS.text ? { reason: 'too-long', part: 'text' } : { value: checked }
}

/** Whether two checked values say the same. */
export const sameValue = (a: AnswerValue, b: AnswerValue): boolean => a.text === b.text && JSON.stringify(a) === JSON.stringify(b)

export const isEmpty = (value: AnswerValue): boolean => Object.keys(value).length === 0

/** A part that the step's kind does not take is checked too: if it is empty, it is ignored. */
function check(part: Part, given: unknown, step: Step | undefined): unknown {
  if (part === 'text') return words(given)
  if (part === 'prompts') return among(given, step?.prompts)
  const own = step && kindOf(step).part
  return own?.name === part ? own.check(given, step) : BY_PART[part].check(given, undefined)
}

function allowed(part: Part, step: Step | undefined, mode: Mode): boolean {
  if (part === 'text') return true
  if (part === 'prompts' || mode === 'prepare') return part === 'prompts' && mode === 'prepare'
  return step === undefined || kindOf(step).part?.name === part
}

const lengthOf = (value: AnswerValue): number => textsIn(value).reduce((sum, text) => sum + text.length, 0)
