/** Data-arrival rates: questions. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { call, withQuery } from './client'
import type { components } from './generated'

type S = components['schemas']
export type Arrivals = S['ArrivalsOut']
export type ArrivalPoints = S['ArrivalPointsOut']
export interface ArrivalAsked { period: 'hour' | 'day' | 'days'; since?: string; until?: string }

const asQuery = (asked: ArrivalAsked) => (asked.period === 'days' ? { ...asked } : { period: asked.period })
const isWhole = (asked: ArrivalAsked) => asked.period !== 'days' || (!!asked.since && !!asked.until)

export const ARRIVAL_PAGE = 50
/** Sums of all, and one page of the enterprises: of a town, where one is named. */
export const useArrivals = (asked: MaybeRefOrGetter<ArrivalAsked>, town: MaybeRefOrGetter<string>, page: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: ['arrivals', computed(() => [toValue(asked), toValue(town), toValue(page)])],
    queryFn: ({ signal }) => call<Arrivals>('/api/arrivals', { query: { ...asQuery(toValue(asked)), town: toValue(town), page: toValue(page), page_size: ARRIVAL_PAGE }, signal }),
    enabled: computed(() => isWhole(toValue(asked))), refetchInterval: 60_000, placeholderData: keepPreviousData,
  })

export const useSiteArrivals = (id: MaybeRefOrGetter<number | undefined>, asked: MaybeRefOrGetter<ArrivalAsked>) =>
  useQuery({
    queryKey: ['site-arrivals', computed(() => [toValue(id), toValue(asked)])],
    queryFn: ({ signal }) => call<ArrivalPoints>(`/api/enterprises/${toValue(id)}/arrivals`, { query: asQuery(toValue(asked)), signal }),
    enabled: computed(() => toValue(id) !== undefined && isWhole(toValue(asked))), refetchInterval: 60_000,
  })

export const arrivalsFile = (asked: ArrivalAsked) => withQuery('/api/arrivals/export', asQuery(asked))
