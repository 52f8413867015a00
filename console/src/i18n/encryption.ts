/** Words of a gateway's SM4 encryption, in both languages; part of the pages' pack. */
export const encryptionZh = {
  title: 'SM4 加密上报', take: '报文', off: '明文', accepted: '明文、密文均可', required: '只收密文', save: '保存', make: '生成新密钥', saved: '已保存，发布后生效。',
  hint: '线路没有 TLS，或要求国密算法时使用。生成新密钥后，旧密钥随即失效。', once: '密钥只显示这一次，请立即填入设备：', sm4: 'SM4 密钥', mac: '认证密钥（HMAC-SM3）', example: '只用 openssl 和 curl 试发一条：',
}
export const encryptionEn: typeof encryptionZh = {
  title: 'Encryption by SM4', take: 'Bodies', off: 'plain', accepted: 'plain or encrypted', required: 'encrypted only', save: 'Save', make: 'Make a new key', saved: 'Saved; in force once published.',
  hint: 'For lines without TLS, or where national algorithms are asked for. A new key ends the one before.', once: 'The key is shown this once, enter it into the device now:', sm4: 'SM4 key', mac: 'MAC key (HMAC-SM3)', example: 'One reading with openssl and curl alone:',
}
