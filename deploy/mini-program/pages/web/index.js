const { origin } = require('../../config')
const { pathOf, wanted } = require('../../lib/address')

/** Only what everybody may see is passed on: a page of somebody's work carries names and numbers in its address. */
const PUBLIC = ['/tip']

Page({
  data: { src: '', failed: false },

  onLoad(options) {
    const path = wanted(origin, options)
    if (path) this.setData({ src: origin + path })
    else wx.reLaunch({ url: '/pages/home/index' })
  },

  onError() {
    this.setData({ failed: true })
  },

  again() {
    const { src } = this.data
    this.setData({ src: '', failed: false }, () => this.setData({ src }))
  },

  onShareAppMessage({ webViewUrl }) {
    const path = pathOf(origin, webViewUrl)
    const shared = PUBLIC.includes(path) ? path : '/tip'
    return { title: '安全生产隐患举报', path: `/pages/web/index?path=${encodeURIComponent(shared)}` }
  },
})
