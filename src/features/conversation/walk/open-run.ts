import type { Run } from '../../../records/model.ts'
import type { OpenFile } from '../../../turn/change.ts'

/** A client's file while a run in it is changed. */
export type OpenRun = OpenFile & { run: Run }
