/** What an alarm is called, in the reader's language: the record's own title in Chinese, in English from its parts. */
export interface TitleParts {
  kind: string
  kind_name_en?: string
  /** Its own name, where kind and label say it badly. */
  alarm_name_en?: string
  rule: string
  label: string
}

const RULES: Record<string, string> = {
  offline: 'offline', fault: 'instrument fault', stuck: 'value stuck', rate_of_change: 'changes too fast', deviation: 'two points differ too much',
}
const LABELS: Record<string, string> = {
  HHH: 'highest alarm', HH: 'high-high alarm', H: 'high alarm', L: 'low alarm', LL: 'low-low alarm', LLL: 'lowest alarm', IDLH: 'immediately dangerous concentration',
  PERMIT_SUSPEND: 'work permit suspended', RISE: 'abnormal rise', STOPPED: 'stopped', OFF: 'switched off',
}
const DEGRADED = '-DEGRADED'

function englishTitle({ kind, kind_name_en, alarm_name_en, rule, label }: TitleParts): string {
  if (alarm_name_en) return alarm_name_en
  const what = kind_name_en || kind || 'Unregistered point'
  if (RULES[rule]) return `${what}: ${RULES[rule]}`
  if (rule === 'voting' && label.endsWith(DEGRADED)) return `${what}: voting degraded, some points are bad (${label.slice(0, -DEGRADED.length)})`
  const word = LABELS[label] ?? 'alarm'
  return `${what}: ${rule === 'voting' ? `voted ${word}` : word} (${label})`
}

/** An alarm's title. */
export function alarmTitle(alarm: TitleParts & { title: string }, language: string): string {
  return language === 'en' && alarm.rule ? englishTitle(alarm) : alarm.title
}

/** A work order's title: its place and the alarm that names it. */
export function incidentTitle(incident: { title: string; title_parts?: TitleParts | null; place: string; enterprise: { name: string; short_name?: string } | null }, language: string): string {
  if (language !== 'en' || !incident.title_parts) return incident.title
  const where = incident.place || incident.enterprise?.short_name || incident.enterprise?.name || ''
  return `${where} ${englishTitle(incident.title_parts)}`.trim()
}
