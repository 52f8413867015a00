/** The set-up wizard: what is there, what a gateway sends, whom an alarm reaches. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

import { call } from './client'

export interface SetupState {
  towns: number
  enterprise: { id: number; name: string } | null
  gateway: { id: number; name: string; code: string; driver: string; encryption: string; is_online: boolean; has_spoken: boolean; refused_at: string | null; refused_reason: string; refused_peer: string } | null
  ways_in: { mqtt: number; hj212: number; http: number; is_this_machine_only: boolean }
  points: { id: number; name: string; unit: string }[]
  cameras: number
  policies: number
  tests: number
}
export interface Heard { id: number; address: string; sample: string; unit: string; count: number; last_seen_at: string; problem: string; kind: string; kind_name: string; suggested_unit: string }
export interface Reached { id: number; name: string; role_name: string; why: string }
export interface TestState { point_id: number; alarm_id: number | null; raised_at_ms: number | null; is_active: boolean; incident_id: number | null; told: { id: number; name: string; role_name: string }[]; is_person_told: boolean }

/** Looked at again every two seconds: the wizard waits for a device, not for a reload. */
const LIVE_MS = 2_000
export const useSetup = () => useQuery({ queryKey: ['setup'], queryFn: ({ signal }) => call<SetupState>('/api/setup', { signal }), refetchInterval: LIVE_MS })
export const useHeard = (gateway: MaybeRefOrGetter<number>) =>
  useQuery({ queryKey: ['setup', 'heard', computed(() => toValue(gateway))], queryFn: ({ signal }) => call<Heard[]>(`/api/setup/heard/${toValue(gateway)}`, { signal }), enabled: computed(() => toValue(gateway) > 0), refetchInterval: LIVE_MS })
export const useReached = (enterprise: MaybeRefOrGetter<number>) =>
  useQuery({ queryKey: ['setup', 'reached', computed(() => toValue(enterprise))], queryFn: ({ signal }) => call<Reached[]>(`/api/setup/reached/${toValue(enterprise)}`, { signal }), enabled: computed(() => toValue(enterprise) > 0) })
export const send = <T>(path: string, body: unknown) => call<T>(path, { method: 'POST', body })
