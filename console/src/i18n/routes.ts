/** Words of routes, roads and vehicles on the map; fetched with them. */
export const routesZh = {
  title: '路线', lead: '点击地图选择目的地，或从企业卡片进入。', goal: '目的地', start: '出发', teams: '最近的救援队伍', here: '地图上的地点', pick: '请在地图上点击出发地。', pickGoal: '请在地图上点击目的地。', again: '重选目的地',
  avoid: '避开', plume: '氨扩散范围', circle: '画的圈', plots: '标绘的面（{n}）', noAvoid: '画圈、氨扩散或标绘面之后，可在此选择避开。',
  straight: '直线距离', straightNote: '没有道路路线，按 {v} km/h 直线估算，不是到达时间。', byRoad: '按道路等级速度计算，不含路况和红绿灯。', none: '没有路网：以下为直线距离。管理员可在“边界导入”页导入路网。', minutes: '{n} 分钟', about: '约 {n} 分钟', noTeam: '没有登记可出动的救援队伍。',
  endsOff: '道路止于目的地外 {d}，其余为直线。', startsOff: '出发地距道路 {d}。', network: '路网：{credit}，{at} 导入', shown: '图上显示', call: '呼叫 {phone}',
  road: {
    title: '路网', lead: '导入后，地图的路线和最近队伍按道路计算。支持 GeoJSON 线文件和 OpenStreetMap 提取文件（.osm.pbf），最大 20 MB，请只截取本县范围。新导入的路网替换原来的。', inUse: '在用：{source}，{n} 个路段，{km} km，{at} 由 {by} 导入。', none: '尚未导入路网。', file: '路网文件', system: '坐标系', licence: '许可', odbl: 'OpenStreetMap（ODbL）', own: '自有或授权数据', credit: '来源说明', found: '{n} 个路段，{km} km，{p} 互相连通。', take: '采用', taken: '路网已采用', remove: '停用路网', sure: '停用后，路线和最近队伍改为直线距离。确定停用？', removed: '路网已停用', classes: '各等级速度', class: '等级', speed: '速度（km/h）', source: '依据', shipped: '默认 {v}', save: '保存速度', saved: '速度已保存', needSource: '修改速度须写明依据。',
  },
  vehicle: { title: '前突车辆', age: '{t}前', stale: '位置已过时', left: '距任务地点 {d}，{t}', leftStraight: '距任务地点直线 {d}', accuracy: '误差约 {d}', open: '打开任务', seconds: '{n} 秒', minutes: '{n} 分钟' },
}
export const routesEn: typeof routesZh = {
  title: 'Route', lead: 'Click where to go, or come from a site’s card.', goal: 'To', start: 'From', teams: 'Nearest rescue teams', here: 'A place on the map', pick: 'Click on the map where it begins.', pickGoal: 'Click on the map where to go.', again: 'Another goal',
  avoid: 'Keep out of', plume: 'Ammonia estimate', circle: 'The circle', plots: 'Plotted areas ({n})', noAvoid: 'After a circle, an ammonia estimate or a plotted area, choose here to keep out of it.',
  straight: 'straight line', straightNote: 'No way by road: a straight line at {v} km/h, not an arrival time.', byRoad: 'By the speed of each class of road, without traffic and lights.', none: 'No road network: these are straight lines. An administrator imports one on the page of boundaries.', minutes: '{n} min', about: 'about {n} min', noTeam: 'No rescue team is registered.',
  endsOff: 'The road ends {d} before the goal; the rest is a straight line.', startsOff: 'The start is {d} from a road.', network: 'Roads: {credit}, imported {at}', shown: 'On the map', call: 'Call {phone}',
  road: {
    title: 'Roads', lead: 'With a network, routes and nearest teams go by road. GeoJSON lines or an OpenStreetMap extract (.osm.pbf), 20 MB at most: cut out the county. A new network takes the place of the old.', inUse: 'In use: {source}, {n} pieces, {km} km, imported {at} by {by}.', none: 'No network was imported.', file: 'File of roads', system: 'System', licence: 'Licence', odbl: 'OpenStreetMap (ODbL)', own: 'Own or licensed data', credit: 'Source line', found: '{n} pieces, {km} km, {p} hang together.', take: 'Take', taken: 'Network taken', remove: 'Put away', sure: 'Routes and nearest teams become straight lines. Put the network away?', removed: 'Network put away', classes: 'Speed of each class', class: 'Class', speed: 'Speed (km/h)', source: 'Source', shipped: 'shipped {v}', save: 'Save speeds', saved: 'Speeds saved', needSource: 'A changed speed needs its source.',
  },
  vehicle: { title: 'Vehicles', age: '{t} ago', stale: 'old position', left: '{d} to the task, {t}', leftStraight: '{d} to the task in a straight line', accuracy: 'good to {d}', open: 'Open the task', seconds: '{n} s', minutes: '{n} min' },
}
