/** Words of the search box and the notice centre, in Chinese. */
export const findZh = {
  hint: '搜索企业、报警、工单、测点、视频、人员、页面', none: '没有找到“{q}”。按 Enter 在报警记录中搜索。', failed: '搜索未成功，请检查网络后重试。', place: '在地图上定位', inAlarms: '在报警记录中搜索“{q}”',
  kind: { page: '页面', enterprise: '企业', alarm: '报警', incident: '工单', point: '测点', camera: '视频', person: '人员', resource: '应急资源', register: '台账', record: '台账记录', place: '位置' },
}

export const bellZh = { title: '通知', unread: '{n} 条未读通知', none: '没有通知。', noneHint: '派给您的工单、升级和超时提醒会出现在这里。', readAll: '全部标为已读', failed: '通知加载失败' }

export const quickZh = { ackAndSend: '确认并派给 {name}', send: '派给 {name}', ack: '确认', to: '派给', nobody: '没有可派人员，请打开报警详情处理。', noOrder: '尚未生成工单', waiting: '待 {name} 处理', done: '已确认并派给 {name}，可在工单中改派', acked: '已确认', ackedNotSent: '报警已确认，但派单未成功：{why}' }
