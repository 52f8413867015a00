/** Words of the calendar's page, in both languages. */
export const calendarZh = {
  title: '工作日历', lead: '按工作日计算的期限、派单策略的节假日规则和值班表都以此为准。修改只影响此后设定的期限，已定期限不变。',
  year: '{n} 年', earlier: '上一年', later: '下一年', weekdays: '一二三四五六日', rest: '休', work: '班', local: '本地设置', legend: '图例',
  off: '休息日', on: '工作日', offSaid: '放假', onSaid: '周末上班', today: '今天',
  standing: '依据', toCheck: '待核对', checkedBy: '{name}已核对', empty: '{n} 年还没有放假安排：目前按周末推算，请按放假通知逐段录入。',
  table: '放假与调休', days: '{n} 天', mark: { H: '已对照通知原文', M: '据转载文本', U: '未证实', county: '本地设置' } as Record<string, string>,
  edit: '设置日期', first: '从', last: '至', choose: '点选日历中的日期，或在此填写。', kind: '这一天', name: '名称', nameHint: '如 国庆节', source: '依据', sourceHint: '放假通知的文号或名称', save: '保存 {n} 天', saved: '已设置 {n} 天', clear: '取消本地设置', cleared: '已取消 {day} 的本地设置', wrongOrder: '结束日期早于开始日期。', otherYear: '请在该年的日历中设置。',
  check: '核对通知', checkLead: '对照国务院办公厅放假通知逐日核对无误后登记；此后再改动任何一天，须重新核对。', checkSource: '通知文号或名称', checkDo: '登记已核对', checked: '{n} 年已登记为已核对', noRight: '由值班员或系统管理员维护。',
}
export const calendarEn: typeof calendarZh = {
  title: 'Calendar', lead: 'Deadlines in working days, the holiday rules of dispatch and the rosters ask this calendar. A change moves deadlines that are set from now on; those that stand keep their date.',
  year: '{n}', earlier: 'Year before', later: 'Year after', weekdays: 'MTWTFSS', rest: 'off', work: 'work', local: 'set by the county', legend: 'Legend',
  off: 'Day off', on: 'Working day', offSaid: 'Holiday', onSaid: 'Worked weekend', today: 'Today',
  standing: 'Stands on', toCheck: 'To be checked', checkedBy: 'checked by {name}', empty: 'No days of {n} yet: only weekends count as off. Enter them from the notice.',
  table: 'Holidays and worked weekends', days: '{n} days', mark: { H: 'read in the notice', M: 'read in reprints', U: 'not confirmed', county: 'set by the county' },
  edit: 'Set days', first: 'From', last: 'To', choose: 'Pick days in the calendar or write them here.', kind: 'On these days', name: 'Name', nameHint: 'e.g. 国庆节', source: 'On whose word', sourceHint: 'number or name of the notice', save: 'Save {n} day | Save {n} days', saved: '{n} days set', clear: 'Take back', cleared: '{day}: taken back', wrongOrder: 'The last day is before the first.', otherYear: 'Open that year to set its days.',
  check: 'Compared with the notice', checkLead: 'Note it once every day was compared with the notice of the State Council. Any change afterwards asks for it anew.', checkSource: 'Number or name of the notice', checkDo: 'Note as checked', checked: '{n} is noted as checked', noRight: 'Kept by duty officers and administrators.',
}
