import type { GroupRuleType } from './api/types'

/** One setting of a rule, as a form needs it. */
export interface SettingField {
  name: string
  isRequired: boolean
  isNumber: boolean
  isWhole: boolean
  options: (string | number)[]
  unit: string
  description: string
}

interface Property {
  type?: string
  enum?: (string | number)[]
  unit?: string
  description?: string
  default?: unknown
}

const propertiesOf = (schema: GroupRuleType['settings']) => (schema.properties ?? {}) as Record<string, Property>

/** The settings that a rule's JSON schema declares, those that must be given first. */
export function fieldsOf(schema: GroupRuleType['settings']): SettingField[] {
  const required = new Set((schema.required ?? []) as string[])
  const fields = Object.entries(propertiesOf(schema)).map(([name, p]) => ({
    name, isRequired: required.has(name), isNumber: p.type === 'number' || p.type === 'integer', isWhole: p.type === 'integer',
    options: p.enum ?? [], unit: p.unit ?? '', description: p.description ?? '',
  }))
  return fields.sort((a, b) => Number(b.isRequired) - Number(a.isRequired))
}

/** What the form begins with: what is set, else the rule's own defaults; a required setting without one is asked for. */
export function startSettings(kind: GroupRuleType, present: Record<string, unknown>): Record<string, any> {
  return Object.fromEntries(Object.entries(propertiesOf(kind.settings)).map(([name, p]) => [name, present[name] ?? p.default]))
}

/** What is sent: no setting that was left empty, and none of another rule. */
export function cleanSettings(settings: Record<string, unknown>, fields: SettingField[]): Record<string, unknown> {
  const names = new Set(fields.map((f) => f.name))
  return Object.fromEntries(Object.entries(settings).filter(([name, value]) => names.has(name) && value !== undefined && value !== null && value !== ''))
}
