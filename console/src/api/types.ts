/**
 * What the server sends, as the console reads it. Instants are ISO 8601 strings in UTC unless the name ends in `_ms`.
 * Ids are opaque: the server may use numbers or strings.
 */
import type { TitleParts } from '../titles'

export type Id = number | string
export type Grade = 'red' | 'orange' | 'yellow' | 'blue'
export type AlarmState = 'unacked' | 'acked' | 'rtn_unacked' | 'latched' | 'normal' | 'shelved' | 'suppressed' | 'out_of_service'
export type IncidentState = 'open' | 'dispatched' | 'accepted' | 'handling' | 'feedback' | 'closed' | 'false_alarm' | 'merged'

export interface Page<T> {
  items: T[]
  total: number
  page: number
  page_size: number
}

/** A step the signed-in person may take, or may not take and why. */
export interface AllowedAction {
  action: string
  label: string
  needs: string[]
  why_not: string | null
}

export interface Me {
  id: Id
  username: string
  name: string
  role: string
  role_name: string
  enterprise_id: Id | null
  town_code: string | null
  permissions: string[]
  csrf_token: string
  /** What must be done before anything else: `password_change_needed`, `second_factor_needed` or nothing. */
  unfinished: string
}

/** A person as a record names one. */
export interface PersonRef {
  id: Id
  name: string
  role_name: string
}

export interface EnterpriseRef {
  id: Id
  name: string
  town_code: string
  town_name: string
  lon: number | null
  lat: number | null
}

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

export interface MeasureStep {
  step: number
  text: string
  is_avoid: boolean
}

/** What one party has to do, with where the advice comes from and how far it is confirmed. */
export interface Measure {
  actor: string
  actor_name: string
  steps: MeasureStep[]
  source: string
  mark: string
}

export interface TimelineEntry {
  at: string
  kind: string
  text: string
  by: string | null
  role_name: string | null
  data?: Record<string, unknown> | null
}

export interface Limit {
  label: string
  set_point: number
  /** +1 alarms at or above the set point, −1 below it. */
  direction: number
  grade: Grade | null
}

export interface Latest {
  ts_ms: number
  value: number | null
  quality: number
}

export interface PointSummary {
  id: number
  name: string
  kind: string
  kind_name: string
  /** Why its kind may not be suppressed by design. */
  never_suppressed: string | null
  unit: string
  place: string
  address: string
  is_enabled: boolean
  limits: Limit[]
  latest: Latest | null
  /** Worst grade of its standing alarms. */
  alarm_state: Grade | null
}

/** A rule over several points; `problem` says why one in force is not being judged. */
export interface GroupRule {
  id: Id
  enterprise_id: Id
  name: string
  rule: string
  rule_title: string
  points: number[]
  point_names: string[]
  label: string
  grade: Grade
  on_delay_s: number
  off_delay_s: number
  settings: Record<string, unknown>
  reason: string
  is_enabled: boolean
  problem: string
}

export type GroupRuleBody = Pick<GroupRule, 'name' | 'rule' | 'points' | 'label' | 'grade' | 'on_delay_s' | 'off_delay_s' | 'settings' | 'reason'>

/** An installed rule over several points; `settings` is a JSON schema. */
export interface GroupRuleType {
  name: string
  title: string
  title_zh: string
  summary: string
  settings: Record<string, unknown>
  example?: Record<string, unknown> | null
}

export type TableName = 'enterprises' | 'points'

/** What is wrong with one cell; rows count as the spreadsheet does. */
export interface RowRemark {
  row: number
  column: string
  message: string
}

export interface ImportReport {
  rows: number
  ok: number
  created: number
  updated: number
  is_applied: boolean
  errors: RowRemark[]
  /** Remarks that keep no row out. */
  warnings: RowRemark[]
  error_count: number
  warning_count: number
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

export interface Attachment {
  id: Id
  url: string
  thumb_url: string
  sha256: string
  taken_at: string | null
  by: string | null
  caption: string
}

export interface NoticeTold {
  at: string
  person: string
  role_name: string
  reason: string
  read_at: string | null
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

export interface Person {
  id: Id
  name: string
  role: string
  role_name: string
  phone_masked: string
  is_on_duty: boolean
}

export interface EnterpriseRow extends EnterpriseRef {
  short_name: string
  sector_name: string
  risk_level: Grade | null
  open_alarms: number
  open_incidents: number
  worst_grade?: Grade | null
}

export interface Gateway {
  id: Id
  code: string
  name: string
  driver: string
  is_online: boolean
  last_seen_at: string | null
}

export interface Named {
  id: Id
  name: string
}

export interface EnterpriseDetail extends EnterpriseRow {
  uscc: string
  sector: string
  address: string
  contacts: { name: string; title: string; phone: string; is_duty_phone: boolean }[]
  workshops: (Named & { zones: Named[] })[]
  equipment: (Named & { kind: string; model_no: string })[]
  hazard_sources: (Named & { kind: string; substance: string; amount_t: number | null; is_major: boolean })[]
  cameras: (Named & { workshop_id: Id | null; is_enabled: boolean })[]
  gateways: Gateway[]
  points: PointSummary[]
}

export interface SeriesLine {
  point: number
  ts_ms: number[]
  min: (number | null)[]
  max: (number | null)[]
  last: (number | null)[]
  quality: number[]
}

export interface Series {
  bucket_ms: number
  series: SeriesLine[]
  points: { id: number; name: string; unit: string; limits: Limit[] }[]
}

export interface MapEnterprise {
  id: Id
  name: string
  lon: number
  lat: number
  risk_level: Grade | null
  town_code: string
  worst_grade: Grade | null
  open_alarms: number
  cameras?: number
  points?: number
}

export interface MapData {
  enterprises: MapEnterprise[]
  towns: { code: string; name: string; kind: string; lon: number; lat: number }[]
  as_of: string
}

export interface UnknownSource {
  id: Id
  driver: string
  gateway_code: string
  /** Empty when the gateway itself is unknown. */
  address: string
  /** What it last sent, as text. */
  sample: string
  unit: string
  peer: string
  first_seen_at: string
  last_seen_at: string
  count: number
  /** Of its gateway, when that is registered. */
  enterprise_id: number | null
  enterprise_name: string | null
}

/** A kind of point that comes with defaults. */
export interface PointKind {
  kind: string
  name: string
  name_en: string
  unit: string
}

export interface LiveValue extends Latest {
  point: number
}
