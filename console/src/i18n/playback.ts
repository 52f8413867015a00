/** Words of playing back, in both languages; part of the cameras' pack. */
export const playbackZh = {
  title: '回放', open: '回放', hint: '看之前的画面', back: '返回实时画面', of: '回放：{name}',
  day: '日期', previousDay: '前一天', nextDay: '后一天', jump: '跳到时间', go: '跳转', window: '时间轴范围', w1: '1 小时', w6: '6 小时', w24: '全天',
  source: { kept: '平台留存', device: '设备录像' }, keptHint: '平台留存最近约 1 小时的分析画面，每 2 秒一帧。', deviceHint: '录像在设备上，播放时才从设备读取。',
  noRecorder: '该摄像机的接入方式不能查询设备录像，只能回放平台留存画面。',
  line: '时间轴', lineNow: '{at}，{source}', lineKeys: '左右键前后 10 秒，上下键前后 1 分钟；点按时间轴跳转', laneOf: '{source}：{n} 段', empty: '该时段无录像', emptyDay: '这一天没有可回放的画面。', emptyHint: '换一天，或在时间轴上选择有录像的时段。',
  asking: '正在查询录像', notWhole: '设备没有发完录像列表，时间轴可能不全。', leftOut: '{n} 条录像时间有误或过多，未列出。', retry: '重新查询',
  play: '播放', pause: '暂停', stepBack: '上一帧', step: '下一帧', back10: '后退 10 秒', on10: '前进 10 秒', speed: '速度', times: '{n} 倍速', keys: '空格 播放/暂停 · 左右键 播放时前后 10 秒、暂停时逐帧 · 上下键 速度',
  pictureAlt: '{at} 的回放画面', pictureOf: '画面时间 {at}', opening: '正在连接，请稍候', openingDevice: '正在从设备读取录像', waiting: '正在缓冲', idle: '在时间轴上选择时间，开始回放。', ended: '已播放到最后一帧', gone: '回放已结束：长时间未操作，或您在另一处打开了回放。', resume: '继续回放', failed: '回放失败', offline: '网络已断开，恢复后自动继续。',
  original: '回放画面未打码，查看留痕。', marks: '当天报警', noMarks: '当天没有该摄像机的报警。', around: '看前后', previousMark: '上一个报警', nextMark: '下一个报警', standing: '未恢复', noEvidence: '无留存影像',
}
export const playbackEn: typeof playbackZh = {
  title: 'Playback', open: 'Play back', hint: 'See what it saw before', back: 'Back to the live picture', of: 'Playback: {name}',
  day: 'Day', previousDay: 'Day before', nextDay: 'Day after', jump: 'Time', go: 'Go', window: 'Length of the time line', w1: '1 h', w6: '6 h', w24: 'Day',
  source: { kept: 'Kept here', device: 'On the device' }, keptHint: 'About an hour of analysed pictures is kept, one every 2 s.', deviceHint: 'Recordings lie on the device and are read from it when played.',
  noRecorder: 'This camera is read in a way that cannot ask its device for recordings; only what is kept here can be played.',
  line: 'Time line', lineNow: '{at}, {source}', lineKeys: 'left and right: 10 s, up and down: a minute; click to go there', laneOf: '{source}: {n} parts', empty: 'Nothing was recorded at that time', emptyDay: 'Nothing of this day can be played.', emptyHint: 'Choose another day, or a time that was recorded.',
  asking: 'Asking for recordings', notWhole: 'The device did not send all of its list: the time line may have holes.', leftOut: '{n} entries were no times, or too many, and are left out.', retry: 'Ask again',
  play: 'Play', pause: 'Pause', stepBack: 'Picture before', step: 'Next picture', back10: 'Back 10 s', on10: 'On 10 s', speed: 'Speed', times: '×{n}', keys: 'Space play/pause · left/right 10 s, picture by picture when paused · up/down speed',
  pictureAlt: 'Played picture of {at}', pictureOf: 'Picture of {at}', opening: 'Connecting', openingDevice: 'Reading from the device', waiting: 'Buffering', idle: 'Choose a time on the line to begin.', ended: 'That was the last picture', gone: 'The playback is over: nobody used it for long, or you play back elsewhere.', resume: 'Go on', failed: 'Playback failed', offline: 'No network; it goes on when it is back.',
  original: 'Pictures are not blurred; looking is recorded.', marks: 'Alarms of the day', noMarks: 'No alarm of this camera on that day.', around: 'Around it', previousMark: 'Alarm before', nextMark: 'Next alarm', standing: 'stands', noEvidence: 'no evidence',
}
