"""The reference networks by name, each with its batch, frame size and tasks."""

from dataclasses import dataclass
from typing import Callable

from classifiers import PooledHeads, mobilenet_v2, resnet50, wide_resnet
from segnet import MTAN, HardSharing
from tasks import AGE, DEPTH, GENDER, NORMALS, RACE, segmentation


@dataclass(frozen=True)
class Network:
    """`build` makes the module from `tasks`; it gives a raw output for each of them."""

    build: Callable
    tasks: list
    batch: int
    height: int
    width: int

    def module(self):
        return self.build(self.tasks)


FULL = [64, 128, 256, 512, 512]
QUARTER = [width // 4 for width in FULL]

SCENE = [segmentation(13), DEPTH]
FACE = [AGE, GENDER, RACE]

NETWORKS = {
    "a": Network(lambda tasks: HardSharing(FULL, tasks), SCENE, 8, 128, 256),
    "b": Network(lambda tasks: HardSharing(QUARTER, tasks), SCENE, 8, 64, 64),
    "b2": Network(lambda tasks: HardSharing(QUARTER, tasks), SCENE, 8, 128, 128),
    "c": Network(lambda tasks: PooledHeads(resnet50(), 2048, tasks), FACE, 16, 64, 64),
    "d": Network(lambda tasks: PooledHeads(wide_resnet(), 256, tasks), FACE, 100, 32, 32),
    "e": Network(lambda tasks: MTAN(QUARTER, tasks), [*SCENE, NORMALS], 8, 96, 128),
    "f": Network(lambda tasks: PooledHeads(mobilenet_v2(), 1280, tasks), FACE, 16, 64, 64),
}


def count(module):
    """Trainable parameters."""
    return sum(parameter.numel() for parameter in module.parameters())
