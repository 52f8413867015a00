type Translate = (key: string, named?: Record<string, unknown>) => string

const KNOWN = new Set(['gateway', 'alarms', 'history', 'worker', 'web', 'nats'])

/** The server's sentence about a sick process, in the reader's language; an unknown sentence is shown as it is. */
export function describeProblem(sentence: string, t: Translate): string {
  const name = (process: string) => (KNOWN.has(process) ? t(`health.process.${process}`) : process)
  const silent = /^(\w+) has been silent for (\d+)/.exec(sentence)
  if (silent) return t('health.silent', { process: name(silent[1]), s: silent[2] })
  const absent = /^(\w+) has not been heard/.exec(sentence)
  if (absent) return t('health.absent', { process: name(absent[1]) })
  if (sentence.startsWith('the bus')) return t('health.bus')
  const ill = /^(\w+): (.+)$/.exec(sentence)
  if (ill && KNOWN.has(ill[1])) return t('health.ill', { process: name(ill[1]), reason: ill[2] })
  return sentence
}
