/** Tables brought in from a spreadsheet. */

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
