/** Where a work order stands for the person on the spot: the server's word, and what waits in the pocket on top. */
import type { IncidentDetail, IncidentState } from '../api/types'
import type { Item } from './store'

export interface Standing {
  state: IncidentState
  /** Something of it has not reached the server yet. */
  isWaiting: boolean
  isEnded: boolean
  main: 'accept' | 'feedback' | 'verify' | null
  whyNot: string
}

const AFTER: Record<string, IncidentState> = { accept: 'accepted', start: 'handling', feedback: 'feedback' }

export function standing(order: IncidentDetail, items: Item[]): Standing {
  const steps = items.filter((one) => one.kind === 'step' && one.state === 'waiting').map((one) => one.path.split('/').at(-1)!)
  const state = steps.reduce<IncidentState>((now, step) => AFTER[step] ?? now, order.state)
  const offer = (name: string) => order.allowed_actions?.find((a) => a.action === name)
  const may = (name: string) => Boolean(offer(name) && !offer(name)!.why_not)
  const whyNot = steps.length ? '' : (['accept', 'feedback', 'verify'].map(offer).find((a) => a?.why_not)?.why_not ?? '')
  return { state, isWaiting: steps.length > 0, isEnded: state === 'closed' || state === 'false_alarm' || state === 'merged', main: mainOf(steps, may), whyNot }
}

function mainOf(steps: string[], may: (name: string) => boolean): Standing['main'] {
  if (steps.includes('feedback')) return null
  // Who has accepted, though the server does not know yet, may go on: it will hear both in order.
  if (steps.includes('accept') || may('feedback')) return 'feedback'
  if (may('accept')) return 'accept'
  return may('verify') ? 'verify' : null
}
