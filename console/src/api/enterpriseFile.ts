/** The file of an enterprise 一企一档: why its colour, what registers hold of it, one timeline; and small curves of its points. */
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

import { call } from './client'
import type { components } from './generated'
import { fetchSeries, queryClient } from './queries'

type S = components['schemas']
export type EnterpriseFile = S['EnterpriseFileOut']
export type FileLine = S['FileLineOut']

export const useEnterpriseFile = (id: MaybeRefOrGetter<string>) =>
  useQuery({ queryKey: ['enterprise-file', computed(() => toValue(id))], staleTime: 60_000, refetchInterval: 120_000, queryFn: ({ signal }) => call<EnterpriseFile>(`/api/enterprises/${toValue(id)}/file`, { signal }) })

export type EnterpriseScore = S['EnterpriseScoreOut']
export const useEnterpriseScore = (id: MaybeRefOrGetter<string>) =>
  useQuery({ queryKey: ['enterprise-score', computed(() => toValue(id))], staleTime: 300_000, queryFn: ({ signal }) => call<EnterpriseScore>(`/api/enterprises/${toValue(id)}/score`, { signal }) })

export const useSafetyCode = (id: MaybeRefOrGetter<string>) =>
  useQuery({ queryKey: ['safety-code', computed(() => toValue(id))], staleTime: 60_000, queryFn: ({ signal }) => call<S['SafetyCodeOut']>(`/api/enterprises/${toValue(id)}/safety-code`, { signal }) })
const codeChanged = () => queryClient.invalidateQueries({ queryKey: ['safety-code'] })
export async function codeMake(id: string, reason: string): Promise<void> {
  await call(`/api/enterprises/${id}/safety-code`, { method: 'POST', body: { reason } })
  await codeChanged()
}
export async function codeRevoke(id: string, reason: string): Promise<void> {
  await call(`/api/enterprises/${id}/safety-code/revoke`, { method: 'POST', body: { reason } })
  await codeChanged()
}

export const useEnterpriseTimeline = (id: MaybeRefOrGetter<string>) =>
  useInfiniteQuery({
    queryKey: ['enterprise-timeline', computed(() => toValue(id))],
    staleTime: 60_000,
    queryFn: ({ pageParam, signal }) => call<S['FileTimelineOut']>(`/api/enterprises/${toValue(id)}/timeline`, { query: { before: pageParam || undefined }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.before,
  })

const AT_ONCE = 50
const SPAN_MS = 24 * 3_600_000
const WIDTH_PX = 96
/** Last values of the last day, a hundred of each point: enough for a line as wide as a word. */
export const useSparks = (points: MaybeRefOrGetter<number[]>) =>
  useQuery({
    queryKey: ['sparks', computed(() => toValue(points).join())],
    enabled: computed(() => toValue(points).length > 0),
    staleTime: 300_000,
    refetchInterval: 300_000,
    queryFn: async ({ signal }) => {
      const ids = toValue(points)
      const now = Date.now()
      const found = new Map<number, (number | null)[]>()
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const answer = await fetchSeries(ids.slice(at, at + AT_ONCE), now - SPAN_MS, now, WIDTH_PX, signal)
        for (const line of answer.series) found.set(line.point, line.last)
      }
      return found
    },
  })
