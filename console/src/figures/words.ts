/** A figure's number as people read it. */
import type { Figure } from '../api/figures'
import { asCount, MISSING } from '../format'

export function asFigure(one: Pick<Figure, 'value' | 'unit'>): string {
  if (one.value === null || one.value === undefined) return MISSING
  if (one.unit === '%') return `${one.value}%`
  return asCount(one.value)
}
export const unitOf = (one: Pick<Figure, 'unit'>) => (one.unit === '%' ? '' : one.unit)
