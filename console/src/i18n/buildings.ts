/** Words of buildings on the map and of the map in three dimensions; fetched with them. */
export const buildingsZh = {
  bar: '三维视角', left: '向左转', right: '向右转', up: '抬高视角', down: '压低视角', north: '回到正北', relief: '地形起伏', keys: '拖动右键或按 Shift+方向键转动、倾斜；手机上双指转动，双指上下滑动倾斜。', truncated: '建筑较多，仅显示一部分，请放大地图。', none: '此处没有登记建筑，可在企业卡片“建筑”中绘制或导入。',
  title: '建筑', lead: '{name}的建筑轮廓，WGS-84。高度为墙顶离地面的米数。', list: '已登记', nothing: '尚未登记建筑。', draw: '绘制新建筑', redraw: '重画轮廓', drawHint: '在地图上沿墙角逐点点击，至少 3 点。已点 {n} 点。', undo: '撤销一点', cancel: '取消',
  name: '名称', use: '用途', height: '高度（米）', base: '底部高度（米）', baseHint: '架空、雨棚等；一般为 0', floors: '层数', workshop: '对应车间', noWorkshop: '不对应车间', workshopHint: '对应车间后，车间有报警时建筑按报警等级着色。', save: '保存', saved: '建筑已保存', edit: '修改', remove: '删除', sure: '确定删除“{name}”？', removed: '建筑已删除',
  uses: { workshop: '车间', warehouse: '仓库', tank: '储罐', utility: '公用工程', office: '办公', dormitory: '宿舍', other: '其他' } as Record<string, string>,
  file: '从文件导入（GeoJSON 或 Shapefile 压缩包）', fileHint: '属性：name 名称、height 高度（米）、floors 层数、use 用途、workshop 车间。同名建筑将被替换。', system: '文件坐标系', good: '{good} / {total} 栋可用', take: '导入', taken: '已导入 {n} 栋建筑', row: '第 {n} 个 {name}：{problem}',
  metres: '{h} m', floorsOf: '{n} 层',
}
export const buildingsEn: typeof buildingsZh = {
  bar: 'View in 3D', left: 'Turn left', right: 'Turn right', up: 'Tilt up', down: 'Tilt down', north: 'North up', relief: 'Relief', keys: 'Drag with the right button, or Shift and arrow keys; on a phone turn two fingers, or slide them up and down.', truncated: 'Many buildings: only a part is shown, go nearer.', none: 'No building is registered here: draw or import them from a site’s card.',
  title: 'Buildings', lead: 'Outlines of {name}, WGS-84. Height is that of the walls above the ground, in metres.', list: 'Registered', nothing: 'No building is registered yet.', draw: 'Draw a building', redraw: 'Draw again', drawHint: 'Click its corners on the map, at least 3. {n} so far.', undo: 'One back', cancel: 'Cancel',
  name: 'Name', use: 'Use', height: 'Height (m)', base: 'Begins at (m)', baseHint: 'for roofs on posts; usually 0', floors: 'Floors', workshop: 'Workshop', noWorkshop: 'none', workshopHint: 'With a workshop, the building takes the colour of its standing alarms.', save: 'Save', saved: 'Building saved', edit: 'Change', remove: 'Remove', sure: 'Remove “{name}”?', removed: 'Building removed',
  uses: { workshop: 'Workshop', warehouse: 'Store', tank: 'Tank', utility: 'Utilities', office: 'Office', dormitory: 'Dormitory', other: 'Other' },
  file: 'From a file (GeoJSON or zipped shapefile)', fileHint: 'Properties: name, height (m), floors, use, workshop. A building of the same name is replaced.', system: 'System of the file', good: '{good} of {total} usable', take: 'Import', taken: '{n} buildings imported', row: 'No. {n} {name}: {problem}',
  metres: '{h} m', floorsOf: '{n} floors',
}
