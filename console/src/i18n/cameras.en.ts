import { gb28181En } from './gb28181'
import { patrolEn, wallEn } from './patrol'
import { superiorsEn } from './superiors'
import { playbackEn } from './playback'
import type { camerasZh } from './cameras.zh-CN'

/** Words of the camera pages. */
export const camerasEn: typeof camerasZh = {
  gb28181: gb28181En,
  superiors: superiorsEn,
  wall: wallEn,
  patrol: patrolEn,
  playback: playbackEn,
  cameras: {
    tabs: 'Cameras', title: 'Cameras', search: 'Search cameras, sites', state: 'State', any: 'Any state', blind: 'Cannot be analysed', empty: 'No cameras registered.', emptyHint: 'Register a camera and its address in the back office.', emptyFiltered: 'No camera matches.',
    down: 'The video analysis does not answer. The states below are unknown: do not take the site for safe.',
    col: { name: 'Camera', state: 'State', todo: 'What to do', scenes: 'Scenes', rate: 'Frames/s', alarms: 'Alarms' },
  },
  camera: {
    state: { ok: 'In order', dark: 'Too dark', overexposed: 'Overexposed', blurred: 'Blurred or covered', frozen: 'Frozen', moved: 'Turned away', gone: 'No picture', off: 'Switched off', no_source: 'Not connected', unwatched: 'Not analysed yet', starting: 'Starting', unknown: 'Unknown' },
    todo: {
      dark: 'Check light and infra-red lamps; scenes raise nothing meanwhile.', overexposed: 'Check for direct light and the exposure setting.', blurred: 'Clean the lens, remove what covers it, check the focus.', frozen: 'The picture does not change: restart the camera or check the recorder.', moved: 'The camera looks elsewhere than when its zones were drawn: turn it back or draw them anew.', gone: 'No picture arrives: check power, network and login. If its address sends the reader elsewhere, enter the address of the stream itself.',
      off: 'This camera is switched off.', no_source: 'Enter its address in the back office.', unwatched: 'Check that the configuration is published and the analysis runs.', starting: 'The first picture usually comes within 20 s; until then nobody knows.', unknown: 'The video analysis does not answer: tell the system administrator.',
    },
    since: 'for {age}', sinceAtLeast: 'for at least {age} (since analysis began)', live: 'Analysed picture', liveAlt: 'Analysed picture of {at}', waiting: 'Fetching the picture', pictureOf: 'Picture of {at}', lost: 'No new pictures; this is an old one.', guarded: 'People cannot be looked for: all of the picture is blurred', showZones: 'Zones', showBoxes: 'Boxes', pause: 'Pause', resume: 'Go on',
    noPicture: 'There is no picture to show.', video: 'Full video', toVideo: 'Full video', toAnalysed: 'Analysed picture', videoHere: 'Full video comes from the media server, not blurred, for permitted readers only.', videoDenied: 'A media server is connected; full video is not blurred and not for your role.', videoNone: 'No media server is connected: only the analysed picture is here, about one a second.',
    scenes: 'Scenes', noScenes: 'No scenes yet. Without one this camera recognises nothing and raises no alarm.', only: 'Only this', rate: '{fps} frames/s of {wanted} wished for.',
  },
  ptz: {
    title: 'Pan, tilt, zoom', fixed: 'This camera cannot be turned.', asking: 'Asking the camera', pad: 'Directions: hold to turn, let go to stop; arrow keys turn, plus and minus zoom', zoom: 'Zoom',
    go: { up: 'Up', down: 'Down', left: 'Left', right: 'Right', leftUp: 'Up and left', rightUp: 'Up and right', leftDown: 'Down and left', rightDown: 'Down and right', closer: 'Closer', wider: 'Wider', stop: 'Stop' },
    speed: 'Speed', slow: 'Slow', middle: 'Middle', fast: 'Fast', keys: 'Hold a button to turn, let go to stop; arrow keys work too, plus and minus zoom. A lost connection stops it within a second.',
    presets: 'Presets', noPresets: 'The camera stores no presets; set them on its own page.', homePosition: "The camera's home position", home: 'Home', setHome: 'Make home', unsetHome: 'Not home', homeHint: 'Home should be the view on which zones were drawn.', homeSet: 'Home saved; the configuration is on its way', goTo: 'Turn to preset {name}', setHomeOf: 'Make home: {name}', unsetHomeOf: 'Not home: {name}',
    free: 'Nobody turns it now.', mine: 'You have it.', held: '{name} has it; free in {s} s.', homeIn: 'Goes home in {s} s', homing: 'Going home', away: 'Turned away from home: its scenes rest and go on when it is back.', stays: 'There is no home preset: it stays where it is turned.',
    turned: 'Somebody is turning this camera: its scenes rest and go on when it is home again.', drawWarning: 'The camera is turned away from home; wait until it is back before drawing zones.',
  },
  scene: {
    new: 'New scene', edit: 'Edit', where: 'Zone', what: 'What to watch for', when: 'Schedule', snap: 'New picture', preview: 'Live boxes', pictureAlt: 'Picture to draw on', drawing: 'Being drawn', zone: 'Zone', mask: 'Mask {n}', addMask: 'Add mask', removeMask: 'Remove mask', begin: 'Draw a square', wholePicture: 'Whole picture again',
    corner: 'Corner {n}, {x}% across, {y}% down', corners: '{n} corners.', isWhole: 'No zone drawn: the whole picture is watched.', drawHelp: 'Press to add a corner, drag to move it, double-click to remove it. Keys: arrows move (Shift: small steps), Insert adds, Delete removes.',
    behaviour: 'Behaviour', choose: 'Choose', name: 'Name', suspicion: 'This behaviour is a suspicion until a person confirms.', quality: 'Measured on {n} labelled files, not at your plant:', noQuality: 'This behaviour has not been measured yet.',
    figures: { average_precision: 'Average precision', event_recall: 'Share of events found', false_alarms_per_hour: 'False alarms per hour', intervals: 'Intervals to be found', intervals_found: 'found', intervals_invented: 'invented', edge_error_s_worst: 'Worst error of begin and end (s)', stills_manned: 'Manned pictures', stills_manned_found: 'called manned', stills_empty: 'Empty pictures', stills_empty_called_manned: 'called manned by mistake', clips_positive: 'Clips that should alarm', clips_found: 'alarmed', delay_s_worst: 'Longest delay (s)', clips_negative: 'Clips that should not alarm', clips_false: 'false alarms', minutes_negative: 'Minutes that should not alarm', pictures: 'Pictures', pictures_positive: 'Pictures with it', pictures_negative: 'Pictures without it', auc: 'AUC (1 is best, 0.5 is guessing)', recall: 'Recall', precision: 'Precision', false_alarm_rate: 'False alarm rate', mean_absolute_error: 'Mean error (persons)', bias: 'Mean excess (persons)', exact: 'Exactly right (pictures)', crowd_pictures: 'Crowded pictures', crowd_mean_absolute_error: 'Mean error when crowded (persons)' },
    parameters: 'Parameters', limits: 'Limits and delays', limitsDenied: 'Your role cannot change limits and delays; those in force stay.', setPoint: 'Set point {sign}', onDelay: 'Enter delay', offDelay: 'Clear delay',
    always: 'No window: always watched.', window: 'Window {n}', from: 'From', to: 'To', remove: 'Remove', addWindow: 'Add window', day: { 1: 'Mo', 2: 'Tu', 3: 'We', 4: 'Th', 5: 'Fr', 6: 'Sa', 7: 'Su' },
    publish: 'Save and publish', enabled: 'Scene is on', reason: 'Reason', reasonNeeded: 'Give a reason for changed limits or delays and for switching off.', defaultReason: 'scene adjusted', publishHint: 'Saving makes a new configuration version, sends it to the analysis, and is written down. Changed limits become a draft, which a second person publishes on the page Rules.', unfinished: 'A zone needs at least three corners.', save: 'Save and publish', saved: 'Saved; the configuration is on its way', leave: 'Not saved. Leave anyway?', noRight: 'Your role cannot edit scenes; ask the system administrator.',
  },
  trial: {
    title: 'Try it on kept pictures first', run: 'Try', off: 'No pictures are kept, so nothing can be tried.', none: 'No pictures kept yet; try in a few minutes.', reach: 'Reaches back {age} (to {from}), one picture every {step} s.', waiting: 'Waiting its turn', running: '{done} of {all} pictures', stale: 'The scene has changed since: this is the result from before.', raised: 'Would have raised {n} alarm(s)', quiet: 'Would have raised nothing', over: '{from} to {to}, {n} pictures.', gap: 'For {age} at the longest there was no picture.',
    curve: 'Values of the recogniser, up to {top}', picture: 'Picture of {at}', peak: 'peak {value}', lasted: 'lasted {age}', stands: 'still standing', more: '{n} more not shown.', honest: 'A trial has a picture every {step} s, live watching one or two a second: shorter movements may be missed and stop-watches are coarser.',
  },
  review: {
    title: 'Review', short: 'Review', previous: 'Previous', next: 'Next', scene: 'Scene', anyBehaviour: 'Any behaviour', anyScene: 'Any scene', none: 'Not judged', export: 'Export labelled data', exportHint: 'Judged alarms of this behaviour and scene as a ZIP, heads blurred; the export is written down.', originals: 'Originals, not blurred', reason: 'Reason', download: 'Download', exported: '{n} alarms exported', exportedPart: '{n} alarms exported, {left} more than fit',
    empty: 'No camera alarms.', emptyNone: 'Every camera alarm has been judged.', emptyHint: 'What scenes raise comes here.', list: 'Camera alarms', open: 'Open alarm', pieces: 'Pictures', role: { before: 'Before', at: 'At', after: 'After', clip: 'Clip' }, keys: '1 true · 2 false · 3 unclear · J/K next/previous · B/A/N before/at/after · V clip',
    worth: 'Precision per scene (30 days)', worthHint: 'precision = true ÷ (true + false)', worthEmpty: 'No camera alarms in 30 days.', counts: '{raised} raised · {true} true · {false} false · {unclear} unclear', weeks: 'Precision per week: {text}', own: 'Precision of this scene (30 days)', judged: '{true} true · {false} false · {unclear} unclear', falseOnes: 'See the false ones',
    advice: {
      delay: 'Too many false alarms ({false} of {judged}): false ones last {false_longest_s} s at most, true ones {true_shortest_s} s at least. Try {delay_more_s} s more enter delay.',
      threshold: 'Too many false alarms ({false} of {judged}): their peaks are {false_peak_median} in the middle and {false_peak_highest} at most, the set point is {set_point}. Try a set point above {false_peak_highest}.',
      mask: 'Too many false alarms ({false} of {judged}): they last up to {false_longest_s} s and reach {false_peak_highest} (set point {set_point}), so neither delay nor set point tells them apart. Look at them, then mask the place or draw the zone anew.',
    },
  },
}
