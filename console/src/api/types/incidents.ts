/** Work orders and what was done on them. */
import type { TitleParts } from '../../titles'
import type { AllowedAction, Attachment, EnterpriseRef, Grade, Id, Measure, PersonRef, TimelineEntry } from './base'
import type { AlarmState } from './alarms'

export type IncidentState = 'open' | 'dispatched' | 'accepted' | 'handling' | 'feedback' | 'closed' | 'false_alarm' | 'merged'

export interface Incident {
  id: Id
  no: string
  state: IncidentState
  state_name: string
  grade: Grade
  title: string
  enterprise: EnterpriseRef | null
  place: string
  title_parts?: TitleParts | null
  alarms: (TitleParts & { id: Id; title: string; point_name?: string; grade: Grade; state: AlarmState; is_active: boolean })[]
  assignee: PersonRef | null
  opened_at: string
  next_step: string | null
  next_step_due_at: string | null
  is_overdue: boolean
  /** The reader was asked to come and help, and has not answered. */
  is_support_asked?: boolean
  escalation_level: number
  dispatched_at: string | null
  accepted_at: string | null
  fed_back_at: string | null
  verified_at: string | null
  closed_at: string | null
  accepted_by: PersonRef | null
  handled_by: PersonRef | null
  verified_by: PersonRef | null
  measures_done: string[]
  allowed_actions?: AllowedAction[]
}

export interface NoticeTold {
  at: string
  person: string
  role_name: string
  reason: string
  read_at: string | null
  /** Why nothing reached this person: codes, empty when something may have. */
  unreached: string[]
  deliveries: { id: Id; channel: string; state: string; to: string; attempts: number; is_repeat: boolean; sent_at: string | null; delivered_at: string | null; error: string }[]
}

/** Somebody was asked to come and help. */
export interface Support {
  id: Id
  what: string
  state: 'asked' | 'coming' | 'declined' | 'void'
  asked_by: PersonRef | null
  asked_of: PersonRef | null
  asked_at: string
  answer: string
}

/** What a work order was made into; `target_no` is empty while no register has taken it up. */
export interface IncidentLink {
  kind: 'hazard' | 'enforcement_lead'
  text: string
  at: string
  /** The register and its record; empty while nobody keeps such records. */
  target_type: string
  target_id: Id | null
  target_no: string
}

export interface IncidentDetail extends Incident {
  support?: Support[]
  links?: IncidentLink[]
  policy_why?: string
  merged_into?: Id | null
  timeline: TimelineEntry[]
  notices: NoticeTold[]
  attachments: Attachment[]
  measures: Measure[]
}
