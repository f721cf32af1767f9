/** A counsellor at the assistant's door, over the real content and rules: what a channel would hand over, without the channel. */
import { join } from 'node:path'
import { createAssistant } from '../../src/assistant/create.ts'
import { loadContent } from '../../src/content/load.ts'
import { boxesOf } from '../../src/engine/card.ts'
import { kindOf } from '../../src/engine/kinds/index.ts'
import { mapTexts } from '../../src/engine/texts.ts'
import { BROUGHT, PARTS } from '../../src/features/index.ts'
import type { OpenRecords, RulesOptions } from '../../src/records/open.ts'
import { createPresentation } from '../../src/render/presentation.ts'
import type { Assistant, TurnResult } from '../../src/turn/assistant.ts'
import type { Reply, ReplyOf } from '../../src/turn/reply.ts'
import { findStep } from '../../src/turn/texts.ts'
import type { Turn, TurnInput } from '../../src/turn/turn.ts'
import { KEEPINGS, type Where } from './stores.ts'

export const content = loadContent(join(import.meta.dirname, '..', '..'), BROUGHT)

/** What the assistant is told of the pages that its replies make. */
export const { boxes } = createPresentation(content)

export interface House {
  assistant: Assistant
  records: OpenRecords
  /** Closes the records and opens them again, as a restart of the server does. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** @param where what is kept lies in memory, unless a test is about the disk */
export async function openHouse(
  now: () => Date = () => new Date('2026-03-10T14:00:00Z'),
  options: Partial<RulesOptions> = {},
  where: Where = 'in memory',
): Promise<House> {
  const keeping = await KEEPINGS[where]()
  const open = () => keeping.records({ now, parts: PARTS, refusalDelay: 20, ...options })
  const records = await open()
  const house: House = {
    records,
    assistant: createAssistant({ content, records, boxes, now }),
    async restart() {
      await house.records.close()
      house.records = await open()
      house.assistant = createAssistant({ content, records: house.records, boxes, now })
    },
    async close() {
      await house.records.close()
      await keeping.end()
    },
  }
  return house
}

/** The own boxes of a step's card, filled with an answer that its kind takes; `text` stands wherever words do. */
export function filledIn({ run, step: id }: ReplyOf<'step'>, text: string): Record<string, string> {
  const { step } = findStep(content.conversations.get(run.conversation)!, id)!
  return boxesOf(
    mapTexts(kindOf(step).example(step), () => text),
    step,
  )
}

let activities = 0

export class Counsellor {
  house: House
  user: Turn['user']
  locale: string
  replies: Reply[] = []
  result: TurnResult | undefined
  group = false
  /** The tab or the phone; each has its own. */
  chat: string

  constructor(house: House, user: Turn['user'] = { tenant: 'local', id: 'local' }, locale = 'nl-BE') {
    this.house = house
    this.chat = `chat-${user.id}`
    this.user = user
    this.locale = locale
  }

  async turn(input: TurnInput, id = `activity-${++activities}`): Promise<Reply[]> {
    const turn: Turn = {
      id,
      channel: 'test',
      user: this.user,
      chat: { id: this.chat, group: this.group },
      locale: this.locale,
      input,
    }
    this.result = await this.house.assistant.handle(turn)
    this.replies = this.result.replies
    return this.replies
  }

  say = (text: string, id?: string) => this.turn({ kind: 'text', text }, id)
  tap = (action: string, data: Record<string, unknown> = {}, id?: string) => this.turn({ kind: 'action', action, data }, id)

  see<V extends Reply['view']>(view: V): Extract<Reply, { view: V }> {
    const found = this.replies.find((reply) => reply.view === view)
    if (!found)
      throw new Error(
        `expected a reply “${view}”, got ${JSON.stringify(this.replies.map((reply) => [reply.view, reply.view === 'notice' ? reply.notice.key : '']))}`,
      )
    return found as Extract<Reply, { view: V }>
  }

  notices(): string[] {
    return this.replies.flatMap((reply) => [
      ...(reply.before ? [reply.before.key] : []),
      ...(reply.view === 'notice' ? [reply.notice.key] : []),
      ...(reply.filled?.wrong ?? []).map(({ notice }) => notice.key),
    ])
  }

  async newClient(fields: Record<string, string> = {}): Promise<string> {
    await this.tap('client.create', {
      alias: `Zwarte Zee ${++activities}`,
      country: 'BE',
      phase: 'refused-first',
      consent: 'given',
      ...fields,
    })
    return this.see('client').client.id
  }

  async start(client: string, conversation = 'what-if', mode = 'afterwards'): Promise<ReplyOf<'step'>> {
    await this.tap('conversation.start', { client, conversation, mode })
    return this.step()
  }

  step = (): ReplyOf<'step'> => this.see('step')

  /** Answers the step in view by its card. */
  answer(data: Record<string, unknown>, id?: string): Promise<Reply[]> {
    const { client, run, visit, step } = this.step()
    return this.tap('answer', { client: client.id, run: run.id, step, visit, ...data }, id)
  }

  /** The ids every action inside the conversation in view carries. */
  here(): { client: string; run: string; visit: string; step: string } {
    const { client, run, visit, step } = this.step()
    return { client: client.id, run: run.id, visit, step }
  }
}
