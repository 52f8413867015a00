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

export interface BulkAnswer {
  done: number
  failed: { id: Id; message: string }[]
}

/** Acknowledge some alarms with one comment. An alarm that cannot be acknowledged does not hold back the others. */
export async function acknowledgeMany(ids: Id[], comment: string): Promise<BulkAnswer> {
  const answer = await call<Partial<{ done: unknown[]; acknowledged: unknown[]; items: unknown[]; failed: BulkAnswer['failed'] }>>(
    '/api/alarms/acknowledge',
    { method: 'POST', body: { ids, comment } },
  )
  await settle(['alarms'], ['alarm'])
  const failed = answer?.failed ?? []
  return { done: ids.length - failed.length, failed }
}

export async function actOnAlarm(id: Id, action: string, body: ActionBody): Promise<void> {
  await call(`/api/alarms/${encodeURIComponent(String(id))}/${action}`, { method: 'POST', body })
  await settle(['alarms'], ['alarm', String(id)], ['incidents'])
}

export async function actOnIncident(id: Id, action: string, body: ActionBody): Promise<void> {
  await call(`/api/incidents/${encodeURIComponent(String(id))}/actions/${action}`, { method: 'POST', body })
  await settle(['incidents'], ['incident', String(id)], ['alarms'])
}

export async function upload(file: File, incidentId: Id, caption: string): Promise<Attachment> {
  const form = new FormData()
  form.set('file', file)
  form.set('incident_id', String(incidentId))
  form.set('caption', caption)
  const answer = await call<Attachment>('/api/attachments', { method: 'POST', form })
  await settle(['incident', String(incidentId)])
  return answer
}
