/** 视频分析各页面的文字。 */
import { gb28181Zh } from './gb28181'
import { patrolZh, wallZh } from './patrol'
import { superiorsZh } from './superiors'
import { playbackZh } from './playback'

export const camerasZh = {
  gb28181: gb28181Zh,
  superiors: superiorsZh,
  wall: wallZh,
  patrol: patrolZh,
  playback: playbackZh,
  cameras: {
    tabs: '视频分析', title: '摄像机', search: '搜索摄像机或企业', state: '状态', any: '全部状态', blind: '无法分析', empty: '尚未登记摄像机。', emptyHint: '可在后台登记摄像机并填写视频地址。', emptyFiltered: '没有符合条件的摄像机。',
    down: '视频分析服务没有应答，以下状态未知，请勿据此判断现场正常。',
    col: { name: '摄像机', state: '状态', todo: '处理建议', scenes: '场景', rate: '帧/秒', alarms: '报警' },
  },
  camera: {
    state: { ok: '正常', dark: '画面过暗', overexposed: '画面过曝', blurred: '模糊或遮挡', frozen: '画面冻结', moved: '视角偏移', gone: '离线', off: '已停用', no_source: '未接入', unwatched: '尚未分析', starting: '正在启动', unknown: '状态未知' },
    todo: {
      dark: '请检查现场照明和红外补光；无法分析期间场景报警无效。', overexposed: '请检查强光直射和曝光设置。', blurred: '请擦拭镜头、移开遮挡物并检查对焦。', frozen: '画面长时间不变，请重启摄像机或检查录像机。', moved: '镜头朝向与划区时不同，请复位，或按新画面重画区域。', gone: '收不到画面，请检查电源、网络和账号密码；所填地址会转到另一地址的，请直接填写最终的视频地址。',
      off: '该摄像机已停用。', no_source: '请在后台填写视频地址。', unwatched: '请确认配置已发布、视频分析服务已运行。', starting: '首个画面一般在 20 秒内出现，此前状态未知。', unknown: '视频分析服务没有应答，请联系系统管理员。',
    },
    since: '已 {age}', sinceAtLeast: '至少 {age}（自分析启动）', live: '分析画面', liveAlt: '{at} 的分析画面', waiting: '正在取画面', pictureOf: '画面时间 {at}', lost: '画面中断，显示的是之前的画面。', guarded: '人员检测不可用，整幅画面已打码', showZones: '区域', showBoxes: '识别框', pause: '暂停', resume: '继续',
    noPicture: '当前没有可显示的画面。', video: '完整视频', toVideo: '看完整视频', toAnalysed: '看分析画面', videoHere: '完整视频由流媒体服务提供，未打码，仅供有权限人员查看。', videoDenied: '已接入流媒体服务；完整视频未打码，您的角色无权查看。', videoNone: '未接入流媒体服务，此处只有分析画面（每秒约一帧），没有完整视频。',
    scenes: '分析场景', noScenes: '尚无场景。新建场景后，该摄像机才会识别行为并报警。', only: '只看', rate: '实际 {fps} 帧/秒，期望 {wanted} 帧/秒。',
  },
  ptz: {
    title: '云台控制', fixed: '此摄像机不支持云台。', asking: '正在询问摄像机', pad: '方向，按住转动，松开停止；方向键转动，加减键变倍', zoom: '变倍',
    go: { up: '向上', down: '向下', left: '向左', right: '向右', leftUp: '向左上', rightUp: '向右上', leftDown: '向左下', rightDown: '向右下', closer: '拉近', wider: '拉远', stop: '停止' },
    speed: '速度', slow: '慢', middle: '中', fast: '快', keys: '按住按钮转动，松开即停；也可用方向键，加减键变倍。断线时一秒内自动停止。',
    presets: '预置位', noPresets: '摄像机上没有预置位，请在摄像机自带页面中设置。', homePosition: '摄像机归位点', home: '归位', setHome: '设为归位', unsetHome: '取消归位', homeHint: '归位预置位应是绘制识别区域时的画面。', homeSet: '归位预置位已保存，配置正在下发', goTo: '转到预置位“{name}”', setHomeOf: '设为归位：{name}', unsetHomeOf: '取消归位：{name}',
    free: '当前无人操作。', mine: '您正在操作。', held: '“{name}”正在操作，{s} 秒后可接管。', homeIn: '{s} 秒后自动归位', homing: '正在归位', away: '已转离归位预置位，分析场景暂停，归位后自动恢复。', stays: '没有归位预置位，转动后不会自动归位。',
    turned: '有人正在转动该摄像机，分析场景暂停，归位后自动恢复。', drawWarning: '摄像机已转离归位预置位，请等待归位后再绘制区域。',
  },
  scene: {
    new: '新建场景', edit: '编辑', where: '识别区域', what: '识别什么', when: '值守时段', snap: '重新取图', preview: '实时识别框', pictureAlt: '用于划区的画面', drawing: '正在绘制', zone: '识别区域', mask: '屏蔽区 {n}', addMask: '添加屏蔽区', removeMask: '删除屏蔽区', begin: '画一个方框', wholePicture: '恢复为整幅画面',
    corner: '第 {n} 个顶点，横 {x}%，纵 {y}%', corners: '{n} 个顶点。', isWhole: '未画区域，将识别整幅画面。', drawHelp: '点按画面加顶点，拖动移动，双击删除；键盘：方向键移动（Shift 微调），Insert 加点，Delete 删除。',
    behaviour: '识别行为', choose: '请选择', name: '场景名称', suspicion: '该行为只能提示“疑似”，须人工确认。', quality: '在 {n} 份标注画面上测得，并非贵单位现场数据：', noQuality: '该识别行为尚无测试数据。',
    figures: { average_precision: '平均精度', event_recall: '事件检出率', false_alarms_per_hour: '每小时误报', intervals: '应识别时段（段）', intervals_found: '其中识别出', intervals_invented: '误报时段', edge_error_s_worst: '起止时刻最大偏差（秒）', stills_manned: '有人画面（张）', stills_manned_found: '其中识别为有人', stills_empty: '无人画面（张）', stills_empty_called_manned: '其中误认为有人', clips_positive: '应报警片段（段）', clips_found: '其中报警', delay_s_worst: '最长报警延迟（秒）', clips_negative: '不应报警片段（段）', clips_false: '其中误报', minutes_negative: '不应报警时长（分钟）', pictures: '测试画面（张）', pictures_positive: '应识别画面（张）', pictures_negative: '不应识别画面（张）', auc: '区分能力（AUC，1 为最好，0.5 等于猜测）', recall: '查全率', precision: '查准率', false_alarm_rate: '误报率', mean_absolute_error: '人数平均误差（人）', bias: '平均偏多（负数为偏少，人）', exact: '人数完全正确（张）', crowd_pictures: '多人画面（张）', crowd_mean_absolute_error: '多人画面平均误差（人）' },
    parameters: '识别参数', limits: '报警设定与延时', limitsDenied: '您的角色不能调整设定值和延时，保存后沿用现值。', setPoint: '设定值 {sign}', onDelay: '报警延时', offDelay: '恢复延时',
    always: '未设时段，全天值守。', window: '第 {n} 段', from: '开始时间', to: '结束时间', remove: '删除', addWindow: '添加时段', day: { 1: '一', 2: '二', 3: '三', 4: '四', 5: '五', 6: '六', 7: '日' },
    publish: '保存并发布', enabled: '启用该场景', reason: '理由', reasonNeeded: '调整设定值、延时或停用场景，请填写理由（至少两个字）。', defaultReason: '调整场景', publishHint: '保存后生成新的配置版本并下发到视频分析服务，操作留痕。设定值的修改存为草稿，推演后由另一人在“报警规则”页发布。', unfinished: '区域至少需要三个顶点。', save: '保存并发布', saved: '已保存，配置正在下发', leave: '尚未保存，确定离开吗？', noRight: '您的角色不能编辑场景，如需调整请联系系统管理员。',
  },
  trial: {
    title: '先用留存画面试运行', run: '试运行', off: '未留存画面，不能试运行。', none: '暂无留存画面，接入几分钟后可试运行。', reach: '可回看 {age}（自 {from} 起），每 {step} 秒一帧。', waiting: '正在排队', running: '已分析 {done} / {all} 帧', stale: '场景已修改，以下是修改前的结果，请重新试运行。', raised: '会报警 {n} 次', quiet: '不会报警', over: '{from} 至 {to}，共 {n} 帧。', gap: '其间最长 {age} 没有画面。',
    curve: '识别值曲线，最高 {top}', picture: '{at} 的画面', peak: '峰值 {value}', lasted: '持续 {age}', stands: '至今未恢复', more: '另有 {n} 次未列出。', honest: '试运行每 {step} 秒一帧，实际值守每秒一到两帧：短于此的动作可能漏掉，计时也较粗。',
  },
  review: {
    title: '报警复核', short: '复核', previous: '上一条', next: '下一条', scene: '场景', anyBehaviour: '全部行为', anyScene: '全部场景', none: '未判定', export: '导出标注数据', exportHint: '导出当前行为和场景中已判定的报警（压缩包），默认打码，操作留痕。', originals: '导出未打码原始影像', reason: '理由', download: '下载', exported: '已导出 {n} 条报警', exportedPart: '已导出 {n} 条报警，另有 {left} 条超出单次上限',
    empty: '没有视频报警。', emptyNone: '所有视频报警均已判定。', emptyHint: '场景报警后会出现在这里。', list: '视频报警', open: '打开报警', pieces: '影像', role: { before: '报警前', at: '报警时', after: '报警后', clip: '片段' }, keys: '1 属实 · 2 误报 · 3 无法判断 · J/K 下一条/上一条 · B/A/N 前/时/后 · V 片段',
    worth: '各场景准确率（近 30 天）', worthHint: '准确率 = 属实 ÷（属实 + 误报）', worthEmpty: '近 30 天没有视频报警。', counts: '报警 {raised} · 属实 {true} · 误报 {false} · 无法判断 {unclear}', weeks: '每周准确率：{text}', own: '本场景准确率（近 30 天）', judged: '属实 {true} · 误报 {false} · 无法判断 {unclear}', falseOnes: '查看误报',
    advice: {
      delay: '误报偏多（{judged} 条中 {false} 条）：误报最长持续 {false_longest_s} 秒，属实最短 {true_shortest_s} 秒。建议报警延时增加约 {delay_more_s} 秒。',
      threshold: '误报偏多（{judged} 条中 {false} 条）：误报峰值中位数 {false_peak_median}、最高 {false_peak_highest}，设定值 {set_point}。建议将设定值提高到 {false_peak_highest} 以上。',
      mask: '误报偏多（{judged} 条中 {false} 条）：误报最长持续 {false_longest_s} 秒、峰值最高 {false_peak_highest}（设定值 {set_point}），延时和设定值都难以区分。建议查看误报画面，添加屏蔽区或重画区域。',
    },
  },
}
