/** Words of the wall and the health page, in English. */
import type { screenZh, systemZh } from './system.zh-CN'

export const screenEn: typeof screenZh = {
  heading: 'Work safety watch', red: 'Red alarm not acknowledged', more: '{n} more', elapsed: 'for {d}', unanswered: 'Reading failed: this is not the present; trying again', stale: 'No data for {d}: this is not the present', calm: 'No alarm waits', open: 'Open alarms', unacked: 'Not acknowledged', orders: 'Orders at work', overdue: 'Overdue', closed: 'Closed in 24 h', online: 'Gateways online',
  list: 'Waiting', towns: 'Open alarms by town', formula: 'By open alarms at {at}', longest: 'Longest not accepted', nobodyWaits: 'nobody waits', credit: 'Divisions © Tianditu GS(2024)0650 · Water © OpenStreetMap contributors (ODbL) · town lines are a sketch', riskNote: 'Dots: sites of major risk', noMap: 'The map cannot be drawn',
  headingOf: 'Work safety watch: {name}', committeeOf: '{field} committee', hazardsOverdue: 'Hazards overdue', byEnterprise: 'Open alarms by enterprise', allNote: 'Dots: its enterprises', unknownPart: 'There is no town or committee “{what}”: check the address of this wall',
}

export const systemEn: typeof systemZh = {
  well: 'The alarm path is well', ill: 'The alarm path is not well', asOf: 'As of {at}, every 5 s', processes: 'Processes', figures: 'Figures', gateways: 'Gateways', cameras: 'Cameras', online: '{n} of {total} online', seeing: '{n} of {total} can see', screens: '{n} browsers connected', toDo: 'What to do', problems: 'Problems', warnings: 'Hints', lastSeen: 'Last seen', lastPicture: 'Last picture', never: 'never', allGateways: 'Every gateway is online.', allCameras: 'No camera is blind.', noCameras: 'No camera is switched on.', shown: 'first {n} shown', disk: 'of {n} GiB', instances: '{n} instances',
  process: { gateway: 'Gateway', alarms: 'Alarms engine', history: 'History', worker: 'Worker', web: 'Web', cameras: 'Cameras', nats: 'Bus', supervisor: 'Supervisor' },
  state: { ok: 'in order', attention: 'look at it', wrong: 'wrong', unknown: 'unknown', unused: 'not in use', alive: 'running', silent: 'silent' },
  doProcess: 'Read its log. The supervisor restarts it; if it is not back within a minute, call the administrator.', doGateway: 'Ask the site to check power and network of the gateway; then its secret and its clock.', doCamera: 'Check power, network and address of the camera.', doUnknown: 'Its process does not report: bring that back first.',
  figure: {
    stream_lag: ['Evaluation behind', 'Messages wait: look at the load of the alarms engine. Normal while devices catch up.'], late_readings: ['Late readings', 'Check clocks and network of gateways; late readings are judged and marked.'], log_gaps: ['Holes in the log', 'The stream store lost messages: call the administrator now.'], log_poisoned: ['Unreadable messages', 'Kept apart; call the administrator.'],
    refused_full: ['Refused: store full', 'Make room or keep less; devices repeat by themselves.'], unacknowledged: ['Given back to devices', 'Devices repeat by themselves; if it grows, check bus and disk.'], ingest_waiting: ['Readings waiting', 'Writing is slow: check the disk.'], unknown_sources: ['Unregistered sources', 'Register or dismiss them on the page Unknown.'],
    history_waiting: ['History behind', 'Curves come later, alarms do not; if it grows, check the disk.'], outbox_age: ['Oldest unsent message', 'The worker is slow; notices may be late.'], canary_age: ['Since the last test alarm', 'The test alarm did not come through: check the alarm path now.'], notices_failed: ['Failed notices', 'See why on the page Channels.'], auditor_problems: ['Orders without a future', 'Open the orders and send or escalate them now.'],
    cameras_blind: ['Blind cameras', 'See the list below.'], certificate_days: ['Certificate days left', 'Put a renewed file in its place before it ends; no restart.'], set_aside: ['Messages set aside', 'Something could not be recorded: the administrator looks in the back office.'], disk_free: ['Disk free', 'Make room; below 1 GiB device data is refused.'],
  },
}
