/** Words of the wall and the health page, in Chinese. */

export const screenZh = {
  heading: '安全生产监测预警', red: '红色报警未确认', more: '另有 {n} 条', elapsed: '已持续 {d}', unanswered: '读取失败，画面不是最新，正在重试', stale: '数据已停止更新 {d}，画面不是当前情况', calm: '当前没有未处置的报警', open: '未闭环报警', unacked: '未确认', orders: '在办工单', overdue: '超时工单', closed: '24 小时办结', online: '网关在线',
  list: '待处置', towns: '各镇街未闭环报警', formula: '按当前未闭环报警数排序，{at}', longest: '最久未签收', nobodyWaits: '无待签收', credit: '行政区划 © 天地图 GS(2024)0650号 · 水系 © OpenStreetMap contributors (ODbL) · 镇街界线为示意', riskNote: '圆点为重大风险企业', noMap: '地图无法显示',
  headingOf: '{name}安全生产监测预警', committeeOf: '{field}专委会', hazardsOverdue: '逾期隐患', byEnterprise: '各企业未闭环报警', allNote: '圆点为辖管企业', unknownPart: '没有“{what}”这个镇街或专委会，请核对大屏地址',
}

export const systemZh = {
  well: '报警链路正常', ill: '报警链路异常', asOf: '{at} 的情况，每 5 秒更新', processes: '进程', figures: '指标', gateways: '网关', cameras: '摄像机', online: '在线 {n} / {total}', seeing: '画面正常 {n} / {total}', screens: '在线浏览器 {n} 个', toDo: '处置办法', problems: '异常', warnings: '提示', lastSeen: '最近上线', lastPicture: '最近画面', never: '从未', allGateways: '全部网关在线。', noGateways: '还没有登记网关。', empty: '平台里还没有企业和网关，从这里开始：', allCameras: '没有看不见的摄像机。', noCameras: '没有启用的摄像机。', shown: '显示前 {n} 项', disk: '共 {n} GiB', instances: '{n} 个实例', people: '在岗人员通知', allPeople: '在岗人员均有可用的通知方式。', onShift: '当班', onDuty: '在岗', doPeople: '请本人补登手机号或开启浏览器推送；在此之前另派人值守，报警时系统会直接升级到下一级。', noChannels: '尚未设置通知渠道，人员只能在平台页面上看到通知。请系统管理员到“通知渠道”页面设置。',
  process: { gateway: '采集网关', alarms: '报警引擎', history: '历史库', worker: '后台任务', web: '网页服务', cameras: '视频分析', nats: '消息总线', supervisor: '进程看护' } as Record<string, string>,
  state: { ok: '正常', attention: '留意', wrong: '异常', unknown: '未知', unused: '未启用', alive: '运行中', silent: '无响应' },
  doProcess: '查看该进程日志；看护进程会自动重启，1 分钟内未恢复请联系系统管理员。', doGateway: '请企业检查网关电源与网络；仍不上线请核对密钥和时间。', doCamera: '检查摄像机电源、网络与视频地址。', doUnknown: '对应进程没有上报，请先恢复进程。',
  aside: { title: '另存待查的消息', lead: '以下消息多次处理失败，已单独存放，未影响其他消息。请先核实现场；故障排除或升级后可重试，确无必要的注明情况后销号。', what: { alarms: '报警 {n} 条', turning: '上级平台云台操作', readings: '无法读取的读数', unreadable: '无法读取的消息' } as Record<string, string>, retry: '重试', applied: '已补入记录。', refused: '仍无法处理，原因已更新。', dismiss: '销号', ask: '销号后不再列出，处理情况记入审计。', reason: '核实情况' },
  figure: {
    stream_lag: ['判警滞后', '消息积压：查看报警引擎负载，数据补传期间属正常。'], late_readings: ['迟到数据', '检查网关时钟与网络；迟到数据照常判警并标注。'], log_gaps: ['日志缺口', '消息存储曾丢失，请立即联系系统管理员。'], log_poisoned: ['无法读取的消息', '已单独存放，请联系系统管理员。'],
    refused_full: ['因存满被拒', '存储将满：扩容磁盘或调低保留量，设备会自行重发。'], unacknowledged: ['退回未确认', '设备会自行重发；持续增加请检查消息总线和磁盘。'], ingest_waiting: ['待写入读数', '写入变慢：检查磁盘。'], unknown_sources: ['未登记来源', '到“未知来源”页面登记或忽略。'],
    history_waiting: ['历史库待入库', '曲线会稍晚，报警不受影响；持续增加请检查磁盘。'], outbox_age: ['最早未发消息', '后台任务变慢，通知可能延迟。'], canary_age: ['自检报警间隔', '自检报警未按时到达，请立即检查报警链路。'], notices_failed: ['通知失败次数', '到“通知渠道”页面查看失败原因。'], auditor_problems: ['无着落工单', '打开工单列表，立即派单或升级。'],
    cameras_blind: ['看不见的摄像机', '见下方摄像机列表。'], certificate_days: ['证书剩余天数', '请在到期前更换证书，替换文件即可，无需重启。'], set_aside: ['另存待查的消息', '有消息无法入库，见上方清单，请逐条核实、重试或销号。'], unreachable: ['无法通知的在岗人员', '见下方名单，请在值班前补登手机号或开启推送。'], disk_free: ['磁盘剩余', '清理或扩容；不足 1 GiB 时设备数据将不被接收。'],
  } as Record<string, string[]>,
}
