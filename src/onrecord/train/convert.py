"""A trained network as the file that ships: an ONNX graph with weights of eight bits or of 32."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from onrecord.reading.confidence import FEATURES
from onrecord.reading.encoder import FORMAT
from onrecord.reading.wordpiece import WordPieceTokenizer
from onrecord.train.network import PROJECTED, TAGS, Network

Floats = NDArray[np.float32]

_CONTRIB = "com.microsoft"
_OPSET = 17


class GraphBuilder:
    """Collects the nodes and weights of one graph.

    The operators are ONNX's own and two fused ones of ONNX Runtime (`BiasGelu`, `DynamicQuantizeMatMul`). Attention
    is written out in ONNX's own: the fused `MultiHeadAttention` sums its softmax in an order that depends on the
    processor's vector width, and the next quantisation turns that last bit into a visible difference.
    """

    def __init__(self, *, bits: int) -> None:
        if bits not in (7, 8, 32):
            msg = f"weights have 7, 8 or 32 bits, not {bits}"
            raise ValueError(msg)
        self.bits = bits
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[TensorProto] = []

    def weight(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a weight and return its name."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, *, domain: str = "", **attributes: Any) -> str:
        """Add a node of one output and return the output's name."""
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def linear(self, x: str, weight: Floats, bias: Floats | None, output: str) -> str:
        """`x @ weight.T + bias`; `weight` is `(out, in)`, scaled an output channel at a time where it has few bits."""
        if self.bits == 32:
            y = self.node("MatMul", [x, self.weight(f"{output}.w", weight.T)], f"{output}.product")
            return y if bias is None else self.node("Add", [y, self.weight(f"{output}.b", bias)], output)
        limit = 2 ** (self.bits - 1) - 1
        scale = np.maximum(np.abs(weight).max(axis=1), 1e-8) / limit
        rounded = np.clip(np.rint(weight / scale[:, None]), -limit, limit).astype(np.int8)
        inputs = [
            x,
            self.weight(f"{output}.w", rounded.T),
            self.weight(f"{output}.s", scale.astype(np.float32)),
            self.weight(f"{output}.z", np.zeros(len(scale), dtype=np.int8)),
        ]
        if bias is not None:
            inputs.append(self.weight(f"{output}.b", bias))
        return self.node("DynamicQuantizeMatMul", inputs, output, domain=_CONTRIB)

    def attention(self, query: str, key: str, value: str, output: str, *, heads: int, hidden: int) -> str:
        """Dot-product attention (Vaswani et al., 2017) over `(1, n, hidden)`; the queries are scaled beforehand."""
        width = hidden // heads
        split = self.weight(f"{output}.split", np.array([0, 0, heads, width], dtype=np.int64))
        merge = self.weight(f"{output}.merge", np.array([0, 0, hidden], dtype=np.int64))
        last = self.weight(f"{output}.last", np.array([-1], dtype=np.int64))

        def by_head(x: str, name: str, order: list[int]) -> str:
            parts = self.node("Reshape", [x, split], f"{output}.{name}.parts")
            return self.node("Transpose", [parts], f"{output}.{name}", perm=order)

        q, v = (by_head(x, name, [0, 2, 1, 3]) for x, name in ((query, "q"), (value, "v")))
        k = by_head(key, "k", [0, 2, 3, 1])
        scores = self.node("MatMul", [q, k], f"{output}.scores")
        highest = self.node("ReduceMax", [scores], f"{output}.highest", axes=[-1], keepdims=1)
        weights = self.node("Exp", [self.node("Sub", [scores, highest], f"{output}.shifted")], f"{output}.exp")
        total = self.node("ReduceSum", [weights, last], f"{output}.total", keepdims=1)
        shares = self.node("Div", [weights, total], f"{output}.shares")
        mixed = self.node("MatMul", [shares, v], f"{output}.mixed")
        ordered = self.node("Transpose", [mixed], f"{output}.ordered", perm=[0, 2, 1, 3])
        return self.node("Reshape", [ordered, merge], output)

    def table(self, ids: str, weight: Floats, output: str) -> str:
        """The rows of `weight` at `ids`; rows of eight bits are scaled one by one."""
        if self.bits == 32:
            return self.node("Gather", [self.weight(f"{output}.w", weight), ids], output)
        scale = np.maximum(np.abs(weight).max(axis=1, keepdims=True), 1e-8) / 127
        rounded = np.rint(weight / scale).astype(np.int8)
        rows = self.node("Gather", [self.weight(f"{output}.w", rounded), ids], f"{output}.rows")
        rows = self.node("Cast", [rows], f"{output}.float", to=TensorProto.FLOAT)
        scales = self.node("Gather", [self.weight(f"{output}.s", scale.astype(np.float32)), ids], f"{output}.scale")
        return self.node("Mul", [rows, scales], output)


def to_onnx(network: Network, path: Path, *, bits: int = 8) -> None:
    """Write `network` to `path`.

    The graph takes `ids`, `case` and `quote` `(1, n)` as int64 and returns `tags` `(1, n, 7)` and `projections`
    `(1, n, 389)`. With `bits=7` the weights keep to a range in which processors without VNNI do not saturate.
    """
    state = {name: value.detach().float().numpy() for name, value in network.state_dict().items()}
    state["position.weight"] = state["position.weight"] + _annotator(state["annotator.weight"])
    graph = GraphBuilder(bits=bits)
    x = _embed(graph, state)
    for n, layer in enumerate(network.layers):
        x = _layer(graph, state, f"layers.{n}.", x, heads=layer.heads)
    heads = graph.linear(
        x,
        np.concatenate([state["tags.weight"], state["project.weight"]]),
        np.concatenate([state["tags.bias"], state["project.bias"]]),
        "heads",
    )
    split = graph.weight("heads.sizes", np.array([TAGS, PROJECTED], dtype=np.int64))
    graph.nodes.append(helper.make_node("Split", [heads, split], ["tags", "projections"], name="outputs", axis=2))
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "onrecord-reader",
            [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "n"]) for name in ("ids", "case", "quote")],
            [
                helper.make_tensor_value_info("tags", TensorProto.FLOAT, [1, "n", TAGS]),
                helper.make_tensor_value_info("projections", TensorProto.FLOAT, [1, "n", PROJECTED]),
            ],
            initializer=graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)],
        ir_version=8,
    )
    onnx.save(model, str(path))


def _annotator(weight: Floats) -> Floats:
    """The annotator that a text at hand is read as: the mean of those who taught the network, or nobody."""
    return weight[1:].mean(axis=0) if len(weight) > 1 else weight[0]


def to_model(network: Network, tokenizer: WordPieceTokenizer, folder: Path, *, bits: int) -> None:
    """Write a folder that the reader loads; its confidence is a placeholder until it is fitted."""
    folder.mkdir(parents=True, exist_ok=True)
    to_onnx(network, folder / "model.onnx", bits=bits)
    np.savez(folder / "arguments.npz", pair=network.pair.detach().numpy(), distance=network.distance.detach().numpy())
    tokenizer.save(folder / "vocabulary.txt")
    config = {
        "format": FORMAT,
        "weights": "model.onnx",
        "arguments": "arguments.npz",
        "vocabulary": "vocabulary.txt",
        "bits": bits,
        "confidence": {"bias": 0.0, "weights": dict.fromkeys(FEATURES, 0.0) | {"content": 1.0}},
        "threshold": 0.0,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def _embed(graph: GraphBuilder, state: dict[str, Floats]) -> str:
    x = graph.table("ids", state["word.weight"], "words")
    for name in ("case", "quote"):
        rows = graph.node("Gather", [graph.weight(f"{name}.w", state[f"{name}.weight"]), name], f"{name}.rows")
        x = graph.node("Add", [x, rows], f"{name}.sum")
    shape = graph.node("Shape", ["ids"], "shape", start=1, end=2)
    zero, one = (graph.weight(f"number.{n}", np.array([n], dtype=np.int64)) for n in (0, 1))
    positions = graph.node(
        "Slice", [graph.weight("positions.w", state["position.weight"]), zero, shape, zero, one], "positions"
    )
    positions = graph.node("Unsqueeze", [positions, zero], "positions.row")
    return _norm(graph, state, "norm.", graph.node("Add", [x, positions], "embedded"))


def _norm(graph: GraphBuilder, state: dict[str, Floats], at: str, x: str) -> str:
    names = [graph.weight(f"{at}{kind}", state[f"{at}{kind}"]) for kind in ("weight", "bias")]
    return graph.node("LayerNormalization", [x, *names], f"{at}out", axis=-1, epsilon=1e-12)


def _layer(graph: GraphBuilder, state: dict[str, Floats], at: str, x: str, *, heads: int) -> str:
    hidden = state[f"{at}out.weight"].shape[0]
    scale = np.ones(3 * hidden, dtype=np.float32)
    scale[:hidden] = (hidden // heads) ** -0.5  # of the queries, whose weights carry it
    weight, bias = state[f"{at}qkv.weight"] * scale[:, None], state[f"{at}qkv.bias"] * scale
    qkv = graph.linear(x, weight, bias, f"{at}qkv")
    sizes = graph.weight(f"{at}sizes", np.array([hidden] * 3, dtype=np.int64))
    parts = [f"{at}{name}" for name in "qkv"]
    graph.nodes.append(
        helper.make_node("Split", [qkv, sizes], [f"{p}.split" for p in parts], name=f"{at}split", axis=2)
    )
    q, k, v = (f"{part}.split" for part in parts)
    attended = graph.attention(q, k, v, f"{at}attended", heads=heads, hidden=hidden)
    out = graph.linear(attended, state[f"{at}out.weight"], state[f"{at}out.bias"], f"{at}out")
    x = _skip_norm(graph, state, f"{at}norm1.", out, x)
    up = graph.linear(x, state[f"{at}up.weight"], None, f"{at}up")
    up = graph.node("BiasGelu", [up, graph.weight(f"{at}up.b", state[f"{at}up.bias"])], f"{at}gelu", domain=_CONTRIB)
    down = graph.linear(up, state[f"{at}down.weight"], state[f"{at}down.bias"], f"{at}down")
    return _skip_norm(graph, state, f"{at}norm2.", down, x)


def _skip_norm(graph: GraphBuilder, state: dict[str, Floats], at: str, x: str, skip: str) -> str:
    """Sum and norm as two nodes: ONNX Runtime's fused one takes five times as long."""
    return _norm(graph, state, at, graph.node("Add", [x, skip], f"{at}sum"))
