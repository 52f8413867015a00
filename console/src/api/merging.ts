/** Merging duplicate enterprises: questions and commands. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { call } from './client'
import type { components } from './generated'
import { queryClient } from './queries'

type S = components['schemas']
export type Merge = S['MergeOut']

export const useMerges = () => useQuery({ queryKey: ['merges'], queryFn: ({ signal }) => call<S['MergeOut'][]>('/api/enterprise-merges', { signal }) })

export const useMergePreview = (kept: MaybeRefOrGetter<number>, gone: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: ['merge-preview', computed(() => [toValue(kept), toValue(gone)])],
    queryFn: ({ signal }) => call<S['MergePreviewOut']>('/api/enterprise-merges/preview', { query: { kept: toValue(kept), gone: toValue(gone) }, signal }),
    enabled: computed(() => !!toValue(kept) && !!toValue(gone) && toValue(kept) !== toValue(gone)),
  })

export type MergeBack = S['MergeBackOut']
/** What taking a merge back would do, asked when the dialog opens. */
export const mergeBackPreview = (id: number) => call<MergeBack>(`/api/enterprise-merges/${id}/taking-back`)

/** Nearly everything on the screens may hang elsewhere now. */
const changed = () => queryClient.invalidateQueries()

export async function mergePropose(body: { kept_id: number; gone_id: number; choices: string[]; reason: string }): Promise<void> {
  await call('/api/enterprise-merges', { method: 'POST', body })
  await changed()
}
/** Confirm; with a reason: refuse. */
export async function mergeDecide(id: number, reason?: string): Promise<void> {
  await call(`/api/enterprise-merges/${id}/${reason ? 'refuse' : 'confirm'}`, { method: 'POST', body: reason ? { reason } : undefined })
  await changed()
}
/** Ask for a merge to be taken back; confirm it ('confirm'), or let the merge stand ('refuse'). */
export async function mergeBack(id: number, what: 'ask' | 'confirm' | 'refuse', reason = ''): Promise<void> {
  await call(`/api/enterprise-merges/${id}/taking-back${what === 'ask' ? '' : `/${what}`}`, { method: 'POST', body: what === 'confirm' ? undefined : { reason } })
  await changed()
}
