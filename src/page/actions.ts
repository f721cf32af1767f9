/**
 * Every action a page offers, with the data it carries. Ids are stable: old cards keep them for years.
 * `conversation` is the id of the kind (`what-if`), `run` that of the one in progress or finished.
 */
export const ACTIONS = [
  'home',
  /** client?, run? */
  'help',
  /** language? (absent: shows the choice) */
  'language',
  /** on: `true` or `false`; client?, run? */
  'discreet',
  /** guide, client?, run? */
  'guide',

  /** input: query */
  'clients',
  'client.new',
  /** inputs of the client form */
  'client.create',
  /** client */
  'client.edit',
  /** client; inputs of the client form */
  'client.update',
  /** client */
  'client.open',
  /** client; asks first */
  'client.erase',
  /** client: who may see it; the owner shares it there */
  'client.manage',
  /** client, from?: who did what with it */
  'client.audit',
  /** client; asks first; then show: `yes`, input: private */
  'client.export',
  /** client: the retention period begins anew */
  'client.keep',
  /** client; inputs: person, right */
  'share.save',
  /** client, person */
  'share.remove',
  /** client; asks first */
  'share.leave',
  /** client: opens the form */
  'handover',
  /** client; inputs: person, note, agreed, date, private */
  'handover.offer',
  /** client */
  'handover.withdraw',
  /** client, for the receiver */
  'handover.read',
  'handover.accept',
  'handover.decline',
  /** client, state: `given`, `refused` or `withdrawn` */
  'consent',
  /** client, agreement */
  'agreement.done',

  /** client, conversation: opens the form */
  'conversation.new',
  /** client, conversation; inputs of the conversation form */
  'conversation.start',
  /** client, run: opens the form */
  'conversation.edit',
  /** client, run; inputs of the conversation form */
  'conversation.update',
  /** client, run: shows the step where it stands */
  'conversation.resume',
  /** client, conversation or run: the questions chosen in prepare mode */
  'conversation.card',

  /** client, run, step, visit, kept?; inputs of the step */
  'answer',
  /** client, run, step, visit */
  'skip',
  'back',
  'more',
  'support',
  'pause',
  /** client, run: out of the detour, back to the same step */
  'return',
  /** client, run */
  'finish',
  /** client?, run? */
  'crisis',
  /** client, run */
  'overview',
  /** client, run, step */
  'jump',
  /** client: what was noted */
  'notes',
  /** client, note; asks first */
  'note.remove',
  /** client?, run?, step?: opens the form */
  'note',
  /** client?, run?, step?, note: the id it will have; inputs: text, private */
  'note.save',
  /** client, run?, note: hides telephone numbers and the like in it */
  'note.mask',

  /** client, run: what was said */
  'digest',
  /** client, run: the same as text to copy */
  'digest.plain',
  /** client, run: recorded answers, to change */
  'answers',
  /** client, run, step, visit: opens the form */
  'answer.edit',
  /** client, run, step, visit, kept?; inputs of the step */
  'answer.save',
  /** client, run, visit: hides telephone numbers and the like in what was written */
  'answer.mask',
  /** client, run, step, visit; without `to` (a client) it asks to which, with input `query` */
  'answer.move',
  /** client, run, step, visit; asks first */
  'answer.remove',
  /** client, run; without `to` it asks to which, with input `query` */
  'run.move',
  /** client, run; asks first */
  'run.remove',

  /** client, run, visit, text: a command word that was meant as the answer */
  'was-answer',
  /** an edited message: client, run, visit, and what the assistant adds */
  'edit.apply',
  'edit.ignore',
] as const
export type ActionId = (typeof ACTIONS)[number]

/** The key of an action's label in `ui.json` under `actions`: `client.new` → `clientNew`. */
export const actionKey = (id: string): string => id.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase())
