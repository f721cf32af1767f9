import { expect, it } from 'vitest'
import { createMemory } from '../../src/assistant/memory.ts'
import type { Turn } from '../../src/turn/turn.ts'

const turn = (user: string, id: string, chat = 'chat'): Turn => ({
  id,
  channel: 'test',
  user: { tenant: 'local', id: user },
  chat: { id: chat, group: false },
  input: { kind: 'text', text: '' },
})

it('takes no turn for another one, whatever stands in the ids', async () => {
  const ids = ['a', 'b', 'a b', 'b a', '1 a', ' ', '']
  const all = ids.flatMap((user) => ids.flatMap((id) => ids.map((chat) => turn(user, id, chat))))
  const memory = createMemory()
  for (const one of all) {
    expect(await memory.of(one).first(), JSON.stringify(one)).toBeUndefined()
    memory.of(one).remember(Promise.resolve({ failed: false }))
    expect(await memory.of(one).first()).toEqual({ failed: false })
  }
})
