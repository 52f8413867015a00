/** Words of the conversation on a record, in both languages; part of the pages' pack. */
export const talkZh = { title: '会商', empty: '还没有人发言。', say: '发言，{\'@\'}姓名 可提醒对方；回车发送，Shift+回车换行', send: '发送', photo: '添加照片', photos: '照片 {n} 张', newer: '有 {n} 条新发言', call: '提醒对方' }
export const talkEn: typeof talkZh = { title: 'Conversation', empty: 'Nobody has said anything yet.', say: 'Say something; {\'@\'}name calls on somebody. Enter sends, Shift+Enter begins a line', send: 'Send', photo: 'Add photos', photos: '{n} photos', newer: '{n} new', call: 'Call on' }
