/** Words of the rules page, the trend explorer and the set-up wizard, in both languages. */
export const workbenchZh = {
  rules: {
    title: '报警规则', lead: '什么情况报警、属于哪一级。修改先起草，用历史数据推演，再由另一人发布；发布后立即生效，正在持续的报警不受影响。',
    kinds: '按类型', points: '单个测点', groups: '多点规则', drafts: '待发布', search: '搜索测点或企业', noPoints: '没有单独设定的测点。输入名称可查找任一测点。', noGroups: '没有多点规则。请在上方选择企业后新增。', noDrafts: '没有待发布的草稿。', pick: '请从左侧选择一项规则。', count: '{n} 个测点', isOff: '已停用',
    inForce: '生效中', version: '第 {n} 版', draft: '草稿', state: { draft: '草稿', published: '已发布', withdrawn: '已撤回' } as Record<string, string>, by: '{name} 起草', publishedBy: '{name} 发布', system: '系统记录',
    present: '生效设定', shippedHold: '采用平台默认设定。', kindHold: '采用所属类型的设定。', source: '依据', mark: '可信度', marks: { H: '官方文本', M: '多处二手资料一致', L: '单一来源', U: '未证实', D: '平台建议值' } as Record<string, string>,
    edit: '起草修改', editDraft: '修改草稿', draftTitle: '修改说明', addLimit: '增加一级', remove: '删除 {label}', toDefault: '恢复默认', save: '保存草稿', saved: '草稿已保存。发布前请推演。', withdraw: '撤回草稿', withdrawn: '草稿已撤回。', publish: '发布', published: '已发布，正在下发到报警引擎。', back: '恢复此版', backDone: '已恢复。', reason: '理由', until: '到期时间（留空为长期）', noLimits: '没有限值，不会因数值报警。', openEnterprise: '打开企业页', asDesigned: '按设计（{what}）', designed: '按设计', newGroup: '新增多点规则', ofEnterprise: '企业', groupOff: '停用，不按此规则报警。', notYet: '尚未生效，发布后新增。', order: '测点（报警记在第一个）',
    col: { label: '级别', direction: '方向', set_point: '设定值', grade: '等级', deadband: '回差', on_delay_s: '报警延时（秒）', off_delay_s: '恢复延时（秒）', expression: '判定式' }, above: '高于', below: '低于',
    changes: '与生效版本的差别', against: '与第 {n} 版的差别', same: '没有差别。', off: '不判定', none: '无', yes: '是', no: '否',
    say: { added: '新增 {label}：{what}', removed: '删除 {label}：{what}', changed: '{label} {field}由 {old} 改为 {new}' },
    field: { set_point: '设定值', direction: '方向', grade: '等级', deadband: '回差', on_delay_s: '报警延时', off_delay_s: '恢复延时', strict: '不含设定值本身', latches: '锁存', needs_confirm: '处置须确认', is_default: '采用默认', expires_at: '到期时间', rate_limit_per_s: '变化速率上限', stuck_after_s: '数值不变判定', offline_after_s: '离线判定', fault_after_s: '故障判定', name: '名称', rule: '规则类型', points: '测点', label: '级别', settings: '参数', is_enabled: '启用' } as Record<string, string>,
    trial: {
      title: '历史推演', lead: '用真实历史数据回放生效规则和草稿，并与值班人员的判定对照。', run: '推演 {n} 天', cancel: '取消推演', running: '正在推演，已读取 {n} 个读数', failed: '推演未完成：{why}', cancelled: '推演已取消。', old: '草稿在这次推演之后有修改，请重新推演。', none: '尚未推演。', window: '{from} 至 {to}，{points} 个测点，{readings} 个读数；期间实际报警 {recorded} 条。', noReadings: '这段时间没有历史数据，推演不能说明问题。',
      stopped: { readings: '读数达到上限，只回放到 {to}。', time: '用时达到上限，只回放到 {to}。', raises: '草稿报警过多，只回放到 {to}。' } as Record<string, string>,
      col: { site: '企业', fired: '报警', confirmed: '属实', false: '误报', open: '未判定', unseen: '实际未报', missed: '漏报', spared: '少误报' } as Record<string, string>, before: '生效规则', after: '草稿', total: '合计',
      newlyMissed: '草稿会漏掉 {n} 条已确认属实的报警：', hint: '属实：工单已处置并复核，或视频判定属实。误报：判定为误报。漏报：属实的报警，规则没有报。', busy: '推演中',
    },
  },
  trend: {
    title: '趋势分析', add: '添加测点（测点、企业或类型，可用空格分开）', noHits: '没有找到测点。', empty: '请选择测点。', emptyHint: '在上方搜索，或从企业页、报警页进入。最多同时显示 12 个测点。', span: '时间范围', h1: '1 小时', h8: '8 小时', d1: '24 小时', d7: '7 天', d30: '30 天', night: '昨夜', compare: '对比', compare_none: '不对比', compare_day: '前一天同时段', compare_week: '上周同时段',
    earlier: '向前', later: '向后', in: '放大', out: '缩小', from: '开始时间', to: '结束时间', bucket: '每点 {s} 秒的最小、最大、末值', raw: '原始读数', note: '标注', share: '复制链接', copied: '链接已复制。', copyThis: '请复制此链接', nothing: '所选时间内没有读数。', how: '拖动选择放大，滚轮缩放，双击缩小，右键标注。灰色为不可信的读数，断开处没有读数。', label: '{names} 从 {from} 到 {to} 的曲线，数值见下表',
    noteAt: '时刻', notePoint: '测点', noteText: '标注内容', points: '测点', cursor: '光标处', min: '最低', max: '最高', remove: '移除 {name}', marks: '报警与标注', withdraw: '撤回', open: '趋势分析',
  },
  setup: {
    title: '开通向导', lead: '从空平台到能报警的第一家企业。每一步以平台里的实际情况为准，可随时离开，回来接着做。', done: '已完成', now: '进行中', skipped: '已跳过', skip: '暂不接入', over: '开通完成。', choose: '请选择', adopt: '登记',
    county: { name: '县（市、区）名称', code: '区划代码', lon: '中心经度', lat: '中心纬度', bbox: '范围（西, 南, 东, 北）', view: '地图初始范围（西, 南, 东, 北）', save: '保存' } as Record<string, string>,
    step: { towns: '县域与乡镇（街道）', enterprise: '第一家企业', gateway: '第一个网关', points: '测点', people: '通知谁', camera: '第一个摄像机', test: '测试报警' } as Record<string, string>,
    hint: { towns: '名称用于标题和文书，范围用于地图和边界导入。乡镇（街道）可在后台调整。', enterprise: '先填必要的几项，其余可在企业页补充。', gateway: '现场网关或数采仪。编码是设备登录平台用的名称，密钥只显示一次。', points: '网关发来的数据会自动出现在这里。确认类型后点“登记”，随即纳入监测并采用该类型的默认限值。', people: '按派单策略，黄色报警会立即通知以下人员。没有人时，请先登记企业安全管理员。', camera: '填写视频地址后，可在“视频”页设置 AI 分析场景。没有摄像机可以跳过。', test: '发送一条标明“测试信号”的数据，走完真实的报警、派单、通知过程。工单按正常流程办结。' } as Record<string, string>,
    f: { name: '企业名称', uscc: '统一社会信用代码', sector: '行业', ammonia: '水产品冷冻加工（涉氨）', dust: '金属制品（粉尘）', town: '乡镇（街道）', lon: '经度', lat: '纬度', make: '保存', code: '网关编码', driver: '协议', kind: '类型', person: '姓名', username: '登录名', camera: '摄像机名称', source: '视频地址', login: '账号:密码（加密保存）' },
    asked: { host: '设备地址', url: '服务器地址', port: '端口', framing: '接入方式', rtu: 'RTU（串口服务器透传）', unit: '从站号', period_s: '采集间隔（秒）', scan: '先读取的寄存器或节点', scanHint: '读到的数值显示在下一步，逐个登记为测点。', asked: '平台按采集间隔读取该设备，只读不写，不需要密钥。' } as Record<string, string>,
    towns: '{n} 个乡镇（街道）', online: '已连接', spoken: '曾经连接', waiting: '等待设备连接…', secret: '网关密钥（只显示这一次，请立即填入设备）：', renew: '更换密钥', try: '没有设备时可在命令行试发：', silent: '尚未收到未登记的数据，收到后会自动显示。', nobody: '目前没有人会收到通知。', password: '初始密码（只显示这一次，首次登录须修改）：',
    test: { who: '应收到通知的人', send: '发送测试报警', waiting: '已发送，等待报警引擎…', lost: '40 秒内没有完成，请查看系统运行状况页。', alarm: '报警已产生', order: '工单已生成', told: '已通知' },
  },
}

export const workbenchEn: typeof workbenchZh = {
  rules: {
    title: 'Rules', lead: 'What alarms, and at which grade. A change is drafted, tried on history, and published by a second person; it takes effect at once and standing alarms go on.',
    kinds: 'Kinds', points: 'Points', groups: 'Several points', drafts: 'Waiting', search: 'Search points or enterprises', noPoints: 'No point has settings of its own. Type a name to find any point.', noGroups: 'No rule over several points.', noDrafts: 'No draft waits.', pick: 'Choose a rule on the left.', count: '{n} points', isOff: 'off',
    inForce: 'In force', version: 'Version {n}', draft: 'Draft', state: { draft: 'Draft', published: 'Published', withdrawn: 'Withdrawn' }, by: 'drafted by {name}', publishedBy: 'published by {name}', system: 'noted by the platform',
    present: 'In force', shippedHold: 'The platform’s defaults hold.', kindHold: 'The settings of its kind hold.', source: 'Source', mark: 'Confidence', marks: { H: 'official text', M: 'several sources agree', L: 'one source', U: 'unconfirmed', D: 'our proposal' },
    edit: 'Draft a change', editDraft: 'Edit draft', draftTitle: 'What changes', addLimit: 'Add a limit', remove: 'Remove {label}', toDefault: 'Back to defaults', save: 'Save draft', saved: 'Saved. Try it before it is published.', withdraw: 'Withdraw draft', withdrawn: 'Withdrawn.', publish: 'Publish', published: 'Published; it is on its way to the engine.', back: 'Roll back to this', backDone: 'Rolled back.', reason: 'Reason', until: 'Ends at (empty: never)', noLimits: 'No limit: no value raises an alarm.', openEnterprise: 'Open enterprise', asDesigned: 'as designed ({what})', designed: 'as designed', newGroup: 'New rule over several points', ofEnterprise: 'Enterprise', groupOff: 'Withdrawn: it raises no alarm.', notYet: 'Not there yet: publishing makes it.', order: 'Points (the alarm stands at the first)',
    col: { label: 'Level', direction: 'Side', set_point: 'Set point', grade: 'Grade', deadband: 'Deadband', on_delay_s: 'On delay (s)', off_delay_s: 'Off delay (s)', expression: 'Expression' }, above: 'above', below: 'below',
    changes: 'What differs from the version in force', against: 'What differs from version {n}', same: 'No difference.', off: 'not judged', none: 'none', yes: 'yes', no: 'no',
    say: { added: 'New {label}: {what}', removed: 'Gone {label}: {what}', changed: '{label} {field} from {old} to {new}' },
    field: { set_point: 'set point', direction: 'side', grade: 'grade', deadband: 'deadband', on_delay_s: 'on delay', off_delay_s: 'off delay', strict: 'beyond the set point only', latches: 'latching', needs_confirm: 'action to be confirmed', is_default: 'defaults', expires_at: 'end', rate_limit_per_s: 'Rate limit', stuck_after_s: 'Stuck after', offline_after_s: 'Offline after', fault_after_s: 'Fault after', name: 'name', rule: 'type', points: 'points', label: 'level', settings: 'settings', is_enabled: 'enabled' },
    trial: {
      title: 'On history', lead: 'The rules in force and the draft over the real readings, held against what operators said.', run: 'Try {n} days', cancel: 'Cancel', running: 'Running, {n} readings so far', failed: 'Did not finish: {why}', cancelled: 'Cancelled.', old: 'The draft was edited after this trial: try it again.', none: 'Not tried yet.', window: '{from} to {to}, {points} points, {readings} readings; {recorded} alarms really came.', noReadings: 'There are no readings of this time: the trial proves nothing.',
      stopped: { readings: 'Limit of readings reached: only up to {to}.', time: 'Time limit reached: only up to {to}.', raises: 'The draft raises too much: only up to {to}.' },
      col: { site: 'Enterprise', fired: 'Fired', confirmed: 'Confirmed', false: 'False', open: 'Not judged', unseen: 'Not seen then', missed: 'Missed', spared: 'False spared' }, before: 'In force', after: 'Draft', total: 'Total',
      newlyMissed: 'The draft would miss {n} confirmed alarms:', hint: 'Confirmed: handled and verified, or confirmed on video. False: called false. Missed: confirmed, and the rule is silent.', busy: 'Running',
    },
  },
  trend: {
    title: 'Trends', add: 'Add a point (point, enterprise or kind, apart by spaces)', noHits: 'No such point.', empty: 'Choose a point.', emptyHint: 'Search above, or come from an enterprise or an alarm. Up to 12 points at once.', span: 'Time', h1: '1 h', h8: '8 h', d1: '24 h', d7: '7 d', d30: '30 d', night: 'Last night', compare: 'Compare', compare_none: 'No comparison', compare_day: 'Day before', compare_week: 'Week before',
    earlier: 'Earlier', later: 'Later', in: 'Zoom in', out: 'Zoom out', from: 'From', to: 'To', bucket: 'lowest, highest and last of every {s} s', raw: 'readings as they came', note: 'Note', share: 'Copy link', copied: 'Link copied.', copyThis: 'Copy this link', nothing: 'No readings in this time.', how: 'Drag to zoom in, wheel to zoom, double click to zoom out, right click to note. Grey: readings not to be trusted; a break: no readings.', label: 'Curves of {names} from {from} to {to}; the numbers are in the table below',
    noteAt: 'At', notePoint: 'Point', noteText: 'Note', points: 'Points', cursor: 'At the pointer', min: 'Lowest', max: 'Highest', remove: 'Remove {name}', marks: 'Alarms and notes', withdraw: 'Take back', open: 'Trends',
  },
  setup: {
    title: 'Set-up', lead: 'From an empty platform to the first plant that alarms. Every step looks at what is really there: leave whenever you like, and go on.', done: 'Done', now: 'Now', skipped: 'Skipped', skip: 'Not now', over: 'Set-up is complete.', choose: 'Choose', adopt: 'Adopt',
    county: { name: 'Name of the county', code: 'Division code', lon: 'Centre, longitude', lat: 'Centre, latitude', bbox: 'Extent (west, south, east, north)', view: 'Map opens with (west, south, east, north)', save: 'Save' },
    step: { towns: 'County and towns', enterprise: 'First enterprise', gateway: 'First gateway', points: 'Points', people: 'Who is told', camera: 'First camera', test: 'Test alarm' },
    hint: { towns: 'The name stands in titles and documents, the frames rule the map and imported outlines. Towns are edited in the back office.', enterprise: 'A few fields first; the rest on the enterprise’s page.', gateway: 'A field gateway or logger. Its code is what it signs in with; the secret is shown once.', points: 'What the gateway sends shows up here by itself. Confirm the kind and adopt it: it is watched at once, with the limits of its kind.', people: 'Whom the dispatch policy tells at once of a yellow alarm. If nobody, make an account for the plant’s safety manager.', camera: 'With the address of its stream; scenes are drawn on the page Cameras. It can be skipped.', test: 'Sends one reading that is marked as a test down the real path: alarm, work order, notice. The order is closed as any other.' },
    f: { name: 'Name', uscc: 'Credit code', sector: 'Trade', ammonia: 'Frozen seafood (ammonia)', dust: 'Metal goods (dust)', town: 'Town', lon: 'Longitude', lat: 'Latitude', make: 'Save', code: 'Code', driver: 'Protocol', kind: 'Kind', person: 'Name', username: 'User name', camera: 'Name', source: 'Address of the stream', login: 'user:password (kept sealed)' },
    asked: { host: 'Address of the device', url: 'Address of the server', port: 'Port', framing: 'Way in', rtu: 'RTU (serial server, transparent)', unit: 'Unit', period_s: 'Every (s)', scan: 'Registers or node to look at', scanHint: 'What they show comes up in the next step, to be adopted one by one.', asked: 'The platform asks this device at that pace. It only reads, and no secret is needed.' },
    towns: '{n} towns', online: 'connected', spoken: 'was connected', waiting: 'waiting for the device…', secret: 'Secret (shown this once, enter it into the device now):', renew: 'New secret', try: 'Without a device, from a command line:', silent: 'Nothing unregistered has arrived; it will show up by itself.', nobody: 'Nobody would be told.', password: 'First password (shown this once, to be changed at sign-in):',
    test: { who: 'Who should be told', send: 'Send test alarm', waiting: 'Sent, waiting for the engine…', lost: 'Not through within 40 s: look at the health page.', alarm: 'Alarm raised', order: 'Work order made', told: 'Told:' },
  },
}
