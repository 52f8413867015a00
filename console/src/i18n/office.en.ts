/** Words of the administrator's pages, in English. */
import type { officeZh } from './office.zh-CN'

export const officeEn: typeof officeZh = {
  importing: {
    boundaries: 'Official boundaries',
    title: 'Import', lead: 'Enterprises and points from Excel or CSV. Every row is checked and every mistake named.', table: 'What to import', of: { enterprises: 'Enterprises', points: 'Points' }, step1: 'Template', step2: 'File', step3: 'Result',
    hint: { enterprises: 'Columns with * are required. Credit codes are checked. Known codes are updated.', points: 'Enterprise and gateway must be registered. Known points (gateway + address) are updated. The import is published and alarms at once.' },
    template: 'Download template', export: 'Export present data', pick: 'Choose or drop a file', limits: '.xlsx or .csv, up to 20 MB and 5000 rows', checking: 'Checking', importing: 'Importing', unreadable: 'The file cannot be read. Close other programs that use it and try again.',
    rows: 'Rows', ok: 'Good', bad: 'With errors', created: 'New', updated: 'Updated', done: 'Imported: {created} new, {updated} updated.', published: 'The new configuration is about to be published.', all: 'Import all {n} rows', some: 'Import only the {n} good rows', download: 'Download report', fix: 'Correct the file and choose it again. Rows with errors were not written.',
    problems: 'Remarks', col: { row: 'Row', column: 'Column', grade: 'Kind', message: 'Remark' }, error: 'Error', warning: 'Note', reportName: 'report', more: 'Only the first {n} are shown; the report has all.',
  },
  channels: {
    title: 'Notice channels', lead: 'How people are told, in this order; when one channel fails the next takes over.', add: 'Add channel', edit: 'Edit', test: 'Test', send: 'Send a test message', to: 'Number or address', kind: 'Kind', name: 'Code name (a-z, 0-9)', label: 'Name', rank: 'Order (lowest first)', perMinute: 'Most per minute', receipt: 'Receipt within (s, 0 = none)', enabled: 'In use', forPublic: 'For texts to the public only: carries no alarms', isForPublic: 'public only', keepSecret: 'set; leave empty to keep', up: 'well', off: 'switched off', down: 'down since {at}', lastSent: 'last sent {at}', empty: 'No channel has been set up.', emptyHint: 'Until then people see notices in the console only.',
  },
}
