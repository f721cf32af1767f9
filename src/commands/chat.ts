import type { Command } from './command.ts'

const usage = '  chat                        talk with the assistant in this terminal, without cards'

export const command: Command = {
  name: 'chat',
  usage,
  async run(args, { err }) {
    if (args.length > 0) {
      err(`usage:\n${usage}`)
      return 2
    }
    const [{ openApp }, { loadConfig, loadEnvFile }, { createLogger }, { chat }] = await Promise.all([
      import('../app.ts'),
      import('../config.ts'),
      import('../logger.ts'),
      import('../channels/terminal/chat.ts'),
    ])
    loadEnvFile()
    const config = loadConfig()
    const app = await openApp(config, createLogger(config.logLevel === 'info' ? 'error' : config.logLevel))
    try {
      await chat({
        ...app,
        input: process.stdin,
        output: process.stdout,
        locale: process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG,
      })
    } finally {
      await app.records.close()
    }
    return 0
  },
}
