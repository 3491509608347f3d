"""Looks that tell things apart without colour, and colours that common deficiencies keep apart."""

from itertools import combinations

import numpy as np
import pytest

from netmap.render.page.marks import FAMILY_COLOURS, RELATION_STYLES, SHAPES

#: Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
DEFICIENCIES = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
) / np.array([[0.9505], [1.0], [1.089]])


def linear(colour):
    value = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    x, y, z = np.cbrt(np.clip(TO_XYZ @ np.clip(rgb, 0, 1), 1e-4, None))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("name", DEFICIENCIES)
def test_families_stay_apart_for_those_who_see_fewer_colours(name):
    seen = {key: lab(DEFICIENCIES[name] @ linear(c)) for key, c in FAMILY_COLOURS.items()}
    near = {
        pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in combinations(seen, 2)
    }
    pair = min(near, key=near.get)
    assert near[pair] > 10, (pair, near[pair])


def test_relations_differ_without_their_colour():
    looks = {name: (width, tuple(dashes)) for name, (_, width, dashes) in RELATION_STYLES.items()}
    same = [pair for pair in combinations(looks, 2) if looks[pair[0]] == looks[pair[1]]]
    assert [{*pair} for pair in same] in ([], [{"active", "declaree"}]), same


def test_relations_are_dark_enough_in_grey():
    for colour, _, _ in RELATION_STYLES.values():
        light = TO_XYZ[1] @ linear(colour)
        assert 1.05 / (light + 0.05) >= 3, colour


def test_positions_differ_by_their_shape():
    assert len(set(SHAPES.values())) == len(SHAPES)
