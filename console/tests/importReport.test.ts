import { expect, test } from 'vitest'

import { isWhole, reportCsv } from '../src/importReport'

const report = { rows: 2, ok: 2, created: 0, updated: 0, is_applied: false, errors: [], warnings: [], error_count: 0, warning_count: 1 }

test('remarks keep nobody out, errors do', () => {
  expect(isWhole(report)).toBe(true)
  expect(isWhole({ ...report, error_count: 1 })).toBe(false)
})

test('the report opens in a spreadsheet: marked as UTF-8, quoted, and never run as a formula', () => {
  const lines = [
    { row: 3, column: '企业名称', message: '必填，"名称"', isError: true },
    { row: 4, column: '=1+1', message: '可疑', isError: false },
  ]
  expect(reportCsv(['行', '列', '性质', '问题'], lines, { error: '错误', warning: '提示' })).toBe(
    '\ufeff行,列,性质,问题\r\n3,企业名称,错误,"必填，""名称"""\r\n4,\'=1+1,提示,可疑\r\n'.replace('必填，""', '必填，""'),
  )
})
