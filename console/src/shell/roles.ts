/** Where each role begins and what it needs first; everything else it may see comes after, nothing is taken away. */
import { GROUPS, type Group, type PageLink } from './pages'

const HOMES: Record<string, string> = {
  duty_officer: '/map', leader: '/leader', committee: '/registers', enforcement: '/enterprises', town_officer: '/alarms', grid_officer: '/incidents', admin: '/health',
}
const FIRST: Record<string, readonly string[]> = {
  duty_officer: ['/map', '/alarms', '/incidents', '/enterprises', '/registers', '/cameras', '/screen', '/health', '/arrivals'],
  leader: ['/leader', '/map', '/figures', '/indices', '/arrivals', '/bulletins', '/incidents', '/alarms', '/enterprises', '/screen'],
  committee: ['/registers', '/figures', '/indices', '/incidents', '/enterprises', '/alarms', '/map'],
  enforcement: ['/enterprises', '/registers', '/incidents', '/review', '/cameras', '/map'],
  town_officer: ['/alarms', '/incidents', '/enterprises', '/arrivals', '/map'],
  grid_officer: ['/incidents', '/alarms', '/enterprises', '/map'],
  admin: ['/health', '/arrivals', '/unknown', '/import', '/notice-channels', '/enterprises', '/map'],
}
const OF_AN_ENTERPRISE: readonly string[] = ['/alarms', '/incidents', '/enterprises', '/cameras', '/map']

export const homeOf = (role: string | undefined): string => HOMES[role ?? ''] ?? '/alarms'

/** Pages in the order in which this role needs them. */
export function inOrderOf<T extends { to: string }>(role: string | undefined, pages: readonly T[]): T[] {
  const first = FIRST[role ?? ''] ?? OF_AN_ENTERPRISE
  const rank = (page: T) => (first.includes(page.to) ? first.indexOf(page.to) : first.length)
  return [...pages].sort((a, b) => rank(a) - rank(b))
}

/** So many pages stand in the rail itself; the rest is one press away. */
export const DIRECT = 7
export interface Rail { direct: PageLink[]; groups: { key: Group; pages: PageLink[] }[] }

/** The rail of a role: what it needs first by itself, the rest by what it is for. A group of one page is that page. */
export function railOf(role: string | undefined, pages: readonly PageLink[]): Rail {
  const first = FIRST[role ?? ''] ?? OF_AN_ENTERPRISE
  const direct = inOrderOf(role, pages).filter((page) => first.includes(page.to)).slice(0, DIRECT)
  const rest = GROUPS.map((key) => ({ key, pages: pages.filter((page) => page.group === key && !direct.includes(page)) }))
  return { direct: [...direct, ...rest.filter((g) => g.pages.length === 1).flatMap((g) => g.pages)], groups: rest.filter((g) => g.pages.length > 1) }
}
