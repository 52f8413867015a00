/** Enterprises, on their own page and on the map. */
import type { EnterpriseRef, Grade, Id, Named } from './base'
import type { Gateway, PointSummary } from './points'

export interface EnterpriseRow extends EnterpriseRef {
  short_name: string
  sector_name: string
  risk_level: Grade | null
  open_alarms: number
  open_incidents: number
  worst_grade?: Grade | null
}

export interface EnterpriseDetail extends EnterpriseRow {
  merged_into?: Id | null
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
  /** Of the special committee 专委会 that answers for it. */
  field?: string
}

export interface MapData {
  enterprises: MapEnterprise[]
  towns: { code: string; name: string; kind: string; lon: number; lat: number }[]
  fields?: { value: string; label: string }[]
  as_of: string
}
