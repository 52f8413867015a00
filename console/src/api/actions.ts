/** Commands. Each ends with a refetch of what it may have changed; the event stream usually is faster. */
import { call } from './client'
import { queryClient } from './queries'
import type { Attachment, Id } from './types'

export interface ActionBody {
  comment?: string
  reason?: string
  minutes?: number
  to_user_id?: Id
  measures_done?: string[]
  attachment_ids?: Id[]
}

async function settle(...keys: unknown[][]): Promise<void> {
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
}

/** Acknowledge some alarms with one comment; those a colleague has acknowledged meanwhile are passed over. */
export async function acknowledgeMany(ids: Id[], comment: string): Promise<Id[]> {
  const answer = await call<{ acknowledged: Id[] }>('/api/alarms/acknowledge', { method: 'POST', body: { ids, comment } })
  await settle(['alarms'], ['alarm'])
  return answer.acknowledged
}

export async function actOnAlarm(id: Id, action: string, body: ActionBody): Promise<void> {
  await call(`/api/alarms/${encodeURIComponent(String(id))}/${action}`, { method: 'POST', body })
  await settle(['alarms'], ['alarm', String(id)], ['incidents'])
}

export async function actOnIncident(id: Id, action: string, body: ActionBody): Promise<void> {
  await call(`/api/incidents/${encodeURIComponent(String(id))}/actions/${action}`, { method: 'POST', body })
  await settle(['incidents'], ['incident', String(id)], ['alarms'])
}

/** Upload one photo. It belongs to no work order until a step or a note names it. */
export function upload(file: File, caption: string): Promise<Attachment> {
  const form = new FormData()
  form.set('file', file)
  form.set('caption', caption)
  return call<Attachment>('/api/attachments', { method: 'POST', form })
}
