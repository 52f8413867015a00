/** A figure's number as people read it. */
import type { Figure } from '../api/figures'
import { asCount, MISSING } from '../format'

export function asFigure(one: Pick<Figure, 'value' | 'unit'>): string {
  if (one.value === null || one.value === undefined) return MISSING
  if (one.unit === '%') return `${one.value}%`
  return asCount(one.value)
}
export const unitOf = (one: Pick<Figure, 'unit'>) => (one.unit === '%' ? '' : one.unit)

/** Sections come from the county's own table of figures, in Chinese; these are the shipped ones. */
const SECTIONS_EN: Record<string, string> = {
  隐患排查治理: 'Hazards', 挂牌督办: 'Listed supervision', 专项行动: 'Campaigns', 安委会工作: 'Committees', 执法检查: 'Inspection and enforcement', 危化品联合执法: 'Joint enforcement on hazardous chemicals',
  教育培训: 'Training', 社会宣传: 'Outreach', 举报奖励: 'Tips and rewards', 风险管控: 'Risk control', 事故: 'Accidents',
}
export const sectionName = (section: string, language: string) => (language === 'en' ? (SECTIONS_EN[section] ?? section) : section)
