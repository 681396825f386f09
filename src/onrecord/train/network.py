"""The network in PyTorch: a small BERT with heads for roles and for links."""

import math
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from onrecord.reading.pieces import CASES, QUOTE_STATES

TAGS = 7
LINK = 96
PROJECTIONS = 5
DISTANCE_BUCKETS = 21


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
    """Scores of roles and projections for links, a piece at a time.

    Letter case and quotation state come in as embeddings that start at zero, so that training begins from the
    pre-trained encoder unchanged.
    """

    def __init__(self, sizes: Sizes | None = None, *, dropout: float = 0.1, seed: int = 0) -> None:
        super().__init__()
        sizes = sizes or Sizes()
        self.drop = Dropout(dropout, seed)
        self.word = nn.Embedding(sizes.vocabulary, sizes.hidden)
        self.position = nn.Embedding(sizes.positions, sizes.hidden)
        self.case = nn.Embedding(CASES, sizes.hidden)
        self.quote = nn.Embedding(QUOTE_STATES, sizes.hidden)
        self.norm = nn.LayerNorm(sizes.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(sizes, self.drop) for _ in range(sizes.layers))
        self.tags = nn.Linear(sizes.hidden, TAGS)
        self.project = nn.Linear(sizes.hidden, PROJECTIONS * LINK)
        self.distance = nn.Parameter(torch.zeros(2, DISTANCE_BUCKETS))
        self.no_head = nn.Parameter(torch.zeros(2, LINK))
        nn.init.zeros_(self.case.weight)
        nn.init.zeros_(self.quote.weight)

    def forward(self, ids: Tensor, case: Tensor, quote: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Tag scores `(batch, n, 7)` and projections `(batch, n, 5 x 96)`; `mask` is `(batch, 1, 1, n)`."""
        n = ids.shape[1]
        x = self.word(ids) + self.position.weight[:n] + self.case(case) + self.quote(quote)
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return self.tags(x), self.project(x)

    def link_scores(self, link: int, projections: Tensor, dependents: Tensor, heads: Tensor) -> Tensor:
        """Scores `(dependents, heads + 1)` within one window; the last column is `no head`.

        `projections` is `(n, 5, 96)`; spans are `(m, 2)`, last piece included. Link 0 is content to cue: its
        dependent is told by its first and last pieces; link 1 is cue to source.
        """
        if link == 0:
            query = projections[dependents[:, 0], 0] + projections[dependents[:, 1], 1]
            keys = projections[heads[:, 0], 2]
        else:
            query, keys = projections[dependents[:, 0], 3], projections[heads[:, 0], 4]
        keys = torch.cat((keys, self.no_head[link : link + 1].to(keys.dtype)))
        scores = query @ keys.T / math.sqrt(LINK)
        near = self.distance[link][distance_buckets(dependents, heads)]
        return scores + F.pad(near, (0, 1))


def distance_buckets(dependents: Tensor, heads: Tensor) -> Tensor:
    """Bucket `(dependents, heads)` of the signed gap in pieces between two spans: 0, ±1, ±2, ±3-4, … ±257 and more."""
    after = heads[None, :, 0] - dependents[:, None, 1]
    before = dependents[:, None, 0] - heads[None, :, 1]
    size = torch.ceil(torch.log2(torch.maximum(after, before).clamp(min=1).float())).long() + 1
    size = size.clamp(max=10)
    return torch.where(after > 0, 10 + size, torch.where(before > 0, 10 - size, 10))


def from_minilm(state: dict[str, Tensor], *, dropout: float = 0.1, seed: int = 0) -> Network:
    """A network whose encoder is the pre-trained BERT in `state` (names as in Hugging Face's BertModel)."""
    network = Network(dropout=dropout, seed=seed)
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
