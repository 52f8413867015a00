/** Registers as the server describes them. No register is known here by name: pages draw what the schema says. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { call } from '../api/client'
import type { components } from '../api/generated'

type S = components['schemas']
export type RegisterBrief = S['RegisterBrief']
export type Schema = S['RegisterSchema']
export type Column = S['ColumnOut']
export type Row = S['RecordRow']
export type RecordPage = S['RecordPage']
export type Detail = S['RecordDetail']
export type Step = S['StepOut']
export type BulkStep = S['BulkStepOut']
export type Statistics = S['StatisticsOut']
export type SavedView = S['SavedViewOut']
export type ImportReport = S['SheetReport']
export type Values = Record<string, unknown>

export interface Question {
  f: string[]
  q?: string
  sort?: string
  page?: number
  /** Columns to show; none = the register's own choice. */
  c?: string[]
}
export const PAGE_SIZE = 50

const base = (name: string) => `/api/registers/${encodeURIComponent(name)}`

/** A repeated parameter is what the shared client does not know; this builds the whole query. */
export function asQuery({ f, c, ...rest }: Partial<Question> & Record<string, unknown>): string {
  const used = new URLSearchParams([...(f ?? []).map((one) => ['f', one]), ...(c ?? []).map((one) => ['c', one])])
  for (const [key, value] of Object.entries(rest)) if (value !== undefined && value !== '') used.set(key, String(value))
  return used.size ? `?${used}` : ''
}

export const useRegisters = (enabled: MaybeRefOrGetter<boolean> = true) =>
  useQuery({ queryKey: ['registers'], queryFn: ({ signal }) => call<RegisterBrief[]>('/api/registers', { signal }), staleTime: 60_000, enabled: computed(() => toValue(enabled)) })

export const useSchema = (name: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['register-schema', computed(() => toValue(name))],
    queryFn: ({ signal }) => call<Schema>(`${base(toValue(name))}/schema`, { signal }),
    enabled: computed(() => toValue(name) !== ''),
    staleTime: 600_000,
  })

export const useRecords = (name: MaybeRefOrGetter<string>, question: MaybeRefOrGetter<Question>) =>
  useQuery({
    queryKey: ['register', computed(() => toValue(name)), computed(() => toValue(question))],
    queryFn: ({ signal }) => call<RecordPage>(`${base(toValue(name))}/records${asQuery({ ...toValue(question), page_size: PAGE_SIZE })}`, { signal }),
    placeholderData: keepPreviousData,
  })

export const useStatistics = (name: MaybeRefOrGetter<string>, f: MaybeRefOrGetter<string[]>, by: MaybeRefOrGetter<string>, how: { enabled?: MaybeRefOrGetter<boolean>; refetchInterval?: number } = {}) =>
  useQuery({
    ...how,
    queryKey: ['register-statistics', computed(() => toValue(name)), computed(() => toValue(f)), computed(() => toValue(by))],
    queryFn: ({ signal }) => call<Statistics>(`${base(toValue(name))}/statistics${asQuery({ f: toValue(f), by: toValue(by) })}`, { signal }),
    placeholderData: keepPreviousData,
  })

export const useRecord = (name: MaybeRefOrGetter<string>, id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['register-record', computed(() => toValue(name)), computed(() => toValue(id))],
    queryFn: ({ signal }) => call<Detail>(`${base(toValue(name))}/records/${encodeURIComponent(toValue(id))}`, { signal }),
  })

export const useViews = (name: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['register-views', computed(() => toValue(name))],
    queryFn: ({ signal }) => call<SavedView[]>(`${base(toValue(name))}/views`, { signal }),
  })

export const createRecord = (name: string, values: Values) => call<Detail>(`${base(name)}/records`, { method: 'POST', body: { values } })
export const editRecord = (name: string, id: number, version: number, values: Values) =>
  call<Detail>(`${base(name)}/records/${id}`, { method: 'PATCH', body: { version, values } })
export const takeStep = (name: string, id: number, step: string, values: Values, photo_ids: number[]) =>
  call<Detail>(`${base(name)}/records/${id}/steps/${step}`, { method: 'POST', body: { values, photo_ids } })
export const comment = (name: string, id: number, text: string, photo_ids: number[] = []) => call<Detail>(`${base(name)}/records/${id}/comments`, { method: 'POST', body: { text, photo_ids } })
export const makeDocument = (name: string, id: number, paper: string, format: string) =>
  call<Detail>(`${base(name)}/records/${id}/papers/${paper}?format=${format}`, { method: 'POST', body: {} })
/** The form of a record made out of another one, filled in as far as that one says. */
export const draftOf = (name: string, origin: string, id: number | string) => call<S['DraftOut']>(`${base(name)}/from/${origin}/${id}`)
export const spawn = (name: string, origin: string, id: number, values: Values) => call<Detail>(`${base(name)}/from/${origin}/${id}`, { method: 'POST', body: { values } })
/** One step on many records: how many took it, and why the others did not, by id. */
export const takeStepOnMany = (name: string, step: string, record_ids: number[], values: Values) =>
  call<S['BulkOut']>(`${base(name)}/bulk/${encodeURIComponent(step)}`, { method: 'POST', body: { record_ids, values } })
export const saveView = (name: string, view: { name: string; where: string[]; sort: string; columns: string[]; shared_with: string }) => call<SavedView>(`${base(name)}/views`, { method: 'POST', body: view })
export const deleteView = (name: string, id: number) => call<void>(`${base(name)}/views/${id}`, { method: 'DELETE' })
export const exportAddress = (name: string, question: Question) => `${base(name)}/export${asQuery({ f: question.f, q: question.q, sort: question.sort, c: question.c })}`
export const templateAddress = (name: string) => `${base(name)}/import/template`

export function importSheet(name: string, file: File, dryRun: boolean): Promise<ImportReport> {
  const form = new FormData()
  form.append('file', file)
  return call<ImportReport>(`${base(name)}/import?dry_run=${dryRun}`, { method: 'POST', form })
}
export async function uploadPhoto(name: string, file: File): Promise<number> {
  const form = new FormData()
  form.append('file', file)
  return (await call<{ id: number }>(`${base(name)}/photos`, { method: 'POST', form })).id
}

/** What a reference field can be: searched on the server as somebody types. */
export async function lookUp(column: Column, q: string): Promise<{ value: number | string; label: string }[]> {
  const query = encodeURIComponent(q)
  if (column.kind === 'enterprise') {
    const found = await call<{ items: { id: number; name: string }[] }>(`/api/enterprises?q=${query}&page_size=20`)
    return found.items.map((e) => ({ value: e.id, label: e.name }))
  }
  if (column.kind === 'town') {
    const county = await call<{ towns: { code: string; name: string }[] }>('/api/county')
    return county.towns.filter((town) => town.name.includes(q)).map((town) => ({ value: town.code, label: town.name }))
  }
  if (column.kind === 'person') {
    const people = await call<{ id: number; name: string; role_name: string }[]>('/api/people')
    return people.filter((p) => p.name.includes(q)).slice(0, 50).map((p) => ({ value: p.id, label: `${p.name} · ${p.role_name}` }))
  }
  const rows = await call<RecordPage>(`${base(column.register_name)}/records?q=${query}&page_size=20`)
  return rows.items.map((r) => ({ value: r.id, label: `${r.no} ${r.title}` }))
}
