/** Words of the map's layers and tools, in Chinese. */
export const atlasZh = {
  layersTitle: '图层', field: '专委会领域', anyField: '全部专委会领域', reset: '恢复默认', of: '{n} 项', risks: '企业圆点颜色为风险等级', shapes: '报警以形状区分等级', clusters: '数字为聚合数量，颜色取其中最高等级',
  layer: { hazard: '隐患', tip: '举报线索', permit: '特殊作业', command: '应急指挥', vehicle: '前突车辆', building: '建筑', typhoon: '台风', horn: '广播喇叭', risk: '四色图', grid: '网格', alarm: '报警', incident: '工单', enterprise: '企业', camera: '摄像机', sensor: '测点', team: '救援队伍', supply: '应急物资', shelter: '避难场所', hospital: '医疗机构', water: '消防水源', town: '乡镇（街道）示意', heat: '报警热力' }, townLines: '乡镇（街道）界线',
  letter: { hazard: '隐', tip: '举', permit: '作', command: '指', team: '救', supply: '物', shelter: '避', hospital: '医', water: '水', incident: '单', camera: '像', sensor: '测' },
  tools: '地图工具', measure: '测距', circle: '画圈', plume: '氨扩散', plot: '标绘', capture: '截图', replay: '回放', three: '三维', route: '路线', stop: '结束', simple: '简洁模式',
  measureHint: '逐点点击量距，Esc 结束', measured: '共 {d}', circleHint: '点击圆心，再点击边界', plumeHint: '点击泄漏位置，或在右侧选择报警后推演',
  pointer: '指针位置', goTo: '定位', goToHint: '经度, 纬度', badPlace: '请输入“经度, 纬度”，如 120.6586, 27.7760', system: '坐标系', copied: '已复制坐标',
  riskRule: '四色图按就高原则：取辖区内企业的最高风险等级', record: { open: '打开台账', rough: '位置为乡镇（街道）中心', overdue: '逾期' },
  sitePlan: '平面图', backToQueue: '返回报警列表', failed: '查询未成功',
  around: {
    speak: '向圈内喇叭广播',
    title: '圈内情况', radius: '半径', people: '已知从业人数', peopleHole: '另有 {n} 家企业未登记人数，实际人数更多', enterprises: '企业', resources: '应急资源', noEnterprise: '圈内没有企业。', noResource: '圈内没有登记的应急资源。',
    teams: '最近救援队伍', teamsNote: '直线距离，按 {v} km/h 直线估算，不是实际到达时间', minutes: '约 {n} 分钟', noTeam: '尚未登记救援队伍。', more: '共 {n} 家，显示最近 {m} 家',
  },
  plumes: {
    title: '氨扩散估算', label: '估算', onMap: '估算 · 风从 {from}° {wind} m/s · {at}', warn: '筛查估算，不是预报。未考虑建筑、地形和低温重气，近源可能偏小；疏散以 ERG 隔离圈和现场侦检为准。', wind: '风速 (m/s)', from: '风从 (°)', rate: '泄漏量 (g/s)', period: '时段', day: '白天', night: '夜间', stability: '稳定度', terrain: '地形', rural: '开阔', urban: '城区', container: '规模',
    small: '小量（≤208 L）', cylinders: '多只小钢瓶', vessel: '储罐、容器', tanker: '槽车', rail: '铁路罐车', calculate: '推演', windByHand: '风为人工设定。', byStation: '风来自气象站 {name}（{d}，{at}）', useStation: '改用气象站', isolate: 'ERG 隔离圈 {m} m', protect: 'ERG 下风向防护 {m} m', doubt: '风向摆动 ±{n}°',
    level: { isolate: '隔离圈内', red: '≥1100 ppm', orange: '≥160 ppm', yellow: '≥30 ppm', protect: '防护距离内' }, reach: '下风向 {d}', affected: '可能受影响企业', nobody: '范围内没有登记企业。', asOf: '推演于 {at}', pickSource: '请在地图上点击泄漏位置。', compass: '{name}风',
    names: { N: '北', NE: '东北', E: '东', SE: '东南', S: '南', SW: '西南', W: '西', NW: '西北' },
  },
  past: { rate: '每秒 {n} 分钟', play: '播放', pause: '暂停', speed: '速度', watermark: '回放', hidden: '摄像机、测点、资源与台账图层只有当前数据，回放时不显示', title: '回放', banner: '正在回放 {at}，不是当前情况', back: '回到当前', earlier: '前 1 小时', later: '后 1 小时', minutesAgo: '时刻', queue: '当时的报警', orders: '当时工单 {n} 件', none: '当时没有未处置的报警。', truncated: '数量较多，仅显示部分', pick: '选择日期时间' },
  table: { title: '各乡镇（街道）情况', note: '简洁模式：以列表代替地图', noWebgl: '浏览器不支持 WebGL，以列表代替地图', town: '乡镇（街道）', enterprises: '企业', total: '报警合计', allQuiet: '无报警' },
}
