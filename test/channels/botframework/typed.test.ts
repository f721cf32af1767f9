/** What somebody typed in Teams, out of what Teams makes of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activity, type EchoLine, openEchoLine, teamsActivity } from '../support.ts'

let line: EchoLine
beforeAll(async () => {
  line = await openEchoLine()
})
afterAll(() => line.close())

const BOT = { id: '28:bot', name: 'Wegwijzer' }
const mention = (name: string, id = '28:bot') => ({ type: 'mention', mentioned: { id, name }, text: `<at>${name}</at>` })
const html = (content: string) => ({ attachments: [{ contentType: 'text/html', content }] })

/** The words that reach the file. */
async function words(more: Record<string, unknown>): Promise<string | undefined> {
  line.assistant.turns.length = 0
  expect((await line.running.post('/api/messages', teamsActivity(line.connector.url, { recipient: BOT, ...more }))).status).toBe(200)
  const [turn, other] = line.assistant.turns
  expect(other).toBeUndefined()
  return turn && 'text' in turn.input ? turn.input.text : undefined
}

const REPLY =
  '<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="1700000000000"><strong itemprop="mri" itemid="28:bot">Wegwijzer</strong><span itemprop="time" itemid="1700000000000"></span><p itemprop="preview">Cliënt “Rode Zee”: hij wil terug</p></blockquote>'

describe.each([
  ['a message', {}],
  ['an edit', { type: 'messageUpdate', channelData: { eventType: 'editMessage', tenant: { id: '22222222-2222-4222-8222-222222222222' } } }],
])('%s', (_kind, edit) => {
  it.each<[string, Record<string, unknown>, string]>([
    ['a mention of the bot', { text: '<at>Wegwijzer</at> help', entities: [mention('Wegwijzer')] }, 'help'],
    ['one with a hard space', { text: '<at>Wegwijzer</at>&nbsp;help\n', entities: [mention('Wegwijzer')] }, 'help'],
    ['one without entities', { text: '<at>Wegwijzer</at> help' }, 'help'],
    ['one with a number', { text: '<at id="0">Wegwijzer</at>, help', entities: [mention('Wegwijzer')] }, ', help'],
    ['one behind', { text: 'help <at>Wegwijzer</at>', entities: [mention('Wegwijzer')] }, 'help'],
    ['one by another name', { text: '<at>Weg &amp; wijzer</at> help', entities: [mention('Weg &amp; wijzer')] }, 'help'],
    [
      'a mention of somebody',
      { text: 'Vraag het <at>Jan</at>&nbsp;<at>Peeters</at>.', entities: [mention('Jan', '29:jan')] },
      'Vraag het Jan Peeters.',
    ],
    ['a mention of somebody in front', { text: '<at>Help</at> me', entities: [mention('Help', '29:x')] }, 'Help me'],
    ['escaped signs', { text: 'minder dan 3 &lt; 5 &amp; &quot;meer&quot; &#39;nu&#39; &#x1F940;' }, 'minder dan 3 < 5 & "meer" \'nu\' 🥀'],
    ['what was typed as an escape', { text: 'typ &amp;lt; en &amp;nbsp;' }, 'typ &lt; en &nbsp;'],
    [
      'typed markup',
      { text: 'zet <b>dit</b> &lt;i&gt;vet&lt;/i&gt; <script>x</script> en a<b, b>c' },
      'zet <b>dit</b> <i>vet</i> <script>x</script> en a<b, b>c',
    ],
    ['half a mention', { text: 'het teken <at> blijft, en </at' }, 'het teken <at> blijft, en </at'],
    [
      'text that its HTML shows to be plain',
      { text: 'schrijf &lt; of &amp;', ...html('<p>schrijf &amp;lt; of &amp;amp;</p>') },
      'schrijf &lt; of &amp;',
    ],
    ['text that its HTML shows to be escaped', { text: '1 &lt; 2', ...html('<p>1 &lt; 2</p>') }, '1 < 2'],
    [
      'several lines',
      { text: 'een\n\ntwee\r\n  drie', ...html('<p>een</p><p>&nbsp;</p><p>twee<br>&nbsp;drie</p>') },
      'een\n\ntwee\n  drie',
    ],
    ['HTML as text', { text: '<p>help</p>' }, 'help'],
    [
      'HTML of several paragraphs',
      { text: '<div>\n<p>een <strong>twee</strong></p>\n<p>drie &lt;b&gt;</p><ul><li>vier</li></ul></div>' },
      'een twee\ndrie <b>\n- vier',
    ],
    ['HTML by its format', { text: 'een<br/>twee &amp; drie', textFormat: 'xml' }, 'een\ntwee & drie'],
    ['preformatted HTML', { text: '<div><pre>een\ntwee</pre>drie\nvier</div>' }, 'een\ntwee\ndrie vier'],
    [
      'an emoji',
      { text: 'moe <at><img alt="🍺" itemscope="" itemtype="http://schema.skype.com/Emoji" src="https://x/y.png"></at> dus' },
      'moe 🍺 dus',
    ],
    ['an emoji of another make', { text: 'moe <emoji id="sad" alt="😞" title="Sad">:(</emoji>' }, 'moe 😞'],
    [
      'a quoted message in the HTML',
      { text: 'Cliënt “Rode Zee”: hij wil terug\r\n\r\nik wacht nog', ...html(`${REPLY}<p>ik wacht &lt;nog&gt;</p>`) },
      'ik wacht <nog>',
    ],
    ['a quoted message in the text', { text: `${REPLY}ik wacht nog` }, 'ik wacht nog'],
    [
      'a quote with a mention',
      { text: 'x', ...html(`${REPLY}<p><span itemtype="http://schema.skype.com/Mention" itemid="0">Wegwijzer</span>&nbsp;ga door</p>`) },
      'ga door',
    ],
    ['a quoted message by its id', { text: '<quoted messageId="17"/> ik wacht' }, 'ik wacht'],
    ['a quoted message with its words', { text: '<quoted id="17">Rode Zee</quoted> ik wacht' }, 'ik wacht'],
    ['a forwarded message', { text: 'Cliënt “Rode Zee”', ...html(`${REPLY.replace('/Reply', '/Forward')}<p>lees dit</p>`) }, 'lees dit'],
    ['the place of an attachment', { text: '<attachment id="17"></attachment>hij wil terug' }, 'hij wil terug'],
    [
      'a quoted message beside it',
      { text: '<attachment id="17"></attachment>ik wacht', attachments: [{ contentType: 'messageReference' }] },
      'ik wacht',
    ],
    ['a picture of somebody’s own', { text: 'fijn <customemoji id="x" alt=":blij:"></customemoji> zo' }, 'fijn :blij: zo'],
    ['a card of an app', { text: '<readonly title="x"><p>kaart</p></readonly>zijn woorden' }, 'zijn woorden'],
    [
      'a link that Teams made',
      { text: 'zie <a href="https://x.be">x.be</a>\n  of niet', ...html('<p>zie <a href="https://x.be">x.be</a></p><p>of niet</p>') },
      'zie x.be\n  of niet',
    ],
    [
      'a link that somebody typed',
      { text: 'zie <a href="x">y</a>', ...html('<p>zie &lt;a href="x"&gt;y&lt;/a&gt;</p>') },
      'zie <a href="x">y</a>',
    ],
    [
      'tags of that name that somebody typed',
      { text: 'in <attachment> of <readonly>dit</readonly>' },
      'in <attachment> of <readonly>dit</readonly>',
    ],
    ['letters by name', { text: 'caf&eacute; &Eacute;&euro;5&hellip; &rsquo;s avonds &valueOf; &x;' }, 'café É€5… ’s avonds &valueOf; &x;'],
    ['words beside an empty value', { text: 'zijn woorden', value: {} }, 'zijn woorden'],
    ['a quote that somebody typed', { text: 'hij zei <blockquote>nee</blockquote>' }, 'hij zei <blockquote>nee</blockquote>'],
    ['control characters and halves of characters', { text: 'a\u0000b\u001b[2Jc\ud800d\te' }, 'ab[2Jcd\te'],
    ['Arabic and French', { text: 'إلى Fedasil في 12/03/2026 – déjà là\u00a0!' }, 'إلى Fedasil في 12/03/2026 – déjà là\u00a0!'],
  ])('holds of %s what was typed', async (_name, more, expected) => {
    expect(await words({ ...edit, ...more })).toBe(expected)
  })
})

describe('a message without words', () => {
  it.each([
    ['a mention alone', { text: '<at>Wegwijzer</at>&nbsp;', entities: [mention('Wegwijzer')], ...html('<p>…</p>') }],
    ['a quoted message alone', { text: 'Cliënt “Rode Zee”', ...html(REPLY) }],
  ])('is %s, and no file', async (_name, more) => {
    expect(await words(more)).toBe('')
    expect(line.assistant.turns[0]?.input.kind).toBe('text')
  })
})

it('leaves every other channel alone', async () => {
  line.assistant.turns.length = 0
  await line.running.post('/api/messages', activity(line.connector.url, { text: '<at>Wegwijzer</at> &lt;b&gt;' }))
  expect(line.assistant.turns[0]?.input).toEqual({ kind: 'text', text: '<at>Wegwijzer</at> &lt;b&gt;' })
})

it.each([
  '<at>',
  '</at>',
  '<',
  '<blockquote schema.skype.com/Reply>',
  '<span schema.skype.com/Mention>',
  '&#',
  '<img alt="',
  '<pre>',
  '<emoji alt="x">',
  '<a ',
  '<a href="x">',
  '<quoted a=',
  '<attachment id="1"></attachment>',
  '<readonly a="b">',
  '&eacute',
  '<p>',
])('reads a hundred thousand characters of %s in a moment', async (part) => {
  const text = part.repeat(100_000 / part.length)
  const started = performance.now()
  await words({ text })
  await words({ text, textFormat: 'xml' })
  await words({ text: 'x', ...html(text) })
  expect(performance.now() - started).toBeLessThan(2_000)
})
