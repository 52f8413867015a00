/** The queue as the screen sees it: what waits, what was refused, whether it is being sent. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { ApiError, call } from '../api/client'
import { queryClient } from '../api/queries'
import type { Attachment, Id, IncidentDetail } from '../api/types'
import { i18n } from '../i18n'
import { useClock } from '../stores/clock'
import { useSession } from '../stores/session'
import { placeNow, PLACE_WITHIN_MS } from './place'
import { sendAll, type Wire } from './sender'
import { shrink } from './shrink'
import { addItem, allItems, changeItem, type Item, QueueFull, removeItems } from './store'
import { subjectsOf, type Visit, visitBody, visitSubject } from './visit'

const FIRST_WAIT_MS = 3_000
const LONGEST_WAIT_MS = 60_000

const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, '0')).join('')

export const useQueue = defineStore('phone-queue', () => {
  const session = useSession()
  const clock = useClock()
  const items = ref<Item[]>([])
  const isSending = ref(false)
  const isFull = ref(false)
  const needsSignIn = ref(false)
  const sentCount = ref(0)

  const me = () => String(session.me?.id ?? '')
  const mine = computed(() => items.value.filter((one) => one.person === me()))
  const others = computed(() => items.value.filter((one) => one.person !== me()))
  const waiting = computed(() => mine.value.filter((one) => one.state === 'waiting'))
  const refused = computed(() => mine.value.filter((one) => one.state === 'refused'))

  const refresh = async () => void (items.value = await allItems())

  async function add(item: Omit<Item, 'key' | 'person' | 'personName' | 'at' | 'state' | 'tries' | 'photoKeys'> & { photoKeys?: string[] }): Promise<Item | null> {
    const body = JSON.parse(JSON.stringify(item.body)) as Item['body'] // plain: IndexedDB takes no reactive proxies
    const whole: Item = {
      photoKeys: [], ...item, body, key: newKey(), person: me(), personName: session.me?.name ?? '', at: new Date(clock.now_ms).toISOString(), state: 'waiting', tries: 0,
    }
    try {
      const kept = await addItem(whole)
      isFull.value = false
      await refresh()
      void flush()
      return kept
    } catch (error) {
      if (!(error instanceof QueueFull)) throw error
      isFull.value = true
      return null
    }
  }

  /** A step on a work order; photos of the same subject that no step has named yet go with it. */
  function step(incident: { id: Id; no: string }, action: string, body: Record<string, unknown>, label: string) {
    const subject = `incident:${incident.id}`
    const photoKeys = action === 'feedback' || action === 'note' ? looseOf(subject).map((one) => one.key) : []
    return add({ kind: 'step', subject, label, path: `/api/incidents/${incident.id}/actions/${action}`, body: { ...body }, photoKeys })
  }

  function observe(subject: string, body: Record<string, unknown>, label: string) {
    return add({ kind: 'observation', subject, label, path: '/api/observations', body, photoKeys: looseOf(subject).map((one) => one.key) })
  }

  const usefulness = (incident: { id: Id }, is_useful: boolean, label: string) =>
    add({ kind: 'usefulness', subject: `incident:${incident.id}`, label, path: `/api/incidents/${incident.id}/usefulness`, body: { is_useful } })

  /** Coming to help, or not: who asked is waiting for it, so it goes the same way as every other step. */
  const support = (incident: { id: Id }, asked: Id, coming: boolean, comment: string, label: string) =>
    add({ kind: 'support', subject: `incident:${incident.id}`, label, path: `/api/incidents/${incident.id}/support/${asked}/answer`, body: { coming, comment } })

  /** A whole visit, with the photos of the place and of each question. */
  function check(visit: Visit, label: string) {
    const subject = visitSubject(visit.id)
    const photoKeys = subjectsOf(visit).flatMap((one) => looseOf(one).map((photo) => photo.key))
    return add({ kind: 'check', subject, label, path: `/api/registers/inspections/records/${visit.id}/steps/hand_in`, body: { ...visit }, photoKeys })
  }

  /** Signing in at the gate, as soon as it is done: the server then knows since when somebody is there. */
  const signIn = (id: string, values: Record<string, unknown>, label: string) =>
    add({ kind: 'signin', subject: visitSubject(id), label, path: `/api/registers/inspections/records/${id}/steps/start`, body: { values } })

  /** A voice note, on disk before it is shown. */
  async function voice(recorded: Blob, subject: string, label: string): Promise<boolean> {
    const facts = { captured_at: new Date(clock.now_ms).toISOString() }
    return Boolean(await add({ kind: 'voice', subject, label, path: '/api/voices', body: {}, blob: await recorded.arrayBuffer(), facts }))
  }

  /** Keep a picture at once; its position is added when it comes, and the picture is not sent before. */
  async function photo(file: Blob, subject: string, label: string): Promise<boolean> {
    const captured_at = new Date(clock.now_ms).toISOString()
    const place = placeNow()
    const blob = await shrink(file)
    const kept = await add({ kind: 'photo', subject, label, path: '/api/attachments', body: {}, blob, facts: { captured_at }, hold_until_ms: Date.now() + PLACE_WITHIN_MS })
    if (!kept) return false
    const found = await place
    await changeItem(kept.id!, { facts: { captured_at, ...(found ?? {}) }, hold_until_ms: 0 })
    await refresh()
    void flush()
    return true
  }

  /** Photos and voice notes of a subject that no waiting command has named. */
  function looseOf(subject: string): Item[] {
    const named = new Set(items.value.flatMap((one) => one.photoKeys))
    return mine.value.filter((one) => (one.kind === 'photo' || one.kind === 'voice') && one.subject === subject && !named.has(one.key))
  }

  async function discard(item: Item) {
    await removeItems([item.id!])
    const users = items.value.filter((one) => one.photoKeys.includes(item.key))
    for (const user of users) await changeItem(user.id!, { photoKeys: user.photoKeys.filter((key) => key !== item.key) })
    await refresh()
  }

  async function retry(item: Item) {
    const photos = items.value.filter((one) => item.photoKeys.includes(one.key) && one.state === 'refused')
    for (const one of [...photos, item]) await changeItem(one.id!, { state: 'waiting', why: undefined })
    await refresh()
    void flush()
  }

  const wire: Wire = {
    async photo(item) {
      const form = new FormData()
      form.set('file', item.kind === 'voice' ? new Blob([item.blob!]) : new Blob([item.blob!], { type: 'image/jpeg' }), item.kind === 'voice' ? 'voice' : 'photo.jpg')
      for (const [name, value] of Object.entries(item.facts ?? {})) form.set(name, String(value))
      const answer = await call<Attachment>(item.path, { method: 'POST', form, key: item.key })
      return Number(answer.id)
    },
    async command(item, attachment_ids, photos) {
      const plain = item.kind === 'usefulness' || item.kind === 'support' || item.kind === 'signin' ? item.body : { ...item.body, attachment_ids }
      const body = item.kind === 'check' ? visitBody(item.body as unknown as Visit, photos) : plain
      await call(item.path, { method: 'POST', body, key: item.key })
    },
    incident: (id) => call<IncidentDetail>(`/api/incidents/${id}`),
    refresh: async () => void (await call('/api/session')),
    now_ms: () => Date.now(),
  }

  /** Why the server refused, as one colleague would tell another. */
  function words(item: Item, error: ApiError, now?: IncidentDetail): string {
    const { t } = i18n.global
    const told = [error.message, ...Object.values(error.fields)].filter(Boolean).join(' ')
    if (!now) return told
    const by = now.verified_by ?? now.handled_by ?? now.accepted_by
    if (item.path.endsWith('/accept') && now.accepted_by && String(now.accepted_by.id) !== item.person) return t('phone.queue.acceptedBy', { name: now.accepted_by.name })
    if (!by || String(by.id) === item.person) return told
    return `${t('phone.queue.nowIs', { state: t(`incidents.state.${now.state}`), name: by.name })} ${told}`
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  let wait_ms = FIRST_WAIT_MS
  /** Send now; harmless at any time and in any number of tabs. */
  async function flush(): Promise<void> {
    if (isSending.value || !session.me || session.isRemembered || !navigator.onLine) return
    isSending.value = true
    clearTimeout(timer)
    try {
      const run = () => sendAll(me(), wire, words)
      const outcome = navigator.locks ? await navigator.locks.request('anlan-phone-queue', run) : await run()
      needsSignIn.value = outcome.end === 'signed_out'
      sentCount.value += outcome.sent.length
      if (outcome.sent.length) {
        wait_ms = FIRST_WAIT_MS
        await Promise.all(['phone', 'incidents', 'incident', 'alarms'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })))
      }
      if (outcome.end === 'later') {
        timer = setTimeout(() => void flush(), outcome.wait_ms ?? wait_ms)
        if (outcome.wait_ms === undefined) wait_ms = Math.min(LONGEST_WAIT_MS, wait_ms * 2)
      }
    } finally {
      isSending.value = false
      await refresh()
    }
    // Something may have been added while the last pass was ending.
    if (waiting.value.length && !timerIsSet() && !needsSignIn.value) timer = setTimeout(() => void flush(), 500)
  }
  const timerIsSet = () => waiting.value.some((one) => one.tries > 0 || (one.hold_until_ms ?? 0) > Date.now())

  /** The network is back, or the person is: do not sit out the rest of a long pause. */
  function wake() {
    wait_ms = FIRST_WAIT_MS
    if (document.visibilityState === 'visible') void comeBack()
  }
  async function comeBack() {
    if (session.isRemembered) await session.load().catch(() => undefined)
    await flush()
  }

  async function start() {
    await refresh()
    void navigator.storage?.persist?.()
    addEventListener('online', wake)
    document.addEventListener('visibilitychange', wake)
    await comeBack()
  }
  function stop() {
    clearTimeout(timer)
    removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', wake)
  }

  return { items, mine, others, waiting, refused, isSending, isFull, needsSignIn, sentCount, start, stop, flush, step, observe, usefulness, support, check, signIn, voice, photo, looseOf, discard, retry, refresh }
})
