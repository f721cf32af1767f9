/**
 * The chat in the browser: Web Chat, speaking Direct Line to our own server. Web Chat's own client does not recover after the server was
 * unreachable. So we give it a connection that never breaks and make a new client behind it whenever one is needed; what was typed in
 * the meantime stays on the screen and is delivered once, under the same id.
 */
/* global WebChat */
;(() => {
  const STORED = 'wegwijzer.conversation'
  /** Milliseconds between checks that the server is reachable. */
  const HEARTBEAT = 2000
  /** Web Chat's limit for sending. We do the retrying, so it must not fire: a day is longer than anybody waits, a year too long for a timer. */
  const A_DAY = 86400000

  const BOTH = (colour, subtle) => ({ default: colour, subtle })
  const COLOURS = {
    default: BOTH('#1f2a30', '#55636a'),
    accent: BOTH('#0b5563', '#0b5563'),
    attention: BOTH('#9b1c1c', '#9b1c1c'),
    good: BOTH('#1b5e20', '#1b5e20'),
    warning: BOTH('#7a3e00', '#7a3e00'),
  }
  /** How cards look here; Teams uses its own styles. */
  const HOST_CONFIG = {
    fontFamily: 'inherit',
    supportsInteractivity: true,
    textBlock: { headingLevel: 2 },
    fontSizes: { small: 14, default: 16, medium: 18, large: 22, extraLarge: 26 },
    fontWeights: { lighter: 400, default: 400, bolder: 600 },
    lineHeights: { small: 20, default: 24, medium: 26, large: 30, extraLarge: 34 },
    spacing: { small: 6, default: 10, medium: 16, large: 24, extraLarge: 32, padding: 14 },
    containerStyles: {
      default: { backgroundColor: 'transparent', foregroundColors: COLOURS },
      emphasis: { backgroundColor: '#ffffff', foregroundColors: COLOURS },
    },
    actions: { maxActions: 20, actionsOrientation: 'horizontal', actionAlignment: 'left', buttonSpacing: 8, spacing: 'medium' },
    inputs: { label: { requiredInputs: { weight: 'bolder' }, optionalInputs: { weight: 'bolder' } } },
  }

  const strings = JSON.parse(document.body.dataset.strings)
  const { nonce } = document.getElementById('app')
  const chat = document.getElementById('chat')
  const status = document.getElementById('status')
  if (document.body.dataset.state !== 'known') return

  let language = document.documentElement.lang
  let inner
  let subscriptions = []
  let instance
  let state = 'connecting'
  let connected = deferred()

  const activities = observable()
  const connection = observable(0)

  const directLine = {
    activity$: activities,
    connectionStatus$: connection,
    postActivity: (activity) => ({ subscribe: (...observer) => post(activity, toObserver(observer)) }),
    getSessionId: () => ({ subscribe: () => ({ unsubscribe() {} }) }),
    end() {},
  }

  const store = WebChat.createStore({}, () => (next) => (action) => {
    if (action.type === 'DIRECT_LINE/INCOMING_ACTIVITY') incoming(action.payload.activity)
    return next(action)
  })

  function incoming(activity) {
    if (activity.type === 'event' && activity.name === 'wegwijzer.forget') location.reload()
    if (activity.from?.role === 'bot' && strings[activity.locale] && activity.locale !== language) {
      language = activity.locale
      document.documentElement.lang = language
      document.title = strings[language].title
      show(state)
      render()
    }
  }

  function render() {
    WebChat.renderWebChat(
      {
        directLine,
        store,
        nonce,
        userID: 'local',
        locale: strings[language].locale,
        overrideLocalizedStrings: { TEXT_INPUT_PLACEHOLDER: strings[language].placeholder },
        sendTypingIndicator: false,
        adaptiveCardsHostConfig: HOST_CONFIG,
        styleOptions: {
          accent: '#0b5563',
          adaptiveCardsParserMaxVersion: '1.5',
          autoScrollSnapOnPage: true,
          backgroundColor: '#ffffff',
          bubbleBackground: '#f3f1ec',
          bubbleBorderRadius: 8,
          bubbleFromUserBackground: '#0b5563',
          bubbleFromUserTextColor: '#ffffff',
          bubbleFromUserBorderRadius: 8,
          bubbleMaxWidth: 680,
          bubbleMinHeight: 36,
          bubbleAttachmentMaxWidth: 680,
          disableFileUpload: true,
          hideUploadButton: true,
          primaryFont: 'inherit',
          rootHeight: '100%',
          rootWidth: '100%',
          sendBoxTextWrap: true,
          sendTimeout: A_DAY,
          subtle: '#55636a',
          timestampColor: '#55636a',
        },
      },
      chat,
    )
  }

  /** Delivers one message, however often the server is unreachable meanwhile. Web Chat's id for it lets the server recognise a repeat. */
  function post(activity, observer) {
    let cancelled = false
    const attempt = async () => {
      await connected.promise
      if (cancelled) return
      inner.postActivity(activity).subscribe(
        (id) => {
          if (id === 'retry') return again()
          observer.next?.(id)
          observer.complete?.()
        },
        (error) => (error.status >= 400 && error.status < 500 && error.status !== 403 ? observer.error?.(error) : again()),
      )
    }
    const again = () => setTimeout(attempt, HEARTBEAT / 2)
    attempt()
    return {
      unsubscribe() {
        cancelled = true
      },
    }
  }

  /** Makes a new client, for the conversation we were in or for a new one. */
  async function connect() {
    const stored = JSON.parse(sessionStorage.getItem(STORED) ?? '{}')
    const answer = await fetch('/v3/directline/tokens/generate', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(stored.id ? { conversationId: stored.id } : {}),
    })
    if (answer.status === 401) return locked()
    if (!answer.ok) throw new Error(`no token: ${answer.status}`)
    const { conversationId, token } = await answer.json()
    const watermark = inner?.watermark
    for (const subscription of subscriptions) subscription.unsubscribe()
    inner?.end()
    inner = WebChat.createDirectLine({
      domain: `${location.origin}/v3/directline`,
      token,
      webSocket: false,
      pollingInterval: 200,
      conversationStartProperties: { locale: language },
      ...(stored.id === conversationId ? { conversationId } : {}),
      ...(watermark ? { watermark } : {}),
    })
    sessionStorage.setItem(STORED, JSON.stringify({ id: conversationId }))
    state = 'connecting'
    subscriptions = [
      inner.activity$.subscribe((activity) => activities.next(activity)),
      inner.connectionStatus$.subscribe((now) => {
        if (now !== 2) return
        connection.next(2)
        connected.resolve()
        show('connected')
      }),
    ]
  }

  /** Web Chat's client falls silent after the server was unreachable, so we check ourselves. */
  async function heartbeat() {
    try {
      const answer = await fetch('/healthz', { cache: 'no-store' })
      if (!answer.ok) throw new Error('not well')
      const now = (await answer.json()).instance
      const broken = inner === undefined || state === 'away' || now !== instance || inner.connectionStatus$.getValue() > 2
      instance = now
      if (broken) await connect()
    } catch {
      if (state !== 'away') {
        connected = deferred()
        show('away')
      }
    }
    if (state !== 'locked') setTimeout(heartbeat, HEARTBEAT)
  }

  function show(now) {
    if (state === 'locked') return
    state = now
    status.textContent = now === 'away' ? strings[language].away : ''
  }

  function locked() {
    state = 'locked'
    status.textContent = strings[language].locked
  }

  function deferred() {
    let resolve
    const promise = new Promise((done) => {
      resolve = done
    })
    return { promise, resolve }
  }

  function toObserver([next, error, complete]) {
    return typeof next === 'function' ? { next, error, complete } : (next ?? {})
  }

  /** The little of an observable that Web Chat asks for. With a value at the start, a newcomer gets the latest. */
  function observable(value) {
    const observers = new Set()
    return {
      next(now) {
        if (value !== undefined) value = now
        for (const observer of observers) observer.next?.(now)
      },
      subscribe(...given) {
        const observer = toObserver(given)
        observers.add(observer)
        if (value !== undefined) observer.next?.(value)
        return { unsubscribe: () => observers.delete(observer) }
      },
    }
  }

  chat.replaceChildren()
  connection.next(1)
  render()
  heartbeat()
})()
