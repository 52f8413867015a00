/** Words of the page of one's own account. */
export const accountZh = {
  title: '我的账号', lead: '密码、第二验证方式、登录会话与接口令牌。',
  mustPassword: '当前为初始密码，请先修改密码，再使用其他功能。', mustFactor: '您的角色须使用第二验证方式登录，请启用动态验证码或通行密钥。',
  password: { title: '密码', old: '原密码', new: '新密码', repeat: '再次输入新密码', hint: '至少 10 位，不能是常见密码或全数字。', submit: '修改密码', done: '密码已修改，其他设备上的登录已全部退出。', differ: '两次输入的新密码不一致。', none: '您通过统一认证登录，本平台没有您的密码。' },
  totp: { title: '动态验证码', on: '已启用', off: '未启用', start: '启用动态验证码', scan: '用手机上的验证器应用扫描二维码，再输入它显示的 6 位数字。', manual: '不能扫描时手工输入密钥', qr: '动态验证码的二维码', code: '6 位验证码', confirm: '确认启用', remove: '停用', removed: '动态验证码已停用。', added: '动态验证码已启用。' },
  passkeys: { title: '通行密钥', none: '尚无通行密钥。', add: '添加通行密钥', name: '名称，例如“值班室电脑”', remove: '删除', used: '最近使用 {at}', never: '未使用过', added: '通行密钥已添加。', removed: '通行密钥已删除。', cannot: '当前浏览器或地址不支持通行密钥：需通过 https 或 localhost 访问。' },
  recovery: { title: '恢复码', left: '剩余 {n} 个', none: '启用第二验证方式后可获得恢复码。', renew: '重新生成恢复码', shown: '请抄写并妥善保管，每个只能使用一次，关闭后不再显示。', done: '我已保存' },
  sessions: { title: '登录会话', this: '本次登录', close: '退出', others: '退出其他所有设备', closed: '已退出 {n} 个登录。', seen: '最近活动', started: '登录时间', device: '设备与来源地址' },
  tokens: { title: '接口令牌', lead: '供其他系统调用接口，只在您的管辖范围内、以所选权限办理，写操作均留痕。', none: '尚无令牌。', name: '用途', days: '有效天数', permissions: '权限', find: '查找权限', issue: '签发令牌', secret: '令牌只显示这一次，请立即交给对接系统：', revoke: '吊销', revoked: '已吊销', expired: '已到期', expires: '到期', used: '最近使用', never: '未使用', issued: '令牌已签发。', gone: '令牌已吊销。' },
}
