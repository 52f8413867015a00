const { origin } = require('../../config')
const { pathOf, wanted } = require('../../lib/address')

const ENTRIES = [
  { path: '/tip', title: '我要举报', note: '可以不留姓名，查实有奖' },
  { path: '/tip/progress', title: '查询举报进度', note: '凭查询码' },
  { path: '/m', title: '工作台', note: '企业、网格、镇街人员：报警处置、隐患、检查、培训' },
]

const open = (path) => wx.navigateTo({ url: `/pages/web/index?path=${encodeURIComponent(path)}` })

Page({
  data: { entries: ENTRIES },

  /** Opened by scanning one of the platform's codes: straight to what it names. */
  onLoad(options) {
    const path = wanted(origin, options)
    if (path) open(path)
  },

  enter(event) {
    open(event.currentTarget.dataset.path)
  },

  /** Safety codes of enterprises, sheets of a training: codes of the platform and no others. */
  scan() {
    wx.scanCode({
      scanType: ['qrCode'],
      success: ({ result }) => {
        const path = pathOf(origin, result)
        if (path) open(path)
        else wx.showModal({ title: '不是本平台的二维码', content: '请扫描企业安全码、培训签到码等本平台的二维码。', showCancel: false })
      },
    })
  },
})
