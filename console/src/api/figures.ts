/** Figures, indices, bulletins and the leader's page: questions and commands. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { asQuery } from '../registers/api'
import { call } from './client'
import type { components } from './generated'
import { queryClient } from './queries'

type S = components['schemas']
export type Leader = S['LeaderOut']
export type Figure = S['CountyFigureOut']
export type Slice = S['SliceOut']
export type Section = S['SectionOut']
export type FigureParts = S['FigurePartsOut']
export type Index = S['IndexOut']
export type Term = S['TermOut']
export type Ranking = S['RankingOut']
export type Link = S['RowsLinkOut']
export type Bulletin = S['BulletinOut']
export type BulletinText = S['BulletinText']

export interface Asked { town?: string; field?: string; since?: string; until?: string }

/** The page that lists exactly the rows behind a number. */
export const rowsPage = (one: { register_name: string; where: string[]; page?: string }): string => one.page || `/registers/${one.register_name}${asQuery({ f: one.where })}`

export const useLeader = () => useQuery({ queryKey: ['leader'], queryFn: ({ signal }) => call<Leader>('/api/leader', { signal }), refetchInterval: 60_000 })

export const useFigures = (asked: MaybeRefOrGetter<Asked>) =>
  useQuery({ queryKey: ['figures', computed(() => toValue(asked))], queryFn: ({ signal }) => call<Section[]>('/api/figures', { query: { ...toValue(asked) }, signal }), placeholderData: keepPreviousData })

export const useFigureParts = (key: MaybeRefOrGetter<string>, asked: MaybeRefOrGetter<Asked>) =>
  useQuery({
    queryKey: ['figure', computed(() => [toValue(key), toValue(asked)])],
    queryFn: ({ signal }) => call<FigureParts>(`/api/figures/${encodeURIComponent(toValue(key))}`, { query: { ...toValue(asked) }, signal }),
    enabled: computed(() => !!toValue(key)),
  })

export const useIndices = () => useQuery({ queryKey: ['indices'], queryFn: ({ signal }) => call<Index[]>('/api/indices', { signal }) })

export const useRanking = (key: MaybeRefOrGetter<string>, asked: MaybeRefOrGetter<Asked>, version: MaybeRefOrGetter<number | undefined>) =>
  useQuery({
    queryKey: ['ranking', computed(() => [toValue(key), toValue(asked), toValue(version)])],
    queryFn: ({ signal }) => call<Ranking>(`/api/indices/${encodeURIComponent(toValue(key))}`, { query: { ...toValue(asked), version: toValue(version) }, signal }),
    enabled: computed(() => !!toValue(key)),
    placeholderData: keepPreviousData,
  })

export const useIndexSources = (enabled: MaybeRefOrGetter<boolean>) =>
  useQuery({ queryKey: ['index-sources'], queryFn: ({ signal }) => call<S['SourceOut'][]>('/api/index-sources', { signal }), staleTime: 600_000, enabled: computed(() => toValue(enabled)) })

const ranksChanged = () => Promise.all([['indices'], ['ranking'], ['leader']].map((queryKey) => queryClient.invalidateQueries({ queryKey })))

export async function saveDraft(key: string, title: string, terms: Term[]): Promise<void> {
  await call(`/api/indices/${key}/draft`, { method: 'PUT', body: { title, terms } })
  await ranksChanged()
}
export async function publishFormula(key: string, number: number): Promise<void> {
  await call(`/api/indices/${key}/versions/${number}/publish`, { method: 'POST' })
  await ranksChanged()
}

export const useBulletins = () => useQuery({ queryKey: ['bulletins'], queryFn: ({ signal }) => call<S['BulletinPage']>('/api/bulletins', { signal }) })

export const useBulletin = (id: MaybeRefOrGetter<number | undefined>) =>
  useQuery({ queryKey: ['bulletin', computed(() => toValue(id))], queryFn: ({ signal }) => call<BulletinText>(`/api/bulletins/${toValue(id)}`, { signal }), enabled: computed(() => toValue(id) !== undefined) })

export async function makeBulletin(kind: string, day: string): Promise<BulletinText> {
  const made = await call<BulletinText>('/api/bulletins', { method: 'POST', body: { kind, day } })
  await queryClient.invalidateQueries({ queryKey: ['bulletins'] })
  return made
}
export const bulletinFile = (id: number, format: 'docx' | 'pdf') => `/api/bulletins/${id}/file?format=${format}`
