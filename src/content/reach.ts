/** Whether a condition can ever hold: tries every assignment of the facts and answers it asks about. */
import { evaluate, parts, type World } from './conditions.ts'
import { type Condition, INTERPRETERS, MODES, PHASES, type Step } from './schema.ts'

/** The most assignments to try: a condition that needs more counts as one that can hold. */
const MAX_ASSIGNMENTS = 200_000

type Assignment = Record<string, unknown>

/**
 * Whether some client and some answers make all these conditions true together, by what is known and not only for lack of knowledge.
 * @param before the steps that come earlier, whose answers may be asked about
 */
export function canHold(conditions: readonly Condition[], before: readonly Step[]): boolean {
  const steps = new Map(before.map((step, index) => [step.id, { step, index }]))
  const domains = [...domainsOf(closure(conditions, steps), steps)]
  const size = domains.reduce((product, [, values]) => product * values.length, 1)
  if (size > MAX_ASSIGNMENTS) return true
  for (let n = 0; n < size; n++) {
    const world = worldOf(pick(domains, n), steps)
    if (conditions.every((condition) => evaluate(condition, world) === true)) return true
  }
  return false
}

type Steps = Map<string, { step: Step; index: number }>

/** These conditions and, in turn, those of the steps whose answers they ask about. */
function closure(conditions: readonly Condition[], steps: Steps): Condition[] {
  const all: Condition[] = []
  const seen = new Set<string>()
  const add = (condition: Condition): void => {
    for (const part of parts(condition)) {
      all.push(part)
      const asked = part.answer && steps.get(part.answer.step)?.step
      if (!asked || seen.has(asked.id)) continue
      seen.add(asked.id)
      if (asked.when) add(asked.when)
    }
  }
  conditions.forEach(add)
  return all
}

/** By fact or answer, the values worth trying: those the conditions name, and one that they do not. */
function domainsOf(conditions: readonly Condition[], steps: Steps): Map<string, readonly unknown[]> {
  const domains = new Map<string, readonly unknown[]>()
  const asked = new Map<string, string[]>()
  for (const { partner, children, order, country, phase, interpreter, mode, held, answer } of conditions) {
    if (partner !== undefined) domains.set('partner', [true, false])
    if (children !== undefined) domains.set('children', [true, false])
    if (order !== undefined) domains.set('order', [true, false])
    if (country) domains.set('country', [...new Set([...(domains.get('country') ?? ['elsewhere']), ...country])])
    if (phase) domains.set('phase', PHASES)
    if (interpreter) domains.set('interpreter', INTERPRETERS)
    if (mode || answer) domains.set('mode', MODES)
    if (held) domains.set(`held ${held.conversation}`, [true, false])
    if (answer) asked.set(answer.step, [...(asked.get(answer.step) ?? []), ...answer.has])
  }
  for (const [step, options] of asked) domains.set(`answer ${step}`, choicesOf(steps.get(step)?.step, options))
  return domains
}

/** For `choose` each option or none, for `checklist` each set of options; all options that no condition names count as one. */
function choicesOf(step: Step | undefined, asked: readonly string[]): readonly string[][] {
  if (!step || !('options' in step)) return [[]]
  const other = step.options.map((option) => option.id).find((id) => !asked.includes(id))
  const singles = [...new Set(asked), ...(other ? [other] : [])].map((id) => [id])
  if (step.kind === 'choose') return [[], ...singles]
  let sets: string[][] = [[]]
  for (const single of singles) sets = sets.concat(sets.map((set) => set.concat(single)))
  return sets
}

/** The n-th assignment, counting like an odometer. */
function pick(domains: readonly (readonly [string, readonly unknown[]])[], n: number): Assignment {
  let rest = n
  return Object.fromEntries(
    domains.map(([name, values]) => {
      const value = values[rest % values.length]
      rest = Math.floor(rest / values.length)
      return [name, value]
    }),
  )
}

function worldOf(assignment: Assignment, steps: Steps): World {
  const world: World = {
    ...(assignment as Partial<World>),
    held: (conversation) => assignment[`held ${conversation}`] as boolean | undefined,
    choices: (id) => {
      const when = steps.get(id)?.step.when
      // at a step that is not shown nothing was chosen
      if (when && evaluate(when, world) === false) return []
      return world.mode === 'prepare' ? undefined : (assignment[`answer ${id}`] as string[] | undefined)
    },
  }
  return world
}
