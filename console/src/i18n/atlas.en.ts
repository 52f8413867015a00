/** Words of the map's layers and tools, in English. */
import type { atlasZh } from './atlas.zh-CN'

export const atlasEn: typeof atlasZh = {
  layersTitle: 'Layers', field: 'Committee', anyField: 'All committees', reset: 'Reset', of: '{n}', risks: 'Dot colour is the risk of a site', shapes: 'Shape tells the grade of an alarm', clusters: 'A number is a group; its colour is the worst in it',
  layer: { hazard: 'Hazards', tip: 'Tips', permit: 'Special works', command: 'Commands', vehicle: 'Vehicles', building: 'Buildings', typhoon: 'Typhoons', horn: 'Loudspeakers', risk: 'Four colours', grid: 'Grid', alarm: 'Alarms', incident: 'Orders', enterprise: 'Sites', camera: 'Cameras', sensor: 'Points', team: 'Rescue teams', supply: 'Supplies', shelter: 'Shelters', hospital: 'Hospitals', water: 'Fire water', town: 'Towns (sketch)', heat: 'Alarm heat' }, townLines: 'Town lines',
  letter: { hazard: 'H', tip: 'T', permit: 'W', command: 'C', team: 'T', supply: 'S', shelter: 'R', hospital: 'H', water: 'W', incident: 'O', camera: 'C', sensor: 'P' },
  tools: 'Map tools', measure: 'Measure', circle: 'Circle', plume: 'Ammonia', plot: 'Plot', capture: 'Picture', replay: 'Replay', three: '3D', route: 'Route', stop: 'Stop', simple: 'Simple mode',
  measureHint: 'Click point by point, Esc to end', measured: '{d} in all', circleHint: 'Click the middle, then the edge', plumeHint: 'Click where it leaks, or choose an alarm first',
  pointer: 'Pointer', goTo: 'Go', goToHint: 'lon, lat', badPlace: 'Enter "longitude, latitude", e.g. 120.6586, 27.7760', system: 'System', copied: 'Position copied',
  riskRule: 'Four colours: a town has the worst colour of its sites', record: { open: 'Open the record', rough: 'Placed in the middle of the town', overdue: 'Overdue' },
  sitePlan: 'Site plan', backToQueue: 'Back to alarms', failed: 'Could not be answered',
  around: {
    speak: 'Speak through loudspeakers inside',
    title: 'Inside the circle', radius: 'Radius', people: 'People known', peopleHole: '{n} more sites have no head count: there are more people', enterprises: 'Sites', resources: 'Resources', noEnterprise: 'No site inside.', noResource: 'No registered resource inside.',
    teams: 'Nearest teams', teamsNote: 'Straight line at {v} km/h: for comparing, not an arrival time', minutes: 'about {n} min', noTeam: 'No team registered yet.', more: '{n} in all, nearest {m} shown',
  },
  plumes: {
    title: 'Ammonia estimate', label: 'Estimate', onMap: 'Estimate · wind from {from}°, {wind} m/s · {at}', warn: 'A screening estimate, not a forecast. Buildings, hills and cold heavy gas are left out, so it may be too small near the source: evacuate by the ERG circle and by detectors on site.', wind: 'Wind (m/s)', from: 'Wind from (°)', rate: 'Release (g/s)', period: 'Time', day: 'Day', night: 'Night', stability: 'Stability', terrain: 'Ground', rural: 'Open', urban: 'Built up', container: 'Size',
    small: 'Small (≤208 L)', cylinders: 'Several cylinders', vessel: 'Vessel', tanker: 'Road tanker', rail: 'Rail car', calculate: 'Estimate', windByHand: 'Wind is set by hand.', byStation: 'Wind measured by {name} ({d}, {at})', useStation: 'Use the station', isolate: 'ERG circle {m} m', protect: 'ERG downwind {m} m', doubt: 'wind may turn ±{n}°',
    level: { isolate: 'in the circle', red: '≥1100 ppm', orange: '≥160 ppm', yellow: '≥30 ppm', protect: 'in the downwind square' }, reach: 'reaches {d}', affected: 'Sites possibly affected', nobody: 'No registered site inside.', asOf: 'Estimated at {at}', pickSource: 'Click on the map where it leaks.', compass: '{name} wind',
    names: { N: 'north', NE: 'north-east', E: 'east', SE: 'south-east', S: 'south', SW: 'south-west', W: 'west', NW: 'north-west' },
  },
  past: { rate: '{n} min/s', play: 'Play', pause: 'Pause', speed: 'Speed', watermark: 'REPLAY', hidden: 'Cameras, points, resources and registers only know the present and are hidden', title: 'Replay', banner: 'Replay of {at}: not the present', back: 'Back to now', earlier: '1 h earlier', later: '1 h later', minutesAgo: 'Time', queue: 'Alarms then', orders: '{n} orders then', none: 'No alarm waited then.', truncated: 'Too many: only a part is shown', pick: 'Date and time' },
  table: { title: 'By town', note: 'Simple mode: a list in place of the map', noWebgl: 'This browser has no WebGL: a list in place of the map', town: 'Town', enterprises: 'Sites', total: 'Alarms', allQuiet: 'no alarm' },
}
