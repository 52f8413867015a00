/** Words of site plans, in both languages; fetched with the card that shows them. */
export const plansZh = {
  title: '厂区平面图', none: '尚未上传平面图。', noneHint: '上传 JPG、PNG 或 WebP 图片（15 MB 以内），再把测点和摄像机放到图上。', upload: '上传平面图', name: '名称', edit: '标注', save: '保存标注', cancel: '取消', retire: '移除此图', retireAsk: '移除后不再显示，图片仍保留在档案中。确定移除？',
  saved: '标注已保存。', uploaded: '已上传，请标注测点和摄像机。', conflict: '他人刚修改了标注，已显示最新内容，请重新标注。', toPlace: '待标注', allPlaced: '均已标注。', howTo: '拖动，或选中后用方向键移动（Shift 快移），Delete 取下。', camera: '摄像机', cameraOff: '停用', moved: '{name} 位于左起 {x}%，上起 {y}%', inAlarm: '报警', notSeen: '图片无法显示。',
}
export const plansEn: typeof plansZh = {
  title: 'Site plan', none: 'No plan yet.', noneHint: 'Upload a JPEG, PNG or WebP (up to 15 MB), then place points and cameras on it.', upload: 'Upload plan', name: 'Name', edit: 'Place', save: 'Save places', cancel: 'Cancel', retire: 'Take away', retireAsk: 'The plan is no longer shown; the picture stays on file. Take it away?',
  saved: 'Places saved.', uploaded: 'Uploaded: now place points and cameras.', conflict: 'Somebody else has just changed the places: the newest are shown, please place again.', toPlace: 'To be placed', allPlaced: 'All are placed.', howTo: 'Drag, or choose and use the arrow keys (Shift moves farther); Delete takes off.', camera: 'Camera', cameraOff: 'off', moved: '{name}: {x}% from the left, {y}% from the top', inAlarm: 'in alarm', notSeen: 'The picture cannot be shown.',
}
