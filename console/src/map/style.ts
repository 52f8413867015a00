import type { ExpressionSpecification, StyleSpecification } from 'maplibre-gl'

/**
 * The offline base map. It has no `glyphs` on purpose: then MapLibre draws all text from fonts of this machine, and
 * Chinese names need no font server.
 */
export const FONTS = ['Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'sans-serif']

const PALETTE = {
  light: { sea: '#d3e4ef', land: '#e9ecec', ours: '#fbfbf8', town: '#aab4bf', line: '#b9c2cb', edge: '#3c6e9f', far: '#66727f', name: '#3b4854', halo: '#ffffff' },
  dark: { sea: '#0a2233', land: '#0f1922', ours: '#17242f', town: '#3d5164', line: '#2c3d4d', edge: '#5b9bd0', far: '#8296a8', name: '#c9d6e2', halo: '#0c141c' },
}

const BASE = `${import.meta.env.BASE_URL}basemap/`

/** `code`: the county that is ours, drawn brighter than its neighbours. */
export function baseStyle(isDark: boolean, code: string): StyleSpecification {
  const c = isDark ? PALETTE.dark : PALETTE.light
  const file = (name: string) => ({ type: 'geojson' as const, data: new URL(`${BASE}${name}.json`, location.href).href })
  const isOurs: ExpressionSpecification = ['==', ['get', 'adcode'], code]
  return {
    version: 8,
    sources: { county: file('county'), county_label: file('county_label'), town: file('town_line'), town_label: file('town_label'), water: file('water') },
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': c.sea } },
      { id: 'land', type: 'fill', source: 'county', paint: { 'fill-color': ['case', isOurs, c.ours, c.land] } },
      { id: 'water', type: 'fill', source: 'water', paint: { 'fill-color': c.sea } },
      { id: 'town-sketch', type: 'line', source: 'town', paint: { 'line-color': c.town, 'line-width': 1, 'line-dasharray': [3, 2.5] } },
      { id: 'county-line', type: 'line', source: 'county', paint: { 'line-color': c.line, 'line-width': 0.8 } },
      { id: 'county-edge', type: 'line', source: 'county', filter: isOurs, paint: { 'line-color': c.edge, 'line-width': 1.8 } },
      {
        id: 'county-name', type: 'symbol', source: 'county_label',
        layout: { 'text-field': ['get', 'name'], 'text-font': FONTS, 'text-size': 12, 'text-letter-spacing': 0.15 },
        paint: { 'text-color': c.far, 'text-halo-color': c.halo, 'text-halo-width': 1 },
      },
      {
        id: 'town-name', type: 'symbol', source: 'town_label',
        layout: {
          'text-field': ['get', 'name'], 'text-font': FONTS, 'text-size': ['interpolate', ['linear'], ['zoom'], 9, 11.5, 13, 14],
          // a name moves aside for a mark instead of covering it
          'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'], 'text-radial-offset': 0.9, 'text-justify': 'auto', 'text-padding': 0,
        },
        paint: { 'text-color': c.name, 'text-halo-color': c.halo, 'text-halo-width': 1.4 },
      },
    ],
  }
}
