import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, loadConfig } from '../../src/config.ts'

const APP = '33333333-3333-4333-8333-333333333333'
const TENANT = '22222222-2222-4222-8222-222222222222'
const teams = { MICROSOFT_APP_ID: APP, MICROSOFT_APP_PASSWORD: 'geheim', MICROSOFT_APP_TENANT_ID: TENANT }

function wrong(environment: Record<string, string>): string {
  try {
    loadConfig(environment)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
  throw new Error('it was accepted')
}

describe('loadConfig', () => {
  it('serves this machine only, with a chat in the browser, where nothing is set', () => {
    expect(loadConfig({}, '/srv')).toEqual({
      port: 3978,
      dataDir: resolve('/srv/data'),
      keyFile: resolve('/srv/keys/master.key'),
      masterKeys: undefined,
      app: undefined,
      localChat: { port: 3978, beside: false },
      logLevel: 'info',
      retentionMonths: 12,
    })
  })

  it('takes an empty setting for one that is not set', () => {
    expect(loadConfig({ PORT: '', MICROSOFT_APP_ID: ' ', LOG_LEVEL: '' })).toMatchObject({ port: 3978, app: undefined, logLevel: 'info' })
  })

  it('turns the local chat off and allows the own tenant only, with an app id', () => {
    const { app, localChat } = loadConfig({ ...teams, MICROSOFT_APP_ID: APP.toUpperCase() })
    expect(app).toEqual({ id: APP, password: 'geheim', type: 'SingleTenant', tenant: TENANT, allowedTenants: [TENANT] })
    expect(localChat).toBeUndefined()
  })

  it('gives the local chat beside it a port of its own', () => {
    expect(loadConfig({ ...teams, LOCAL_CHAT: 'on' }).localChat).toEqual({ port: 3979, beside: true })
    expect(loadConfig({ ...teams, LOCAL_CHAT: 'on', LOCAL_CHAT_PORT: '5000' }).localChat).toEqual({ port: 5000, beside: true })
    expect(loadConfig({ LOCAL_CHAT: 'off' }).localChat).toBeUndefined()
  })

  it('splits tenants at commas and spaces, in lower case', () => {
    expect(loadConfig({ ...teams, ALLOWED_TENANTS: ` ${APP.toUpperCase()},${TENANT} ` }).app?.allowedTenants).toEqual([APP, TENANT])
  })

  it.each<[string, Record<string, string>, RegExp]>([
    ['a port that is none', { PORT: 'http' }, /^PORT: a port is a whole number$/],
    ['a port too high', { PORT: '70000' }, /^PORT: /],
    ['an app id that is none', { MICROSOFT_APP_ID: 'wegwijzer' }, /^MICROSOFT_APP_ID: an id looks like 0/],
    ['no password', { ...teams, MICROSOFT_APP_PASSWORD: '' }, /^MICROSOFT_APP_PASSWORD: needed/],
    ['no tenant', { ...teams, MICROSOFT_APP_TENANT_ID: '' }, /MICROSOFT_APP_TENANT_ID: needed.*\nALLOWED_TENANTS: name at least one/],
    ['many tenants, none allowed', { ...teams, MICROSOFT_APP_TENANT_ID: '', MICROSOFT_APP_TYPE: 'MultiTenant' }, /^ALLOWED_TENANTS: /],
    ['a tenant that is none', { ...teams, ALLOWED_TENANTS: 'example.org' }, /^ALLOWED_TENANTS: an id looks like/],
    ['a type there is not', { ...teams, MICROSOFT_APP_TYPE: 'Any' }, /^MICROSOFT_APP_TYPE: choose/],
    ['a chat neither on nor off', { LOCAL_CHAT: 'yes' }, /^LOCAL_CHAT: choose on or off$/],
    ['no months', { RETENTION_MONTHS: '0' }, /^RETENTION_MONTHS: /],
    ['the key among the data', { DATA_DIR: '/srv/data', KEY_FILE: '/srv/data/keys/key' }, /^KEY_FILE: /],
    ['the key as the data folder', { DATA_DIR: '/srv/data', KEY_FILE: '/srv/data' }, /^KEY_FILE: /],
  ])('says in one clear line what is wrong: %s', (_what, environment, line) => {
    expect(wrong(environment)).toMatch(line)
  })

  it('allows a key beside the data folder, also where the names begin alike', () => {
    expect(loadConfig({ DATA_DIR: '/srv/data', KEY_FILE: '/srv/data-key' }).keyFile).toBe('/srv/data-key')
  })

  it('never repeats a value: one of them is a password', () => {
    expect(
      wrong({ ...teams, MICROSOFT_APP_PASSWORD: 'geheim', PORT: 'geheim', MICROSOFT_APP_ID: 'geheim', LOG_LEVEL: 'geheim' }),
    ).not.toContain('geheim')
  })
})
