"""What the networks learn: outputs of the head, random targets, and the training loss, as in the engine."""

from dataclasses import dataclass
from typing import Callable

import torch
import torch.nn.functional as F


@dataclass(frozen=True)
class Task:
    """`target` makes it from (batch, height, width); `loss` compares the raw output [N, outputs, …] with it."""

    name: str
    outputs: int
    target: Callable
    loss: Callable


def l1_where_measured(output, target):
    """Mean |output − target| over pixels whose truth is not 0 (MTAN, Liu et al. 2019, §4.1.1)."""
    valid = target != 0
    return ((output - target).abs() * valid).sum() / valid.sum()


def cosine_where_measured(output, target):
    """1 − mean cosine over pixels whose truth is not the zero vector."""
    valid = (target != 0).any(1)
    cosine = (F.normalize(output, dim=1) * target).sum(1)
    return 1 - (cosine * valid).sum() / valid.sum()


def segmentation(classes):
    return Task(
        "segmentation",
        classes,
        lambda n, h, w: torch.randint(0, classes, (n, h, w)),
        lambda output, target: F.cross_entropy(output, target, ignore_index=-1),
    )


DEPTH = Task("depth", 1, lambda n, h, w: 0.5 + 4 * torch.rand(n, 1, h, w), l1_where_measured)

NORMALS = Task(
    "normals", 3, lambda n, h, w: F.normalize(torch.randn(n, 3, h, w), dim=1), cosine_where_measured
)

# Attributes of a face: one number or class for a whole image.
AGE = Task("age", 1, lambda n, h, w: torch.rand(n, 1), F.l1_loss)

GENDER = Task(
    "gender",
    1,
    lambda n, h, w: torch.randint(0, 2, (n, 1)).float(),
    F.binary_cross_entropy_with_logits,
)

RACE = Task("race", 5, lambda n, h, w: torch.randint(0, 5, (n,)), F.cross_entropy)
