/** The chat line: what is typed there is an answer, unless it is, whole and alone, a command; and a command can be undone. */
import { describe, expect } from 'vitest'
import { createCommands } from '../../src/assistant/commands.ts'
import { LANGUAGES, type Language, type Sentences } from '../../src/content/content.ts'
import type { Step } from '../../src/content/schema.ts'
import { typedValue } from '../../src/engine/typed.ts'
import { type Counsellor, content } from '../support/counsellor.ts'
import { it as inHouse } from '../support/house.ts'

const fileOf = (me: Counsellor) => (client: string) => me.house.records.client(`local|${me.user.id}`, client)
const sessionIn = (me: Counsellor) => async (client: string) => (await fileOf(me)(client)).runs[0]?.session

const it = inHouse.extend('file', ({ me }) => fileOf(me)).extend('sessionOf', ({ me }) => sessionIn(me))

const stepOf = (conversation: string, kind: Step['kind']): Step => {
  const steps = content.conversations.get(conversation)?.sections.flatMap((section) => section.steps) ?? []
  const found = steps.find((step) => step.kind === kind)
  if (!found) throw new Error(`${conversation} has no step of kind ${kind}`)
  return found
}
const optionWords = (language: Language, conversation: string, step: string, option: string): string =>
  (
    (((content.sentences[language][`conversations/${conversation}`] as Sentences).steps as Sentences)[step] as Sentences)
      .options as Sentences
  )[option] as string

describe('a typed line, by kind of step', () => {
  const choose = stepOf('what-if', 'choose') as Extract<Step, { kind: 'choose' }>
  const checklist = stepOf('explorative', 'checklist') as Extract<Step, { kind: 'checklist' }>
  const typed = (conversation: string, step: Step, text: string, base = {}) => typedValue(content, conversation, step, text, base)

  it('chooses by number and by words in the three languages', () => {
    choose.options.forEach(({ id }, index) => {
      for (const text of [
        String(index + 1),
        `${index + 1}.`,
        ...LANGUAGES.map((language) => optionWords(language, 'what-if', choose.id, id)),
      ])
        expect(typed('what-if', choose, text), text).toEqual({ choices: [id] })
      const shouted = optionWords('fr', 'what-if', choose.id, id).toUpperCase().replaceAll('’', "'")
      expect(typed('what-if', choose, shouted), shouted).toEqual({ choices: [id] })
    })
    expect(typed('what-if', choose, '2 kinderen bleven daar')).toEqual({ text: '2 kinderen bleven daar' })
  })

  it('ticks several', () => {
    const [a, b, c] = checklist.options.map(({ id }) => id) as [string, string, string]
    for (const text of ['1,3', '1 3', '1 en 3', '1; 3', '1 et 3'])
      expect(typed('explorative', checklist, text), text).toEqual({ choices: [a, c] })
    const words = [a, b].map((id) => optionWords('nl', 'explorative', checklist.id, id))
    expect(typed('explorative', checklist, words.join('\n'))).toEqual({ choices: [a, b] })
    expect(typed('explorative', checklist, `${words[0]}, en nog iets`)).toEqual({ text: `${words[0]}, en nog iets` })
  })

  it('reads a scale, and keeps words as words', () => {
    const scale = stepOf('what-if', 'scale') as Extract<Step, { kind: 'scale' }>
    const { max } = scale.scale
    for (const text of ['7', `7/${max}`, `7 op ${max}`, `7 sur ${max}`]) expect(typed('what-if', scale, text), text).toEqual({ number: 7 })
    for (const text of ['ongeveer 7', '7/5', '7,5']) expect(typed('what-if', scale, text), text).toEqual({ text })
  })

  it('reads a date, alone or in a sentence', () => {
    const date = stepOf('what-if', 'date')
    expect(typed('what-if', date, '24/12/2026')).toEqual({ date: '2026-12-24' })
    expect(typed('what-if', date, 'Ze kreeg het op 24/12/2026 in handen')).toEqual({
      date: '2026-12-24',
      text: 'Ze kreeg het op 24/12/2026 in handen',
    })
    expect(typed('what-if', date, '31/02/2026')).toEqual({ date: '31/02/2026' })
  })

  it('takes each line as an agreement, with the day it names, after those made', () => {
    const agreements = stepOf('what-if', 'agreements')
    expect(typed('what-if', agreements, 'Ik bel de advocaat tegen 24/12/2026\n\nZij denkt na')).toEqual({
      agreements: [{ text: 'Ik bel de advocaat tegen 24/12/2026', due: '2026-12-24' }, { text: 'Zij denkt na' }],
    })
    const base = { agreements: [{ text: 'Zij denkt na', due: '2026-01-01' }], text: 'rustig' }
    expect(typed('what-if', agreements, 'Zij denkt na\nen schrijft', base)).toEqual({
      agreements: [{ text: 'Zij denkt na', due: '2026-01-01' }, { text: 'en schrijft' }],
      text: 'rustig',
    })
  })

  it('keeps what was chosen or filled in before beside new words', () => {
    const grid = stepOf('what-if', 'grid')
    expect(typed('what-if', choose, 'ze aarzelt', { choices: ['no-plan'], text: 'vroeger' })).toEqual({
      choices: ['no-plan'],
      text: 'ze aarzelt',
    })
    expect(typed('what-if', grid, 'ze ziet vooral de eerste', { cells: { legal: { hope: 'x' } } })).toEqual({
      cells: { legal: { hope: 'x' } },
      text: 'ze ziet vooral de eerste',
    })
  })

  it('refuses, with a reason, a number that no option has and a day that does not exist', async ({ me, sessionOf }) => {
    const client = await me.newClient({ order: 'true' })
    await me.start(client, 'what-if')
    for (const [step, text, reason] of [
      [choose.id, '99', 'invalid-value'],
      [stepOf('what-if', 'scale').id, '11', 'invalid-value'],
      [stepOf('what-if', 'date').id, '31/02/2026', 'no-day'],
      [stepOf('what-if', 'date').id, '10/13/2026', 'no-day'],
      [stepOf('what-if', 'date').id, '‘12/03/90’', 'no-day'],
    ] as const) {
      await me.tap('jump', { ...me.here(), step })
      const before = await sessionOf(client)
      await me.say(text)
      expect(me.notices(), text).toContain(`refused.${reason}`)
      expect(await sessionOf(client), text).toEqual(before)
      await me.tap('back', me.here())
    }
  })
})

describe('a line of the chat', () => {
  it('leaves the conversation where it is when it holds spaces only', async ({ me, sessionOf }) => {
    const client = await me.newClient()
    const { step } = await me.start(client)
    for (const nothing of ['   \n ', '\u200b\u00a0', '\u2800', '\u202e\u2066', '\u3164']) {
      await me.say(nothing)
      expect(me.notices(), JSON.stringify(nothing)).toContain('refused.empty')
    }
    expect(me.step().step).toBe(step)
    await me.say('een antwoord')
    expect(JSON.stringify(await sessionOf(client))).toContain('een antwoord')
  })

  it('is refused whole at 10,001 characters and kept at 10,000', async ({ me, sessionOf }) => {
    const client = await me.newClient()
    await me.start(client)
    await me.say('x'.repeat(10_001))
    expect(me.notices()).toEqual(['tooLong'])
    expect((await sessionOf(client))?.answers).toEqual({})
    await me.say('y'.repeat(10_000))
    expect(JSON.stringify(await sessionOf(client))).toContain('y'.repeat(10_000))
  })

  const wide = (word: string): string => word.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
  const DRESSES: ((word: string) => string)[] = [
    (word) => ` ${word.toUpperCase()}! `,
    ...[
      '‘_’',
      '“_”',
      '"_"',
      "'_'",
      '«\u202f_\u202f»',
      '„_”',
      '(_)',
      '*_*',
      '**_**',
      '_ …',
      '/_',
      '- _',
      '> _',
      '_ 🙏🏽',
      '👉 _',
      '\u2028_\u0085',
    ].map((dress) => (word: string) => dress.replace('_', word)),
    (word) => `\u200b${word.charAt(0)}\u200d${word.slice(1)}\ufeff`,
    (word) => `\u202e${word}\u202c`,
    (word) => word.normalize('NFD'),
    (word) => word.replaceAll(' ', '\u00a0\u2009'),
    (word) => word.replaceAll("'", '´').replaceAll('’', '`'),
    wide,
  ]
  const commands = createCommands(content)
  const words = LANGUAGES.flatMap((language) =>
    Object.entries(content.sentences[language].commands ?? {}).flatMap(([command, list]) =>
      String(list)
        .split('|')
        .map((word) => ({ language, command, word })),
    ),
  )

  it.each(words)('is a command where it is “$word” ($language) alone, in a sentence it is not', ({ language, command, word }) => {
    expect(commands.find(word, language)?.command).toBe(command)
    for (const dress of DRESSES) expect(commands.find(dress(word), language)?.command, dress(word)).toBe(command)
    for (const sentence of [`${word} wil ze niet`, `ze zegt ${word}`, `ze zegt “${word}”`, `${word}, ${word}`])
      if (command !== 'language') expect(commands.find(sentence, language), sentence).toBeUndefined()
  })

  it.each(words)('is a command without its accents, where that is no other one: “$word” ($language)', ({ language, command, word }) => {
    const accentless = word.normalize('NFD').replace(/\p{M}/gu, '')
    expect(commands.find(accentless, language)?.command).toBe(command)
  })

  it('keeps words apart that differ by an accent between two languages', () => {
    expect(commands.find('résumé', 'en')?.command).toBe('summary')
    expect(commands.find('resume', 'en')?.command).toBe('resume')
    expect(commands.find('resume', 'nl')?.command).toBe('resume')
    expect(commands.find('Resume', 'fr')?.command).toBe('summary')
  })

  it('reads a language in any dress', () => {
    for (const text of ['taal fr', 'Taal: ‘FR’.', 'taal = français', 'LANGUE FRANCAIS', '«langue néerlandais»', 'ｔａａｌ　ｅｎ'])
      expect(commands.find(text, 'nl'), text).toMatchObject({ command: 'language', language: expect.stringMatching(/^(nl|fr|en)$/) })
  })

  it.each(words)('is a command with a “please” around it: “$word” ($language)', ({ language, command, word }) => {
    const polite = [
      '_ aub',
      'Aub, _!',
      '_, a.u.b.',
      '_ alstublieft',
      '_ svp',
      'SVP _',
      "_ s'il vous plaît",
      '_ s’il vous plait',
      'Please _',
    ]
    for (const dress of [...polite, '_ please, thank you 🙏', 'Wegwijzer, _ alsjeblieft', '@Wegwijzer _', '_@Wegwijzer'])
      expect(commands.find(dress.replace('_', word), language)?.command, dress).toBe(command)
    for (const sentence of [`${word} aub voor mijn zus`, `ze zegt ${word} aub`, `aub ${word} please ${word}`])
      if (command !== 'language') expect(commands.find(sentence, language), sentence).toBeUndefined()
  })

  it.each(['aub', 'svp svp', 'please', 'alstublieft aub', 'dank u wel', 'nee, dank u', 'nota-aubergine', 'helpaub', 'merci'])(
    'is an answer where there is only the “please”, or another word: “%s”',
    (text) => {
      expect(commands.find(text, 'nl')).toBeUndefined()
    },
  )

  it('reads a language that is asked for kindly', () => {
    expect(commands.find('taal fr aub', 'nl')).toEqual({ command: 'language', language: 'fr' })
    expect(commands.find('Langue néerlandais, s’il vous plaît', 'fr')).toEqual({ command: 'language', language: 'nl' })
    expect(commands.find('taal aub', 'nl')).toEqual({ command: 'language' })
    expect(commands.find('hulp alstublieft', 'nl')).toEqual({ command: 'help' })
  })

  // A greeting is no command inside a conversation.
  const inside = words.filter(({ command }) => command !== 'hello')
  const first = inside.filter(
    ({ command }, at) => inside.findIndex((one) => one.command === command) === at || inside[at]?.language === 'fr',
  )
  it.for(first)('can be the answer after all where it is “$word” ($language)', async ({ language, word }, { me, house, sessionOf }) => {
    const client = await me.newClient()
    await me.tap('language', { language })
    await me.start(client)
    await me.answer({ text: 'eerste' })
    const here = me.here()
    const discreet = (await house.records.counsellor(`local|${me.user.id}`)).discreet
    await me.say(word)
    const taken = me.see('notice')
    expect(taken.wasAnswer).toMatchObject({ client: here.client, run: here.run, visit: here.visit, text: word })
    await me.tap('was-answer', { ...taken.wasAnswer })
    expect(me.notices().filter((key) => key.startsWith('refused'))).toEqual([])
    const session = await sessionOf(client)
    expect(session?.answers[here.visit]?.value).toEqual({ text: word })
    expect(session).toMatchObject({ status: 'running' })
    expect(session?.detour).toBeUndefined()
    // On from there: past the step that was answered, and what is typed next is an answer again.
    expect(me.step().step).not.toBe(here.step)
    await me.say('en verder')
    expect(JSON.stringify(await sessionOf(client))).toContain('en verder')
    if (discreet !== (await house.records.counsellor(`local|${me.user.id}`)).discreet) await me.tap('discreet', { on: String(discreet) })
  })

  it('takes “taal leren” for an answer in a conversation and for an unknown language at home', async ({ me, sessionOf }) => {
    const client = await me.newClient()
    await me.say('taal leren')
    expect(me.notices()).toEqual(['languageUnknown'])
    await me.start(client)
    await me.say('taal leren')
    expect(JSON.stringify(await sessionOf(client))).toContain('taal leren')
  })

  it('changes the language on the spot at “taal frans”, and keeps it', async ({ me, house }) => {
    const client = await me.newClient()
    const { step } = await me.start(client)
    await me.say('taal frans')
    expect(me.result?.language).toBe('fr')
    expect(me.step().step).toBe(step)
    await house.restart()
    await me.turn({ kind: 'opened', back: true })
    expect(me.result?.language).toBe('fr')
    for (const [text, language] of [
      ['langue nl', 'nl'],
      ['language english', 'en'],
      ['Taal Nederlands.', 'nl'],
    ] as const) {
      await me.say(text)
      expect(me.result?.language, text).toBe(language)
    }
  })

  it('finds clients at home, opens calm from everywhere, and says what works only in a conversation', async ({ me }) => {
    await me.turn({ kind: 'opened', back: false })
    await me.newClient({ alias: 'Blauwe Regen' })
    await me.tap('home')
    await me.say('REGEN')
    expect(me.see('clients').clients).toHaveLength(1)
    await me.say('het wordt zwaar')
    expect(me.see('guide').guide).toBe('calming')
    await me.say('overzicht')
    expect(me.notices()).toEqual(['onlyInConversation'])
    await me.say('zomaar iets')
    expect(me.notices()).toEqual(['notUnderstood'])
  })

  it('greets somebody who begins by typing', async ({ me }) => {
    await me.say('hallo')
    expect(me.replies.map((reply) => reply.view)).toEqual(['welcome', 'home'])
    await me.say('hallo')
    expect(me.replies.map((reply) => reply.view)).toEqual(['home'])
    expect(me.notices()).toEqual([])
  })

  it('is kept while the calming steps are up, and “ga verder” leads back to the same step', async ({ me, file, sessionOf }) => {
    const client = await me.newClient()
    await me.start(client)
    const here = me.here()
    await me.say('het wordt zwaar')
    await me.say('ze huilde lang')
    expect(me.see('guide').detour).toBe('support')
    expect((await sessionOf(client))?.answers[here.visit]?.value).toEqual({ text: 'ze huilde lang' })
    await me.say('daarna ging het beter')
    expect((await file(client)).runs[0]?.notes).toMatchObject([{ text: 'daarna ging het beter' }])
    expect((await sessionOf(client))?.answers[here.visit]?.value).toEqual({ text: 'ze huilde lang' })
    await me.say('ga verder')
    expect(me.here()).toEqual(here)
    expect(me.step().earlier).toEqual({ text: 'ze huilde lang' })
  })

  it('shows the way back to the step in help', async ({ me }) => {
    const client = await me.newClient()
    await me.start(client)
    const { client: id, run } = me.here()
    await me.say('help')
    expect(me.see('help').inside).toEqual({ client: id, run })
  })
})
