/** `npm start`: the server. Kept this small so that the compile cache is on before anything else is read. */
import module from 'node:module'
import { join } from 'node:path'

// a folder of our own: the one in the system's temporary folder can be written by others on this machine
module.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))
const { serve } = await import('./serve.ts')
await serve()
