/** The same guided conversation as users of this SDK write it: a waterfall of text prompts. Kept in memory; prompts are keys. */
import { type Activity, BotAdapter, ConversationState, MemoryStorage, type ResourceResponse, TurnContext } from 'botbuilder-core'
import { DialogSet, DialogTurnStatus, TextPrompt, WaterfallDialog, type WaterfallStepContext } from 'botbuilder-dialogs'

/** Only collects what is sent. */
class Collect extends BotAdapter {
  sent: string[] = []
  override async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    for (const activity of activities) this.sent.push(activity.text ?? '')
    return activities.map(() => ({ id: '1' }))
  }
  override async updateActivity(): Promise<void> {}
  override async deleteActivity(): Promise<void> {}
  override async continueConversation(): Promise<void> {}
}

/** A turn: the counsellor's text in, the key of the next prompt out; `undefined` once the conversation is at its end. */
export function waterfall(steps: string[]): (text: string) => Promise<string | undefined> {
  const state = new ConversationState(new MemoryStorage())
  const dialogs = new DialogSet(state.createProperty('dialog'))
  dialogs.add(new TextPrompt('text'))
  const record = (context: WaterfallStepContext, at: number) => {
    if (at > 0) (context.values as Record<string, unknown>)[steps[at - 1]!] = context.result
  }
  dialogs.add(
    new WaterfallDialog('conversation', [
      ...steps.map((step, at) => async (context: WaterfallStepContext) => {
        record(context, at)
        return context.prompt('text', step)
      }),
      async (context: WaterfallStepContext) => {
        record(context, steps.length)
        return context.endDialog(context.values)
      },
    ]),
  )
  const adapter = new Collect()
  return async (text) => {
    adapter.sent = []
    const context = new TurnContext(adapter, {
      type: 'message',
      text,
      channelId: 'bench',
      conversation: { id: 'c', isGroup: false, conversationType: 'personal', name: 'c' },
      from: { id: 'u', name: 'u' },
      recipient: { id: 'b', name: 'b' },
    })
    const dialog = await dialogs.createContext(context)
    const result = await dialog.continueDialog()
    if (result.status === DialogTurnStatus.empty) await dialog.beginDialog('conversation')
    await state.saveChanges(context)
    return adapter.sent[0]
  }
}
