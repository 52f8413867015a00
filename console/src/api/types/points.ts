/** Measuring points: limits, values, curves, rules over several, and where they come from. */
import type { Grade, Id } from './base'

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

export interface Gateway {
  id: Id
  code: string
  name: string
  driver: string
  encryption: string
  is_online: boolean
  last_seen_at: string | null
  refused_at: string | null
  refused_reason: string
  refused_peer: string
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
  /** Why it cannot be registered (bad_json, unrecognised_topic), or empty. */
  problem: string
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
