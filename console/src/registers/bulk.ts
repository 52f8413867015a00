/** Which steps many records can take together. */
import type { BulkStep, Row } from './api'

/** Steps for several at once that the state of every one of these records allows; what else stands against it, the server says. */
export function stepsForMany(steps: BulkStep[], rows: Pick<Row, 'state'>[]): BulkStep[] {
  const states = new Set(rows.map((row) => row.state))
  return rows.length ? steps.filter((step) => step.in_bulk && [...states].every((state) => step.states.includes(state))) : []
}
