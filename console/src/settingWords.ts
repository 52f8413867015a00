/** Settings of a rule over several points in the reader's words; one nobody has translated shows its own name. */
import { toValue, type MaybeRefOrGetter } from 'vue'
import { useI18n } from 'vue-i18n'

import { asSetPoint, asUnit } from './format'
import type { SettingField } from './groupRule'

export function useSettingWords(unit: MaybeRefOrGetter<string | undefined>) {
  const { t } = useI18n()
  const worded = (key: string, plain: string) => (t(key) === key ? plain : t(key))
  const labelOf = (f: Pick<SettingField, 'name'>) => worded(`groupRule.setting.${f.name}`, f.name)
  const unitOf = (f: SettingField) => (f.unit === 's' ? t('groupRule.seconds') : f.unit ? asUnit(toValue(unit) ?? '') : '')
  const optionOf = (f: Pick<SettingField, 'name'>, value: string | number) =>
    worded(f.name.endsWith('grade') ? `grade.${value}` : `groupRule.option.${f.name}_${String(value).replace('-', 'minus')}`, String(value))
  /** A value as it is read: the option's words, or the number with its unit. */
  const valueOf = (f: SettingField, value: unknown) => (f.options.length ? optionOf(f, value as string | number) : `${typeof value === 'number' ? asSetPoint(value) : String(value)} ${unitOf(f)}`.trim())
  return { labelOf, unitOf, optionOf, valueOf }
}
