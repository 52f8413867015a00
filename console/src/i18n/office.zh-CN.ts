import { loudspeakersZh } from './loudspeakers'

/** Words of the administrator's pages: fetched with the page, not with the console. In Chinese. */
export const officeZh = {
  broadcasts: loudspeakersZh,
  importing: {
    boundaries: '导入官方边界',
    title: '批量导入', lead: '企业与测点从 Excel 或 CSV 导入，逐行核对，有误的行逐条指出。', table: '导入内容', of: { enterprises: '企业', points: '测点' }, step1: '下载模板', step2: '选择文件', step3: '核对结果',
    hint: { enterprises: '带 * 的列必填；统一社会信用代码按国家标准校验。已有企业按信用代码更新。', points: '企业和网关须已登记。已有测点按“网关 + 地址”更新。导入后自动发布，随即参与报警。' },
    template: '下载模板', export: '导出现有数据', pick: '点击选择或拖入文件', limits: '.xlsx 或 .csv，不超过 20 MB、5000 行', checking: '正在核对', importing: '正在导入', unreadable: '无法读取该文件，可能正被其他程序占用，请关闭后重试。',
    rows: '总行数', ok: '无误', bad: '有误', created: '新增', updated: '更新', done: '导入完成：新增 {created}，更新 {updated}。', published: '新配置即将下发。', all: '导入全部 {n} 行', some: '只导入无误的 {n} 行', download: '下载核对报告', fix: '请按报告修改文件后重新选择；有误的行未写入。',
    problems: '问题清单', col: { row: '行', column: '列', grade: '性质', message: '问题' }, error: '错误', warning: '提示', reportName: '核对报告', more: '仅显示前 {n} 条，全部问题请下载报告。',
  },
  reporting: {
    title: '上报上级平台', lead: '把选定类别的事项逐条报送市、省、部平台，每条一次，按发生先后；对方故障时自动重试。不报送人员姓名、电话和长文本，举报不在其列。',
    add: '新增上级平台', name: '名称', url: '接口地址', signing: '签名方式', signingHint: '平台用 SM2 私钥签名，对方用公钥核验，不需共同密钥；公钥由 anlan keys public 给出。', secret: '签名密钥（不少于 16 个字符）', keepSecret: '已设置，留空则不变', enabled: '启用', kinds: '上报类别', noKinds: '未选类别，什么也不报', since: '新选的类别从保存时起上报，以前的不补报。',
    edit: '修改', test: '联通测试', tested: '已列入台账，稍后看答复', up: '正常', off: '已停用', down: '故障（始于 {at}）', lastSent: '最近上报 {at}', counts: '待上报 {waiting} · 已上报 {sent} · 拒收 {refused}', oldest: '最早一条等待自 {at}', empty: '尚未设置上级平台。', emptyHint: '设置之前不会向外报送任何事项。',
    ledger: '上报台账', noLedger: '没有符合条件的记录。', all: '全部', state: { waiting: '待上报', sent: '已上报', refused: '对方拒收' }, of: '{platform} · {kind} · {event}', kindTest: '联通测试', attempts: '尝试 {n} 次', next: '下次 {at}', answer: '答复', noAnswer: '无答复', resend: '重新上报', reason: '理由（记入审计）', body: '报文', bodyHint: '签名和重发都用这一份，逐字不变。', at: '发生 {at}', sentAt: '上报 {at}',
    catalogue: '目录：报送什么', catalogueHint: '报文为 JSON（{schema}），各类别的字段如下。', fields: '字段', code: '代码', kind: '类型',
  },
  channels: {
    title: '通知渠道', lead: '平台通过这些渠道通知人员，按先后顺序使用；一个渠道故障时自动改用下一个。', add: '新增渠道', edit: '修改', test: '测试', send: '发送测试消息', to: '接收号码或地址', kind: '类型', name: '代号（小写字母、数字）', label: '名称', rank: '先后（小者优先）', perMinute: '每分钟上限', receipt: '回执时限（秒，0 为无回执）', enabled: '启用', forPublic: '群发专用：只发公众短信，不发报警通知', isForPublic: '群发专用', keepSecret: '已设置，留空则不变', up: '正常', off: '已停用', down: '故障（始于 {at}）', lastSent: '最近发出 {at}', empty: '尚未设置通知渠道。', emptyHint: '设置之前，人员只能在平台内看到通知。',
  },
}
