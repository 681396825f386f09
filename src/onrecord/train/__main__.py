"""`python -m onrecord.train`: train a model on annotated articles."""

import json
import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import torch
import typer
from safetensors.torch import load_file

from onrecord.evaluation.gold import AnnotatedArticle, read_annotated
from onrecord.reading.wordpiece import WordPieceTokenizer
from onrecord.train.augment import NestingAugmenter
from onrecord.train.calibrate import calibrate as fit_confidence
from onrecord.train.convert import to_model
from onrecord.train.examples import TrainingArticle, forget, hold_out
from onrecord.train.learn import Recipe, train
from onrecord.train.network import Network, from_minilm

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Encoder = Annotated[Path, typer.Option(help="Folder with model.safetensors and tokenizer.json of MiniLM-L6.")]
Bits = Annotated[int, typer.Option(help="Bits per weight: 7, 8 or 32.")]


@app.command()
def fit(
    data: Annotated[Path, typer.Argument(help="Annotated articles: JSON Lines, or a folder of brat or Citron files.")],
    *,
    encoder: Encoder,
    out: Annotated[
        Path, typer.Option(help="Folder for checkpoint, log and model. An interrupted run resumes from it.")
    ],
    start: Annotated[
        Path | None, typer.Option(help="Start from this checkpoint of an earlier run; use a lower rate.")
    ] = None,
    seed: int = 1,
    epochs: int = 6,
    rate: Annotated[float, typer.Option(help="Peak learning rate of the encoder.")] = 2e-4,
    held: Annotated[int, typer.Option(help="Hold out one article in N to fit the confidence.")] = 15,
    bits: Bits = 7,
    threads: int = 2,
    bfloat16: Annotated[
        bool, typer.Option(help="Compute in bfloat16. Faster only on processors that support it.")
    ] = False,
) -> None:
    """Train on annotated articles and write a model to OUT/model."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    random.seed(seed)
    learnt, kept = hold_out(read_annotated(data), every=held)
    if not kept:
        msg = f"{len(learnt)} articles are too few to hold out one in {held}; pass a smaller --held"
        raise typer.BadParameter(msg, param_hint="--held")
    recipe = replace(Recipe(), seed=seed, epochs=epochs, rate=rate)
    network = _fitted(learnt, encoder, start, out, recipe, bfloat16=bfloat16)
    model = out / "model"
    to_model(network, _tokenizer(encoder), model, bits=bits)
    _say(json.dumps(fit_confidence(model, kept)))


def _fitted(
    articles: list[AnnotatedArticle], encoder: Path, start: Path | None, out: Path, recipe: Recipe, *, bfloat16: bool
) -> Network:
    tokenizer = _tokenizer(encoder)
    annotators = sorted({article.annotator for article in articles if article.annotator is not None})
    vary = (NestingAugmenter.of(tokenizer).augment, forget)
    examples = [TrainingArticle(article, tokenizer, annotators, vary) for article in articles]
    network = from_minilm(load_file(encoder / "model.safetensors"), annotators=len(annotators), seed=recipe.seed)
    if start is not None:
        network.load_state_dict(torch.load(start)["average"])
    return train(network, examples, recipe, out, bfloat16=bfloat16, say=_say)


@app.command()
def convert(
    checkpoint: Path,
    out: Annotated[Path, typer.Argument(help="Folder of the model.")],
    *,
    encoder: Encoder,
    bits: Bits = 7,
) -> None:
    """Convert a checkpoint to a model folder. Run calibrate on it afterwards."""
    weights = torch.load(checkpoint)["average"]
    network = Network(annotators=len(weights["annotator.weight"]) - 1)
    network.load_state_dict(weights)
    to_model(network, _tokenizer(encoder), out, bits=bits)


@app.command()
def calibrate(
    model: Annotated[Path, typer.Argument(help="Model folder. Its config.json is updated.")],
    data: Annotated[Path, typer.Argument(help="Annotated articles.")],
    *,
    held: Annotated[int, typer.Option(help="Use the articles that fit held out with the same N; 0 uses all.")] = 15,
) -> None:
    """Fit the confidence, and the threshold below which statements are dropped."""
    articles = read_annotated(data)
    kept = hold_out(articles, every=held)[1] if held else articles
    _say(json.dumps(fit_confidence(model, kept)))


def _tokenizer(folder: Path) -> WordPieceTokenizer:
    saved = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    return WordPieceTokenizer(saved["model"]["vocab"])


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - this is the command line


if __name__ == "__main__":
    app()
