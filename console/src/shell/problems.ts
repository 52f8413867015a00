import chinese from '../i18n/reasons.zh-CN.json'

type Translate = (key: string, named?: Record<string, unknown>) => string

const KNOWN = new Set(['gateway', 'alarms', 'history', 'worker', 'web', 'nats', 'cameras'])
const REASONS = chinese.map(([says, text]) => [new RegExp(`^${says}$`), text] as const)
/** What the database says of itself, where an official can make something of it. */
const DETAILS: [string, string][] = [
  ['database is locked', '数据库正忙'],
  ['database or disk is full', '磁盘已满'],
  ['disk I/O error', '磁盘读写错误'],
]

/** The server's sentence about a sick process, in the reader's language; an unknown sentence is shown as it is. */
export function describeProblem(sentence: string, t: Translate, language = 'zh-CN'): string {
  const name = (process: string) => (KNOWN.has(process) ? t(`health.process.${process}`) : process)
  const silent = /^(\w+) has been silent for (\d+)/.exec(sentence)
  if (silent) return t('health.silent', { process: name(silent[1]), s: silent[2] })
  const absent = /^(\w+) has not been heard/.exec(sentence)
  if (absent) return t('health.absent', { process: name(absent[1]) })
  if (sentence.startsWith('the bus')) return t('health.bus')
  const ill = /^(\w+): (.+)$/s.exec(sentence)
  if (ill && KNOWN.has(ill[1])) return t('health.ill', { process: name(ill[1]), reason: language === 'en' ? ill[2] : inChinese(ill[2]) })
  return sentence
}

/** Several reasons are joined by " | ", each after the name of the part that says it ("notices: …"). */
function inChinese(reasons: string): string {
  return reasons.split(' | ').map((one) => reasonInChinese(one) ?? reasonInChinese(one.replace(/^[\w ]+: /, '')) ?? one).join('；')
}

function reasonInChinese(reason: string): string | undefined {
  for (const [says, text] of REASONS) {
    if (!says.test(reason)) continue
    const told = reason.replace(says, text)
    return DETAILS.reduce((so, [english, word]) => so.replace(english, word), told)
  }
}
