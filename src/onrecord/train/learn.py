"""Training: annotated articles in, a checkpoint out; seeded, resumable, with its log."""

import copy
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from onrecord.reading.pieces import CLS, SEP
from onrecord.train.examples import IGNORED, Example, TrainingArticle
from onrecord.train.network import Network


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train.

    Rates are AdamW's; `heads_faster` multiplies the rate of everything but the encoder. `false_cues` is how many pieces
    of a window that are no cue, but look most like one, learn that they have no arguments.
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
    """Examples padded to one length.

    Tensors of shape `(batch, n)`, but for `annotator` `(batch, 1)`; for the cues of all examples together, `rows`
    `(m,)` and `cues` `(m, 2)` say where each is, and `arguments` `(m, n)` holds its tags.
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
    """Pad examples to the longest, a start and an end piece around each."""
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
    """Cross-entropy of roles, and `argument_weight` times that of each cue's arguments, an average cue's summed.

    A cue's pieces are far more often outside its arguments than not; so that the few that matter weigh as much as
    those of the roles do, the sum over its pieces is divided by `PIECES` rather than by their number.
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


PIECES = 20


def _with_false_cues(batch: Batch, tags: Tensor, wanted: int) -> tuple[Tensor, Tensor, Tensor]:
    """The batch's cues, and the pieces outside every role that look most like one, which have no arguments."""
    n = batch.tags.shape[1]
    likely = torch.where(batch.tags == 0, tags.softmax(-1)[..., CUE_BEGINS], 0.0)
    values, places = likely.topk(min(wanted, n), dim=1)
    rows, which = torch.nonzero(values > FALSE_CUE, as_tuple=True)
    at = places[rows, which]
    nothing = torch.where(batch.tags[rows] == IGNORED, IGNORED, 0)
    return (
        torch.cat((batch.rows, rows)),
        torch.cat((batch.cues, torch.stack((at, at), 1))),
        torch.cat((batch.arguments, nothing)),
    )


CUE_BEGINS = 3
FALSE_CUE = 0.02


def batches(articles: Sequence[TrainingArticle], recipe: Recipe, rng: random.Random) -> Iterator[list[Example]]:
    """One epoch: every article's windows drawn anew, those of like length together, in a random order."""
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
    """Train `network`, leaving `checkpoint.pt` and `log.jsonl` in `folder`; a second call goes on where it was cut.

    Returns the exponential moving average of the weights, which reads better than the last ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    encoder = {"word", "position", "norm", "layers"}
    slow: list[torch.nn.Parameter] = []
    fast: list[torch.nn.Parameter] = []
    for name, parameter in network.named_parameters():
        (slow if name.split(".")[0] in encoder else fast).append(parameter)
    groups = [
        {"params": slow, "lr": recipe.rate, "weight_decay": recipe.weight_decay},
        {"params": fast, "lr": recipe.rate * recipe.heads_faster, "weight_decay": recipe.weight_decay},
    ]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    steps_an_epoch = sum(1 for _ in batches(articles, recipe, random.Random(recipe.seed)))
    steps = steps_an_epoch * recipe.epochs
    warm = max(1, int(steps * recipe.warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / max(1, steps - warm)))
    )
    average = copy.deepcopy(network).eval()
    checkpoint, first, step = folder / "checkpoint.pt", 0, 0
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        network.load_state_dict(saved["network"])
        average.load_state_dict(saved["average"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        first, step = saved["epoch"], saved["step"]
    log = (folder / "log.jsonl").open("a", encoding="utf-8")
    for epoch in range(first, recipe.epochs):
        torch.manual_seed(recipe.seed * 1000 + epoch)
        rng = random.Random(recipe.seed * 1000 + epoch)
        network.train()
        began, running = time.perf_counter(), 0.0
        for n, examples in enumerate(batches(articles, recipe, rng), 1):
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
                value = loss(network, collate(examples), recipe)
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            decay = min(recipe.average, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(list(average.parameters()), list(network.parameters()), 1 - decay)
            running += value.item()
            if n % 100 == 0:
                say(f"epoch {epoch + 1} step {step}/{steps} loss {running / n:.4f} {time.perf_counter() - began:.0f}s")
        line = {"epoch": epoch + 1, "step": step, "loss": running / max(1, n), "seconds": time.perf_counter() - began}
        log.write(json.dumps(line | {"recipe": asdict(recipe)}) + "\n")
        log.flush()
        say(json.dumps(line))
        saved = {
            "network": network.state_dict(),
            "average": average.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "epoch": epoch + 1,
            "step": step,
        }
        torch.save(saved, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)
    log.close()
    return average
