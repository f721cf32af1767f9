import { z } from 'zod'
import { isMarked } from '../../content/marks.ts'
import { refOf } from '../../page/refs.ts'
import type { ClientDocument } from '../../records/model.ts'
import { change, mayKeep } from '../../turn/change.ts'
import { awayAt, awayFrom, inView, type TurnContext, today } from '../../turn/context.ts'
import { Field, Id, Line } from '../../turn/data.ts'
import { changes, runs, shows } from '../../turn/feature.ts'
import { clientsReply } from '../../turn/file/clients.ts'
import { runRef } from '../../turn/file/runs.ts'
import { type FormNow, filledOf } from '../../turn/form.ts'
import { type Next, next, type Outcome, told } from '../../turn/outcome.ts'
import { peopleOf } from '../../turn/people.ts'
import { play } from '../../turn/play.ts'
import { type ReplyOf, say } from '../../turn/reply.ts'
import { clientFor, readOnlyMark } from '../../turn/rights.ts'
import { boxesIn, boxesOf, errorsIn, heldBoxes, hiddenBoxes, isSame, ladderOf, withHidden } from './form.ts'
import { type Drawn, drawnIn, part, putDrawn, removedIn, textsOf } from './part.ts'

/** `run`: the run it was opened from, to go back to. */
const At = z.object({ client: Id, run: Id.optional() })
const OfOne = At.extend({ ladder: Id })
/** `kept`: boxes whose value was not shown; left empty they keep it. */
const Form = At.extend({ kept: Line.optional(), goal: Field, due: Field, self: Field, support: Field, first: Field, rungs: Field })
type At = z.infer<typeof At>

export const actions = {
  /** Asks whose ladder; if that is known, opens it. */
  'ladder.choose': runs({
    right: 'anyone',
    data: z.object({ client: Id.optional(), query: Field }),
    run(ctx, { client, query }) {
      if (client) return next('ladder.open', { client })
      const choosing = {
        title: 'ladder',
        search: { action: 'ladder.choose' as const, data: {} },
        field: 'client',
        back: { action: 'home' as const, data: {} },
      }
      return { replies: [clientsReply(ctx.counsellor, query, choosing)], focus: awayFrom(ctx) }
    },
  }),
  'ladder.open': shows({
    right: 'read',
    look: true,
    data: At,
    show: async (ctx, at, client) => ({
      replies: [await ladderReply(ctx, at, client, drawnIn(client).at(-1))],
      // Opened from a run: what is typed is still an answer there.
      ...(at.run && inView(ctx)?.run === at.run ? {} : { focus: awayAt(ctx, client.id) }),
    }),
  }),
  'ladder.edit': shows({
    right: 'write',
    look: true,
    data: At,
    show: (ctx, at, client) => ({ replies: [formReply(ctx, at, client)] }),
  }),
  'ladder.save': runs({ right: 'write', did: 'ladder drawn', words: 'client', data: Form, form: formNow, run: save }),
  /** Questions to ask, and ideas for first steps. From the form (`form`), the form comes back with them, filled in as it was. */
  'ladder.ideas': shows({
    right: 'read',
    data: Form.extend({ form: z.literal('yes').optional() }),
    form: (ctx, { form, ...given }) => (form ? formNow(ctx, given) : undefined),
    show(ctx, { form, kept: _, client: __, run, ...given }, client) {
      if (form) return { replies: [{ ...formReply(ctx, { run }, client), ideas: true, filled: { boxes: filledOf(given) } }] }
      return { replies: [{ view: 'ladder-ideas', ...about(ctx, { run }, client) }] }
    },
  }),
  /** The form to tick off rungs. */
  'ladder.reached': shows({
    right: 'write',
    look: true,
    data: At,
    show(ctx, at, client) {
      const reply = reachedReply(ctx, at, client)
      return reply ? { replies: [reply] } : next('ladder.open', at)
    },
  }),
  'ladder.tick': changes({
    right: 'write',
    did: 'ladder ticked',
    words: 'client',
    data: OfOne.extend({ kept: Line.optional(), reached: Field }),
    async form(ctx, { ladder, ...at }) {
      const reply = reachedReply(ctx, at, await clientFor(ctx, at.client, 'write'))
      // Boxes of another ladder cannot be compared: the action says that there is a newer one.
      return reply?.ladder === ladder ? { reply, edits: true } : undefined
    },
    change(ctx, { ladder, reached = '', kept, ...at }, { draft, keeps }) {
      const drawn = drawnIn(draft)
      const last = drawn.at(-1)
      if (last?.id !== ladder) return open(at, drawn.some(({ id }) => id === ladder) ? 'ladderNewer' : 'ladderGone')
      if (!keeps()) return open(at, 'nothingKeptWaits')
      if (kept?.split(' ').includes('reached')) return open(at, 'unchanged')
      const ticked = new Set(reached.split(','))
      const rungs = last.rungs.map(({ text, done }, index) => (ticked.has(String(index)) ? { text, done: done ?? today(ctx) } : { text }))
      if (JSON.stringify(rungs) === JSON.stringify(last.rungs)) return open(at, 'unchanged')
      putDrawn(draft, drawn.with(-1, { ...last, rungs }))
      return next('ladder.open', at, told('saved'))
    },
  }),
  /** The earlier ladders, or with `ladder` one of them. */
  'ladder.earlier': shows({
    right: 'read',
    look: true,
    data: At.extend({ ladder: Id.optional() }),
    async show(ctx, { ladder, ...at }, client) {
      const drawn = drawnIn(client)
      if (!ladder) return { replies: [await earlierReply(ctx, at, client, drawn.slice(0, -1).toReversed())] }
      const found = drawn.find(({ id }) => id === ladder)
      return found ? { replies: [await ladderReply(ctx, at, client, found)] } : open(at, 'ladderGone')
    },
  }),
  /** Removes one that was drawn by mistake; asks first. */
  'ladder.remove': changes({
    right: 'write',
    did: 'ladder removed',
    data: OfOne,
    confirm: { what: 'removeLadder', danger: true, back: ({ client, run }) => ({ action: 'ladder.open', data: { client, run } }) },
    change(_ctx, { ladder, ...at }, { draft }) {
      const drawn = drawnIn(draft)
      const left = drawn.filter(({ id }) => id !== ladder)
      if (left.length === drawn.length) return open(at, 'ladderGone')
      putDrawn(draft, left, 1)
      return next('ladder.open', at, told('removed'))
    },
  }),
  /** Masks the personal details, in earlier ladders too, since they contain the same lines. */
  'ladder.mask': changes({
    right: 'write',
    did: 'ladder masked',
    data: At,
    change(ctx, at, { draft }) {
      putDrawn(draft, part.mapTexts({ drawn: drawnIn(draft) }, (text) => ctx.personal(text).masked).drawn)
      return next('ladder.open', at, told('masked'))
    },
  }),
}

const open = (at: At, key: 'ladderNewer' | 'ladderGone' | 'nothingKeptWaits' | 'unchanged'): Next =>
  next('ladder.open', at, { notice: { key } })

async function save(ctx: TurnContext, { kept, ...given }: z.infer<typeof Form>): Promise<Outcome> {
  const { client: id, run } = given
  const at = { client: id, run }
  const typed = boxesIn(given)
  const hidden = hiddenBoxes(kept, typed)
  const client = await clientFor(ctx, id, 'write')
  // A card that showed no rungs has not offered the cards as a start.
  const unseen = emptyRungs(ctx)
  const filled = withHidden(typed, hidden, drawnIn(client).at(-1), unseen)
  const { client: _, run: __, ...boxes } = given
  const errors = errorsIn(filled)
  if (errors.length) return { replies: [{ ...formReply(ctx, at, client), errors, filled: { boxes: filledOf(boxes) } }] }
  return change(ctx, id, ({ draft, keeps }) => {
    const drawn = drawnIn(draft)
    const before = drawn.at(-1)
    const now = ladderOf(withHidden(typed, hidden, before, unseen), before)
    const same = before !== undefined && isSame(now, before)
    const key = !keeps() ? 'nothingKeptWaits' : same ? 'unchanged' : before ? 'revised' : 'saved'
    const saved = key === 'saved' || key === 'revised'
    if (saved) putDrawn(draft, [...drawn, { id: ctx.records.newId(), at: ctx.now().toISOString(), by: ctx.user, ...now }])
    const lines = saved ? personalIn(ctx, at, now) : []
    // What was not kept stays on its card.
    const line: Partial<Next> = key === 'nothingKeptWaits' ? { notice: { key } } : told(key)
    const inRun = draft.runs.find((one) => one.id === run && one.session.status === 'running')
    if (ctx.alarm.tier === 1 && inRun && !same) {
      // Words of crisis bring up the plan; the run waits.
      play(ctx, inRun, { type: 'crisis' })
      return next('conversation.here', { client: id, run: inRun.id }, { ...line, lines })
    }
    return next('ladder.open', at, { ...line, lines, ...(same ? { alarm: 'known' as const } : {}) })
  })
}

/** A friendly warning when the ladder contains a telephone number or the like, with a button to mask it. */
function personalIn(ctx: TurnContext, at: At, drawn: Pick<Drawn, 'goal' | 'cards' | 'rungs'>): ReplyOf<'notice'>[] {
  const { count } = ctx.personal(textsOf(drawn).join('\n'))
  return count ? [say('personalData', { count }, [{ action: 'ladder.mask', data: at }])] : []
}

/** What every page about a ladder needs. */
function about(ctx: TurnContext, { run: id }: Pick<At, 'run'>, client: ClientDocument) {
  const run = client.runs.find((one) => one.id === id)
  return {
    client: refOf(client),
    ...(run ? { run: runRef(run) } : {}),
    discreet: ctx.counsellor.discreet,
    ...readOnlyMark(ctx, client),
  }
}

async function ladderReply(ctx: TurnContext, at: At, client: ClientDocument, drawn: Drawn | undefined): Promise<ReplyOf<'ladder'>> {
  const all = drawnIn(client)
  const place = all.findIndex(({ id }) => id === drawn?.id)
  const former = all[place - 1]
  const people = await peopleOf(ctx, drawn ? [drawn.by] : [])
  return {
    view: 'ladder',
    ...about(ctx, at, client),
    ...(drawn ? { drawn, by: people.get(drawn.by) ?? { id: '' } } : {}),
    ...(former ? { former: { at: former.at, goal: former.goal, due: former.due } } : {}),
    ...(place < all.length - 1 ? { old: true } : {}),
    earlier: Math.max(0, all.length - 1),
    keeps: mayKeep('client', client),
  }
}

async function earlierReply(ctx: TurnContext, at: At, client: ClientDocument, drawn: readonly Drawn[]): Promise<ReplyOf<'ladders'>> {
  const people = await peopleOf(
    ctx,
    drawn.map(({ by }) => by),
  )
  return {
    view: 'ladders',
    ...about(ctx, at, client),
    ladders: drawn.map(({ id, at: drawnAt, by, goal, due }) => ({ id, at: drawnAt, by: people.get(by) ?? { id: '' }, goal, due })),
  }
}

/** The form as the file is now. While discreet it hides what it holds, and does not offer the cards as rungs. */
function formReply(ctx: TurnContext, at: Pick<At, 'run'>, client: ClientDocument): ReplyOf<'ladder-form'> {
  const drawn = drawnIn(client).at(-1)
  const hidden = ctx.counsellor.discreet ? heldBoxes(drawn) : []
  const boxes = boxesOf(drawn)
  const values = ctx.counsellor.discreet && !hidden.includes('rungs') ? { ...boxes, rungs: '' } : boxes
  const keeps = mayKeep('client', client)
  return { view: 'ladder-form', ...about(ctx, at, client), errors: [], values, hidden, removed: removedIn(client), keeps }
}

async function formNow(ctx: TurnContext, at: At): Promise<FormNow> {
  const client = await clientFor(ctx, at.client, 'read')
  return { reply: formReply(ctx, at, client), edits: true, removed: removedIn(client) }
}

const emptyRungs = ({ form }: TurnContext): boolean => {
  const mark = form?.shown.get('rungs')
  return mark?.kind === 'words' && isMarked(mark, '')
}

function reachedReply(ctx: TurnContext, at: At, client: ClientDocument): ReplyOf<'ladder-reached'> | undefined {
  const drawn = drawnIn(client).at(-1)
  if (!drawn?.rungs.length) return undefined
  return { view: 'ladder-reached', ...about(ctx, at, client), ladder: drawn.id, rungs: drawn.rungs }
}
