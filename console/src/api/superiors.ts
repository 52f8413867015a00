/** Platforms above and the cameras lent to them: questions and commands. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { call } from './client'
import type { components } from './generated'
import { queryClient } from './queries'

type S = components['schemas']
export type Superior = S['SuperiorOut']
export type Share = S['ShareOut']
export type SuperiorForm = S['SuperiorIn']
interface Lendable { id: number; name: string; enterprise_name: string }

const BASE = '/api/gb28181/superiors'
const settled = () => Promise.all([queryClient.invalidateQueries({ queryKey: ['superiors'] }), queryClient.invalidateQueries({ queryKey: ['camera'] })])

/** A registration comes and goes by itself: asked again every ten seconds. */
export const useSuperiors = () => useQuery({ queryKey: ['superiors', 'list'], queryFn: ({ signal }) => call<S['SuperiorsOut']>(BASE, { signal }), refetchInterval: 10_000 })

export const useShares = (superior: MaybeRefOrGetter<number>, page: MaybeRefOrGetter<number>, pageSize: number) =>
  useQuery({
    queryKey: ['superiors', 'shares', computed(() => toValue(superior)), computed(() => toValue(page))],
    queryFn: ({ signal }) => call<{ items: Share[]; total: number }>(`${BASE}/${toValue(superior)}/cameras`, { query: { page: toValue(page), page_size: pageSize }, signal }),
    placeholderData: keepPreviousData,
  })

/** Cameras that could be lent, by name of camera or enterprise. */
export const useLendable = (q: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['superiors', 'lendable', computed(() => toValue(q))],
    queryFn: ({ signal }) => call<{ items: Lendable[]; total: number }>('/api/cameras', { query: { q: toValue(q), page_size: 50 }, signal }),
    placeholderData: keepPreviousData,
  })

async function sent<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T> {
  const answer = await call<T>(`${BASE}${path}`, { method, body })
  await settled()
  return answer
}
export const superiorEnter = (body: SuperiorForm) => sent<Superior>('POST', '', body)
export const superiorChange = (id: number, body: Partial<S['SuperiorChange']>) => sent<Superior>('PATCH', `/${id}`, body)
export const camerasLend = (id: number, camera_ids: number[], reason: string) => sent<Share[]>('POST', `/${id}/cameras`, { camera_ids, reason })
export const cameraTakeBack = (id: number, camera: number) => sent<undefined>('DELETE', `/${id}/cameras/${camera}`)
