/** Loudspeakers, and what is said through them. */
import { useQuery } from '@tanstack/vue-query'
import { toValue, type MaybeRefOrGetter } from 'vue'

import { call } from './client'
import type { components } from './generated'
import { queryClient } from './queries'

type S = components['schemas']
export type Loudspeaker = S['LoudspeakerOut']
export type LoudspeakerBody = S['LoudspeakerIn']
export type Broadcast = S['BroadcastOut']
export type BroadcastDetail = S['BroadcastDetailOut']
export type Heard = S['BroadcastHeardOut']
export type Rule = S['BroadcastRuleOut']
export type Sentence = S['BroadcastSentenceOut']
export type Script = S['BroadcastScriptIn']
export type Suggestion = S['BroadcastSuggestionOut']

export type HornState = 'answers' | 'down' | 'unknown' | 'off'

/** Of what the last call or silent test found; one that was never called is not known to work. */
export function stateOf(horn: Pick<Loudspeaker, 'is_enabled' | 'down_since' | 'last_answered_at'>): HornState {
  if (!horn.is_enabled) return 'off'
  if (horn.down_since) return 'down'
  return horn.last_answered_at ? 'answers' : 'unknown'
}

/** Where something is to be said: for a work order, within a circle, or anywhere. */
export type Where = { incident?: string; circle?: { lon: number; lat: number; radius_m: number } }

export const useLoudspeakers = () =>
  useQuery({ queryKey: ['loudspeakers'], queryFn: ({ signal }) => call<S['LoudspeakersOut']>('/api/loudspeakers', { signal }), refetchInterval: 15_000 })
export const useSentences = () => useQuery({ queryKey: ['broadcast-sentences'], queryFn: ({ signal }) => call<Sentence[]>('/api/broadcast-sentences', { signal }) })
export const useBroadcasts = (asked: MaybeRefOrGetter<{ reason?: string; incident?: string; page?: number }>) =>
  useQuery({
    queryKey: ['broadcasts', asked],
    queryFn: ({ signal }) => call<S['Page_BroadcastOut_']>('/api/broadcasts', { query: { page_size: 20, ...toValue(asked) }, signal }),
    refetchInterval: 5_000,
  })
export const useBroadcast = (id: MaybeRefOrGetter<number | undefined>) =>
  useQuery({
    queryKey: ['broadcast', id],
    queryFn: ({ signal }) => call<BroadcastDetail>(`/api/broadcasts/${toValue(id)}`, { signal }),
    enabled: () => toValue(id) !== undefined,
    refetchInterval: 3_000,
  })

/** What is suggested to say there, and through what. */
export async function suggestion({ incident, circle }: Where): Promise<Suggestion> {
  if (incident) return call<Suggestion>(`/api/incidents/${incident}/broadcast-suggestion`)
  const found = await call<S['LoudspeakersOut']>('/api/loudspeakers', { query: circle ?? {} })
  return { text: '', sentence_id: null, loudspeakers: found.loudspeakers.filter((one) => one.is_enabled) }
}
export const preview = (body: Script) => call<Heard>('/api/broadcasts/preview', { method: 'POST', body })

const anew = (...keys: string[]) => Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] })))
export async function speak(body: S['BroadcastIn']): Promise<Broadcast> {
  const made = await call<Broadcast>('/api/broadcasts', { method: 'POST', body })
  await anew('broadcasts')
  return made
}
export async function stopSpeaking(id: number): Promise<void> {
  await call(`/api/broadcasts/${id}/stop`, { method: 'POST' })
  await anew('broadcasts', 'broadcast')
}
export async function tryOut(id: number): Promise<Broadcast> {
  return call<Broadcast>(`/api/loudspeakers/${id}/test`, { method: 'POST' })
}
export async function saveLoudspeaker(id: number | undefined, body: Partial<LoudspeakerBody>): Promise<void> {
  await call(id === undefined ? '/api/loudspeakers' : `/api/loudspeakers/${id}`, { method: id === undefined ? 'POST' : 'PATCH', body })
  await anew('loudspeakers')
}
export const ruleOf = (enterprise: number) => call<Rule>(`/api/enterprises/${enterprise}/broadcast-rule`)
export const saveRule = (enterprise: number, body: S['BroadcastRuleIn']) => call<Rule>(`/api/enterprises/${enterprise}/broadcast-rule`, { method: 'PUT', body })
export async function saveSentence(body: S['BroadcastSentenceIn']): Promise<Sentence> {
  const made = await call<Sentence>('/api/broadcast-sentences', { method: 'PUT', body })
  await anew('broadcast-sentences')
  return made
}
export async function setRecording(id: number, file: File | null): Promise<void> {
  const path = `/api/broadcast-sentences/${id}/recording`
  if (file) {
    const form = new FormData()
    form.append('file', file)
    await call(path, { method: 'POST', form })
  } else await call(path, { method: 'DELETE' })
  await anew('broadcast-sentences')
}
