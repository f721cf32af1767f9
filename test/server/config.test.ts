import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, loadConfig, loadEnvFile } from '../../src/config.ts'

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

  it.each(['"/srv/data"', "'/srv/data'", '/srv/data ', '/srv/da\tta', '~/data', '$HOME/data', `/srv/\${NAME}`, 'file:///srv/data'])(
    'does not make a folder or a key named %j',
    (path) => {
      expect(wrong({ DATA_DIR: path })).toMatch(/^DATA_DIR: (a path without|write the whole path)/)
      expect(wrong({ KEY_FILE: path })).toMatch(/^KEY_FILE: /)
    },
  )

  it("takes a path as it is: /srv/o'brien/my data$", () => {
    expect(loadConfig({ DATA_DIR: "/srv/o'brien/my data$" })).toMatchObject({ dataDir: resolve("/srv/o'brien/my data$") })
  })

  it.each(['0x10', '1e1', '0b11', '1_0', '٣'])('reads numbers in digits only, not %s', (text) => {
    for (const name of ['PORT', 'LOCAL_CHAT_PORT', 'RETENTION_MONTHS'])
      expect(wrong({ [name]: text })).toMatch(new RegExp(`^${name}: a.* whole number`))
  })

  it('says so where there is no port after PORT for the local chat', () => {
    expect(wrong({ ...teams, LOCAL_CHAT: 'on', PORT: '65535' })).toMatch(/^LOCAL_CHAT_PORT: /)
    expect(loadConfig({ ...teams, LOCAL_CHAT: 'on', PORT: '65535', LOCAL_CHAT_PORT: '3979' }).localChat?.port).toBe(3979)
  })

  it.each(['proxy.example.net:8080', 'garbage', 'socks5://proxy.example.net', 'http://', ' '])('takes no proxy %j', (address) => {
    for (const name of ['HTTPS_PROXY', 'https_proxy'])
      expect(wrong({ ...teams, [name]: address })).toBe(`${name}: an address such as http://proxy.example.net:8080`)
    expect(loadConfig({ HTTPS_PROXY: address }).app).toBeUndefined()
  })

  it('takes a proxy by its address, or none', () => {
    for (const address of ['http://proxy.example.net:8080', 'https://user:word@10.0.0.1:3128/', ''])
      expect(loadConfig({ ...teams, HTTPS_PROXY: address }).app?.id).toBe(APP)
  })

  it('takes an empty setting for one that is not set', () => {
    expect(loadConfig({ PORT: '', MICROSOFT_APP_ID: ' ', LOG_LEVEL: '' })).toMatchObject({ port: 3978, app: undefined, logLevel: 'info' })
  })

  it('turns the local chat off and allows the own tenant only, with an app id', () => {
    const { app, localChat } = loadConfig({ ...teams, MICROSOFT_APP_ID: APP.toUpperCase() })
    expect(app).toEqual({ id: APP, password: 'geheim', type: 'SingleTenant', tenant: TENANT, allowedTenants: [TENANT], serviceHosts: [] })
    expect(localChat).toBeUndefined()
  })

  it('gives the local chat beside it a port of its own', () => {
    expect(loadConfig({ ...teams, LOCAL_CHAT: 'on' }).localChat).toEqual({ port: 3979, beside: true })
    expect(loadConfig({ ...teams, LOCAL_CHAT: 'on', LOCAL_CHAT_PORT: '5000' }).localChat).toEqual({ port: 5000, beside: true })
    expect(loadConfig({ LOCAL_CHAT: 'off' }).localChat).toBeUndefined()
  })

  it('listens where it is told, for Teams; a name that a shell sets does not matter without', () => {
    expect(loadConfig({ ...teams, HOST: '127.0.0.1' }).app?.host).toBe('127.0.0.1')
    expect(loadConfig({ HOST: 'laptop' }).app).toBeUndefined()
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
    ['a host with a scheme', { ...teams, SERVICE_HOSTS: 'https://smba.example.fr' }, /^SERVICE_HOSTS: a host looks like/],
    ['a name to listen on', { ...teams, HOST: 'wegwijzer.example.org' }, /^HOST: an address of this machine/],
    ['any host', { ...teams, SERVICE_HOSTS: '*' }, /^SERVICE_HOSTS: a host looks like/],
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

describe('loadEnvFile', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wegwijzer-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  function load(bytes: string | Buffer, environment: NodeJS.ProcessEnv = {}): { environment: NodeJS.ProcessEnv; odd: string[] } {
    const file = join(folder, '.env')
    writeFileSync(file, bytes)
    return { environment, odd: loadEnvFile(file, environment).map((line) => line.replace(`${folder}/`, '')) }
  }

  it.each([
    ['as it is', (text: string) => text],
    ['with a byte order mark', (text: string) => `\uFEFF${text}`],
    ['with line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['with both', (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
  ])('reads every line %s', (_how, dressed) => {
    const { environment, odd } = load(dressed(`MICROSOFT_APP_ID=${APP}\n# no\nLOG_LEVEL = "warn"\nRETENTION_MONTHS=24\n`))
    expect(environment).toEqual({ MICROSOFT_APP_ID: APP, LOG_LEVEL: 'warn', RETENTION_MONTHS: '24' })
    expect(odd).toEqual([])
  })

  it('lets the environment win, an empty one too', () => {
    expect(load('PORT=1\nLOG_LEVEL=warn\n', { PORT: '2', LOG_LEVEL: '' }).environment).toEqual({ PORT: '2', LOG_LEVEL: '' })
  })

  it.each([
    ['in UTF-16', Buffer.from('\uFEFFPORT=1\n', 'utf16le')],
    ['in UTF-16 without a mark', Buffer.from('PORT=1\n', 'utf16le')],
    ['in another encoding', Buffer.from([...Buffer.from('KEY_FILE=/srv/sleutel-'), 0xe9])],
  ])('asks for plain text where it is %s', (_how, bytes) => {
    expect(() => load(bytes)).toThrow(/\.env: save it as plain text in UTF-8$/)
  })

  it.each([
    ['MICROSOFT_APP_PASWORD', 'MICROSOFT_APP_PASSWORD'],
    ['MICROSOFT_APPID', 'MICROSOFT_APP_ID'],
    ['Allowed_Tenants', 'ALLOWED_TENANTS'],
    ['ALLOWED-TENANT', 'ALLOWED_TENANTS'],
    ['MASTER_KEY', 'MASTER_KEYS'],
    ['DATADIR', 'DATA_DIR'],
    ['RETENTION_MONTH', 'RETENTION_MONTHS'],
  ])('tells that %s is no setting, in the file and in the environment', (name, known) => {
    expect(load('', { [name]: 'geheim' }).odd).toEqual([`environment: there is no setting ${name}; ${known} was meant?`])
    // a name with a dash is none in such a file
    if (!name.includes('-')) expect(load(`${name}=geheim\n`).odd).toEqual([`.env: there is no setting ${name}; ${known} was meant?`])
  })

  it.each([
    ['DATA_DIR: /nope', 'this is no setting; write NAME=value'],
    ['DATA_DIR /nope', 'this is no setting; write NAME=value'],
    ['DATA_DIR\uFF1D/nope', 'this is no setting; write NAME=value'],
    ['\u00A0DATA_DIR=/nope', 'this is no setting; write NAME=value'],
    ['=/nope', 'this is no setting; write NAME=value'],
    ['# geheim\rDATA_DIR=/nope', 'write each setting and each comment on a line of its own'],
    ['# geheim\u2028DATA_DIR=/nope', 'write each setting and each comment on a line of its own'],
    ['DATA_DIR="/nope', 'does not end with it on this line'],
    ['MICROSOFT_APP_PASSWORD="ge"heim"', 'the value ends at the second "'],
    ["DATA_DIR='/srv'/nope", "the value ends at the second '"],
    ['MICROSOFT_APP_PASSWORD=geh#eim', 'the value would end before the #'],
    ['MICROSOFT_APP_PASSWORD=#geheim', 'the value would end before the #'],
    ['export PORT=2', 'PORT stands on line 2 already'],
  ])('names a line that would be passed over, or swallow others: %j', (line, says) => {
    const environment = {}
    for (const end of ['\n', '\r\n']) {
      const wrong = () => load(['# one', 'PORT=1', line, 'KEY_FILE="/x"', ''].join(end), environment)
      expect(wrong).toThrow(ConfigError)
      expect(wrong).toThrow(new RegExp(`^[^\\n]*\\.env, line 3: [^\\n]*${says}[^\\n]*$`))
      expect(wrong).not.toThrow(/nope|geheim/)
    }
    expect(environment).toEqual({})
  })

  it('takes what is written otherwise and clear', () => {
    const text = `\uFEFF\t# é \u00A0\n \nexport PORT=1\n  HOST = '::1' # here\nMASTER_KEYS="a=,b"\nDATA_DIR=\nKEY_FILE=/a b # see c#d\n`
    expect(load(text).environment).toEqual({ PORT: '1', HOST: '::1', MASTER_KEYS: 'a=,b', DATA_DIR: '', KEY_FILE: '/a b' })
  })

  it('reads a regular file only, also through a link, and waits for nothing', () => {
    const [file, real] = [join(folder, '.env'), join(folder, 'real')]
    const put = (make: () => unknown): string[] => {
      rmSync(file, { force: true })
      make()
      return loadEnvFile(file, {})
    }
    expect(() => put(() => symlinkSync(join(folder, 'nowhere'), file))).toThrow(/^[^\n]*\.env: it is a link that leads nowhere;[^\n]*$/)
    expect(() => put(() => execFileSync('mkfifo', [file]))).toThrow(/^[^\n]*\.env: it is not a regular file;[^\n]*$/)
    expect(() => put(() => symlinkSync('/dev/zero', file))).toThrow(/^[^\n]*\.env: it is not a regular file;[^\n]*$/)
    writeFileSync(real, 'VLIEG=1\n')
    expect(put(() => symlinkSync(real, file))).toHaveLength(1)
    expect(put(() => {})).toEqual([])
    rmSync(file, { force: true })
  })

  it('tells of any other name in the file, of none in the environment, and passes over what others read', () => {
    expect(
      load('VLIEG=geheim\nNODE_EXTRA_CA_CERTS=x\nhttps_proxy=x\nTZ=Europe/Brussels\n', { PATH: '/bin', XDG_DATA_DIRS: 'x', SORT: '1' }).odd,
    ).toEqual(['.env: there is no setting VLIEG; .env.example names them all'])
  })
})
