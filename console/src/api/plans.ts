/** Site plans: questions and commands. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { call } from './client'
import type { components } from './generated'

export type Plan = components['schemas']['PlanOut']
export type Mark = components['schemas']['MarkOut']

export const usePlans = (enterprise: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['plans', computed(() => toValue(enterprise))],
    queryFn: ({ signal }) => call<Plan[]>(`/api/enterprises/${encodeURIComponent(toValue(enterprise))}/plans`, { signal }),
  })

export function uploadPlan(enterprise: string, file: File, name: string): Promise<Plan> {
  const form = new FormData()
  form.set('file', file)
  form.set('name', name)
  return call<Plan>(`/api/enterprises/${encodeURIComponent(enterprise)}/plans`, { method: 'POST', form })
}
export const saveMarks = ({ id, version }: Plan, marks: readonly Mark[]) =>
  call<Plan>(`/api/plans/${id}/marks`, { method: 'PUT', body: { version, marks: marks.map(({ kind, target_id, x, y }) => ({ kind, target_id, x, y })) } })
export const retirePlan = (id: number) => call<void>(`/api/plans/${id}`, { method: 'DELETE' })
