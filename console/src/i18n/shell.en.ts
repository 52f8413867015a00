/** Words of the search box and the notice centre, in English. */
import type { findZh, bellZh, quickZh } from './shell.zh-CN'

export const findEn: typeof findZh = {
  hint: 'Search sites, alarms, orders, points, cameras, people, pages', none: 'Nothing found for "{q}". Enter searches the alarm log.', failed: 'Search failed. Check the network and try again.', place: 'Show on the map', inAlarms: 'Search the alarm log for "{q}"',
  kind: { page: 'Pages', enterprise: 'Sites', alarm: 'Alarms', incident: 'Orders', point: 'Points', camera: 'Cameras', person: 'People', resource: 'Resources', register: 'Registers', record: 'Records', place: 'Position' },
}

export const bellEn: typeof bellZh = { title: 'Notices', unread: '{n} unread notices', none: 'No notices.', noneHint: 'Orders sent to you, escalations and overdue reminders appear here.', readAll: 'Mark all as read', failed: 'Notices could not be loaded' }

export const quickEn: typeof quickZh = { ackAndSend: 'Acknowledge, send to {name}', send: 'Send to {name}', ack: 'Acknowledge', to: 'Send to', nobody: 'Nobody can be sent; open the alarm.', noOrder: 'No order yet', waiting: 'with {name}', done: 'Acknowledged and sent to {name}; the order can be sent to somebody else', acked: 'Acknowledged', ackedNotSent: 'Acknowledged, but the order was not sent: {why}' }
