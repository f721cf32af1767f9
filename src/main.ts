/** `npm start`: the server. Kept this small so that the compile cache is on before anything else is loaded. */
import module from 'node:module'
import { join } from 'node:path'

// a folder of our own: others on this machine can write to the one in the system's temporary folder
module.enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))
const { serve } = await import('./serve.ts')
await serve()
