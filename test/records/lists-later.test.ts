/** What was done to a client's file is told as done, also where the lists of counsellors cannot be written after it. */
import { expect, test } from 'vitest'
import { counsellorName } from '../../src/records/ids.ts'
import { counsellorOwner, documentOf } from '../../src/records/store.ts'
import { overEachStore } from '../support/stores.ts'
import { ANNA, BERT, clientOf } from './fixtures.ts'

overEachStore('a list that cannot be written now', (open, keeping) => {
  test('an erasure stands, and the client is off the list at once and for good', async () => {
    const records = await open()
    const [client, other] = [clientOf(ANNA), clientOf(ANNA, { alias: 'andere' })]
    await records.createClient(client)
    await records.createClient(other)
    const aliases = async () => (await records.counsellor(ANNA)).clients.map(({ alias }) => alias)
    const letGo = await keeping().block(documentOf(counsellorOwner(counsellorName(records.context.secret, ANNA))))
    await records.erase(ANNA, client.id)
    expect(await aliases()).toEqual(['andere'])
    await letGo()
    expect(await aliases()).toEqual(['andere'])
    await records.close()
    const again = await open()
    expect((await again.counsellor(ANNA)).clients.map(({ alias }) => alias)).toEqual(['andere'])
    await again.close()
  })

  test('so do the end of sharing, a withdrawn offer and an accepted one', async () => {
    const records = await open()
    const client = clientOf(ANNA)
    await records.createClient(client)
    const listOf = (user: string) => documentOf(counsellorOwner(counsellorName(records.context.secret, user)))
    const terms = { to: BERT, note: '', consent: 'ja', withPrivate: false }
    await records.share(ANNA, client.id, { to: BERT, right: 'read' }, 'test')
    await records.offer(ANNA, client.id, terms, 'test')
    let letGo = await keeping().block(listOf(BERT))
    await records.closeOffer(ANNA, client.id, 'test')
    await records.unshare(ANNA, client.id, BERT, 'test')
    expect(await records.offered(BERT)).toEqual([])
    await letGo()
    await records.offer(ANNA, client.id, terms, 'test')
    letGo = await keeping().block(listOf(ANNA))
    await records.accept(BERT, client.id, 'test')
    await letGo()
    expect((await records.client(BERT, client.id)).owner).toBe(BERT)
    await expect(records.client(ANNA, client.id)).rejects.toThrow('no such client')
    expect((await records.counsellor(ANNA)).clients).toEqual([])
    await records.close()
  })
})
