/**
 * What every form keeps to, in one place: it writes only what was changed in it; what somebody else changed meanwhile is asked about; nothing
 * is cut or read as something else; and what was typed is in the file afterwards or on the page that comes back.
 */
import { isDate, readDay } from '../content/days.ts'
import { isMarked, type Mark, markOf } from '../content/marks.ts'
import { ACTIONS } from '../features/index.ts'
import { marksOf, saveIn, valueIn } from '../page/boxes.ts'
import type { ActionId, Way } from '../page/button.ts'
import type { InputBlock } from '../page/page.ts'
import type { Returned } from '../page/returned.ts'
import { headOf } from '../records/audit.ts'
import { DamagedFile, NoAccess } from '../records/records.ts'
import { handledIn, NotInProgress } from '../turn/change.ts'
import type { TurnContext } from '../turn/context.ts'
import type { AnyAction } from '../turn/feature.ts'
import { cameBack, type Form, type FormNow, filledOf, onlyTouched } from '../turn/form.ts'
import type { Shown } from '../turn/outcome.ts'
import { type Reply, say } from '../turn/reply.ts'
import { clientFor } from '../turn/rights.ts'

type Data = Record<string, unknown>

/** A form compared with what it would show now. */
export interface Compared {
  /** What the action gets: boxes that nobody touched are left out where it edits what is in the file. */
  data: Data
  /** The form as it comes back if it cannot be saved. */
  back?: Reply
}

/**
 * Compares what came back from a form with what it showed and with what it would show now.
 * @param sent all that the card sent, where `raw` is less
 * @returns the form again where that has to be asked about, or where something is too long or no day
 */
export async function compared(ctx: TurnContext, action: AnyAction, data: Data, raw: Data, sent = raw): Promise<Compared | Shown> {
  if (!action.form) return { data: raw }
  const { right } = action
  if (right !== 'anyone' && right !== 'receiver' && typeof data.client === 'string') await clientFor(ctx, data.client, right)
  const now = await action.form(ctx, data)
  if (!now) return { data: raw }
  // As many rows as the card had.
  const filled = { boxes: Object.fromEntries([...(ctx.form?.shown.keys() ?? [])].map((box) => [box, ''])) }
  const inputs = ctx.boxes({ ...now.reply, filled }, ctx.language)
  const marks = marksOf(inputs)
  const form = withUnmarked(ctx.form, inputs, raw)
  const given = now.edits && ctx.form ? onlyTouched(raw, form) : raw
  const gone = (now.removed ?? 0) !== Number(raw.removed ?? 0)
  const { rows, ...returned } = returnedFrom({ now, inputs, marks, form, sent, gone, repeated: isRepeated(ctx, data) })
  const boxes = { ...(now.edits ? rows : sentIn(inputs, raw)), ...form.changed }
  const back: Reply = { ...now.reply, filled: { ...returned, boxes } }
  if (returned.meanwhile?.length || returned.wrong?.length) return { replies: [back] }
  const file = typeof data.client === 'string' ? ctx.files.get(data.client) : undefined
  if (file) ctx.compared = { client: file.id, head: headOf(file) }
  return { data: { ...given, ...daysIn(inputs, given) }, back }
}

/**
 * What an action gets of a card whose file has not been changed since it was shown, so that there is nothing to compare it with: the records
 * say so under their lock (`ChangedMeanwhile` where it was). @returns undefined where it has to be compared
 */
export function unchanged(ctx: TurnContext, { form, most = 0 }: AnyAction, { client }: Data, raw: Data): Data | undefined {
  const { form: card, again } = ctx
  if (!form || !card?.since || typeof client !== 'string' || again || raw.dropped !== undefined) return undefined
  const isPlain = ([box, value]: [string, string]): boolean => card.shown.get(box)?.kind === 'words' && value.length <= most
  if (!Object.entries(card.changed).every(isPlain)) return undefined
  ctx.compared = { client, head: card.since }
  return onlyTouched(raw, card)
}

/** The form as it comes back of an action that was carried out without comparing it, and refused. */
export async function backOf(ctx: TurnContext, action: AnyAction, data: Data, raw: Data): Promise<Pick<Compared, 'back'>> {
  const met = await compared(ctx, action, data, raw)
  return 'replies' in met ? { back: met.replies[0] } : met
}

/** A retry must not ask about what it wrote itself. */
const isRepeated = (ctx: TurnContext, { client }: Data): boolean => {
  const file = typeof client === 'string' ? ctx.files.get(client) : undefined
  return file !== undefined && handledIn(ctx, file) !== undefined
}

/** A box of which the card does not say what it showed, as those from before did not, counts as changed if it came back. */
function withUnmarked(form: Form | undefined, inputs: readonly InputBlock[], raw: Data): Form {
  const { shown = new Map(), changed = {} } = form ?? {}
  // One whose value it did not show, and that came back empty, was not touched.
  const unmarked = inputs.filter(({ id, held }) => !shown.has(id) && (held === undefined || cameBack(raw[id])?.trim()))
  return { shown, changed: { ...sentIn(unmarked, raw), ...changed } }
}

function sentIn(inputs: readonly InputBlock[], raw: Data): Record<string, string> {
  return filledOf(Object.fromEntries(inputs.map(({ id }) => [id, cameBack(raw[id])])))
}

interface Meeting {
  now: FormNow
  inputs: readonly InputBlock[]
  marks: ReadonlyMap<string, Mark>
  form: Form
  sent: Data
  /** It was taken out since the card was shown. */
  gone: boolean
  repeated: boolean
}

/** `rows`: of lists that are asked about, what the card held in the boxes that nobody touched. */
function returnedFrom(meeting: Meeting): Omit<Returned, 'boxes'> & { rows: Record<string, string> } {
  const { now, inputs, marks, form, gone, repeated } = meeting
  const groups = changedGroups(meeting)
  const groupOf = new Map(inputs.map(({ id, group }) => [id, group]))
  const isElsewhere = ([box, value]: [string, string]): boolean => {
    const present = marks.get(box)
    if (!present || markOf(value, present.kind) === present.mark) return false
    if (groups.has(groupOf.get(box)?.id)) return true
    const was = form.shown.get(box)
    return was ? was.mark !== present.mark : (now.guarded ?? []).includes(box)
  }
  const asks = now.edits && !repeated && (gone || !now.own)
  const asked = asks ? Object.entries(form.changed).filter((one) => isElsewhere(one) || (gone && one[1].trim() !== '')) : []
  const lists = new Set(asked.flatMap(([box]) => (groupOf.get(box)?.rows ? [groupOf.get(box)?.id] : [])))
  const rows = untouchedIn(meeting, ({ id }) => lists.has(groupOf.get(id)?.id))
  return {
    meanwhile: [...asked, ...Object.entries(rows).filter(isElsewhere)].map(([box]) => box),
    wrong: inputs.flatMap((input) => wrongIn(input, form.changed[input.id])),
    rows,
  }
}

/** The groups of boxes of which one was changed since the card was shown. A row that is not there holds nothing. */
function changedGroups({ inputs, marks, form: { shown } }: Meeting): Set<string | undefined> {
  const own = inputs.filter(({ group }) => group)
  // Of a card from before boxes were marked it is not known.
  const known = new Set(own.flatMap(({ id, group }) => (shown.has(id) ? [group?.id] : [])))
  const isChanged = ({ id, group }: InputBlock): boolean => {
    const was = shown.get(id)?.mark ?? (group?.rows ? markOf('') : undefined)
    return known.has(group?.id) && was !== undefined && was !== marks.get(id)?.mark
  }
  return new Set(own.filter(isChanged).map(({ group }) => group?.id))
}

/** What the card showed in these boxes, as it came back. */
function untouchedIn({ inputs, form, sent }: Meeting, which: (input: InputBlock) => boolean): Record<string, string> {
  const held = ({ id }: InputBlock): [string, string][] => {
    const mark = form.shown.get(id)
    const value = cameBack(sent[id]) ?? ''
    return mark && mark.kind !== 'hidden' && isMarked(mark, value) ? [[id, value]] : []
  }
  return Object.fromEntries(inputs.filter(which).flatMap(held))
}

function wrongIn(input: InputBlock, value = ''): NonNullable<Returned['wrong']> {
  const box = input.id
  if (input.input === 'text') {
    // What an earlier version took may be corrected.
    const count = Math.max(input.maxLength, valueIn(input).length)
    return value.length > count ? [{ box, notice: { key: 'boxTooLong', values: { count, length: value.length } } }] : []
  }
  if (input.input === 'date' && value.trim() && !isDate(readDay(value.trim()))) return [{ box, notice: { key: 'boxNoDay' } }]
  return []
}

/** The days that were typed, as YYYY-MM-DD. */
const daysIn = (inputs: readonly InputBlock[], given: Data): Data =>
  Object.fromEntries(
    inputs.flatMap(({ id, input }) =>
      input === 'date' && typeof given[id] === 'string' ? [[id, readDay(given[id].trim())] as const] : [],
    ),
  )

/** The words in a form that was not kept, as a line above what comes next, so that they can be copied. */
export function unkept({ form }: TurnContext, client: unknown): Reply[] {
  const typed = form ? Object.entries(form.changed).filter(([box, value]) => isWords(form.shown.get(box)) && value.trim()) : []
  if (!typed.length) return []
  const ways: Way[] = typeof client === 'string' ? [{ action: 'client.open', data: { client } }] : []
  return [{ ...say('typedNotKept', undefined, ways), filled: { boxes: Object.fromEntries(typed) } }]
}

const isWords = (mark: Mark | undefined): boolean => mark?.kind === 'words' || mark?.kind === 'hidden'

/** The save button of the card whose other button was pressed. */
function saveOf(raw: Data): { action: AnyAction; id: string; data: Data } | undefined {
  const save = saveIn(raw)
  return save && Object.hasOwn(ACTIONS, save.action)
    ? { action: ACTIONS[save.action as ActionId], id: save.action, data: save.data }
    : undefined
}

/** What comes of the boxes beside a button that does not save them. */
export interface Beside {
  /** The form again, to choose: the button is not carried out. */
  asked?: Shown
  /** Shown before and after what the button does. */
  first: Reply[]
  last: Reply[]
}

/**
 * A button beside boxes in which something was filled in that is not saved: kept where the form says so, otherwise asked about. Crisis never
 * waits: its plan comes first.
 */
export async function beside(ctx: TurnContext, id: string, raw: Data): Promise<Beside> {
  const { form } = ctx
  const save = saveOf(raw)
  if (!save || !form || raw.leave === 'yes') return { first: [], last: [] }
  const filled = Object.fromEntries(Object.entries(form.changed).filter(([, value]) => value.trim() !== ''))
  if (Object.keys(filled).length === 0) return { first: [], last: [] }
  const lost = { first: unkept(ctx, save.data.client), last: [] }
  try {
    const all = { ...save.data, ...filled }
    const parsed = save.action.data.safeParse(all)
    if (!parsed.success) return lost
    const met = await compared({ ...ctx, form: { ...form, changed: filled } }, save.action, parsed.data, all, raw)
    const back = 'replies' in met ? met.replies[0] : met.back
    if (!back) return lost
    const { beside: keeping } = save.action
    if ('data' in met && keeping && !keeping.except.includes(id as ActionId)) {
      const first = await keeping.keep(ctx, save.action.data.parse(met.data))
      if (first.length > 0) return { first, last: [] }
    }
    const leave = { action: id, data: { ...bare(raw, form), leave: 'yes' } }
    const asked: Reply = { ...back, before: { key: 'unsaved' }, filled: { ...(back.filled ?? { boxes: filled }), leave } }
    return id === 'crisis' ? { first: [], last: [asked] } : { asked: { replies: [asked] }, first: [], last: [] }
  } catch (error) {
    if (error instanceof NoAccess || error instanceof DamagedFile || error instanceof NotInProgress) return lost
    throw error
  }
}

/** What a button carries, without the boxes beside it. */
export function bare({ shown: _, save: __, leave: ___, ...own }: Data, form: Form | undefined): Record<string, string> {
  const boxes = form?.shown ?? new Map()
  return Object.fromEntries(Object.entries(own).filter(([name]) => !boxes.has(name))) as Record<string, string>
}
