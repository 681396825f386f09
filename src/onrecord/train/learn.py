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
from onrecord.train.corpus import IGNORED, Example, TrainingArticle
from onrecord.train.network import LINK, PROJECTIONS, Network


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. Rates are AdamW's; `heads_faster` multiplies the rate of everything but the encoder."""

    epochs: int = 6
    batch: int = 8
    rate: float = 2e-4
    heads_faster: float = 5.0
    warmup: float = 0.06
    weight_decay: float = 0.01
    dropout: float = 0.1
    link_weight: float = 0.3
    average: float = 0.999
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples padded to one length: tensors of shape `(batch, n)`."""

    ids: Tensor
    case: Tensor
    quote: Tensor
    mask: Tensor
    tags: Tensor
    examples: Sequence[Example]


def collate(examples: Sequence[Example]) -> Batch:
    """Pad examples to the longest, a start and an end piece around each."""
    n = max(len(e.pieces) for e in examples) + 2
    ids, case, quote = (torch.zeros(len(examples), n, dtype=torch.long) for _ in range(3))
    tags = torch.full((len(examples), n), IGNORED, dtype=torch.long)
    mask = torch.zeros(len(examples), 1, 1, n, dtype=torch.bool)
    for row, example in enumerate(examples):
        size = len(example.pieces)
        ids[row, 0], ids[row, size + 1] = CLS, SEP
        ids[row, 1 : size + 1] = torch.from_numpy(example.pieces.ids)
        case[row, 1 : size + 1] = torch.from_numpy(example.pieces.case)
        quote[row, 1 : size + 1] = torch.from_numpy(example.pieces.quote)
        tags[row, 1 : size + 1] = torch.from_numpy(example.tags)
        mask[row, ..., : size + 2] = True
    return Batch(ids, case, quote, mask, tags, examples)


def loss(network: Network, batch: Batch, recipe: Recipe) -> Tensor:
    """Cross-entropy of roles plus `link_weight` times that of each link."""
    tags, projections = network(batch.ids, batch.case, batch.quote, batch.mask)
    total = F.cross_entropy(tags.flatten(0, 1).float(), batch.tags.flatten(), ignore_index=IGNORED)
    for link in (0, 1):
        scores = []
        for row, example in enumerate(batch.examples):
            links = example.links[link]
            if len(links.dependents):
                projected = projections[row, 1 : len(example.pieces) + 1].unflatten(-1, (PROJECTIONS, LINK)).float()
                found = network.link_scores(
                    link, projected, torch.from_numpy(links.dependents).long(), torch.from_numpy(links.heads).long()
                )
                answer = torch.from_numpy(links.answer).long()
                scores.append(torch.logsumexp(found, 1) - found.gather(1, answer[:, None])[:, 0])
        if scores:
            total = total + recipe.link_weight * torch.cat(scores).mean()
    return total


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
    evaluate: Callable[[Network], dict[str, float]] | None = None,
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
            with torch.autocast("cpu", dtype=torch.bfloat16):
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
        if evaluate is not None:
            line |= evaluate(average)
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
