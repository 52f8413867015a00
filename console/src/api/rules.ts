/** Rule versions: what alarms, what a draft would have done, and who put it in force. */
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

import { call } from './client'
import { queryClient } from './queries'
import type { Grade, Id, PersonRef } from './types'

export interface RuleLimit { label: string; direction: 1 | -1; set_point: number; grade: Grade; deadband: number; on_delay_s: number; off_delay_s: number; strict: boolean; latches?: boolean | null; needs_confirm?: boolean | null }
export interface Settings { is_default: boolean; limits: RuleLimit[]; timings: Record<string, number | null>; expires_at?: string | null }
export interface GroupContent { enterprise_id: number; name: string; rule: string; points: number[]; label: string; grade: Grade; on_delay_s: number; off_delay_s: number; settings: Record<string, unknown>; is_enabled: boolean }
export interface RuleChange { what: 'added' | 'removed' | 'changed'; item: 'limit' | 'rule'; name: string; fields: { field: string; old: unknown; new: unknown }[] }
export interface RuleVersion {
  id: number
  target: string
  name: string
  unit: string
  number: number | null
  title: string
  state: 'draft' | 'published' | 'withdrawn'
  content: Settings & Partial<GroupContent>
  is_in_force: boolean
  made_from: number | null
  made_by: PersonRef | null
  made_at: string
  tried_at: string | null
  published_by: PersonRef | null
  published_at: string | null
  reason: string
  why_not_publish: string
  changes: RuleChange[]
}
export interface RuleTarget { target: string; name: string; name_en?: string; place?: string; points?: number; is_enabled?: boolean }
export interface RuleTargets { kinds: RuleTarget[]; points: RuleTarget[]; groups: RuleTarget[]; drafts: RuleVersion[] }
export interface TargetDetail {
  target: string
  name: string
  unit: string
  kind: string
  enterprise: string
  enterprise_id: Id | null
  present: RuleVersion['content']
  shipped: { label: string; set_point: number; source: string; mark: string; latches: boolean; needs_confirm: boolean }[]
  versions: RuleVersion[]
}
export interface Tally { fired: number; confirmed: number; false: number; open: number; unseen: number; missed: number; spared: number }
export interface TrialResult {
  from_ms: number
  to_ms: number
  stopped: '' | 'readings' | 'time' | 'raises'
  points: number
  recorded: number
  before: Tally
  after: Tally
  enterprises: { enterprise_id: number; name: string; before: Tally; after: Tally }[]
  newly_missed: number[]
}
export interface RuleTrial { id: number; version_id: number; days: number; state: 'running' | 'done' | 'cancelled' | 'failed'; progress: number; readings: number; asked_by: PersonRef | null; asked_at: string; problem: string; is_of_this_text: boolean; result: TrialResult | null }

export const useRuleTargets = (q: MaybeRefOrGetter<string>) =>
  useQuery({ queryKey: ['rules', 'targets', computed(() => toValue(q))], queryFn: ({ signal }) => call<RuleTargets>('/api/rules/targets', { query: { q: toValue(q) }, signal }) })
/** A rule that is not there yet is known by its draft. */
export const NEW_GROUP = 'group:new'
export const useRuleTarget = (target: MaybeRefOrGetter<string>, version: MaybeRefOrGetter<number>) => {
  const draft = computed(() => (toValue(target) === NEW_GROUP ? toValue(version) : undefined))
  return useQuery({
    queryKey: ['rules', 'target', computed(() => toValue(target)), draft],
    queryFn: ({ signal }) => call<TargetDetail>(`/api/rules/targets/${encodeURIComponent(toValue(target))}`, { query: { version: draft.value }, signal }),
    enabled: computed(() => toValue(target) !== '' && draft.value !== 0),
  })
}
export const useRuleVersion = (id: MaybeRefOrGetter<number>, against: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: ['rules', 'version', computed(() => toValue(id)), computed(() => toValue(against))],
    queryFn: ({ signal }) => call<RuleVersion>(`/api/rules/versions/${toValue(id)}`, { query: { against: toValue(against) || undefined }, signal }),
    enabled: computed(() => toValue(id) > 0),
  })
/** The latest trials of a version; looked at every second while one runs. */
export const useTrials = (id: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: ['rules', 'trials', computed(() => toValue(id))],
    queryFn: ({ signal }) => call<RuleTrial[]>(`/api/rules/versions/${toValue(id)}/trials`, { signal }),
    enabled: computed(() => toValue(id) > 0),
    refetchInterval: (query) => (query.state.data?.[0]?.state === 'running' ? 1_000 : false),
  })

/** Any command on rules: `path` below `/api/rules`. */
export async function ruleCommand<T>(path: string, body: unknown = {}, method: 'POST' | 'PUT' = 'POST'): Promise<T> {
  const answer = await call<T>(`/api/rules/${path}`, { method, body })
  await queryClient.invalidateQueries({ queryKey: ['rules'] })
  return answer
}
