"""Trains the network on annotated articles: seeded, resumable, logged."""

import copy
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from onrecord.reading.pieces import CLS, SEP
from onrecord.train.examples import CUE, IGNORED, Example, TrainingArticle
from onrecord.train.network import Network

PIECES = 20
"""The divisor of the loss of a cue's arguments, which is summed over the pieces of its window."""
FALSE_CUE = 0.02
"""The minimum probability at which a piece looks enough like a cue to be a negative example."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Rates are AdamW's; `heads_faster` multiplies the rate of everything but the encoder. `false_cues` is the number
    of pieces per window that are not cues but look most like one, and are trained to have no arguments.
    """

    epochs: int = 6
    batch: int = 24
    rate: float = 2e-4
    heads_faster: float = 5.0
    warmup: float = 0.06
    weight_decay: float = 0.01
    dropout: float = 0.1
    argument_weight: float = 1.0
    false_cues: int = 2
    average: float = 0.999
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples padded to the same length.

    Tensors have shape `(batch, n)`, except `annotator`, `(batch, 1)`. For the cues of all examples together, `rows`
    `(m,)` and `cues` `(m, 2)` are their positions, and `arguments` `(m, n)` are their tags.
    """

    ids: Tensor
    case: Tensor
    quote: Tensor
    annotator: Tensor
    mask: Tensor
    tags: Tensor
    rows: Tensor
    cues: Tensor
    arguments: Tensor


def collate(examples: Sequence[Example]) -> Batch:
    """Pad examples to the longest, with a start and an end piece around each."""
    n = max(len(e.pieces) for e in examples) + 2
    ids, case, quote = (torch.zeros(len(examples), n, dtype=torch.long) for _ in range(3))
    tags = torch.full((len(examples), n), IGNORED, dtype=torch.long)
    mask = torch.zeros(len(examples), 1, 1, n, dtype=torch.bool)
    arguments = torch.full((sum(len(e.cues) for e in examples), n), IGNORED, dtype=torch.long)
    rows: list[int] = []
    for row, example in enumerate(examples):
        size = len(example.pieces)
        ids[row, 0], ids[row, size + 1] = CLS, SEP
        ids[row, 1 : size + 1] = torch.from_numpy(example.pieces.ids)
        case[row, 1 : size + 1] = torch.from_numpy(example.pieces.case)
        quote[row, 1 : size + 1] = torch.from_numpy(example.pieces.quote)
        tags[row, 1 : size + 1] = torch.from_numpy(example.tags)
        mask[row, ..., : size + 2] = True
        arguments[len(rows) : len(rows) + len(example.cues), 1 : size + 1] = torch.from_numpy(example.arguments)
        rows += [row] * len(example.cues)
    cues = torch.cat([torch.from_numpy(example.cues) for example in examples]).long() + 1
    annotator = torch.tensor([[example.annotator] for example in examples])
    return Batch(ids, case, quote, annotator, mask, tags, torch.tensor(rows, dtype=torch.long), cues, arguments)


def loss(network: Network, batch: Batch, recipe: Recipe) -> Tensor:
    """Cross-entropy of the roles, plus `argument_weight` times that of each cue's arguments, averaged over cues.

    Most pieces are outside a cue's arguments. To give the few inside the same weight as those of the roles, the sum
    over the pieces is divided by `PIECES` and not by their number.
    """
    tags, projections = network(batch.ids, batch.case, batch.quote, batch.mask, batch.annotator)
    tags = tags.float()
    total = F.cross_entropy(tags.flatten(0, 1), batch.tags.flatten(), ignore_index=IGNORED)
    rows, cues, arguments = _with_false_cues(batch, tags.detach(), recipe.false_cues)
    if len(rows):
        scores = network.argument_scores(projections.float(), rows, cues)
        summed = F.cross_entropy(scores.flatten(0, 1), arguments.flatten(), ignore_index=IGNORED, reduction="sum")
        total = total + recipe.argument_weight * summed / (PIECES * len(rows))
    return total


def _with_false_cues(batch: Batch, tags: Tensor, wanted: int) -> tuple[Tensor, Tensor, Tensor]:
    """The batch's cues, plus the pieces outside all roles that look most like cues, with no arguments."""
    n = batch.tags.shape[1]
    likely = torch.where(batch.tags == 0, tags.softmax(-1)[..., CUE], 0.0)
    values, places = likely.topk(min(wanted, n), dim=1)
    rows, which = torch.nonzero(values > FALSE_CUE, as_tuple=True)
    at = places[rows, which]
    nothing = torch.where(batch.tags[rows] == IGNORED, IGNORED, 0)
    return (
        torch.cat((batch.rows, rows)),
        torch.cat((batch.cues, torch.stack((at, at), 1))),
        torch.cat((batch.arguments, nothing)),
    )


def batches(articles: Sequence[TrainingArticle], recipe: Recipe, rng: random.Random) -> Iterator[list[Example]]:
    """One epoch: every article's windows drawn afresh, grouped by similar length, in random order."""
    examples = [example for article in articles for example in article.examples(rng)]
    examples.sort(key=lambda e: len(e.pieces) + rng.random() * 24)
    grouped = [examples[n : n + recipe.batch] for n in range(0, len(examples), recipe.batch)]
    rng.shuffle(grouped)
    yield from grouped


def train(
    network: Network,
    articles: Sequence[TrainingArticle],
    recipe: Recipe,
    folder: Path,
    *,
    bfloat16: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Network:
    """Train `network`, writing `checkpoint.pt` and `log.jsonl` to `folder`; a later call resumes from the checkpoint.

    Returns the exponential moving average of the weights, which is more accurate than the last weights.
    """
    folder.mkdir(parents=True, exist_ok=True)
    steps = recipe.epochs * sum(1 for _ in batches(articles, recipe, random.Random(recipe.seed)))
    run = _Run(network, recipe, steps)
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        run.load(torch.load(checkpoint))
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        while run.epoch < recipe.epochs:
            line = _epoch(run, articles, recipe, bfloat16=bfloat16, say=say)
            log.write(json.dumps(line | {"recipe": asdict(recipe)}) + "\n")
            log.flush()
            say(json.dumps(line))
            torch.save(run.state(), checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
    return run.average


class _Run:
    """The state of a training run: weights and their average, optimizer, learning rate and step."""

    def __init__(self, network: Network, recipe: Recipe, steps: int) -> None:
        encoder = {"word", "position", "norm", "layers"}
        slow: list[torch.nn.Parameter] = []
        fast: list[torch.nn.Parameter] = []
        for name, parameter in network.named_parameters():
            (slow if name.split(".")[0] in encoder else fast).append(parameter)
        groups = [
            {"params": slow, "lr": recipe.rate, "weight_decay": recipe.weight_decay},
            {"params": fast, "lr": recipe.rate * recipe.heads_faster, "weight_decay": recipe.weight_decay},
        ]
        warm = max(1, int(steps * recipe.warmup))
        self.network, self.average = network, copy.deepcopy(network).eval()
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / max(1, steps - warm)))
        )
        self.steps, self.step, self.epoch = steps, 0, 0
        self._decay = recipe.average

    def learn(self, value: Tensor) -> None:
        """Take one gradient step on a loss."""
        self.optimizer.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.step += 1
        decay = min(self._decay, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), list(self.network.parameters()), 1 - decay)

    def state(self) -> dict[str, Any]:
        """The state to save."""
        parts = {name: getattr(self, name).state_dict() for name in _PARTS}
        return parts | {"epoch": self.epoch, "step": self.step}

    def load(self, state: dict[str, Any]) -> None:
        """Resume from a saved state."""
        for name in _PARTS:
            getattr(self, name).load_state_dict(state[name])
        self.epoch, self.step = state["epoch"], state["step"]


_PARTS = ("network", "average", "optimizer", "schedule")


def _epoch(
    run: _Run, articles: Sequence[TrainingArticle], recipe: Recipe, *, bfloat16: bool, say: Callable[[str], None]
) -> dict[str, float]:
    """Train on all articles once, and return the epoch's line of the log."""
    torch.manual_seed(recipe.seed * 1000 + run.epoch)
    rng = random.Random(recipe.seed * 1000 + run.epoch)
    run.network.train()
    began, total, number = time.perf_counter(), 0.0, 0
    for number, examples in enumerate(batches(articles, recipe, rng), 1):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
            value = loss(run.network, collate(examples), recipe)
        run.learn(value)
        total += value.item()
        if number % 100 == 0:
            seconds = time.perf_counter() - began
            say(f"epoch {run.epoch + 1} step {run.step}/{run.steps} loss {total / number:.4f} {seconds:.0f}s")
    run.epoch += 1
    return {
        "epoch": run.epoch,
        "step": run.step,
        "loss": total / max(1, number),
        "seconds": time.perf_counter() - began,
    }
