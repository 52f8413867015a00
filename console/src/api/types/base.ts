/** What everything is made of: ids, grades, pages, people, places, and what a person may do. */

export type Id = number | string
export type Grade = 'red' | 'orange' | 'yellow' | 'blue'

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

export interface Attachment {
  id: Id
  url: string
  thumb_url: string
  sha256: string
  taken_at: string | null
  by: string | null
  caption: string
}

export interface Person {
  id: Id
  name: string
  role: string
  role_name: string
  phone_masked: string
  is_on_duty: boolean
}

export interface Named {
  id: Id
  name: string
}
