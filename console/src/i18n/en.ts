import { atlasEn } from './atlas.en'
import { bellEn, findEn, quickEn } from './shell.en'
import type { Messages } from './zh-CN'

export const en: Messages = {
  app: { name: 'Anlan', full: 'Anlan work-safety platform', skip: 'Skip to content' },
  nav: { label: 'Main', more: 'More', groups: { watch: 'Watch', data: 'Data', duties: 'Duties', figures: 'Figures', shifts: 'Shifts', system: 'System' }, calendar: 'Calendar', map: 'Map', alarms: 'Alarms', incidents: 'Orders', enterprises: 'Sites', registers: 'Registers', cameras: 'Cameras', unknown: 'Unknown', import: 'Import', channels: 'Channels', broadcasts: 'Speakers', reporting: 'Reporting', arrivals: 'Data arrival', merges: 'Merges', trends: 'Trends', openTrends: 'Trends', leader: 'Leader', figures: 'Figures', indices: 'Indices', bulletins: 'Bulletins', deliveries: 'Deliveries', reports: 'Reports', rules: 'Rules', setup: 'Set-up' },
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
    unanswered: 'Some of this could not be read and may be old; trying again.', staleBanner: 'Nothing received for {age}: this page may not show the present state.',
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
  common: { colon: ': ',
    loading: 'Loading', retry: 'Retry', cancel: 'Cancel', confirm: 'OK', submit: 'Submit', close: 'Close', back: 'Back', all: 'All', more: 'More',
    none: 'None', unknown: 'Unknown', page: 'Page {page} of {pages}, {total} in all', prev: 'Previous', next: 'Next', required: 'required', optional: 'optional',
    total: '{n} in all', copy: 'Copy', copied: 'Copied', ago: '{age} ago', days: '{d} d {h} h', seconds: '{n} s', minutes: '{n} min', hours: '{n} h',
    person: '{n} people', source: 'Source', at: 'Time', saved: 'Saved',
  },
  error: {
    title: 'Could not load', noPermission: 'No permission', noRecord: 'No such record', unreachable: 'The server cannot be reached. Check the network and retry.', server: 'The server failed. Retry later; if it goes on, tell the system administrator.',
    forbidden: 'Your role may not see this. The system administrator can grant access.', notFound: 'No such record: it may be deleted or outside your area.',
    request: 'Request {id}', offline: 'No network: the data shown is from before.', action: 'Not done: {why}',
  },
  signIn: {
    title: 'Sign in', lead: 'Work-safety monitoring, warning and closed-loop handling', username: 'User name', password: 'Password', submit: 'Sign in', busy: 'Signing in', wrong: 'User name or password is not right.',
    empty: 'Enter user name and password.', note: 'Authorised persons only. Every action is recorded.', show: 'Show password', hide: 'Hide password', caps: 'Caps Lock is on',
    second: 'Second step', secondLead: 'Show your second factor.', code: 'Code from the authenticator app, or a recovery code', verify: 'Verify', passkey: 'Sign in with a passkey', usePasskey: 'Use a passkey', again: 'Start again', or: 'or', sso: 'Sign in with {name}',
    ssoFailed: 'The single sign-on did not complete. Try again, or sign in here.', ssoUnknown: 'This identity is not linked to a user here. Ask the system administrator.',
  },
  account: {
    title: 'My account',
    confirm: { title: 'Show again who you are', lead: 'This is a sensitive act. Enter your password, or use a code or a passkey.', password: 'Password', code: 'Authenticator code', either: 'Enter the password or a code.' },
  },
  duty: {
    rosters: 'Rosters', policies: 'Dispatch', noOther: 'This enterprise has no other open work order.',
    link: { hazard: 'Hazard', enforcement_lead: 'Enforcement lead', none: 'You may register neither hazards nor leads; ask the town officer or the duty officer.' },
  },
  learning: { nav: 'Learning' },
  atlas: atlasEn,
  bell: bellEn,
  find: findEn,
  quick: quickEn,
  screen: { title: 'Wall' },
  system: { title: 'Health' },
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
  evidence: { title: 'Evidence', blurred: 'Heads are blurred', original: 'Original', originalHint: 'Not blurred; your look is written down', none: 'No pictures. They come about 15 s after the alarm; a camera that was blind has none.', verdict: 'Was the camera right?', true: 'True', false: 'False alarm', unclear: 'Unclear' },
  alarm: {
    playBack: 'Before and after', value: 'Value now', atRaise: 'At alarm', peak: 'Peak', limit: 'Limit', raised: 'Raised', cleared: 'Returned', acked: 'Acknowledged', ackedBy: 'acknowledged by {name} at {at}', active: 'Still over the limit', standing: 'Not yet back to normal', wholeGateway: 'the whole gateway', returned: 'Back to normal',
    dueIn: 'Time to limit', overdue: 'Over the time limit', elapsed: 'Age', noDue: 'Not dispatched: no time limit yet',
    trend: 'Trend', measures: 'What to do', timeline: 'Log', neighbours: 'Points at the same place', basis: 'Basis', rule: 'Rule', label: 'Level', config: 'Configuration', address: 'Point address', place: 'Place', kind: 'Kind',
    w15: '15 min', w60: '1 h', w480: '8 h', w1440: '24 h', window: 'Window', raiseMark: 'Alarm', goIncident: 'Order {no}', noIncident: 'No work order yet', shelvedUntil: 'Shelved until {at}', suppressed: 'Suppressed: {why}',
    late: 'Raised from late data: the time shown is the time at the site.', noNeighbours: 'No other point at this place.', noMeasures: 'No preset measures for this kind: follow the site’s emergency plan.', avoid: 'Do not', noTimeline: 'Nothing logged yet.',
    actions: 'Actions', advisory: 'Advisory only. It replaces neither interlocks nor the emergency plan.', overLimit: '{p}% over the limit', compare: 'Show points at the same place', enterprise: 'Site', chart: '{name}, last {window}, newest value {value}',
    noData: 'No data in this window.', min: 'Min', max: 'Max', latest: 'Latest', high: 'High', low: 'Low',
    rules: { limit: 'Limit', rate_of_change: 'Rate of change', stuck: 'Stuck value', offline: 'Offline', fault: 'Equipment fault', voting: 'Voting', deviation: 'Deviation' },
  },
  stateWord: { camera_state_0: 'Sees well', camera_state_1: 'Too dark', camera_state_2: 'Overexposed', camera_state_3: 'Blurred or covered', camera_state_4: 'Frozen', camera_state_5: 'Moved', camera_state_6: 'No picture', fan_state_0: 'Stopped', fan_state_1: 'Running', airlock_state_0: 'Stopped', airlock_state_1: 'Running', device_alarm_0: 'Quiet', device_alarm_1: 'Alarm', test_signal_0: 'Quiet', test_signal_1: 'Alarm' },
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
    reasonHint: 'Goes into the audit trail', minutesUnit: 'min', choosePerson: 'Choose a person', onDuty: 'on duty', noPeople: 'Nobody can be assigned: ask the system administrator to add people.', done: '{action}: done', missing: 'Fill in: {field}', shelveWarn: 'Only this limit of this point is shelved: the others call as ever. It returns by itself. Shelving does not replace handling.', noEvidence: 'This order has no photo: say why.', falseWarn: 'The order will be closed. Write how this was checked.',
  },
  map: {
    label: 'Map', queue: 'Open alarms', legendAlarm: 'Alarm grade', legendRisk: 'Enterprise risk', note: 'Town lines are a sketch, not boundaries', credit: '行政区划 © 天地图 GS(2024)0650号', water: 'Water © OpenStreetMap contributors (ODbL)', layers: 'Legend', failed: 'The map cannot be drawn (no WebGL). Use the list.', alarmsHere: '{n} open alarms', none: 'No open alarms', openEnterprise: 'Open site', openAlarm: 'Open alarm', fit: 'Whole county', zoomIn: 'Zoom in', zoomOut: 'Zoom out', noPlace: '{n} alarms have no coordinates and are only in the list', summary: 'Map: {e} enterprises, {a} with open alarms. The list beside it has the same content.',
  },
  told: {
    title: 'Who was told', empty: 'Nobody has been told yet.', readAt: 'read here at {at}', notRead: 'not read here yet', consoleOnly: 'in the console only', unreached: 'Out of reach: {why}. Does not count as told; it stands in the console.', comma: ', ', lacks: { phone: 'no telephone number', push: 'push not turned on', email: 'no e-mail address', off: 'all channels switched off', failed: 'no channel could send it' }, repeat: 'sent again', attempts: '{n} attempts',
    state: { standby: 'in reserve', queued: 'waiting', sending: 'sending', sent: 'sent', delivered: 'delivered', read: 'read', failed: 'failed', stopped: 'stopped' },
    reason: { dispatched: 'dispatched', escalated: 'escalated', graded: 'grade rose', informed: 'informed', to_verify: 'to verify', sent_back: 'sent back', overdue: 'overdue', support: 'support', handover: 'hand-over', reopened: 'reopened', relieved: 'relieved', taken_over: 'taken over', reported: 'report', support_answered: 'answer to support', joined: 'more alarms', new_kind: 'new red alarm', set_aside: 'not recorded' },
  },
  mine: { title: 'My notices', push: 'Push to this browser', pushDenied: 'The browser does not allow notifications: allow them in its settings.' },
  keys: {
    title: 'Keyboard', search: 'Search', nextPrev: 'Next / previous', open: 'Open', select: 'Select', ack: 'Acknowledge', map: 'Map', mute: 'Mute 10 min', help: 'This help', off: 'Single keys can be turned off in the user menu; they are ignored while typing.',
  },
  notFound: { title: 'No such page', text: 'The address may be wrong. Use the navigation.', home: 'Back to alarms' },
  time: { justNow: 'just now' },
}
