import { accountEn } from './account.en'
import { dutyEn } from './duty.en'
import { learningEn } from './learning.en'
import { atlasEn } from './atlas.en'
import { bellEn, findEn, quickEn, screenEn, systemEn } from './shell.en'
import type { Messages } from './zh-CN'

export const en: Messages = {
  app: { name: 'Anlan', full: 'Anlan work-safety platform', skip: 'Skip to content' },
  nav: { label: 'Main', map: 'Map', alarms: 'Alarms', incidents: 'Orders', enterprises: 'Sites', registers: 'Registers', cameras: 'Cameras', unknown: 'Unknown', import: 'Import', channels: 'Channels', trends: 'Trends', openTrends: 'Trends', leader: 'Leader', figures: 'Figures', indices: 'Indices', bulletins: 'Bulletins', rules: 'Rules', setup: 'Set-up' },
  top: {
    admin: 'Administration',
    search: 'Search alarms, sites', searchHint: 'Search alarms, sites ( / )',
    counts: 'Open alarms', clock: 'Beijing time', user: 'User menu', signOut: 'Sign out', theme: 'Appearance',
    themeLight: 'Light', themeDark: 'Dark', themeAuto: 'System', language: 'Language', keys: 'Single-key shortcuts',
    keysOn: 'On', keysOff: 'Off', help: 'Keyboard help', role: 'Role',
  },
  link: {
    connecting: 'Connecting', live: 'Live', stale: 'Delayed', lost: 'Disconnected, reconnecting',
    age: 'updated {age} ago', offline: 'No network; will reconnect by itself', lostBanner: 'The connection to the server is lost and being restored. This page shows the state of {at}: do not judge the site by it.',
    staleBanner: 'Nothing received for {age}: this page may not show the present state.',
  },
  health: {
    title: 'System trouble', notices: 'Notices', silent: '{process} silent for {s} s', absent: '{process} has not started', ill: '{process}: {reason}', bus: 'The message bus does not answer',
    process: { gateway: 'Gateway', alarms: 'Alarm engine', history: 'History', worker: 'Worker', web: 'Web', cameras: 'Cameras', nats: 'Message bus' },
  },
  sound: {
    ask: 'Alarm sound is off for this shift.', enable: 'Turn sound on', on: 'Sound on', off: 'Sound off', muted: 'Muted {left}', mute: 'Mute 10 min',
    test: 'Test sound', turnOff: 'Turn sound off', alarm: 'Red alarm not acknowledged', notifyTitle: 'Red alarm',
  },
  grade: { red: 'Red', orange: 'Orange', yellow: 'Yellow', blue: 'Blue', colour: '{name}', none: 'Ungraded' },
  risk: { red: 'Major risk', orange: 'High risk', yellow: 'Medium risk', blue: 'Low risk', none: 'Not rated', title: 'Risk level' },
  state: {
    unacked: 'Unacked', acked: 'Acked', rtn_unacked: 'Returned, unacked', latched: 'Latched', normal: 'Returned', shelved: 'Shelved', suppressed: 'Suppressed', out_of_service: 'Out of service',
    handling: 'In hand', gone: 'Cleared',
  },
  common: {
    loading: 'Loading', retry: 'Retry', cancel: 'Cancel', confirm: 'OK', submit: 'Submit', close: 'Close', back: 'Back', all: 'All', more: 'More',
    none: 'None', unknown: 'Unknown', page: 'Page {page} of {pages}, {total} in all', prev: 'Previous', next: 'Next', required: 'required', optional: 'optional',
    total: '{n} in all', copy: 'Copy', copied: 'Copied', ago: '{age} ago', days: '{d} d {h} h', seconds: '{n} s', minutes: '{n} min', hours: '{n} h',
    person: '{n} people', source: 'Source', at: 'Time', saved: 'Saved',
  },
  error: {
    title: 'Could not load', noPermission: 'No permission', noRecord: 'No such record', unreachable: 'The server cannot be reached. Check the network and retry.', server: 'The server failed. Retry later; if it goes on, tell the system administrator.',
    forbidden: 'Your role may not see this. The system administrator can grant access.', notFound: 'No such record: it may be deleted or outside your area.',
    request: 'Request {id}', offline: 'No network: the data shown is from before.', action: 'Not done',
  },
  signIn: {
    title: 'Sign in', lead: 'Work-safety monitoring, warning and closed-loop handling', username: 'User name', password: 'Password', submit: 'Sign in', busy: 'Signing in', wrong: 'User name or password is not right.',
    empty: 'Enter user name and password.', note: 'Authorised persons only. Every action is recorded.', show: 'Show password', hide: 'Hide password', caps: 'Caps Lock is on',
    second: 'Second step', secondLead: 'Show your second factor.', code: 'Code from the authenticator app, or a recovery code', verify: 'Verify', passkey: 'Sign in with a passkey', usePasskey: 'Use a passkey', again: 'Start again', or: 'or', sso: 'Sign in with {name}',
    ssoFailed: 'The single sign-on did not complete. Try again, or sign in here.', ssoUnknown: 'This identity is not linked to a user here. Ask the system administrator.',
  },
  account: accountEn,
  duty: dutyEn,
  learning: learningEn,
  atlas: atlasEn,
  bell: bellEn,
  find: findEn,
  quick: quickEn,
  screen: screenEn,
  system: systemEn,
  alarms: {
    title: 'Alarms', views: 'Alarm views', open: 'Open', unacked: 'Unacknowledged', handling: 'In hand', shelved: 'Shelved', all: 'All',
    col: { grade: 'Grade', title: 'Alarm', where: 'Site and place', value: 'Value', limit: 'Limit', age: 'Age', raised: 'Raised', state: 'State', who: 'Assignee', order: 'Order' },
    select: 'Select', selectAll: 'Select this page', selected: '{n} selected', ackSelected: 'Acknowledge', clear: 'Clear selection',
    anyGrade: 'All grades', enterpriseOnly: 'Only: {name}', clearFilter: 'Clear filter', late: 'Late data', unassigned: 'Not dispatched',
    emptyOpen: 'No open alarms.', emptyOpenHint: 'New alarms appear here by themselves.',
    emptyUnacked: 'Every alarm is acknowledged.', emptyHandling: 'No alarm is in hand.', emptyShelved: 'Nothing is shelved, suppressed or out of service.', emptyAll: 'No alarm matches.',
    emptyFiltered: 'No alarm matches the filter.', keys: 'J/K move · Enter open · X select · A acknowledge', ackDone: '{n} acknowledged', ackOne: 'Acknowledge alarm', ackMany: 'Acknowledge {n} alarms',
    nothingToAck: 'Nothing selected needs acknowledging.', newSince: 'New alarm',
  },
  evidence: { title: 'Evidence', blurred: 'Heads are blurred', none: 'No pictures. They come about 15 s after the alarm; a camera that was blind has none.', verdict: 'Was the camera right?', true: 'True', false: 'False alarm', unclear: 'Unclear' },
  alarm: {
    value: 'Value now', atRaise: 'At alarm', peak: 'Peak', limit: 'Limit', raised: 'Raised', cleared: 'Returned', acked: 'Acknowledged', ackedBy: 'acknowledged by {name} at {at}', active: 'Still over the limit', returned: 'Back to normal',
    dueIn: 'Time to limit', overdue: 'Over the time limit', elapsed: 'Age', noDue: 'Not dispatched: no time limit yet',
    trend: 'Trend', measures: 'What to do', timeline: 'Log', neighbours: 'Points at the same place', basis: 'Basis', rule: 'Rule', label: 'Level', config: 'Configuration', address: 'Point address', place: 'Place', kind: 'Kind',
    w15: '15 min', w60: '1 h', w480: '8 h', w1440: '24 h', window: 'Window', raiseMark: 'Alarm', goIncident: 'Order {no}', noIncident: 'No work order yet', shelvedUntil: 'Shelved until {at}', suppressed: 'Suppressed: {why}',
    late: 'Raised from late data: the time shown is the time at the site.', noNeighbours: 'No other point at this place.', noMeasures: 'No preset measures for this kind: follow the site’s emergency plan.', avoid: 'Do not', noTimeline: 'Nothing logged yet.',
    actions: 'Actions', advisory: 'Advisory only. It replaces neither interlocks nor the emergency plan.', overLimit: '{p}% over the limit', compare: 'Show points at the same place', enterprise: 'Site', chart: '{name}, last {window}, newest value {value}',
    noData: 'No data in this window.', min: 'Min', max: 'Max', latest: 'Latest', high: 'High', low: 'Low',
    rules: { limit: 'Limit', rate_of_change: 'Rate of change', stuck: 'Stuck value', offline: 'Offline', fault: 'Equipment fault', voting: 'Voting', deviation: 'Deviation' },
  },
  quality: {
    good: 'Good', uncertain: 'Uncertain', manual: 'Set by hand', over_range: 'Over range', bad: 'Invalid', maintenance: 'Maintenance', calibrating: 'Calibrating', fault: 'Equipment fault', stopped: 'Stopped', implausible: 'Implausible', clock: 'Wrong time', lost: 'Signal lost', unknown: 'No data', stale: 'not updated for {age}',
  },
  incidents: {
    title: 'Work orders', board: 'Board', list: 'List', filter: 'Filter', open: 'Open', overdue: 'Overdue', mine: 'Mine', all: 'All', col: { open: 'To dispatch', dispatched: 'To accept', handling: 'In hand', feedback: 'To verify', closed: 'Closed' },
    left: '{t} left', over: '{t} over', noClock: 'No limit', empty: 'None', emptyOf: { all: 'No work orders yet.', open: 'No open work orders.', overdue: 'No overdue work orders.', mine: 'No work orders wait for you.' }, emptyFound: 'No work order matches.', emptyHint: 'An alarm opens one and sends it to the enterprise.', unassigned: 'Not dispatched', level: 'Escalated ×{n}', closedAt: 'Closed {at}', search: 'Order number, site', state: { open: 'To dispatch', dispatched: 'To accept', accepted: 'Accepted', handling: 'In hand', feedback: 'To verify', closed: 'Closed', false_alarm: 'False alarm', merged: 'Merged' }, next: { open: 'dispatch', dispatched: 'accept', accepted: 'handle and report', handling: 'handle and report', feedback: 'verify', closed: '—', false_alarm: '—', merged: '—' },
  },
  incident: {
    loop: 'Closed loop', who: 'Who', by: 'By', done: 'Done', pending: '—', alarms: 'Alarms', photos: 'Photos', upload: 'Add photos', uploading: 'Uploading', uploadFailed: 'Upload failed: {why}', caption: 'Caption', noPhotos: 'No photos yet.', photoRule: 'Photos are rebuilt from pixels, hidden data is removed, and a checksum is kept.',
    measures: 'What to do', measuresHint: 'Tick what has been done; it is sent with the feedback.', timeline: 'Log', addNote: 'Add note', noteHint: 'What was seen, who was reached …', steps: { raised: 'Alarm', dispatch: 'Dispatch', accept: 'Accept', handle: 'Handle', feedback: 'Feedback', verify: 'Verify', close: 'Close' },
    system: 'System', clockLeft: 'Time left: {step}', clockOver: 'Overdue: {step}', falseAlarm: 'False alarm', dueBy: 'by {at}', opened: 'Opened', people: 'Handled by {handler} · verified by {verifier}', secondPerson: 'A second person must verify.', sha: 'Checksum', remove: 'Remove', pick: 'Choose pictures', preview: 'Preview', doneCount: '{n} of {total} done', notFor: 'Nothing to do here now.', onlyPeople: 'People only', showAll: 'Show all {n}', photoNote: '{n} photos added',
  },
  action: {
    confirm: 'Confirm action', reset: 'Reset', out_of_service: 'Take out of service', approve: 'Approve', refuse: 'Refuse', end: 'End early', withdraw: 'Withdraw', outOfServiceWarn: 'Alarms are still judged and recorded, but nobody is told. A point that can turn red needs a second person, for at most 8 hours. Disabling monitoring is an offence.',
    acknowledge: 'Acknowledge', shelve: 'Shelve', unshelve: 'Unshelve', false_alarm: 'False alarm', dispatch: 'Dispatch', accept: 'Accept', feedback: 'Feedback', verify: 'Verify', send_back: 'Send back', note: 'Add note', start: 'Start', handle: 'Start', arrive: 'Arrived', report: 'Report', support: 'Ask for support', take_over: 'Take over', merge: 'Merge', split: 'Split', convert: 'Convert', reopen: 'Reopen',
    fields: { comment: 'Comment', reason: 'Reason', to_user_id: 'Assign to', permit_no: 'Permit no.', minutes: 'For', measures_done: 'Measures done', attachment_ids: 'Photos', to_user_ids: 'Ask', into_id: 'Merge into', alarm_ids: 'Alarms to split off', convert_to: 'Convert to' },
    reasonHint: 'Goes into the audit trail', minutesUnit: 'min', choosePerson: 'Choose a person', onDuty: 'on duty', noPeople: 'Nobody can be assigned: ask the system administrator to add people.', done: '{action}: done', missing: 'Fill in: {field}', shelveWarn: 'No reminders while shelved; it returns by itself. Shelving does not replace handling.', noEvidence: 'This order has no photo: say why.', falseWarn: 'The order will be closed. Write how this was checked.',
  },
  enterprises: {
    title: 'Sites', search: 'Name, credit code', anyTown: 'All towns', anyRisk: 'All risk levels', col: { name: 'Enterprise', sector: 'Sector', town: 'Town', risk: 'Risk level', alarms: 'Open alarms', incidents: 'Open orders' }, empty: 'No enterprise matches.', emptyHint: 'Change the filter, or let the administrator import the list.',
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
  gateway: { test: 'Send test message', config: 'Send point configuration', text: 'Test message of the platform', taken: 'Gateway {code} took it', notTaken: 'Gateway {code} did not take it: not connected or not subscribed' },
  map: {
    label: 'Map', queue: 'Open alarms', legendAlarm: 'Alarm grade', legendRisk: 'Enterprise risk', note: 'Town lines are a sketch, not boundaries', credit: '行政区划 © 天地图 GS(2024)0650号', water: 'Water © OpenStreetMap contributors (ODbL)', layers: 'Legend', failed: 'The map cannot be drawn (no WebGL). Use the list.', alarmsHere: '{n} open alarms', none: 'No open alarms', openEnterprise: 'Open site', openAlarm: 'Open alarm', fit: 'Whole county', zoomIn: 'Zoom in', zoomOut: 'Zoom out', noPlace: '{n} alarms have no coordinates and are only in the list', summary: 'Map: {e} enterprises, {a} with open alarms. The list beside it has the same content.',
  },
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
  register: {
    title: 'Registers', none: 'Your role has no registers to look at.', list: 'List', statistics: 'Figures', views: 'Show as', create: 'New', import: 'Import', export: 'Export', search: 'Number, title, text', record: 'Record', state: 'State', due: 'Due', overdue: 'Overdue',
    empty: 'No records match.', emptyHint: 'Change the filters, or add a record.', openCount: '{n} open', overdueCount: '{n} overdue', next: 'Next: {step}, due {at}', facts: 'Facts', photos: 'Photos', links: 'Linked records', documents: 'Documents', timeline: 'What happened', comment: 'Add a remark; everybody who sees the record reads it', edit: 'Edit', turnInto: 'Turn into: {name}',
    by: 'By', yes: 'yes', no: 'no', find: 'Type a name', choose: 'Choose', saveView: 'Save as view', viewName: 'Name of the view', forget: 'Delete view “{name}”', dropFilter: 'Drop filter {name}', template: 'Download the template', file: 'Choose a file', checked: '{total} rows, {good} in order.', rowError: 'Row {row}, {column}: {message}', importNow: 'Import {n} rows', imported: '{n} records imported',
  },
  unknown: {
    title: 'Unknown sources', lead: 'Devices and points that send data and are not registered. They raise no alarm until they are.', col: { source: 'Source', driver: 'Protocol', address: 'Address', last: 'Last value', count: 'Count', first: 'First seen', seen: 'Last seen' }, register: 'Register', dismiss: 'Dismiss', dismissAsk: 'This source will no longer be shown. Dismiss it?', empty: 'No unregistered source.', emptyHint: 'Data of a new device appears here first.', form: { enterprise_id: 'Enterprise', workshop_id: 'Workshop', kind: 'Kind', name: 'Point name', unit: 'Unit', scale: 'Scale', gateway: 'Gateway' }, registerTitle: 'Register point', registered: 'Registered: {name}', dismissed: 'Dismissed', scaleHint: 'reading × scale = real value', pickEnterprise: 'Type a name', wholeGateway: 'Gateway not registered', secret: 'Secret of gateway “{name}” (shown this once, note it now):',
  },
  told: {
    title: 'Who was told', empty: 'Nobody has been told yet.', readAt: 'read here at {at}', notRead: 'not read here yet', consoleOnly: 'in the console only', repeat: 'sent again', attempts: '{n} attempts',
    state: { standby: 'in reserve', queued: 'waiting', sending: 'sending', sent: 'sent', delivered: 'delivered', read: 'read', failed: 'failed', stopped: 'stopped' },
    reason: { dispatched: 'dispatched', escalated: 'escalated', graded: 'grade rose', informed: 'informed', to_verify: 'to verify', sent_back: 'sent back', overdue: 'overdue', support: 'support', handover: 'hand-over', reopened: 'reopened', taken_over: 'taken over', reported: 'report', support_answered: 'answer to support', joined: 'more alarms', new_kind: 'new red alarm' },
  },
  mine: {
    title: 'My notices', lead: 'By which channels, and in which order, the platform tells you. Red ignores quiet hours, and one usable channel always stays on.', ways: 'Channels and order', noWays: 'No channel has been set up yet: notices stay in the console.', unreachable: 'no number, address or subscription', up: 'Move {name} up', down: 'Move {name} down',
    quiet: 'Quiet hours', from: 'from', to: 'to', quietHint: 'Only red is sent then; the rest waits until they end.', language: 'Language of notices', save: 'Save', contacts: 'Contacts', phone: 'Phone', email: 'E-mail', contactKind: 'Kind', newContact: 'New number or address', sendCode: 'Send code', code: 'Code', verify: 'Verify', verified: 'Verified; used from now on', isVerified: 'verified', notVerified: 'not verified', contactHint: 'A new contact is used once it is verified.',
    push: 'Push to this browser', pushOn: 'This browser is pushed to.', pushOff: 'This browser is not pushed to.', pushNotSet: 'Web push has not been set up.', pushImpossible: 'This browser cannot be pushed to (HTTPS is needed).', pushDenied: 'The browser does not allow notifications: allow them in its settings.', turnPushOn: 'Turn on', turnPushOff: 'Turn off',
  },
  keys: {
    title: 'Keyboard', search: 'Search', nextPrev: 'Next / previous', open: 'Open', select: 'Select', ack: 'Acknowledge', map: 'Map', mute: 'Mute 10 min', help: 'This help', off: 'Single keys can be turned off in the user menu; they are ignored while typing.',
  },
  notFound: { title: 'No such page', text: 'The address may be wrong. Use the navigation.', home: 'Back to alarms' },
  time: { justNow: 'just now' },
}
