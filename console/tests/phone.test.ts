import { readFileSync } from 'node:fs'

import 'fake-indexeddb/auto'

import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, test } from 'vitest'

import { ApiError } from '../src/api/client'
import type { IncidentDetail } from '../src/api/types'
import { asDistance, distance_m } from '../src/phone/place'
import { sendAll, type Wire } from '../src/phone/sender'
import { sizeWithin } from '../src/phone/shrink'
import { standing } from '../src/phone/standing'
import { addItem, allItems, forgetDatabase, type Item, MOST_ITEMS, QueueFull } from '../src/phone/store'
import { statementOf, type Told } from '../src/phone/statement'
import { missing, type Signer, signSubject, subjectsOf, unsigned, type Visit, visitBody, visitSubject } from '../src/phone/visit'

const ME = '7'
let n = 0
const item = (change: Partial<Item> = {}): Item => ({
  key: `key-${++n}`, kind: 'step', person: ME, personName: '张三', subject: 'incident:5', label: '签收', at: '2026-11-25T08:00:00Z',
  path: '/api/incidents/5/actions/accept', body: {}, photoKeys: [], state: 'waiting', tries: 0, ...change,
})
const photo = (change: Partial<Item> = {}) => item({ kind: 'photo', blob: new ArrayBuffer(8), ...change })

/** A server that does each key once, and a line that may be cut. */
function server(change: Partial<Wire> = {}) {
  const done: string[] = []
  const once = (key: string) => void (done.includes(key) || done.push(key))
  const wire: Wire = {
    photo: async (one) => (once(one.key), 100 + done.indexOf(one.key)),
    command: async (one) => once(one.key),
    incident: async () => ({ state: 'accepted', accepted_by: { id: 9, name: '李四', role_name: '' } }) as IncidentDetail,
    refresh: async () => {},
    now_ms: () => 1_000,
    ...change,
  }
  return { wire, done }
}
const send = (wire: Wire, person = ME) => sendAll(person, wire, (_, error, now) => `${error.message}${now?.accepted_by?.name ?? ''}`)
const states = async () => (await allItems()).map((one) => [one.key, one.state, one.why])

beforeEach(async () => {
  await forgetDatabase()
  globalThis.indexedDB = new IDBFactory()
})

describe('the queue', () => {
  test('sends in the order in which things were done, photos before the step that names them', async () => {
    const shot = await addItem(photo())
    const step = await addItem(item({ photoKeys: [shot.key] }))
    const named: number[][] = []
    const { wire, done } = server({ command: async (one, ids) => void (done.push(one.key), named.push(ids)) })
    expect((await send(wire)).end).toBe('empty')
    expect(done).toEqual([shot.key, step.key])
    expect(named).toEqual([[100]])
    expect(await allItems()).toEqual([])
  })

  test('is still there after the app was closed, and a photo that arrived waits for its step', async () => {
    const shot = await addItem(photo())
    const { wire } = server()
    await send(wire)
    await forgetDatabase()
    expect(await allItems()).toMatchObject([{ key: shot.key, state: 'done', attachmentId: 100 }])
  })

  test('stops at the first thing that finds no way through and loses nothing', async () => {
    const [first, second] = [await addItem(item()), await addItem(item())]
    const { wire } = server({ command: () => Promise.reject(new ApiError(0, 'unreachable', '')) })
    expect((await send(wire)).end).toBe('later')
    expect((await allItems()).map((one) => [one.key, one.state, one.tries])).toEqual([[first.key, 'waiting', 1], [second.key, 'waiting', 0]])
  })

  test.each([500, 502, 503, 408, 429])('a server that answers %i is asked again', async (status) => {
    await addItem(item())
    const { wire } = server({ command: () => Promise.reject(new ApiError(status, 'x', '')) })
    expect((await send(wire)).end).toBe('later')
    expect((await allItems())[0].state).toBe('waiting')
  })

  test('an answer that was lost on the way is asked for again with the same key, and happens once', async () => {
    await addItem(item())
    let cut = true
    const { wire, done } = server()
    const lossy: Wire = { ...wire, command: async (one, ids) => { await wire.command(one, ids, []); if (cut) { cut = false; throw new ApiError(0, 'unreachable', '') } } }
    expect((await send(lossy)).end).toBe('later')
    expect((await send(lossy)).end).toBe('empty')
    expect(done).toHaveLength(1)
  })

  test('what is refused stays with the reason, and what comes after is sent', async () => {
    const [accept, note] = [await addItem(item()), await addItem(item({ path: '/api/incidents/5/actions/note' }))]
    const { wire } = server({ command: async (one) => { if (one.path.endsWith('accept')) throw new ApiError(409, 'wrong_state', '不能签收 ') } })
    expect((await send(wire)).sent.map((one) => one.key)).toEqual([note.key])
    expect(await states()).toEqual([[accept.key, 'refused', '不能签收 李四']])
  })

  test('a step whose photo was refused is not sent without it', async () => {
    const shot = await addItem(photo())
    const step = await addItem(item({ photoKeys: [shot.key] }))
    const { wire, done } = server({ photo: () => Promise.reject(new ApiError(422, 'invalid', '照片已损坏')) })
    await send(wire)
    expect(done).toEqual([])
    expect(await states()).toEqual([[shot.key, 'refused', '照片已损坏'], [step.key, 'refused', '照片已损坏']])
  })

  test('waits for the sign-in, and never sends another person’s words', async () => {
    await addItem(item({ person: '8' }))
    const { wire, done } = server()
    expect((await send(wire)).end).toBe('empty')
    expect(done).toEqual([])
    await addItem(item())
    const out = server({ command: () => Promise.reject(new ApiError(401, 'not_signed_in', '')) })
    expect((await send(out.wire)).end).toBe('signed_out')
    expect((await allItems()).map((one) => one.state)).toEqual(['waiting', 'waiting'])
  })

  test('a page that the server calls stale gets a fresh token and goes on', async () => {
    await addItem(item())
    let fresh = false
    const { wire } = server({ refresh: async () => void (fresh = true), command: async () => { if (!fresh) throw new ApiError(403, 'csrf', '') } })
    expect((await send(wire)).end).toBe('empty')
  })

  test('a photo is held back while its position may still come', async () => {
    await addItem(photo({ hold_until_ms: 4_000 }))
    const { wire } = server()
    expect(await send(wire)).toMatchObject({ end: 'later', wait_ms: 3_000 })
  })

  test('says when it is full instead of dropping anything', async () => {
    for (let i = 0; i < MOST_ITEMS; i++) await addItem(item())
    await expect(addItem(item())).rejects.toBeInstanceOf(QueueFull)
    expect(await allItems()).toHaveLength(MOST_ITEMS)
  })
})

describe('a work order on the phone', () => {
  const offer = (action: string, why_not: string | null = null) => ({ action, label: action, needs: [], why_not })
  const order = (state: string, ...allowed_actions: object[]) => ({ state, allowed_actions }) as unknown as IncidentDetail
  const waits = (action: string) => item({ path: `/api/incidents/5/actions/${action}` })

  test('one main action: accept, then feedback, then verify', () => {
    expect(standing(order('dispatched', offer('accept')), []).main).toBe('accept')
    expect(standing(order('accepted', offer('start'), offer('feedback')), []).main).toBe('feedback')
    expect(standing(order('feedback', offer('verify')), []).main).toBe('verify')
    expect(standing(order('dispatched', offer('accept', '已派给他人')), [])).toMatchObject({ main: null, whyNot: '已派给他人' })
  })

  test('what waits in the pocket counts as done', () => {
    expect(standing(order('dispatched', offer('accept')), [waits('accept')])).toMatchObject({ state: 'accepted', main: 'feedback', isWaiting: true })
    expect(standing(order('dispatched', offer('accept')), [waits('accept'), waits('feedback')])).toMatchObject({ state: 'feedback', main: null })
  })
})

test('distances and sizes', () => {
  const [a, b] = [{ lon: 120.65, lat: 27.78 }, { lon: 120.66, lat: 27.78 }]
  expect(distance_m(a, b)).toBeCloseTo(983.8, 0)
  expect([asDistance(84, 'zh-CN'), asDistance(1_234, 'zh-CN'), asDistance(25_400, 'en')]).toEqual(['80 米', '1.2 公里', '25 km'])
  expect([sizeWithin(4_000, 3_000, 1_600), sizeWithin(300, 200, 1_600)]).toEqual([[1_600, 1_200], [300, 200]])
})

describe('a check on site', () => {
  const visit: Visit = { id: 7, crew: '张、李', summary: '积尘', signer: '', visited_at: '2026-06-01T07:30:00Z', answers: [{ code: 'A', answer: 'ok', words: '' }, { code: 'B', answer: 'failed', words: '积尘' }] }

  test('arrives with every photo at the question it was taken for', async () => {
    const shots = [await addItem(photo({ subject: visitSubject(7) })), await addItem(photo({ subject: visitSubject(7, 'B') }))]
    await addItem(item({ kind: 'check', subject: visitSubject(7), body: { ...visit }, photoKeys: shots.map((one) => one.key) }))
    const bodies: Record<string, unknown>[] = []
    const { wire } = server({ command: async (one, _, photos) => void bodies.push(visitBody(one.body as unknown as Visit, photos)) })
    expect((await send(wire)).end).toBe('empty')
    const [{ values, photo_ids }] = bodies as { values: Record<string, string>; photo_ids: number[] }[]
    expect(photo_ids).toEqual([100])
    expect(JSON.parse(values.answers)).toEqual([{ code: 'A', answer: 'ok', words: '', photo_ids: [] }, { code: 'B', answer: 'failed', words: '积尘', photo_ids: [101] }])
    expect(values).not.toHaveProperty('id')
    expect(await allItems()).toEqual([])
  })

  test('takes its signatures along, each with its picture, and says when they prove nothing', async () => {
    const signer = (more: Partial<Signer>): Signer => ({ role: 'officer', name: '张', duty: '', is_refused: false, reason: '', signed_at: '2026-06-01T07:40:00Z', ...more })
    const refusal = signer({ role: 'party', name: '主任', is_refused: true, reason: '不认可' })
    const signed = { statement: '…', signers: [signer({ key: 'k1' }), refusal], agrees_to_e_service: false }
    const picture = photo({ subject: signSubject(7, 'k1'), attachmentId: 31 })
    expect(subjectsOf({ ...visit, signed })).toContain('check:7:sign:k1')
    const { values } = visitBody({ ...visit, signed }, [picture]) as { values: Record<string, string> }
    expect(JSON.parse(values.signed).signers.map((one: { photo_id: number | null }) => one.photo_id)).toEqual([31, null])
    expect([unsigned([]), unsigned([refusal]), unsigned(signed.signers), unsigned([...signed.signers, signer({ role: 'witness' })])]).toEqual(['', 'needOfficer', 'needWitness', ''])
  })

  test('is signed as the very text that the server makes of it', () => {
    const example = JSON.parse(readFileSync(new URL('../../tests/recordings/statement.json', import.meta.url), 'utf8')) as Told & { statement: string }
    expect(statementOf(example)).toBe(example.statement)
  })

  test('is not handed in without two officers, every answer, and words for what is wrong', () => {
    const answers = { A: { answer: 'ok', words: '' }, B: { answer: 'failed', words: ' ' } }
    expect(missing({ crew: '张', summary: '好' }, ['A'], answers)).toBe('needCrew')
    expect(missing({ crew: '张、李', summary: '好' }, ['A', 'C'], answers)).toBe('needAnswers')
    expect(missing({ crew: '张、李', summary: '好' }, ['A', 'B'], answers)).toBe('needWords')
    expect(missing({ crew: '张、李', summary: ' ' }, ['A'], answers)).toBe('needSummary')
    expect(missing({ crew: '张 李', summary: '好' }, ['A'], answers)).toBe('')
  })
})
