"""Draws a world before its backdrop and says what can be seen of it."""

from dataclasses import dataclass

import cv2
import numpy as np

from anlan.demo.pictures import figure, fire, props
from anlan.demo.pictures.arrays import Array, Box, Place
from anlan.demo.pictures.backdrop import Backdrop
from anlan.demo.pictures.figure import Figure
from anlan.demo.pictures.poses import Joint as J
from anlan.demo.pictures.truth import PersonTruth, Truth
from anlan.demo.pictures.world import Carton, Person, Smoke, World, inside

#: From this far up on, the hand counts as being at the mouth.
_AT_MOUTH = 0.85
#: A person of whom less than this share is in the picture is no person of the truth.
_LEAST_VISIBLE = 0.08


@dataclass(frozen=True)
class SeenPerson:
    """A person together with how it falls into the picture."""

    person: Person
    figure: Figure
    place: tuple[float, float]


def seen_persons(backdrop: Backdrop, world: World) -> list[SeenPerson]:
    """Everybody in front of the lens, the farthest first."""
    found = []
    for person in world.persons:
        body = figure.seen(
            person.joints, person.outfit, backdrop.camera, turn_rad=person.turn_rad, nod_rad=person.nod_rad
        )
        if body is not None:
            x, _, z = person.joints[[J.HIP, J.L_ANKLE, J.R_ANKLE]].mean(0)
            found.append(SeenPerson(person, body, (float(x), float(z))))
    return sorted(found, key=lambda seen: -seen.figure.depth_m)


def picture_of(backdrop: Backdrop, world: World, people: list[SeenPerson], t: float) -> Array:
    """The picture (height, width, 3) as it falls on the chip, without noise; ``people`` are `seen_persons`."""
    picture = _surfaces(backdrop, world.dust_film)
    for seen in people:
        figure.cast_shadow(picture, seen.person.joints, backdrop.camera)
    things: list[tuple[float, SeenPerson | Carton]] = [(seen.figure.depth_m, seen) for seen in people]
    things += [(float(backdrop.camera.project(np.array([(c.x, 0.0, c.z)]))[0, 2]), c) for c in world.cartons]
    for _, thing in sorted(things, key=lambda pair: -pair[0]):
        if isinstance(thing, Carton):
            props.draw_carton(picture, backdrop.camera, thing, backdrop.light_at(thing.x, thing.z))
        else:
            _draw_behind_furniture(picture, backdrop, thing, t)
    for smoke in world.smokes:
        fire.draw_smoke(picture, backdrop.camera, smoke, t)
    for flame in world.flames:
        fire.draw_flame(picture, backdrop.camera, flame, t)
    return picture


def _surfaces(backdrop: Backdrop, film: float) -> Array:
    if film <= 0.003:
        return backdrop.clean.copy()
    return cv2.addWeighted(backdrop.clean, 1 - film, backdrop.dusty, film, 0)


def _draw_behind_furniture(picture: Array, backdrop: Backdrop, seen: SeenPerson, t: float) -> None:
    """Draw somebody, and put back what of the furniture stands nearer."""
    x0, y0, x1, y1 = seen.figure.box
    height, width = backdrop.depth.shape
    rows, columns = (
        slice(max(0, int(y0) - 60), min(height, int(y1) + 12)),
        slice(max(0, int(x0) - 40), min(width, int(x1) + 40)),
    )
    nearer = backdrop.depth[rows, columns] < seen.figure.depth_m
    before = picture[rows, columns].copy() if nearer.any() else None
    _draw_person(picture, backdrop, seen, t)
    if before is not None:
        cv2.copyTo(before, nearer.astype(np.uint8), picture[rows, columns])


def _draw_person(picture: Array, backdrop: Backdrop, seen: SeenPerson, t: float) -> None:
    person, camera = seen.person, backdrop.camera
    light = backdrop.light_at(*seen.place)
    figure.draw(picture, seen.figure, person.outfit, camera, light)
    if person.holding == "broom":
        props.draw_broom(picture, camera, person.joints, light)
    elif person.holding == "cup":
        props.draw_cup(picture, camera, person.joints, light)
    elif person.holding == "cigarette":
        props.draw_cigarette(picture, camera, person.joints, max(0.0, person.hand_raised * 2 - 1))
        _, tip = props.cigarette_ends(person.joints)
        fire.draw_smoke(picture, camera, Smoke((float(tip[0]), float(tip[1]), float(tip[2])), 0.0, 0.5), t)
    elif person.holding == "carton":
        props.draw_carton(picture, camera, _held_carton(person), light)


def _held_carton(person: Person) -> Carton:
    hands = person.joints[[J.L_WRIST, J.R_WRIST]].mean(0)
    return Carton(float(hands[0]), float(hands[2]), 0.46, 0.4, 0.38, max(0.0, float(hands[1]) - 0.16))


def truth_of(
    backdrop: Backdrop, world: World, people: list[SeenPerson], t: float, zones: dict[str, tuple[Place, ...]]
) -> Truth:
    """What can be seen in that picture; nothing is drawn."""
    cartons = [("carton", box) for c in world.cartons if (box := props.carton_box(backdrop.camera, c))]
    flames = [fire.flame_box(backdrop.camera, flame) for flame in world.flames]
    smokes = [fire.smoke_box(backdrop.camera, smoke) for smoke in world.smokes]
    return Truth(
        at_s=t,
        persons=tuple(p for k, seen in enumerate(people) if (p := _person_truth(backdrop, seen, people[k + 1 :]))),
        objects=tuple(cartons),
        fire=_inside(flames[0], backdrop) if flames else None,
        smoke=_inside(smokes[0], backdrop) if smokes else None,
        obstacle=cartons[-1][1] if world.obstacle and cartons else None,
        dust_film=world.dust_film,
        in_zone=tuple((name, sum(inside(zone, *seen.place) for seen in people)) for name, zone in zones.items()),
        fault=world.fault.kind if world.fault else None,
    )


def _person_truth(backdrop: Backdrop, seen: SeenPerson, nearer: list[SeenPerson]) -> PersonTruth | None:
    points = seen.figure.visible_points(backdrop.depth)
    everything = seen.figure.outlines[0].size // 2
    if len(points) < _LEAST_VISIBLE * everything:
        return None
    (x0, y0), (x1, y1) = points.min(0), points.max(0)
    uncovered = np.ones(len(points), bool)
    for other in nearer:
        a0, b0, a1, b1 = other.figure.box
        shrink = (a1 - a0) * 0.12
        covered = (
            (points[:, 0] > a0 + shrink) & (points[:, 0] < a1 - shrink) & (points[:, 1] > b0) & (points[:, 1] < b1)
        )
        uncovered &= ~covered
    at_mouth = seen.person.hand_raised >= _AT_MOUTH
    return PersonTruth(
        box=(float(x0), float(y0), float(x1), float(y1)),
        posture=seen.person.posture,
        visible=float(uncovered.sum()) / everything,
        place=seen.place,
        hand_at_mouth=at_mouth,
        cigarette=_cigarette_box(backdrop, seen.person),
        is_sweeping=seen.person.holding == "broom",
    )


def _cigarette_box(backdrop: Backdrop, person: Person) -> Box | None:
    if person.holding != "cigarette":
        return None
    ends = backdrop.camera.project(np.stack(props.cigarette_ends(person.joints)))[:, :2]
    (x0, y0), (x1, y1) = ends.min(0) - 2, ends.max(0) + 2
    return float(x0), float(y0), float(x1), float(y1)


def _inside(box: Box, backdrop: Backdrop) -> Box:
    height, width = backdrop.depth.shape
    return max(0.0, box[0]), max(0.0, box[1]), min(float(width), box[2]), min(float(height), box[3])
