/** Which view renders which reply. */
import type { Reply } from '../../assistant/replies.ts'
import type { Context } from '../context.ts'
import type { PageParts } from '../parts.ts'
import { answerForm } from './answer-form.ts'
import { answers } from './answers.ts'
import { audit } from './audit.ts'
import { client } from './client.ts'
import { clientForm } from './client-form.ts'
import { clients } from './clients.ts'
import { closed } from './closed.ts'
import { confirm } from './confirm.ts'
import { conversationCard } from './conversation-card.ts'
import { conversationForm } from './conversation-form.ts'
import { digest } from './digest.ts'
import { exportForm, exportText } from './export.ts'
import { guide } from './guide.ts'
import { handoverForm, offer } from './handover.ts'
import { help } from './help.ts'
import { home } from './home.ts'
import { language } from './language.ts'
import { manage } from './manage.ts'
import { more } from './more.ts'
import { noteForm } from './note-form.ts'
import { notes } from './notes.ts'
import { notice } from './notice.ts'
import { opening } from './opening.ts'
import { overview } from './overview.ts'
import { paused } from './paused.ts'
import { step } from './step.ts'
import type { View } from './view.ts'
import { welcome } from './welcome.ts'

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
