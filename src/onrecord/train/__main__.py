"""`python -m onrecord.train`: annotated articles to a checkpoint, and a checkpoint to a model."""

import json
import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import torch
import typer
from safetensors.torch import load_file
from tokenizers import Tokenizer

from onrecord.reading.encoder import FORMAT
from onrecord.train.convert import to_onnx
from onrecord.train.corpus import TrainingArticle, read_jsonl
from onrecord.train.learn import Recipe, train
from onrecord.train.network import Network, from_minilm

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def fit(
    data: Path,
    *,
    encoder: Annotated[Path, typer.Option(help="Folder with model.safetensors and tokenizer.json of a MiniLM-L6.")],
    out: Annotated[Path, typer.Option(help="Folder of the checkpoint and the log; an interrupted run goes on there.")],
    seed: int = 1,
    epochs: int = 6,
    threads: int = 2,
) -> None:
    """Train on annotated articles (JSON Lines)."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    random.seed(seed)
    tokenizer = _tokenizer(encoder)
    articles = [TrainingArticle(article, tokenizer) for article in read_jsonl(data)]
    network = from_minilm(load_file(encoder / "model.safetensors"), seed=seed)
    recipe = replace(Recipe(), seed=seed, epochs=epochs)
    train(network, articles, recipe, out, say=lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201


@app.command()
def convert(
    checkpoint: Path,
    out: Annotated[Path, typer.Argument(help="Folder of the model.")],
    *,
    encoder: Annotated[Path, typer.Option(help="Folder with the tokenizer that it was trained with.")],
    bits: Annotated[int, typer.Option(help="Bits of a weight: 7, 8 or 32.")] = 8,
) -> None:
    """Turn a checkpoint into a folder that the reader loads."""
    network = Network()
    network.load_state_dict(torch.load(checkpoint)["average"])
    out.mkdir(parents=True, exist_ok=True)
    to_onnx(network, out / "model.onnx", bits=bits)
    _tokenizer(encoder).save(str(out / "tokenizer.json"), pretty=False)
    config = {
        "format": FORMAT,
        "weights": "model.onnx",
        "bits": bits,
        "links": {
            "distance": [[round(v, 5) for v in row] for row in network.distance.tolist()],
            "no_head": [[round(v, 5) for v in row] for row in network.no_head.tolist()],
        },
    }
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def _tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


if __name__ == "__main__":
    app()
