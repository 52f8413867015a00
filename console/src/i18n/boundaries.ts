/** Words of the boundary import, in both languages; fetched with its page. */
export const boundariesZh = {
  title: '导入官方边界', lead: 'GeoJSON 或 Shapefile 压缩包（.zip）的面状边界：先核对，再采用。有一处错误则整份不采用。', level: '级别', levels: { county: '县（市、区）', town: '乡镇（街道）', grid: '网格' }, system: '坐标系', file: '选择文件', codeField: '代码属性（可不填）', nameField: '名称属性（可不填）', busy: '正在核对', take: '采用', taken: '边界已采用。',
  none: '尚未选择文件。', good: '{good} / {total} 个边界可用', missing: '文件中没有：{names}', col: { number: '序号', code: '代码', name: '名称', matched: '匹配', change: '变化', problems: '问题' }, matched: { code: '按代码', name: '按名称', new: '新网格', none: '未匹配' } as Record<string, string>, change: { added: '新增', changed: '替换' } as Record<string, string>, preview: '边界预览，{n} 个面', red: '红色为有问题的边界', failed: '核对未成功',
}
export const boundariesEn: typeof boundariesZh = {
  title: 'Import official boundaries', lead: 'Areas as GeoJSON or a zipped shapefile: look first, then take. One wrong outline keeps the whole file out.', level: 'Level', levels: { county: 'County', town: 'Towns', grid: 'Grids' }, system: 'System', file: 'Choose a file', codeField: 'Attribute of the code (optional)', nameField: 'Attribute of the name (optional)', busy: 'Checking', take: 'Take in', taken: 'Boundaries taken in.',
  none: 'No file chosen yet.', good: '{good} of {total} outlines are good', missing: 'Not in the file: {names}', col: { number: 'No.', code: 'Code', name: 'Name', matched: 'Matched', change: 'Change', problems: 'Problems' }, matched: { code: 'by code', name: 'by name', new: 'new grid', none: 'not matched' }, change: { added: 'new', changed: 'replaces' }, preview: 'Preview, {n} areas', red: 'Red outlines have a problem', failed: 'Could not be checked',
}
