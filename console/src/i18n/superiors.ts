/** Words of platforms above by GB/T 28181 and the cameras lent to them, in both languages; part of the cameras' pack. */
export const superiorsZh = {
  sides: '国标接入方向', below: '下级设备', above: '上级平台', lead: '本平台按 GB/T 28181 向上级平台注册，并把选定的摄像机共享给上级。默认不共享任何摄像机；共享的是未打码的原始画面，每一次共享都记入审计。',
  off: '国标接入未启用，不会向上级注册。由系统管理员设置 ANLAN_GB28181_ID 后启用。', down: '视频分析服务没有应答，注册状态未知。', add: '登记上级平台', edit: '修改', empty: '尚未登记上级平台', emptyHint: '登记后先注册，再逐路选择要共享的摄像机。',
  col: { name: '上级平台', state: '状态', answered: '最近应答', cameras: '共享', calls: '正在调阅' }, state: { registered: '已注册', not_registered: '未注册', off: '已停用', unknown: '状态未知' } as Record<string, string>, missed: '心跳 {n} 次无应答', until: '有效至 {at}', none: '—',
  enable: '启用', disable: '停用', disableAsk: '停用后立即注销，正在调阅的画面随之中断；共享的摄像机保留。', mayTurn: '可控云台', sendsAlarms: '上送报警',
  form: { name: '名称', code: '上级平台编码', domain: '上级平台域', host: '地址', port: '端口', over: '信令传输', own_code: '本平台编码（上级分配）', user_name: '认证用户名', password: '认证密码', expires_s: '注册有效期（秒）', keepalive_s: '心跳周期（秒）', media_networks: '媒体服务器地址或网段', may_turn: '允许上级控制云台', sends_alarms: '向上级报送共享摄像机的报警' } as Record<string, string>,
  hint: { code: '20 位数字', domain: '一般为上级编码前 10 位', own_code: '留空则用 ANLAN_GB28181_ID', user_name: '留空则用本平台编码', password: '留空表示无密码', passwordKept: '留空保持不变', media_networks: '画面只发往上级平台地址和这里列出的地址，逗号分隔' } as Record<string, string>,
  made: '已登记上级平台“{name}”，配置正在下发', changed: '已修改，配置正在下发', required: '请填写{field}。', badCode: '应为 20 位数字。',
  shares: '共享给 {name} 的摄像机', lend: '选择摄像机', lendTo: '共享给 {name}', noShares: '未共享任何摄像机', noSharesHint: '上级平台的目录中没有摄像机，直到在此选择。', channel: '通道编码', sharedBy: '{at} {name}', paused: '摄像机未启用，暂不在目录中', takeBack: '取消共享', takeBackAsk: '取消后上级平台的目录中不再有此摄像机，正在调阅的画面随之中断。', takenBack: '已取消共享', lent: '已共享 {n} 路，配置正在下发',
  search: '查找摄像机或企业', pick: '可共享的摄像机', picked: '已选 {n} 路', reason: '共享理由', reasonHint: '如：市级视频联网要求，文号…', warn: '上级平台将看到未打码的原始画面。', already: '已共享', noneFound: '没有符合条件的摄像机',
  sharedWith: '已共享给', sharedOff: '（已停用）',
}
export const superiorsEn: typeof superiorsZh = {
  sides: 'Direction of GB/T 28181', below: 'Devices below', above: 'Platforms above', lead: 'This platform registers with platforms above by GB/T 28181 and lends them the cameras chosen here. None is lent by itself; what is lent are raw pictures with faces, and each lending is in the audit trail.',
  off: 'GB/T 28181 is off: nothing is registered. A system administrator sets ANLAN_GB28181_ID.', down: 'The camera analysis does not answer: registrations are unknown.', add: 'Enter a platform above', edit: 'Change', empty: 'No platform above is entered', emptyHint: 'It is registered with first; then choose the cameras to lend one by one.',
  col: { name: 'Platform above', state: 'State', answered: 'Last answer', cameras: 'Lent', calls: 'Watched now' }, state: { registered: 'registered', not_registered: 'not registered', off: 'off', unknown: 'unknown' }, missed: '{n} keepalives unanswered', until: 'until {at}', none: '—',
  enable: 'Switch on', disable: 'Switch off', disableAsk: 'It is unregistered at once and pictures being watched end; the cameras chosen for it are kept.', mayTurn: 'may turn', sendsAlarms: 'hears alarms',
  form: { name: 'Name', code: 'Id of the platform above', domain: 'Its domain', host: 'Address', port: 'Port', over: 'Transport of SIP', own_code: 'Our id there (as assigned)', user_name: 'User name', password: 'Password', expires_s: 'Registration lasts (s)', keepalive_s: 'Keepalive every (s)', media_networks: 'Addresses or networks of its media servers', may_turn: 'It may turn cameras', sends_alarms: 'It is told alarms of lent cameras' },
  hint: { code: '20 digits', domain: 'usually the first 10 digits of its id', own_code: 'empty: ANLAN_GB28181_ID', user_name: 'empty: our id there', password: 'empty: without one', passwordKept: 'empty: stays as it is', media_networks: 'pictures go to its own address and to these, comma-separated' },
  made: '“{name}” is entered; the configuration is on its way', changed: 'Changed; the configuration is on its way', required: '{field} is missing.', badCode: '20 digits are needed.',
  shares: 'Cameras lent to {name}', lend: 'Choose cameras', lendTo: 'Lend to {name}', noShares: 'No camera is lent', noSharesHint: 'Its catalogue holds none until one is chosen here.', channel: 'Channel id', sharedBy: '{at} {name}', paused: 'the camera is off and not in the catalogue', takeBack: 'Take back', takeBackAsk: 'The camera leaves the catalogue of the platform above, and whoever watches it there sees it end.', takenBack: 'Taken back', lent: '{n} lent; the configuration is on its way',
  search: 'Find a camera or enterprise', pick: 'Cameras to lend', picked: '{n} chosen', reason: 'Reason', reasonHint: 'e.g. the order of the city that asks for it', warn: 'The platform above will see raw pictures with faces.', already: 'lent', noneFound: 'No such camera',
  sharedWith: 'Lent to', sharedOff: ' (off)',
}
