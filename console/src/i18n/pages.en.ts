/** Words that neither the map nor the frame around every page needs, in English. */
import { accountEn } from './account.en'
import { dutyEn } from './duty.en'
import { encryptionEn } from './encryption'
import { learningEn } from './learning.en'
import { screenEn, systemEn } from './system.en'
import { talkEn } from './talk'
import type { pagesZh } from './pages.zh-CN'

export const pagesEn: typeof pagesZh = {
  account: accountEn,
  duty: dutyEn,
  learning: learningEn,
  screen: screenEn,
  system: systemEn,
  enterprises: {
    title: 'Sites', search: 'Name, credit code', anyTown: 'All towns', anyRisk: 'All risk levels', col: { name: 'Enterprise', sector: 'Sector', town: 'Town', risk: 'Risk level', alarms: 'Open alarms', incidents: 'Open orders' }, empty: 'No enterprise matches.', emptyHint: 'Change the filter, or let the administrator import the list.',
  },
  spoken: { title: 'Loudspeakers', speak: 'Speak', empty: 'Nothing was said.', itself: 'the platform', drill: 'drill', counts: 'played {played} · not played {failed} · waiting {waiting}' },
  file: {
    risk: 'Why this risk colour', measures: 'Controls', assessedBy: 'assessed by {name}', confirmedBy: 'confirmed by {name}', reviewOn: 'review on {day}', noAssessment: 'Never assessed: the colour is the one it was registered with.', noRecords: 'No register holds a record of it.', timeline: 'Timeline', nothing: 'Nothing yet.', older: 'Older', day: 'Last 24 h',
    kind: { alarm: 'Alarm', incident_opened: 'Order opened', incident_closed: 'Order closed', risk: 'Risk colour' },
  },
  enterprise: {
    uscc: 'Credit code', sector: 'Sector', address: 'Address', contacts: 'Contacts', points: 'Points', gateways: 'Gateways', cameras: 'Cameras', hazards: 'Hazard sources', equipment: 'Key equipment', openAlarms: 'Open alarms', openIncidents: 'Open orders', online: 'Online', offline: 'Offline', unknown: 'Unknown', lastSeen: 'last seen {at}', noPoints: 'No points registered.', noCameras: 'No cameras.', noGateways: 'No gateways.', noHazards: 'No hazard sources.', noEquipment: 'No key equipment.', noContacts: 'No contacts.', noPhone: 'no telephone on record', noAlarms: 'No open alarms.', noIncidents: 'No open orders.', gatewaysOnline: '{on} of {all} online',
    col: { point: 'Point', kind: 'Kind', value: 'Value', limit: 'Limits', state: 'State', updated: 'Updated', trend: 'Trend' }, showTrend: 'Show trend', hideTrend: 'Hide trend', inOrder: 'In order', inAlarm: 'Alarm', points_all: 'All', points_bad: 'Abnormal', count: '{n}', workshops: 'Workshops',
  },
  groupRule: {
    title: 'Rules over several points', add: 'Add a rule', change: 'Change', withdraw: 'Withdraw', bringBack: 'Bring back', none: 'No rule over several points.', notJudged: 'Not in force: ', isWithdrawn: 'Withdrawn: {why}', withdrawAsk: 'It will raise no more alarms. The limits of its points stay in force.',
    saved: 'Rule “{name}” is drafted: try it, and a second person publishes it on the page Rules', withdrawn: 'The withdrawal of “{name}” is drafted; it takes effect when a second person publishes it', twoPoints: 'Choose two points or more', nameHint: 'e.g. two of three, machine room', pointsHint: 'Choose points in order', firstPoint: 'The alarm stands at the first point.', pointOff: 'Switched off', seconds: 's',
    form: { name: 'Name', rule: 'Rule', points: 'Points', label: 'Level', grade: 'Grade', on_delay_s: 'On-delay (s)', off_delay_s: 'Off-delay (s)', settings: 'Settings' },
    setting: { needed: 'Points needed', set_point: 'Set point', direction: 'Direction', deadband: 'Deadband', bad_points: 'When a point is bad', stale_after_s: 'Silent counts as bad after', degraded_after_s: 'Tell of bad points after', degraded_grade: 'Grade of that notice', allowed: 'Allowed difference' },
    option: { direction_1: 'Alarm above', direction_minus1: 'Alarm below', bad_points_lower_k: 'Each bad point lowers the number needed', bad_points_keep_k: 'The number needed stays' },
  },
  gateway: { test: 'Send test message', config: 'Send point configuration', text: 'Test message of the platform', taken: 'Gateway {code} took it', notTaken: 'Gateway {code} did not take it: not connected or not subscribed', add: 'Add a gateway', renewOf: 'Gateway that needs a new secret', renewHint: 'The old secret stops working at once: the device must be given the new one.', once: 'Secret of gateway {code} (shown this once, enter it into the device now):', refused: '{at} turned {peer} away: {why}',
    refusal: { wrong_secret: 'the secret is wrong: check the password in the device, or make a new secret here.', token: 'the token is wrong: check the gateway’s secret, or make a new one here.', no_token: 'no token: add the header Authorization: Bearer SECRET.', password: 'the logger’s password (PW) is not the one registered.', too_many_failures: 'ten failures in a minute: it is let in again after a minute.', address: 'it comes from an address that this gateway may not have, or the address of a point cannot be understood.', forbidden_address: 'the device’s address is this machine or its link: name it in ANLAN_FIELD_HOSTS first.', exception_2: 'the device has no such register: check the address of the point.', node_not_readable: 'the server has no such node, or it may not be read: check the node id.', options: 'the options of this gateway cannot be used: correct them.', plain: 'this gateway takes only bodies encrypted by SM4.', foreign_topic: 'the code in the topic is not this gateway’s.', unrecognised_topic: 'no topic of the platform: it should be anlan/v1/CODE/telemetry.', subscription: 'it subscribed to a topic it may not have.', client_id_missing: 'it has no client id.', too_many_sessions: 'too many connections of one gateway.', packet_too_large: 'the message is too large: split it.', other_address: 'a device at another address uses this code.' } },
  silences: {
    title: 'Suppressed / shelved / out of service', lead: 'Judged and recorded as ever, but nobody is told for now. Each has a reason and an end.', now: 'In force or asked for', past: 'Over', empty: 'Nothing is shelved, suppressed or out of service.', emptyPast: 'Nothing is over yet.',
    counts: 'Alarms nobody is told of now: {shelved} shelved, {suppressed} suppressed, {out_of_service} out of service; {standing} of them stand',
    col: { way: 'Way', covers: 'Covers', reason: 'Reason', until: 'Until', who: 'Asked by', alarms: 'Alarms' }, from: 'from {at}', permit: 'permit {no}', ended: 'ended: {why}', driven: 'State point', approvedBy: 'approved by {name}',
    way: { shelve: 'Shelved', suppress: 'By design', out_of_service: 'Out of service' }, state: { proposed: 'waits for approval', approved: 'approved, not begun', in_force: 'in force', ended: 'over', refused: 'refused' },
  },
  decision: {
    title: 'Why people were told, or not', all: 'Show every stage', none: 'No decision is on record.', asked: 'Asked for a maintenance window',
    occasions: { raised: 'when it was raised', returned: 'when it called anew', late: 'when late data was judged', stale: 'when it had stood too long' },
    stages: { maintenance: 'Out of service', shelve: 'Shelved', by_design: 'By design', inhibit: 'Stronger alarm', group: 'Grouping', flood: 'Flood', repeat: 'Chattering', stale: 'Stale', late: 'Late data', notify: 'Notice' },
    outcomes: { passed: 'passed', silenced: 'nobody told', quiet: 'no news', grouped: 'grouped', waits: 'waits', told: 'told', nobody: 'nobody told' },
  },
  encryption: encryptionEn,
  talk: talkEn,
  consent: {
    title: 'Consent to electronic delivery', none: 'Not given yet. With it, documents are delivered to this account; it ends after some time and can be withdrawn at any moment.', state: { valid: 'Given; holds until {until}', ended: 'Ended on {until}: nothing is delivered to the account any more', withdrawn: 'Withdrawn {at}: nothing is delivered to the account any more' },
    source: { signed: 'signed on site', paper: 'on paper', account: 'in the account' }, give: 'Agree', renew: 'Renew', withdraw: 'Withdraw', given: 'Consent given.', withdrawn: 'Withdrawn; documents will come in another way.', withdrawAsk: 'No new documents will be delivered to this account. What was delivered before stays valid: please go on to receive it.', reason: 'Reason (optional)', list: 'Consents of the enterprises ({n})',
  },
  signing: {
    title: 'Signatures', state: { valid: 'Valid: as the record says', changed: 'Void: changed after signing', broken: 'Not to be trusted: tampered with' }, refused: 'Refused to sign', agrees: 'agrees to electronic delivery', read: 'What was signed', worth: 'Written by hand on a screen, fixed by hashes; no CA certificate. What it proves is weighed together with other evidence.',
    delivery: 'Delivery to the account', delivered: 'Delivered; the enterprise was told.', deliver: 'Deliver {title}', consent: 'Consent to electronic delivery', consentHint: 'Leave empty where a consent holds', consentOn: 'Confirmation signed on', received: 'Received by {name} at {at}', opened: 'Opened {at}, not yet received', unopened: 'Not opened yet', receivedNow: 'Receipt acknowledged.',
    lead: 'Documents delivered to an enterprise’s account, to be read and received here.', none: 'No documents delivered.', noneHint: 'When one is delivered it appears here and the enterprise is told.', filter: { waiting: 'Not received', received: 'Received', all: 'All' }, basis: 'On the basis of', open: 'Open document', openFirst: 'Open the document first', receive: 'Acknowledge receipt',
  },
  reports: {
    lead: 'Choose registers, alarms or work orders, filters, groups or time, and figures; see the result within your own area at once; keep, share, schedule and export it.', fresh: 'New report', untitled: 'Untitled report', mine: 'Mine', sharedTo: 'shared with {role}', by: 'shared by {name}', issues: 'Made on schedule',
    title: 'Title', period: 'Period', periods: { all: 'All time', today: 'Today', week: 'This week', month: 'This month', year: 'This year', last_week: 'Last week', last_month: 'Last month' }, share: 'Share with', nobody: 'Nobody', addPart: 'Add a part', save: 'Save', copy: 'Keep as mine', remove: 'Delete', removeAsk: 'Delete the report “{title}” with its schedule?',
    cadence: 'Make by itself', cadences: { none: 'Never', daily: 'Daily', weekly: 'Weekly', monthly: 'Monthly' }, take: 'Export', takeHint: 'Save it to export or schedule it.', format: { docx: 'Word', pdf: 'PDF', xlsx: 'Excel' },
    part: 'Part {n}', register: 'Source', heading: 'Heading', mode: 'Shows', modes: { groups: 'Figures by group', rows: 'Rows, numbers totalled', lines: 'Lines over time' }, step: 'A point every', steps: { day: 'day', week: 'week', month: 'month' }, dayColumn: 'Period by', groupBy: 'Group by', noGroup: 'No groups', sort: 'Order', newest: 'Newest first', removePart: 'Remove part', figures: 'Figures', columns: 'Columns', chart: 'Chart', filters: 'Filters',
    filterBy: 'Filter column {n}', filterValue: 'Filter value {n}', filterHint: 'such as 2026-06-01..2026-06-30', dropFilter: 'Drop filter {n}', addFilter: 'Add filter', cut: 'Only the first rows are shown; export Excel or narrow the filters for all.',
  },
  register: {
    filters: 'Filters',
    title: 'Registers', none: 'Your role has no registers to look at.', list: 'List', statistics: 'Figures', views: 'Show as', create: 'New', import: 'Import', export: 'Export', search: 'Number, title, text', record: 'Record', state: 'State', due: 'Due', overdue: 'Overdue',
    empty: 'No records match.', emptyHint: 'Change the filters, or add a record.', openCount: '{n} open', overdueCount: '{n} overdue', next: 'Next: {step}, due {at}', facts: 'Facts', photos: 'Photos', links: 'Linked records', documents: 'Documents', timeline: 'What happened', comment: 'Add a remark; everybody who sees the record reads it', edit: 'Edit', turnInto: 'Turn into: {name}',
    by: 'By', yes: 'yes', no: 'no', find: 'Type a name', choose: 'Choose', saveView: 'Save as view', viewName: 'Name of the view', shareWith: 'Share with', onlyMe: 'Only me', shared: 'shared', sharedBy: 'Shared by {name}', columns: 'Columns', ownColumns: 'Default columns', picked: '{n} ticked', pickPage: 'Tick all of this page', findOne: 'Find a register', clearPicked: 'Untick all', exportPicked: 'Export ticked', noBulk: 'Nothing can be done with all of these at once.', bulkDone: '{action}: done for {n}', forget: 'Delete view “{name}”', dropFilter: 'Drop filter {name}', template: 'Download the template', file: 'Choose a file', checked: '{total} rows, {good} in order.', rowError: 'Row {row}, {column}: {message}', importNow: 'Import {n} rows', imported: '{n} records imported',
  },
  unknown: {
    title: 'Unknown sources', lead: 'Devices and points that send data and are not registered. They raise no alarm until they are.', col: { source: 'Source', driver: 'Protocol', address: 'Address', last: 'Last value', count: 'Count', first: 'First seen', seen: 'Last seen' }, register: 'Register', dismiss: 'Dismiss', dismissAsk: 'This source will no longer be shown. Dismiss it?', empty: 'No unregistered source.', emptyHint: 'Data of a new device appears here first.', form: { enterprise_id: 'Enterprise', workshop_id: 'Workshop', kind: 'Kind', name: 'Point name', unit: 'Unit', scale: 'Scale', gateway: 'Gateway' }, registerTitle: 'Register point', registered: 'Registered: {name}', dismissed: 'Dismissed', scaleHint: 'reading × scale = real value', pickEnterprise: 'Type a name', wholeGateway: 'Gateway not registered', registerGateway: 'Register gateway', problem: { bad_json: 'no JSON: correct what the device sends', bad_shape: 'wrong form, it should be {sample}', unrecognised_topic: 'wrong topic, it should be anlan/v1/{code}/telemetry', other: 'cannot be read ({word}): correct the device' }, secret: 'Secret of gateway “{name}” (shown this once, note it now):',
  },
  mine: {
    lead: 'By which channels, and in which order, the platform tells you. Red and whatever is overdue or escalated ignore quiet hours, and one usable channel always stays on.', ways: 'Channels and order', noWays: 'No channel has been set up yet: notices stay in the console.', unreachable: 'no number, address or subscription', up: 'Move {name} up', down: 'Move {name} down',
    quiet: 'Quiet hours', from: 'from', to: 'to', quietHint: 'Sent all the same: red, work orders that are overdue or escalated, and work orders while you are on a shift. The rest waits until they end.', language: 'Language of notices', save: 'Save', contacts: 'Contacts', phone: 'Phone', email: 'E-mail', contactKind: 'Kind', newContact: 'New number or address', sendCode: 'Send code', code: 'Code', verify: 'Verify', verified: 'Verified; used from now on', isVerified: 'verified', notVerified: 'not verified', contactHint: 'A new contact is used once it is verified.',
    pushOn: 'This browser is pushed to.', pushOff: 'This browser is not pushed to.', pushNotSet: 'Web push has not been set up.', pushImpossible: 'This browser cannot be pushed to (HTTPS is needed).', turnPushOn: 'Turn on', turnPushOff: 'Turn off',
  },
}
