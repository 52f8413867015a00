/** Words of typhoons on the map; fetched with them. */
export const typhoonsZh = {
  title: '台风', none: '没有录入台风路径。', which: '台风', fold: '收起', unfold: '展开', fit: '看全路径', stale: '数据已过期', staleWhy: '最新实测点已超过 6 小时，当前位置未知。', over: '已停编', noTrack: '还没有实测路径点。',
  at: '时间', age: '{t}前', pressure: '中心气压', wind: '中心风速', strength: '强度', distance: '距本地', source: '来源', by: '{by} 录入', unknown: '未知', cast: '预报', issued: '{at} 起报', warn: '{h} 小时警戒线', lineSource: '警戒线：{source}',
  rings: '风圈（公里，东北/东南/西南/西北）', grade: '{n} 级', inside: '七级风圈内', counts: '{t} 个乡镇（街道），{e} 家企业', people: '已知 {n} 人', holes: '另有 {n} 家企业人数未知', nobody: '没有乡镇（街道）和企业在内。', noRing: '没有七级风圈数据，无法判断。', more: '其余 {n} 家未列出', noneYet: '无',
  import: '导入路径文件', lead: 'CSV 或 JSON，先检查后采用。', file: '路径文件', from: '来源说明', found: '{code} {name}：{n} 个点，{a}', forecasts: '预报 {names}', onlyMeasured: '仅实测', take: '采用', taken: '路径已采用', remove: '删除', sure: '删除 {name} 及其全部路径点？', removed: '已删除',
}
export const typhoonsEn: typeof typhoonsZh = {
  title: 'Typhoons', none: 'No track was entered.', which: 'Typhoon', fold: 'Fold', unfold: 'Unfold', fit: 'Whole track', stale: 'Data out of date', staleWhy: 'The newest measured place is older than 6 hours: where it is now is unknown.', over: 'over', noTrack: 'No measured place yet.',
  at: 'Time', age: '{t} ago', pressure: 'Pressure', wind: 'Wind', strength: 'Class', distance: 'From here', source: 'Source', by: 'entered by {by}', unknown: 'unknown', cast: 'Forecast', issued: 'issued {at}', warn: '{h} h warning line', lineSource: 'Warning lines: {source}',
  rings: 'Wind circles (km, NE/SE/SW/NW)', grade: 'grade {n}', inside: 'Inside the grade 7 circle', counts: '{t} towns, {e} enterprises', people: '{n} people known', holes: 'of {n} more enterprises the heads are unknown', nobody: 'No town and no enterprise lies inside.', noRing: 'No circle of grade 7 was given: nobody can tell.', more: '{n} more are not listed', noneYet: 'none',
  import: 'Import a track', lead: 'CSV or JSON, looked at first.', file: 'File', from: 'Source line', found: '{code} {name}: {n} points, {a}', forecasts: 'forecasts of {names}', onlyMeasured: 'measured only', take: 'Take', taken: 'Track taken', remove: 'Delete', sure: 'Delete {name} with all its points?', removed: 'Deleted',
}
/** Classes of GB/T 19201-2006 and their English names. */
export const STRENGTHS_EN: Readonly<Record<string, string>> = { 超强台风: 'Super typhoon', 强台风: 'Severe typhoon', 台风: 'Typhoon', 强热带风暴: 'Severe tropical storm', 热带风暴: 'Tropical storm', 热带低压: 'Tropical depression', 未定级: 'not classed' }
