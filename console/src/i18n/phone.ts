/** Words of the phone pages: short, because they are read in the rain. */
export const phoneZh = {
  title: '我的任务', order: '工单', brand: '安澜', desktop: '完整版', skip: '跳到正文',
  nav: { label: '手机导航', tasks: '任务', points: '测点', checks: '检查', report: '随手拍', queue: '待发' },
  link: { ok: '已联网', off: '无网络', gone: '连不上服务器' },
  asOf: '无网络，显示的是 {at} 的内容。', remembered: '离线使用中（{name}），联网后自动核实身份。',
  install: { ask: '安装到桌面，断网也能打开。', do: '安装', ios: '点浏览器“分享”，选“添加到主屏幕”，断网也能打开。', later: '以后再说' },
  home: {
    mine: '我的任务', town: '本地工单', empty: '目前没有要办的工单。', emptyHint: '有新任务会自动出现，并通知您。', nearest: '由近到远', newest: '按时间排列',
    locate: '按距离排序', locating: '正在定位', noPlace: '没有取得定位，请检查手机定位权限。', alarms: '{n} 条报警未恢复', recovered: '报警已恢复', count: '{n} 件',
    verify: '待您复核', todo: '待您办理',
  },
  do: {
    accept: '立即签收', accepted: '签收', feedback: '处置完成，提交反馈', sent: '已提交，等待复核', closed: '工单已办结', wait: '当前不需您办理', verify: '去复核', waiting: '已保存，待发送', by: '责任人 {name}', merged: '本工单已并入另一件，去办理',
    textNeeded: '请写一句处置情况，或点上面的常用语。', photoNeeded: '请拍现场照片，或说明不能拍的原因。',
  },
  support: { title: '{name}请您支援', come: '前来支援', decline: '不能前来', why: '不能前来的原因（必填）' },
  measures: { title: '处置措施', done: '已做 {n} / {total}', avoid: '严禁' },
  photos: { title: '现场照片', take: '拍照', locating: '正在定位', placed: '已定位（±{m} 米）', unplaced: '未定位', waiting: '待传', arrived: '已收到', refused: '未被接受', remove: '删除照片', bad: '这张照片打不开，请重拍。', why: '不能拍照的原因' },
  text: { title: '处置情况', hint: '做了什么，现在怎样', quick: ['已切断泄漏源，浓度恢复正常。', '已撤离人员并开启通风。', '仪表故障，已报修。', '正常作业引起，现场无异常。'] },
  useful: { ask: '这条报警有用吗？', yes: '有用', no: '没用', thanks: '谢谢，已记录。' },
  report: {
    title: '随手拍', what: '看到什么', kinds: { fire: '动火、烟火', gas: '异味、泄漏', passage: '通道堵塞', electric: '电气隐患', equipment: '设备缺陷', conduct: '违章作业', other: '其他' } as Record<string, string>,
    where: '哪家企业', nearby: '附近企业', none: '不确定', text: '说明（选填）', hint: '一句话说清楚', send: '上报', needKind: '请先选“看到什么”。', needShown: '请拍一张照片或写一句话。', kept: '已保存，联网后自动上报。', mine: '我上报的', empty: '您还没有上报过。', state: { open: '待处理', taken_over: '已转办', dismissed: '不予处理' } as Record<string, string>,
  },
  check: {
    title: '现场检查', empty: '目前没有待办的检查。', emptyHint: '安排给您或您辖区的检查会出现在这里；联网时打开一次，断网也能填写。', kept: '已保存，联网后自动提交。', notNow: '目前不需填写。',
    answers: { ok: '符合', fixed: '当场改正', failed: '不符合', not_applicable: '不适用' } as Record<string, string>, words: '问题或原因（一句话）', crew: '检查人员（两人以上）', crewHint: '姓名和证件号，用“、”分隔', summary: '检查情况', signer: '被检查单位签字人（职务）',
    send: '提交（已填 {n} / {total}）', needCrew: '检查人员不得少于两人。', needAnswers: '还有检查项没有填写。', needWords: '不是“符合”的项须写一句话。', needSummary: '请填写检查情况。',
  },
  gate: { title: '到场签到', scan: '扫企业安全码', stop: '停止扫码', code: '企业安全码', hint: '扫不了时输入码下的文字', do: '签到', done: '已签到 {at}', noCamera: '此手机不能扫码，请输入码下的文字。', away: '距企业登记位置 {m}，请确认企业无误；仍可签到，会记录在案。', near: '距企业登记位置 {m}。', unplaced: '未取得定位，会记录在案。' },
  voice: { title: '语音记录', start: '开始录音', stop: '停止（{s} 秒）', none: '此手机不能录音。', remove: '删除语音 {n}', refused: '没有录音权限，请在手机设置中允许。', one: '语音 {n}' },
  sign: {
    title: '现场签名', read: '查看签署内容', who: '谁来签名', roles: { officer: '检查人员', party: '被检查单位人员', witness: '见证人' } as Record<string, string>, name: '姓名', duty: '职务或证件号（选填）', field: '签名处，请用手指书写', open: '签名', again: '重写', keep: '确认签名', remove: '删除签名',
    refuse: '拒绝签字', refused: '拒绝签字', reason: '拒签情况（必填）', keepRefusal: '记下拒签', agrees: '被检查单位同意以平台账号接收电子送达的文书（有期限，可随时撤回）', later: '填完检查项和检查情况后，在场人员可在此签名。', anew: '清除并重新签名',
    changed: '签名后内容有改动，原签名已失效。', needOfficer: '至少一名检查人员须签名。', needWitness: '拒绝签字的，须两名检查人员签名或见证人签名。',
  },
  points: { title: '本企业测点', empty: '本企业尚未登记测点。', none: '您的账号没有所属企业，不显示测点。', live: '数值随现场变化', bad: '异常在前' },
  queue: {
    title: '待发内容', empty: '全部已发送。', emptyHint: '断网时做的操作会保存在这里，联网后按顺序自动发送。', waiting: '{n} 项待发', refused: '{n} 项需您处理', sending: '正在发送', allSent: '已全部发送', full: '手机存储空间已满，刚才的内容没有保存。请先联网发送，或删除手机上不用的文件后重试。',
    signIn: '登录已过期，重新登录后自动继续发送，内容不会丢失。', others: '另有 {n} 项属于{names}，须其本人登录后发送。', retry: '再试一次', discard: '不再发送', discardAsk: '确定不再发送这一项吗？内容将从手机上删除。', sendNow: '立即发送', kinds: { photo: '照片', step: '工单操作', observation: '随手拍', support: '支援答复', usefulness: '评价', check: '现场检查', signin: '到场签到', voice: '语音' } as Record<string, string>,
    states: { waiting: '待发', done: '已收到', refused: '未被接受' } as Record<string, string>, acceptedBy: '工单已由{name}签收。', nowIs: '工单现为“{state}”，经办人 {name}。',
  },
}
