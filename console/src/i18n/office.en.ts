/** Words of the administrator's pages, in English. */
import { loudspeakersEn } from './loudspeakers'
import type { officeZh } from './office.zh-CN'

export const officeEn: typeof officeZh = {
  broadcasts: loudspeakersEn,
  importing: {
    boundaries: 'Official boundaries',
    title: 'Import', lead: 'Enterprises and points from Excel or CSV. Every row is checked and every mistake named.', table: 'What to import', of: { enterprises: 'Enterprises', points: 'Points' }, step1: 'Template', step2: 'File', step3: 'Result',
    hint: { enterprises: 'Columns with * are required. Credit codes are checked. Known codes are updated.', points: 'Enterprise and gateway must be registered. Known points (gateway + address) are updated. The import is published and alarms at once.' },
    template: 'Download template', export: 'Export present data', pick: 'Choose or drop a file', limits: '.xlsx or .csv, up to 20 MB and 5000 rows', checking: 'Checking', importing: 'Importing', unreadable: 'The file cannot be read. Close other programs that use it and try again.',
    rows: 'Rows', ok: 'Good', bad: 'With errors', created: 'New', updated: 'Updated', done: 'Imported: {created} new, {updated} updated.', published: 'The new configuration is about to be published.', all: 'Import all {n} rows', some: 'Import only the {n} good rows', download: 'Download report', fix: 'Correct the file and choose it again. Rows with errors were not written.',
    problems: 'Remarks', col: { row: 'Row', column: 'Column', grade: 'Kind', message: 'Remark' }, error: 'Error', warning: 'Note', reportName: 'report', more: 'Only the first {n} are shown; the report has all.',
  },
  reporting: {
    title: 'Reporting to platforms above', lead: 'Facts of the chosen kinds go to the city, province or ministry: each once, in the order they happened, again until taken. No names, telephone numbers or long texts; tips never.',
    add: 'Add platform', name: 'Name', url: 'Address', signing: 'Signed by', signingHint: 'The platform signs with its SM2 key and the receiver checks with the public one (anlan keys public); no shared secret.', secret: 'Signing secret (16 characters or more)', keepSecret: 'set; leave empty to keep', enabled: 'In use', kinds: 'What is reported', noKinds: 'nothing chosen: nothing is reported', since: 'A kind that is added is reported from when it is saved; nothing of before.',
    edit: 'Edit', test: 'Test', tested: 'Put into the ledger; the answer comes there', up: 'well', off: 'switched off', down: 'down since {at}', lastSent: 'last reported {at}', counts: '{waiting} waiting · {sent} reported · {refused} refused', oldest: 'oldest waits since {at}', empty: 'No platform has been set up.', emptyHint: 'Until then nothing leaves this platform.',
    ledger: 'Ledger', noLedger: 'Nothing of that kind.', all: 'All', state: { waiting: 'Waiting', sent: 'Reported', refused: 'Refused' }, of: '{platform} · {kind} · {event}', kindTest: 'Test', attempts: '{n} attempts', next: 'next {at}', answer: 'Answer', noAnswer: 'no answer', resend: 'Send again', reason: 'Reason (goes into the audit trail)', body: 'Body', bodyHint: 'Signed and repeated word by word.', at: 'happened {at}', sentAt: 'reported {at}',
    catalogue: 'Catalogue: what is reported', catalogueHint: 'Bodies are JSON ({schema}); the fields of each kind:', fields: 'Fields', code: 'Code', kind: 'Type',
  },
  channels: {
    title: 'Notice channels', lead: 'How people are told, in this order; when one channel fails the next takes over.', add: 'Add channel', edit: 'Edit', test: 'Test', send: 'Send a test message', to: 'Number or address', kind: 'Kind', name: 'Code name (a-z, 0-9)', label: 'Name', rank: 'Order (lowest first)', perMinute: 'Most per minute', receipt: 'Receipt within (s, 0 = none)', enabled: 'In use', forPublic: 'For texts to the public only: carries no alarms', isForPublic: 'public only', keepSecret: 'set; leave empty to keep', up: 'well', off: 'switched off', down: 'down since {at}', lastSent: 'last sent {at}', empty: 'No channel has been set up.', emptyHint: 'Until then people see notices in the console only.',
  },
}
