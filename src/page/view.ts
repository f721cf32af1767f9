import type { Reply } from '../turn/replies.ts'
import type { Context } from './context.ts'
import type { PageParts } from './parts.ts'

export type ReplyOf<V extends Reply['view']> = Extract<Reply, { view: V }>

/** Puts one kind of reply into words. */
export type View<V extends Reply['view']> = (reply: ReplyOf<V>, ctx: Context) => PageParts
