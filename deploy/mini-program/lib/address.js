// Which addresses this mini-program opens: those of the platform, and no other. The runtime of mini-programs has no URL
// object, so that this is done on text: the origin must stand in front as it is, followed by a path.

/** The path of `url` at `origin`, with its query; null for any other address. */
function pathOf(origin, url) {
  if (typeof url !== 'string' || url.slice(0, origin.length) !== origin) return null
  const rest = url.slice(origin.length) || '/'
  return isPath(rest) ? rest : null
}

/** Whether `path` stays at the platform: one slash in front, no white space, nothing that a browser reads as a host. */
function isPath(path) {
  return typeof path === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(path)
}

/** What was scanned or linked: `q` of a plain QR code that opens the mini-program, or a path of our own. */
function wanted(origin, options) {
  if (options && options.q) return pathOf(origin, decoded(options.q))
  if (options && options.path) return isPath(decoded(options.path)) ? decoded(options.path) : null
  return null
}

function decoded(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

module.exports = { decoded, isPath, pathOf, wanted }
