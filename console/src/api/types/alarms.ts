/** Alarms, why people were told of them, and what silences them. */
import type { AllowedAction, EnterpriseRef, Grade, Id, Measure, Page, PersonRef, TimelineEntry } from './base'
import type { Latest, Limit } from './points'

export type AlarmState = 'unacked' | 'acked' | 'rtn_unacked' | 'latched' | 'normal' | 'shelved' | 'suppressed' | 'out_of_service'

export interface Alarm {
  id: Id
  state: AlarmState
  is_active: boolean
  grade: Grade
  rule: string
  label: string
  title: string
  kind: string
  kind_name: string
  kind_name_en?: string
  alarm_name_en?: string
  point: { id: number; name: string; unit: string; address: string }
  /** Null when the point belonged to no known enterprise. */
  enterprise: EnterpriseRef | null
  place: string
  raised_at: string
  cleared_at: string | null
  acked_at: string | null
  acked_by: PersonRef | null
  /** At the moment of raising. */
  value: number | null
  last_value: number | null
  set_point: number | null
  /** Of the set point: that of the value, or `s` where the rule judges time, or a unit per second. */
  set_point_unit: string
  /** Worst value of the whole excursion once it is over, of its on-delay while it lasts. */
  peak_value: number | null
  /** The excursion left the measuring range: then it has no number for a peak. */
  is_over_range?: boolean
  is_late: boolean
  is_false: boolean
  incident_id: Id | null
  incident_no: string | null
  shelved_until: string | null
  suppressed_reason: string | null
  config_version: Id | null
  /** Absent from events: what a person may do depends on the person. */
  allowed_actions?: AllowedAction[]
}

/** What one stage between the alarm and people decided. */
export interface DecisionStep {
  stage: string
  stage_name: string
  outcome: string
  outcome_name: string
  why: string
}

/** The stages' decisions on one occasion: when the alarm was raised, or called anew. */
export interface Decision {
  at: string
  occasion: string
  outcome: string
  steps: DecisionStep[]
}

/** A shelving, a suppression by design or a maintenance window. */
export interface Silence {
  id: Id
  way: 'shelve' | 'suppress' | 'out_of_service'
  way_name: string
  state: 'proposed' | 'approved' | 'in_force' | 'ended' | 'refused'
  state_name: string
  covers: string
  kinds: string[]
  kind_names: string[]
  kind_names_en: string[]
  /** Of a shelving: the alarm from which it is ended. */
  alarm_id: Id | null
  permit_no: string
  reason: string
  begins_at: string
  until: string
  requested_by: PersonRef | null
  approved_by: PersonRef | null
  ended_at: string | null
  end_reason: string
  alarms_silenced: number
  allowed_actions: AllowedAction[]
}

/** Suppression by design, declared: which kinds of alarm mean nothing while what it covers stands still. */
export interface Logic {
  id: Id
  name: string
  covers: string
  kinds: string[]
  kind_names: string[]
  kind_names_en: string[]
  reason: string
  declared_by: PersonRef | null
  approved_by: PersonRef | null
}

export interface SilencePage {
  items: Silence[]
  /** Alarms that are silenced now, by way, and how many of them stand. */
  counts: Record<'shelved' | 'suppressed' | 'out_of_service' | 'standing', number>
  as_of: string
}

/** A point of the same place, as an alarm names it. */
export interface Neighbour {
  id: number
  name: string
  unit: string
  kind: string
  place: string
  address?: string
  limits?: Limit[]
  latest?: Latest | null
  alarm_state?: Grade | null
}

export interface AlarmDetail extends Alarm {
  measures: Measure[]
  timeline: TimelineEntry[]
  limits: Limit[]
  neighbours: Neighbour[]
}

export interface AlarmCounts {
  red: number
  orange: number
  yellow: number
  blue: number
  unacked: number
}

export interface AlarmPage extends Page<Alarm> {
  counts: AlarmCounts
  as_of: string
}
