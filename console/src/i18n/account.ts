/** Words of the page of one's own account, in both languages. */
export const accountZh = {
  title: '我的账号', lead: '密码、第二验证方式、登录会话与接口令牌。',
  mustPassword: '当前为初始密码，请先修改密码，再使用其他功能。', mustFactor: '您的角色须使用第二验证方式登录，请启用动态验证码或通行密钥。',
  password: { title: '密码', old: '原密码', new: '新密码', repeat: '再次输入新密码', hint: '至少 10 位，不能是常见密码或全数字。', submit: '修改密码', done: '密码已修改，其他设备上的登录已全部退出。', differ: '两次输入的新密码不一致。', none: '您通过统一认证登录，本平台没有您的密码。' },
  totp: { title: '动态验证码', on: '已启用', off: '未启用', start: '启用动态验证码', scan: '用手机上的验证器应用扫描二维码，再输入它显示的 6 位数字。', manual: '不能扫描时手工输入密钥', qr: '动态验证码的二维码', code: '6 位验证码', confirm: '确认启用', remove: '停用', removed: '动态验证码已停用。', added: '动态验证码已启用。' },
  passkeys: { title: '通行密钥', none: '尚无通行密钥。', add: '添加通行密钥', name: '名称，例如“值班室电脑”', remove: '删除', used: '最近使用 {at}', never: '未使用过', added: '通行密钥已添加。', removed: '通行密钥已删除。', cannot: '当前浏览器或地址不支持通行密钥：需通过 https 或 localhost 访问。' },
  recovery: { title: '恢复码', left: '剩余 {n} 个', none: '启用第二验证方式后可获得恢复码。', renew: '重新生成恢复码', shown: '请抄写并妥善保管，每个只能使用一次，关闭后不再显示。', done: '我已保存' },
  sessions: { title: '登录会话', this: '本次登录', close: '退出', others: '退出其他所有设备', closed: '已退出 {n} 个登录。', seen: '最近活动', started: '登录时间', device: '设备与来源地址' },
  tokens: { title: '接口令牌', lead: '供其他系统调用接口，只在您的管辖范围内、以所选权限办理，写操作均留痕。', none: '尚无令牌。', name: '用途', days: '有效天数', permissions: '权限', issue: '签发令牌', secret: '令牌只显示这一次，请立即交给对接系统：', revoke: '吊销', revoked: '已吊销', expired: '已到期', expires: '到期', used: '最近使用', never: '未使用', issued: '令牌已签发。', gone: '令牌已吊销。' },
  confirm: { title: '请再次验证身份', lead: '此操作较为敏感。请输入密码，或使用验证码、通行密钥。', password: '密码', code: '动态验证码', either: '请填写密码或验证码。' },
}

export const accountEn: typeof accountZh = {
  title: 'My account', lead: 'Password, second factors, sessions and API tokens.',
  mustPassword: 'This is an initial password. Change it before you go on.', mustFactor: 'Your role must sign in with a second factor. Turn on authenticator codes or add a passkey.',
  password: { title: 'Password', old: 'Present password', new: 'New password', repeat: 'New password again', hint: 'At least 10 characters, not a common password, not digits only.', submit: 'Change password', done: 'Password changed; every other device is signed out.', differ: 'The two new passwords differ.', none: 'You sign in through single sign-on and have no password here.' },
  totp: { title: 'Authenticator codes', on: 'On', off: 'Off', start: 'Turn on authenticator codes', scan: 'Scan the QR code with an authenticator app, then enter the 6 digits that it shows.', manual: 'Cannot scan? Enter this key', qr: 'QR code of the authenticator secret', code: '6-digit code', confirm: 'Turn on', remove: 'Turn off', removed: 'Authenticator codes are off.', added: 'Authenticator codes are on.' },
  passkeys: { title: 'Passkeys', none: 'No passkeys yet.', add: 'Add a passkey', name: 'Name, e.g. "duty room PC"', remove: 'Delete', used: 'last used {at}', never: 'never used', added: 'Passkey added.', removed: 'Passkey deleted.', cannot: 'This browser or address cannot use passkeys: open the console by https or localhost.' },
  recovery: { title: 'Recovery codes', left: '{n} left', none: 'You get recovery codes once a second factor is on.', renew: 'New recovery codes', shown: 'Write these down and keep them safe. Each works once; they are not shown again.', done: 'I have saved them' },
  sessions: { title: 'Sessions', this: 'This session', close: 'Sign out', others: 'Sign out everywhere else', closed: '{n} signed out.', seen: 'Last seen', started: 'Signed in', device: 'Device and address' },
  tokens: { title: 'API tokens', lead: 'For other systems: within your area, with the permissions you choose; every write is recorded.', none: 'No tokens yet.', name: 'Purpose', days: 'Days valid', permissions: 'Permissions', issue: 'Issue token', secret: 'The token is shown this once. Hand it to the other system now:', revoke: 'Revoke', revoked: 'Revoked', expired: 'Expired', expires: 'Expires', used: 'Last used', never: 'never', issued: 'Token issued.', gone: 'Token revoked.' },
  confirm: { title: 'Show again who you are', lead: 'This is a sensitive act. Enter your password, or use a code or a passkey.', password: 'Password', code: 'Authenticator code', either: 'Enter the password or a code.' },
}
