import type { ImportReport } from './api/types'

export interface ReportLine {
  row: number
  column: string
  message: string
  isError: boolean
}

/** Nothing keeps the whole file out; remarks do not. */
export const isWhole = (report: ImportReport): boolean => report.error_count === 0

/** A cell that no spreadsheet runs as a formula and that may hold commas, quotes and line ends. */
function cell(value: string | number): string {
  const text = String(value)
  const safe = /^[\s]*[=+\-@＝＋－＠]/.test(text) && typeof value === 'string' ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The report as a CSV that Excel reads in Chinese: a mark, then one line per remark. */
export function reportCsv(headings: string[], lines: ReportLine[], words: { error: string; warning: string }): string {
  const rows = lines.map((l) => [l.row, l.column, l.isError ? words.error : words.warning, l.message])
  return '\ufeff' + [headings, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

/** Hand a text to the browser as a file. */
export function saveAs(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
