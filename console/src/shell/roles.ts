/** Where each role begins and what it needs first; everything else it may see comes after, nothing is taken away. */
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
