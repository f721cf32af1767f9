/** Which view renders which reply. */

import { client } from '../features/client/client-view.ts'
import { clients } from '../features/client/clients-view.ts'
import { clientForm } from '../features/client/form-view.ts'
import { answerForm } from '../features/conversation/correct/answer-form-view.ts'
import { answers } from '../features/conversation/correct/answers-view.ts'
import { digest } from '../features/conversation/correct/digest-view.ts'
import { conversationCard } from '../features/conversation/prepare/card-view.ts'
import { conversationForm } from '../features/conversation/prepare/form-view.ts'
import { closed } from '../features/conversation/walk/closed-view.ts'
import { more } from '../features/conversation/walk/more-view.ts'
import { opening } from '../features/conversation/walk/opening-view.ts'
import { overview } from '../features/conversation/walk/overview-view.ts'
import { paused } from '../features/conversation/walk/paused-view.ts'
import { step } from '../features/conversation/walk/step-view.ts'
import { guide } from '../features/guides/guide-view.ts'
import { handoverForm, offer } from '../features/handover/handover-view.ts'
import { help } from '../features/home/help-view.ts'
import { home } from '../features/home/home-view.ts'
import { welcome } from '../features/home/welcome-view.ts'
import { audit } from '../features/keeping/audit-view.ts'
import { exportForm, exportText } from '../features/keeping/export-view.ts'
import { noteForm } from '../features/notes/note-form-view.ts'
import { notes } from '../features/notes/notes-view.ts'
import { confirm } from '../features/notice/confirm-view.ts'
import { notice } from '../features/notice/notice-view.ts'
import { language } from '../features/settings/language-view.ts'
import { manage } from '../features/sharing/manage-view.ts'
import type { Context } from '../page/context.ts'
import type { PageParts } from '../page/parts.ts'
import type { View } from '../page/view.ts'
import type { Reply } from '../turn/replies.ts'

const VIEWS: { [V in Reply['view']]: View<V> } = {
  welcome,
  home,
  help,
  language,
  clients,
  'client-form': clientForm,
  client,
  'conversation-form': conversationForm,
  opening,
  step,
  more,
  overview,
  guide,
  digest,
  answers,
  'answer-form': answerForm,
  'conversation-card': conversationCard,
  'note-form': noteForm,
  paused,
  closed,
  notes,
  manage,
  'handover-form': handoverForm,
  offer,
  audit,
  'export-form': exportForm,
  export: exportText,
  confirm,
  notice,
}

/** Puts any reply into words. */
export const view = (reply: Reply, ctx: Context): PageParts => (VIEWS[reply.view] as (reply: Reply, ctx: Context) => PageParts)(reply, ctx)
