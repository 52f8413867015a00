/** Commands. Each ends with a refetch of what it may have changed; the event stream usually is faster. */
import { call } from './client'
import { queryClient } from './queries'
import { NEW_GROUP, type RuleVersion } from './rules'
import type { Attachment, GroupRuleBody, Id, ImportReport, TableName } from './types'

export interface ActionBody {
  comment?: string
  reason?: string
  minutes?: number
  permit_no?: string
  to_user_id?: Id
  measures_done?: string[]
  attachment_ids?: Id[]
  to_user_ids?: Id[]
  into_id?: Id
  alarm_ids?: Id[]
  convert_to?: string
  values?: Record<string, unknown>
  lon?: number
  lat?: number
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

/** What is silenced: points of one enterprise, or one thing. */
export type SilenceTarget = { point_ids: Id[] } | { equipment_id: Id } | { workshop_id: Id } | { enterprise_id: Id }

/** Ask for a maintenance window, from now or from `begins_at_ms`. */
export async function takeOutOfService(target: SilenceTarget, body: Pick<ActionBody, 'minutes' | 'permit_no' | 'reason'>, begins_at_ms?: number): Promise<void> {
  const until = new Date((begins_at_ms ?? Date.now()) + (body.minutes ?? 0) * 60_000).toISOString()
  const begins_at = begins_at_ms ? new Date(begins_at_ms).toISOString() : null
  await call('/api/silences/out-of-service', { method: 'POST', body: { ...target, permit_no: body.permit_no, reason: body.reason, begins_at, until } })
  await settle(['silences'], ['alarms'], ['alarm'], ['decisions'])
}

/** Declare in which case alarms of some kinds mean nothing. */
export async function declareLogic(body: SilenceTarget & { name: string; kinds: string[]; reason: string; state_point_id?: Id; state_label?: string }): Promise<void> {
  await call('/api/suppression-logics', { method: 'POST', body })
  await settle(['logics'])
}

export async function approveLogic(id: Id): Promise<void> {
  await call(`/api/suppression-logics/${id}/approve`, { method: 'POST' })
  await settle(['logics'])
}

/** Say that what a logic is about stands still. */
export async function switchLogicOn(id: Id, body: ActionBody): Promise<void> {
  await call(`/api/suppression-logics/${id}/switch-on`, { method: 'POST', body: { minutes: body.minutes, reason: body.reason } })
  await settle(['silences'], ['alarms'], ['alarm'], ['decisions'])
}

export async function actOnSilence(id: Id, action: string, body: ActionBody): Promise<void> {
  await call(`/api/silences/${encodeURIComponent(String(id))}/${action}`, { method: 'POST', body: action === 'approve' ? undefined : { reason: body.reason ?? '' } })
  await settle(['silences'], ['alarms'], ['alarm'], ['decisions'])
}

export async function actOnIncident(id: Id, action: string, body: ActionBody): Promise<void> {
  await call(`/api/incidents/${encodeURIComponent(String(id))}/actions/${action}`, { method: 'POST', body })
  await settle(['incidents'], ['incident', String(id)], ['alarms'])
}

export async function answerSupport(incident: Id, support: Id, coming: boolean, comment: string): Promise<void> {
  await call(`/api/incidents/${incident}/support/${support}/answer`, { method: 'POST', body: { coming, comment } })
  await settle(['incident', String(incident)])
}

/** Upload one photo. It belongs to no work order until a step or a note names it. */
export function upload(file: File, caption: string): Promise<Attachment> {
  const form = new FormData()
  form.set('file', file)
  form.set('caption', caption)
  return call<Attachment>('/api/attachments', { method: 'POST', form })
}

/** Send a test message or its configuration to a field gateway; false when no connection of it took the message. */
export async function messageGateway(id: Id, what: 'test' | 'config', text = ''): Promise<boolean> {
  return (await call<{ is_delivered: boolean }>(`/api/gateways/${id}/message`, { method: 'POST', body: { what, text } })).is_delivered
}

/**
 * Draft a rule over several points, a change of one, or its return, or edit such a draft; a second person publishes it on
 * the rules page.
 */
export async function draftGroupRule(enterprise_id: Id, body: GroupRuleBody, at: { before?: Id; draft?: number } = {}, is_enabled = true): Promise<RuleVersion> {
  const { reason, ...rule } = body
  const said = { title: reason.slice(0, 200), group: { ...rule, enterprise_id: Number(enterprise_id), is_enabled } }
  const made = at.draft
    ? await call<RuleVersion>(`/api/rules/versions/${at.draft}`, { method: 'PUT', body: said })
    : await call<RuleVersion>('/api/rules/drafts', { method: 'POST', body: { target: at.before ? `group:${at.before}` : NEW_GROUP, ...said } })
  await settle(['group-rules'], ['rules'])
  return made
}

/** Have a spreadsheet checked, and unless `isCheck` taken in. */
export async function importTable(what: TableName, file: File, isCheck: boolean, allOrNothing: boolean): Promise<ImportReport> {
  const form = new FormData()
  form.set('file', file)
  const query = { dry_run: String(isCheck), all_or_nothing: String(allOrNothing) }
  const report = await call<ImportReport>(`/api/imports/${what}`, { method: 'POST', form, query })
  if (report.is_applied) await settle(['enterprises'], ['enterprise'], ['map'])
  return report
}
