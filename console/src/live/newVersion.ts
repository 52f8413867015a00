/** A page that nobody touches must find out by itself that a newer console is served, and that a script is gone. */
const ASK_EVERY_MS = 120_000
const scriptOf = (html: string) => /src="([^"]+\/index-[^"]+\.js)"/.exec(html)?.[1] ?? ''

/** Reload when the served page names another script, when a chunk is missing, and every night at 04:00 (UTC+8). */
export function reloadWhenNewer(): () => void {
  const own = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.getAttribute('src') ?? ''
  const reload = () => location.reload()
  const timer = setInterval(async () => {
    if (nightlyIn(Date.now()) < ASK_EVERY_MS) setTimeout(reload, nightlyIn(Date.now()))
    const html = await fetch('/screen', { cache: 'no-store' }).then((r) => (r.ok ? r.text() : '')).catch(() => '')
    const served = scriptOf(html)
    if (served && own && served !== own) reload()
  }, ASK_EVERY_MS)
  addEventListener('vite:preloadError', reload)
  return () => {
    clearInterval(timer)
    removeEventListener('vite:preloadError', reload)
  }
}

const DAY_MS = 86_400_000
/** Milliseconds until the next 04:00 in UTC+8, which is 20:00 UTC. */
export function nightlyIn(now_ms: number): number {
  const since = (((now_ms - 20 * 3_600_000) % DAY_MS) + DAY_MS) % DAY_MS
  return DAY_MS - since
}
