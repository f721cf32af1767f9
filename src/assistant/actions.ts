/** Every action a card can carry: which data it needs, and who does it. What a card brings is checked here and believed nowhere. */
import { z } from 'zod'
import { LANGUAGES } from '../content/content.ts'
import { MODES } from '../content/schema.ts'
import { agreementDone, createClient, editClient, eraseClient, openClient, updateClient } from '../features/client/client.ts'
import { changeConsent } from '../features/client/consent.ts'
import { newClientForm } from '../features/client/form.ts'
import { updateAbout } from '../features/conversation/correct/about.ts'
import { answerForm, correctTyped, maskAnswer, removeAnswer, saveAnswer } from '../features/conversation/correct/corrections.ts'
import { moveAnswer, moveRun, removeRun } from '../features/conversation/correct/moving.ts'
import { answer, wasAnswer } from '../features/conversation/walk/answers.ts'
import {
  conversationForm,
  finishConversation,
  move,
  pauseConversation,
  resumeConversation,
  showAnswers,
  showCard,
  showDigest,
  showMore,
  showOverview,
  startConversation,
} from '../features/conversation/walk/conversations.ts'
import { crisisPlan } from '../features/guides/crisis.ts'
import { guideView } from '../features/guides/guide.ts'
import { acceptOffer, declineOffer, handoverForm, offerFile, readOffer, withdrawOffer } from '../features/handover/handover.ts'
import { awayFrom, clientList, help, home, setLanguage } from '../features/home/home.ts'
import { showAudit } from '../features/keeping/audit.ts'
import { exportClient } from '../features/keeping/export.ts'
import { keepLonger } from '../features/keeping/retention.ts'
import { removeNote, showNotes } from '../features/notes/note-list.ts'
import { maskNote, noteForm, saveNote } from '../features/notes/notes.ts'
import { setDiscreet } from '../features/settings/discreet.ts'
import { leave, manage, share, takeBack } from '../features/sharing/sharing.ts'
import { CONSENTS } from '../records/model.ts'
import { type Outcome, type TurnContext, unknownAction } from '../turn/context.ts'

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
const Line = z.string().max(10_000)
const inClient = z.object({ client: Id })
const inRun = z.object({ client: Id, run: Id })
const inVisit = z.object({ client: Id, run: Id, visit: Id, kept: Line.optional() })
const perhaps = z.object({ client: Id.optional(), run: Id.optional(), step: Id.optional() })
const inPlace = z.object({ client: Id, run: Id.optional() })
const sure = { sure: z.string().optional() }
/** Inputs left empty come as an empty text, from some channels not at all; a channel may send `null`. */
const Field = Line.nullish().transform((value) => value ?? undefined)
/** What was written at length: too long is answered by who takes it, so that the words are not lost with the card. */
const Words = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined)
const clientForm = z.object({
  alias: Field,
  country: Field,
  phase: Field,
  order: Field,
  partner: Field,
  children: Field,
  interpreter: Field,
  language: Field,
  consent: Field,
  partnerFile: Field,
})
const about = { date: Field, place: Field, present: Field, interpreter: Field }

interface Handler {
  run(ctx: TurnContext, data: Record<string, unknown>): Promise<Outcome> | Outcome
}

/** Binds a shape to a handler: data of another shape is a forged or outdated card, answered with one friendly line. */
function on<S extends z.ZodType>(
  shape: S,
  handle: (ctx: TurnContext, data: z.infer<S>, raw: Record<string, unknown>) => Promise<Outcome> | Outcome,
): Handler {
  return {
    run(ctx, raw) {
      const parsed = shape.safeParse(raw)
      return parsed.success ? handle(ctx, parsed.data, raw) : { replies: [unknownAction()] }
    },
  }
}
const anything = z.object({})

export const HANDLERS: Readonly<Record<string, Handler>> = {
  home: on(anything, (ctx) => home(ctx)),
  help: on(anything, (ctx) => help(ctx)),
  language: on(z.object({ language: z.enum(LANGUAGES).optional() }), (ctx, { language }) =>
    language ? setLanguage(ctx, language) : { replies: [{ view: 'language' }] },
  ),
  discreet: on(z.object({ on: z.enum(['true', 'false']), client: Id.optional(), run: Id.optional() }), (ctx, { on: wanted, ...ids }) =>
    setDiscreet(ctx, wanted === 'true', ids),
  ),
  guide: on(z.object({ guide: Id }), (ctx, { guide }) =>
    ctx.content.guides.has(guide) ? { replies: [guideView(ctx, guide)] } : { replies: [unknownAction()] },
  ),

  clients: on(z.object({ query: Field }), (ctx, { query }) => clientList(ctx, (query ?? '').slice(0, 200))),
  'client.new': on(anything, (ctx) => ({ ...newClientForm(ctx), focus: awayFrom(ctx) })),
  'client.create': on(clientForm, (ctx, data) => createClient(ctx, data)),
  'client.open': on(inClient, (ctx, { client }) => openClient(ctx, client)),
  'client.edit': on(inClient, (ctx, { client }) => editClient(ctx, client)),
  'client.update': on(z.intersection(inClient, clientForm), (ctx, data) => updateClient(ctx, data.client, data)),
  'client.erase': on(inClient.extend(sure), (ctx, data) => eraseClient(ctx, data.client, data.sure === 'yes')),
  consent: on(inClient.extend({ state: z.enum(CONSENTS), run: Id.optional(), ...sure }), (ctx, { client, state, run, sure: yes }) =>
    changeConsent(ctx, client, state, run, yes === 'yes'),
  ),
  'agreement.done': on(inClient.extend({ agreement: z.string().max(100) }), (ctx, data) => agreementDone(ctx, data.client, data.agreement)),

  'client.manage': on(inClient, (ctx, { client }) => manage(ctx, client)),
  'client.audit': on(inClient.extend({ from: z.coerce.number().int().min(0).max(1_000_000).optional() }), (ctx, { client, from }) =>
    showAudit(ctx, client, from ?? 0),
  ),
  'client.export': on(inClient.extend({ show: z.string().optional(), private: Field }), (ctx, data) =>
    exportClient(ctx, data.client, data.show === 'yes', data.private === 'true'),
  ),
  'client.keep': on(inClient, (ctx, { client }) => keepLonger(ctx, client)),
  'share.save': on(inClient.extend({ person: Field, right: Field }), (ctx, { client, ...form }) => share(ctx, client, form)),
  'share.remove': on(inClient.extend({ person: Id }), (ctx, { client, person }) => takeBack(ctx, client, person)),
  'share.leave': on(inClient.extend(sure), (ctx, data) => leave(ctx, data.client, data.sure === 'yes')),
  handover: on(inClient, (ctx, { client }) => handoverForm(ctx, client)),
  'handover.offer': on(
    inClient.extend({ person: Field, note: Words, agreed: Field, date: Field, private: Field }),
    (ctx, { client, ...form }) => offerFile(ctx, client, form),
  ),
  'handover.withdraw': on(inClient, (ctx, { client }) => withdrawOffer(ctx, client)),
  'handover.read': on(inClient, (ctx, { client }) => readOffer(ctx, client)),
  'handover.accept': on(inClient, (ctx, { client }) => acceptOffer(ctx, client)),
  'handover.decline': on(inClient, (ctx, { client }) => declineOffer(ctx, client)),

  'conversation.new': on(inClient.extend({ conversation: Id }), (ctx, data) => conversationForm(ctx, data)),
  'conversation.start': on(
    inClient.extend({ conversation: Id, mode: z.enum(MODES).nullish(), ...about }),
    (ctx, { client, conversation, mode, ...rest }) =>
      mode && ctx.content.conversations.has(conversation)
        ? startConversation(ctx, { client, conversation }, mode, rest)
        : conversationForm(ctx, { client, conversation }),
  ),
  'conversation.edit': on(inRun, (ctx, ids) => conversationForm(ctx, ids)),
  'conversation.update': on(inRun.extend(about), (ctx, { client, run, ...rest }) => updateAbout(ctx, { client, run }, rest)),
  'conversation.resume': on(inRun, (ctx, ids) => resumeConversation(ctx, ids)),
  'conversation.card': on(inClient.extend({ conversation: Id }), (ctx, data) =>
    ctx.content.conversations.has(data.conversation) ? showCard(ctx, data.client, data.conversation) : { replies: [unknownAction()] },
  ),

  answer: on(inVisit, (ctx, { kept: _, ...ids }, raw) => answer(ctx, ids, raw)),
  skip: on(inVisit, (ctx, { visit, ...ids }) => move(ctx, ids, { type: 'skip', visit })),
  back: on(inRun.extend({ visit: Id.optional() }), (ctx, { visit, ...ids }) => move(ctx, ids, { type: 'back' }, visit)),
  more: on(inRun, (ctx, ids) => showMore(ctx, ids)),
  support: on(inRun, (ctx, ids) => move(ctx, ids, { type: 'support' })),
  return: on(inRun, (ctx, ids) => move(ctx, ids, { type: 'return' })),
  pause: on(inRun, (ctx, ids) => pauseConversation(ctx, ids)),
  finish: on(inRun.extend(sure), (ctx, data) => finishConversation(ctx, data, data.sure === 'yes')),
  crisis: on(perhaps, (ctx, ids) => crisisPlan(ctx, ids)),
  overview: on(inRun, (ctx, ids) => showOverview(ctx, ids)),
  jump: on(inRun.extend({ step: Id }), (ctx, { step, ...ids }) => move(ctx, ids, { type: 'jump', step })),
  note: on(perhaps, (ctx, ids) => noteForm(ctx, ids)),
  notes: on(inClient, (ctx, { client }) => showNotes(ctx, client)),
  'note.remove': on(inClient.extend({ note: Id, ...sure }), (ctx, data) => removeNote(ctx, data.client, data.note, data.sure === 'yes')),
  'note.save': on(perhaps.extend({ text: Words, private: Field, note: Id.optional() }), (ctx, { text, private: hidden, ...ids }) =>
    saveNote(ctx, ids, text ?? '', hidden === 'true'),
  ),
  'note.mask': on(inPlace.extend({ note: Id }), (ctx, ids) => maskNote(ctx, ids)),

  digest: on(inRun, (ctx, ids) => showDigest(ctx, ids, false)),
  'digest.plain': on(inRun, (ctx, ids) => showDigest(ctx, ids, true)),
  answers: on(inRun, (ctx, ids) => showAnswers(ctx, ids)),
  'answer.edit': on(inVisit, (ctx, ids) => answerForm(ctx, ids)),
  'answer.save': on(inVisit, (ctx, { kept: _, ...ids }, raw) => saveAnswer(ctx, ids, raw)),
  'answer.mask': on(inVisit, (ctx, ids) => maskAnswer(ctx, ids)),
  'answer.move': on(inVisit.extend({ to: Id.optional(), query: Field }), (ctx, { to, query, kept: _, ...ids }) =>
    moveAnswer(ctx, ids, to, query ?? ''),
  ),
  'answer.remove': on(inVisit.extend(sure), (ctx, { sure: yes, kept: _, ...ids }) => removeAnswer(ctx, ids, yes === 'yes')),
  'run.move': on(inRun.extend({ to: Id.optional(), query: Field }), (ctx, { to, query, ...ids }) => moveRun(ctx, ids, to, query ?? '')),
  'run.remove': on(inRun.extend(sure), (ctx, { sure: yes, ...ids }) => removeRun(ctx, ids, yes === 'yes')),

  'was-answer': on(inVisit.extend({ text: Line.min(1), opened: Field }), (ctx, { text, opened, kept: _, ...ids }) =>
    wasAnswer(ctx, ids, text, opened === 'yes'),
  ),
  'edit.apply': on(inVisit.extend({ text: Line.min(1), message: Field }), (ctx, { text, message, kept: _, ...ids }) =>
    correctTyped(ctx, ids, text, message ?? ''),
  ),
  'edit.ignore': on(inRun, (ctx) => {
    const { focus } = ctx.counsellor
    return focus?.run && !focus.away ? resumeConversation(ctx, { client: focus.client, run: focus.run }) : home(ctx)
  }),
}
