/** Words of the layer of loudspeakers on the map; fetched with it. */
export const hornsZh = {
  title: '广播喇叭', count: '喇叭 {n} 个', down: '{n} 个无应答', answered: '最近应答 {at}', page: '打开喇叭广播',
  state: { answers: '正常', down: '无应答，请派人检查电源和网络', unknown: '尚未检测，状态不明', off: '已停用' } as Record<string, string>,
}
export const hornsEn: typeof hornsZh = {
  title: 'Loudspeakers', count: '{n} loudspeakers', down: '{n} dead', answered: 'last answered {at}', page: 'Open loudspeakers',
  state: { answers: 'answers', down: 'dead: have power and network looked at', unknown: 'never tried: not known', off: 'not in use' },
}
