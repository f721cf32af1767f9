/** Names that channels agree on over the protocol. */

/** `channelId` of Teams. */
export const TEAMS = 'msteams'

/** `channelId` of the browser chat. */
export const DIRECT_LINE = 'directline'

/** An event to the browser chat: a client was erased, so drop every message and show only what comes now. */
export const FORGET = 'wegwijzer.forget'

/** An event to the browser chat: the counsellor went discreet, so drop every message and show only what comes now. */
export const HIDE = 'wegwijzer.hide'
