/** Rosters, hand-overs, dispatch policies and their simulation. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

import { call } from './client'
import { queryClient } from './queries'
import type { Grade, Id, PersonRef } from './types'

export interface Gap { begins_at: string; ends_at: string }
export interface Post { id: Id; name: string; role: string; place: string; leader: PersonRef; now: PersonRef[]; gaps: Gap[]; may_keep: boolean }
export interface Shift { id: Id; begins_at: string; ends_at: string; person: PersonRef; substitute: PersonRef | null; serves: PersonRef; note: string }
export interface Swap { id: Id; state: string; reason: string; shift: Shift; with_shift: Shift | null; asked_by: PersonRef; asked_of: PersonRef }
export interface Week { post: Post; first_day: string; days_off: string[]; shifts: Shift[]; gaps: Gap[]; swaps: Swap[]; people: PersonRef[]; unreachable: (PersonRef & { missing: string[] })[] }
export interface Carried {
  incidents?: { id: Id; no: string; title: string; grade: Grade; state: string; due_at: string | null }[]
  silences: { covers: string; reason: string; until: string }[]
  notes_before: string
}
export interface Handover { id: Id; state: 'handed' | 'taken'; notes: string; carried: Carried; outgoing: PersonRef; incoming: PersonRef; handed_at: string; taken_at: string | null }
export interface Handovers { items: Handover[]; serves: boolean; on_duty: PersonRef[]; mine: Carried | null; people: PersonRef[]; next_up: Id | null }

export interface Step { level: number; after_s: number; targets: string[]; says: string }
export interface Rule {
  name?: string
  grade: Grade
  kind: string
  town: string
  enterprise: number | null
  when: string
  first: string[]
  inform: string[]
  channel: string
  /** Null only while a new rule is being written. */
  accept_within_s: number | null
  arrive_within_s: number | null
  report_within_s: number | null
  handle_within_s: number | null
  verify_within_s: number | null
  repeat_every_s: number | null
  night_factor: number
  steps: Step[]
  source: string
  mark: string
  note: string
}
export interface Version {
  number: number
  title: string
  state: 'draft' | 'published'
  is_in_force: boolean
  made_from: number | null
  made_by: PersonRef | null
  published_by: PersonRef | null
  in_force_from: string | null
  why_not_publish: string | null
  rules?: Rule[]
  target_names?: Record<string, string>
}
export interface Change { rule: string; what: 'added' | 'removed' | 'changed'; fields: { field: string; old: unknown; new: unknown }[] }
export interface Simulation {
  why: string
  is_night: boolean
  charged: PersonRef | null
  lines: { at: string; level: number; person: PersonRef; reason: string; channel: string; why: string }[]
}

type Wanted = MaybeRefOrGetter<string>
export const usePosts = () => useQuery({ queryKey: ['rosters', 'posts'], queryFn: ({ signal }) => call<Post[]>('/api/rosters/posts', { signal }), refetchInterval: 60_000 })
export const useWeek = (post: Wanted, day: Wanted) =>
  useQuery({
    queryKey: ['rosters', 'week', computed(() => toValue(post)), computed(() => toValue(day))],
    queryFn: ({ signal }) => call<Week>(`/api/rosters/posts/${encodeURIComponent(toValue(post))}/week`, { query: { day: toValue(day) }, signal }),
    enabled: computed(() => toValue(post) !== ''),
  })
export const useHandovers = (post: Wanted) =>
  useQuery({ queryKey: ['rosters', 'handovers', computed(() => toValue(post))], queryFn: ({ signal }) => call<Handovers>(`/api/rosters/posts/${encodeURIComponent(toValue(post))}/handovers`, { signal }), refetchInterval: 30_000 })
export const useTeams = () => useQuery({ queryKey: ['dispatch', 'teams'], queryFn: ({ signal }) => call<{ name: string; members: PersonRef[] }[]>('/api/dispatch/teams', { signal }) })
export const useVersions = () => useQuery({ queryKey: ['dispatch', 'versions'], queryFn: ({ signal }) => call<Version[]>('/api/dispatch/versions', { signal }) })
export const useVersion = (number: MaybeRefOrGetter<number>) =>
  useQuery({ queryKey: ['dispatch', 'version', computed(() => toValue(number))], queryFn: ({ signal }) => call<Version>(`/api/dispatch/versions/${toValue(number)}`, { signal }), enabled: computed(() => toValue(number) > 0) })
export const useDifference = (number: MaybeRefOrGetter<number>, against: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: ['dispatch', 'difference', computed(() => toValue(number)), computed(() => toValue(against))],
    queryFn: ({ signal }) => call<Change[]>(`/api/dispatch/versions/${toValue(number)}/difference`, { query: { against: toValue(against) }, signal }),
    enabled: computed(() => toValue(number) > 0 && toValue(against) > 0),
  })

/** Any command on rosters: `path` below `/api/rosters`. */
export async function roster<T>(path: string, body?: unknown): Promise<T> {
  const answer = body instanceof FormData ? await call<T>(`/api/rosters${path}`, { method: 'POST', form: body }) : await call<T>(`/api/rosters${path}`, { method: 'POST', body: body as Record<string, unknown> | undefined })
  await queryClient.invalidateQueries({ queryKey: ['rosters'] })
  return answer
}

/** Any command on versions: `path` below `/api/dispatch/versions`. */
export async function policy<T>(path: string, body: unknown, method: 'POST' | 'PUT' = 'POST'): Promise<T> {
  const answer = await call<T>(`/api/dispatch/versions${path}`, { method, body: body as Record<string, unknown> })
  await queryClient.invalidateQueries({ queryKey: ['dispatch'] })
  return answer
}

export async function simulate(enterprise: Id, body: { grade: string; kind: string; at: string; version: number | null }): Promise<Simulation> {
  const answer = await call<Simulation>(`/api/enterprises/${enterprise}/dispatch-simulation`, { method: 'POST', body })
  await queryClient.invalidateQueries({ queryKey: ['dispatch'] })
  return answer
}
