/** Labels come from the server in Chinese, with an English one beside them; values are shown by their column's kind. */
import { usePrefs } from '../stores/prefs'
import { asDateTime, MISSING } from '../format'
import type { Column } from './api'

interface Worded { value?: unknown; label?: string }

export function useWords() {
  const prefs = usePrefs()
  const labelOf = (one: { label: string; en?: string }) => (prefs.language === 'en' && one.en ? one.en : one.label)
  /** The words of a choice in the reader's language, which only the schema knows in both. */
  const choiceOf = (column: Column | undefined, chosen: Worded) => labelOf(column?.choices.find((c) => c.value === String(chosen.value)) ?? { label: chosen.label ?? MISSING })
  function textOf(column: Column | undefined, value: unknown): string {
    if (value === null || value === undefined || value === '') return MISSING
    if (typeof value === 'boolean') return prefs.language === 'en' ? (value ? 'Yes' : 'No') : value ? '是' : '否'
    if (column?.choices.length && typeof value === 'object') return choiceOf(column, value as Worded)
    if (typeof value === 'object') return String((value as { label?: string; name?: string }).label ?? (value as { name?: string }).name ?? MISSING)
    if (column?.kind === 'datetime') return asDateTime(String(value))
    return column?.unit ? `${value} ${column.unit}` : String(value)
  }
  return { choiceOf, labelOf, textOf }
}

/** What a form starts with for a value the server shows. */
export function asInput(value: unknown): unknown {
  if (value && typeof value === 'object') return (value as { id?: unknown; value?: unknown }).id ?? (value as { value?: unknown }).value
  return value ?? ''
}
