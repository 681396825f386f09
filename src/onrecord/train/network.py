"""The network in PyTorch: a small BERT with heads for roles and for the arguments of cues."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from onrecord.reading.pieces import CASES, QUOTE_STATES

TAGS = 7
ARGUMENT_TAGS = 5
PAIR = 128
PROJECTED = ARGUMENT_TAGS + 3 * PAIR
FURTHEST = 9
DISTANCES = 2 * FURTHEST + 1


class Sizes(NamedTuple):
    """Sizes of the encoder, by default those of MiniLM-L6."""

    vocabulary: int = 30522
    positions: int = 512
    hidden: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536


class Dropout(nn.Module):
    """Dropout whose mask comes from random bytes: PyTorch's own draws cost much of a step on a CPU."""

    def __init__(self, rate: float, seed: int) -> None:
        super().__init__()
        self.threshold = round(rate * 256)
        self.rng = np.random.Generator(np.random.SFC64(seed))

    def forward(self, x: Tensor) -> Tensor:
        """`x` with a share of its elements zeroed and the others scaled up, in training; else `x`."""
        if not self.training or not self.threshold:
            return x
        drawn = torch.frombuffer(bytearray(self.rng.bytes(x.numel())), dtype=torch.uint8).view(x.shape)
        return x * (drawn >= self.threshold).to(x.dtype).mul_(256 / (256 - self.threshold))


class Layer(nn.Module):
    """One transformer layer, as in BERT (Devlin et al., 2019): attention and a GELU feed-forward, each normed after."""

    def __init__(self, sizes: Sizes, drop: nn.Module) -> None:
        super().__init__()
        self.heads, self.drop = sizes.heads, drop
        self.qkv = nn.Linear(sizes.hidden, 3 * sizes.hidden)
        self.out = nn.Linear(sizes.hidden, sizes.hidden)
        self.norm1 = nn.LayerNorm(sizes.hidden, eps=1e-12)
        self.up = nn.Linear(sizes.hidden, sizes.inner)
        self.down = nn.Linear(sizes.inner, sizes.hidden)
        self.norm2 = nn.LayerNorm(sizes.hidden, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Map `(batch, n, hidden)` to the same shape; `mask` is true where attention may look."""
        batch, n, hidden = x.shape
        q, k, v = self.qkv(x).view(batch, n, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(batch, n, hidden)
        x = self.norm1(x + self.drop(self.out(attended)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Network(nn.Module):
    """Scores of roles, piece by piece, and of the arguments of any cue: its source and its content.

    Letter case, quotation state and annotator come in as embeddings that start at zero, so that training begins from
    the pre-trained encoder unchanged. Annotator 0 is nobody in particular.
    """

    def __init__(self, sizes: Sizes | None = None, *, annotators: int = 0, dropout: float = 0.1, seed: int = 0) -> None:
        super().__init__()
        sizes = sizes or Sizes()
        self.drop = Dropout(dropout, seed)
        self.word = nn.Embedding(sizes.vocabulary, sizes.hidden)
        self.position = nn.Embedding(sizes.positions, sizes.hidden)
        self.case = nn.Embedding(CASES, sizes.hidden)
        self.quote = nn.Embedding(QUOTE_STATES, sizes.hidden)
        self.annotator = nn.Embedding(annotators + 1, sizes.hidden)
        self.norm = nn.LayerNorm(sizes.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(sizes, self.drop) for _ in range(sizes.layers))
        self.tags = nn.Linear(sizes.hidden, TAGS)
        self.project = nn.Linear(sizes.hidden, PROJECTED)
        self.pair = nn.Parameter(torch.randn(ARGUMENT_TAGS, PAIR, PAIR) / PAIR)
        self.distance = nn.Parameter(torch.zeros(ARGUMENT_TAGS, DISTANCES))
        for embedding in (self.case, self.quote, self.annotator):
            nn.init.zeros_(embedding.weight)

    def forward(
        self, ids: Tensor, case: Tensor, quote: Tensor, mask: Tensor | None = None, annotator: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Tag scores `(batch, n, 7)` and projections `(batch, n, 389)`.

        `mask` is `(batch, 1, 1, n)`, `annotator` `(batch, 1)`.
        """
        n = ids.shape[1]
        x = self.word(ids) + self.position.weight[:n] + self.case(case) + self.quote(quote)
        if annotator is not None:
            x = x + self.annotator(annotator)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return self.tags(x), self.project(x)

    def argument_scores(self, projections: Tensor, rows: Tensor, cues: Tensor) -> Tensor:
        """Scores `(cues, n, 5)` of every piece as an argument of each cue.

        `projections` is `(batch, n, 389)`; `rows` `(cues,)` says which row of the batch a cue is in, and `cues`
        `(cues, 2)` its first and last piece. The score of a tag is the piece's own, plus a bilinear one of piece
        and cue (Dozat and Manning, 2017), plus one for the distance between them.
        """
        own, piece, first, last = projections.split((ARGUMENT_TAGS, PAIR, PAIR, PAIR), dim=-1)
        cue = F.gelu(first[rows, cues[:, 0]] + last[rows, cues[:, 1]])
        keys = torch.einsum("cd,lde->cel", cue, self.pair)
        return own[rows] + F.gelu(piece)[rows] @ keys + self.distance.T[distances(cues, projections.shape[1])]


def distances(cues: Tensor, n: int) -> Tensor:
    """Buckets `(cues, n)` of the signed gap in pieces from each cue: 0, ±1, ±2, ±3-4, ±5-8, … ±129 and more."""
    at = torch.arange(n)
    after, before = at[None] - cues[:, 1:], cues[:, :1] - at[None]
    size = torch.ceil(torch.log2(torch.maximum(after, before).clamp(min=1).float())).long() + 1
    size = size.clamp(max=FURTHEST)
    return torch.where(after > 0, FURTHEST + size, torch.where(before > 0, FURTHEST - size, FURTHEST))


def from_minilm(state: dict[str, Tensor], *, annotators: int = 0, dropout: float = 0.1, seed: int = 0) -> Network:
    """A network whose encoder is the pre-trained BERT in `state` (names as in Hugging Face's BertModel)."""
    network = Network(annotators=annotators, dropout=dropout, seed=seed)
    with torch.no_grad():
        network.word.weight.copy_(state["embeddings.word_embeddings.weight"])
        network.position.weight.copy_(state["embeddings.position_embeddings.weight"])
        network.position.weight.add_(state["embeddings.token_type_embeddings.weight"][0])
        network.norm.load_state_dict({k: state[f"embeddings.LayerNorm.{k}"] for k in ("weight", "bias")})
        for n, layer in enumerate(network.layers):
            at = f"encoder.layer.{n}."
            for kind in ("weight", "bias"):
                parts = [state[f"{at}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
                getattr(layer.qkv, kind).copy_(torch.cat(parts))
                for ours, theirs in (
                    (layer.out, "attention.output.dense"),
                    (layer.norm1, "attention.output.LayerNorm"),
                    (layer.up, "intermediate.dense"),
                    (layer.down, "output.dense"),
                    (layer.norm2, "output.LayerNorm"),
                ):
                    getattr(ours, kind).copy_(state[f"{at}{theirs}.{kind}"])
    return network
