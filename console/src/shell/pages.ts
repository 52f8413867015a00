/** The pages of the console, by what they are for; each is offered to whoever may see it. */
import type { useSession } from '../stores/session'

export const GROUPS = ['watch', 'data', 'duties', 'figures', 'shifts', 'system'] as const
export type Group = (typeof GROUPS)[number]
export interface PageLink { to: string; text: string; group: Group }

type May = ReturnType<typeof useSession>['may']
type Entry = [group: Group, to: string, text: string, right?: Parameters<May>[0]]

const ENTRIES: readonly Entry[] = [
  ['watch', '/map', 'nav.map'],
  ['watch', '/alarms', 'nav.alarms'],
  ['watch', '/incidents', 'nav.incidents'],
  ['watch', '/cameras', 'nav.cameras', 'camera.view'],
  ['watch', '/broadcasts', 'nav.broadcasts'],
  ['watch', '/screen', 'screen.title'],
  ['data', '/enterprises', 'nav.enterprises'],
  ['data', '/trends', 'nav.trends'],
  ['data', '/arrivals', 'nav.arrivals'],
  ['data', '/unknown', 'nav.unknown', 'gateway.manage'],
  ['duties', '/registers', 'nav.registers'],
  ['duties', '/deliveries', 'nav.deliveries'],
  ['duties', '/learning', 'learning.nav', 'incident.verify'],
  ['figures', '/leader', 'nav.leader', 'figures.view'],
  ['figures', '/figures', 'nav.figures', 'figures.view'],
  ['figures', '/indices', 'nav.indices', 'figures.view'],
  ['figures', '/bulletins', 'nav.bulletins', 'figures.view'],
  ['figures', '/reports', 'nav.reports'],
  ['shifts', '/rosters', 'duty.rosters', 'roster.view'],
  ['shifts', '/calendar', 'nav.calendar', 'calendar.edit'],
  ['shifts', '/dispatch', 'duty.policies', 'policy.view'],
  ['system', '/rules', 'nav.rules', 'rule.view'],
  ['system', '/setup', 'nav.setup', 'admin.site'],
  ['system', '/merges', 'nav.merges', 'site.merge'],
  ['system', '/import', 'nav.import', 'import.run'],
  ['system', '/notice-channels', 'nav.channels', 'notice.channels'],
  ['system', '/reporting', 'nav.reporting', 'reporting.view'],
  ['system', '/health', 'system.title', 'health.view'],
]

/** Who may not look through cameras still judges their alarms. */
const reviewInstead = ([group, , text]: Entry): Entry => [group, '/review', text]

/** What somebody with these rights is offered, in the order of the groups. */
export function pagesOf(may: May, t: (key: string) => string): PageLink[] {
  return ENTRIES.map((entry) => (entry[1] === '/cameras' && !may('camera.view') ? reviewInstead(entry) : entry))
    .filter(([, , , right]) => !right || may(right))
    .map(([group, to, text]) => ({ group, to, text: t(text) }))
}
