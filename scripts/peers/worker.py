"""Trains one reference network with PyTorch, a step for every line of its input. See README.md for the protocol."""

import argparse
import json
import math
import sys
import time

import torch

from networks import NETWORKS, count

FORMATS = {"contiguous": torch.contiguous_format, "channels-last": torch.channels_last}


class Training:
    """One batch that stays, equal loss weights, Adam."""

    def __init__(self, network, memory_format):
        torch.manual_seed(1)
        size = (network.batch, network.height, network.width)
        self.module = network.module().to(memory_format=memory_format)
        self.image = torch.rand(size[0], 3, *size[1:]).contiguous(memory_format=memory_format)
        self.losses = [task.loss for task in network.tasks]
        self.targets = [task.target(*size) for task in network.tasks]
        # Fused is the same rule, and PyTorch's fastest on a CPU.
        self.optimizer = torch.optim.Adam(self.module.parameters(), lr=1e-4, fused=True)

    def step(self):
        """Milliseconds of one step."""
        start = time.perf_counter()
        self.optimizer.zero_grad()
        outputs = self.module(self.image)
        total = sum(loss(y, t) for loss, y, t in zip(self.losses, outputs, self.targets))
        total.backward()
        self.optimizer.step()
        milliseconds = 1000 * (time.perf_counter() - start)
        # Arithmetic on infinities and NaN takes another time than training does.
        if not math.isfinite(total.item()):
            sys.exit(f"found a loss of {total.item()}, expected a finite one: the training diverged")
        return milliseconds


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", required=True, choices=NETWORKS)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--memory-format", choices=FORMATS, default="contiguous")
    return parser.parse_args()


def main():
    asked = arguments()
    torch.set_num_threads(asked.threads)
    network = NETWORKS[asked.network]
    training = Training(network, FORMATS[asked.memory_format])
    training.step()
    found = dict(
        network=asked.network,
        parameters=count(training.module),
        batch=network.batch,
        threads=torch.get_num_threads(),
        memoryFormat=asked.memory_format,
        torch=torch.__version__,
    )
    print(json.dumps(found), flush=True)
    for _ in sys.stdin:
        print(f"{training.step():.3f}", flush=True)


if __name__ == "__main__":
    main()
