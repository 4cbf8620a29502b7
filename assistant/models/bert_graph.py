"""Writes a BERT as an ONNX graph whose large products are of 8-bit integers.

The graph takes one text, so nothing is padded and a text's vector does not depend on its
neighbours. Operators: https://onnx.ai/onnx/operators and, under ``com.microsoft``,
https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.models.bert import Shape
from assistant.models.tensorfile import Floats

if TYPE_CHECKING:
    import onnx

Weights = Callable[[str], Floats]
"""A tensor by BertModel's name for it."""
INPUT, OUTPUT = "embedded", "vector"
_CONTRIB = "com.microsoft"
_OPSETS, _IR_VERSION = {"": 21, _CONTRIB: 1}, 10
"""Understood by onnxruntime from 1.20 on, whatever version of onnx writes them."""
LARGEST = 63
"""Of a quantized weight. CPUs without VNNI add two products of a weight and an activation in 16
bits: 2 x 63 x 255 fits, 2 x 127 x 255 does not. The seventh bit was worth 0.0004 of a cosine."""
_SIGMAS = 4
_GELU_DIP = 0.17
"""GELU is nowhere less than minus this."""


def bert_graph(shape: Shape, weights: Weights) -> bytes:
    """The model: (1, tokens, hidden) float32, embedded words -> (1, hidden), their mean."""
    graph = _Graph()
    states = _normalized(graph, shape, weights, "embeddings.LayerNorm", INPUT)
    for layer in range(shape.num_hidden_layers):
        states = _layer(graph, shape, weights, f"encoder.layer.{layer}", states)
    tokens = graph.constant(np.array([1], np.int64))
    graph.call("ReduceMean", [states, tokens], outputs=[OUTPUT], keepdims=0)
    return graph.model(shape.hidden_size)


def _layer(graph: "_Graph", shape: Shape, weights: Weights, at: str, states: str) -> str:
    heard = _attention(graph, shape, weights, f"{at}.attention", states)
    states = graph.call("Add", [states, heard])
    states = _normalized(graph, shape, weights, f"{at}.attention.output.LayerNorm", states)
    told = _feed_forward(graph, weights, at, states)
    states = graph.call("Add", [states, told])
    return _normalized(graph, shape, weights, f"{at}.output.LayerNorm", states)


def _attention(graph: "_Graph", shape: Shape, weights: Weights, at: str, states: str) -> str:
    parts = [f"{at}.self.{part}" for part in ("query", "key", "value")]
    weight = np.concatenate([weights(f"{part}.weight") for part in parts])
    bias = np.concatenate([weights(f"{part}.bias") for part in parts])
    joined = _product(graph, states, weight, bias)
    split = graph.names(3)
    graph.call("Split", [joined], outputs=split, axis=-1, num_outputs=3)
    heard = graph.call(
        "MultiHeadAttention", split, domain=_CONTRIB, num_heads=shape.num_attention_heads
    )
    out = f"{at}.output.dense"
    return _product(graph, heard, weights(f"{out}.weight"), weights(f"{out}.bias"))


def _feed_forward(graph: "_Graph", weights: Weights, at: str, states: str) -> str:
    """Two products, GELU between them.

    What GELU lets through of one neuron reaches up to eight times as far as of the middle one, and
    one step for all of them would round the others away. So each is divided by its reach, and its
    weights are multiplied by it (SmoothQuant, https://arxiv.org/abs/2211.10438, with alpha = 1).
    It halves what is lost: on passages of manuals the cosine to float32 rose from 0.9974 to 0.9988.
    """
    wide, out = f"{at}.intermediate.dense", f"{at}.output.dense"
    inner = _product(graph, states, weights(f"{wide}.weight"), weights(f"{wide}.bias"))
    active = graph.call("Gelu", [inner], approximate="none")
    far = reach(weights, at)
    level = graph.call("Mul", [active, graph.constant(1 / far)])
    return _product(graph, level, weights(f"{out}.weight") * far, weights(f"{out}.bias"))


def reach(weights: Weights, at: str) -> Floats:
    """How far each neuron of a layer is expected to go, (wide,), told by the weights alone.

    What enters is the layer norm's gain times numbers of variance 1, plus its bias, so what leaves
    the product has a mean and a variance that follow from the weights.
    """
    norm, wide = f"{at}.attention.output.LayerNorm", f"{at}.intermediate.dense"
    weight = weights(f"{wide}.weight")
    mean = weights(f"{wide}.bias") + weight @ weights(f"{norm}.bias")
    deviation = np.linalg.norm(weight * weights(f"{norm}.weight"), axis=1)
    far: Floats = np.maximum(mean + _SIGMAS * deviation, _GELU_DIP).astype(np.float32)
    return far


def _normalized(graph: "_Graph", shape: Shape, weights: Weights, at: str, states: str) -> str:
    gain, bias = (graph.constant(weights(f"{at}.{part}")) for part in ("weight", "bias"))
    return graph.call(
        "LayerNormalization", [states, gain, bias], axis=-1, epsilon=shape.layer_norm_eps
    )


def _product(graph: "_Graph", states: str, weight: Floats, bias: Floats) -> str:
    """States (1, tokens, inputs) times weight (outputs, inputs), plus bias.

    The states are quantized when they come, with one step for all of a text.
    """
    integers, steps = quantize(weight)
    zeros = np.zeros(len(steps), np.int8)
    constants = [graph.constant(values) for values in (integers.T, steps, zeros, bias)]
    return graph.call("DynamicQuantizeMatMul", [states, *constants], domain=_CONTRIB)


def quantize(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """(outputs, inputs) -> integers of the same shape and the step of each output, (outputs,)."""
    steps = np.maximum(np.abs(weight).max(axis=1), np.finfo(np.float32).tiny) / LARGEST
    return np.rint(weight / steps[:, None]).astype(np.int8), steps.astype(np.float32)


class _Graph:
    """Collects nodes and constants, and gives them names."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._named = 0

    def names(self, count: int) -> list[str]:
        """Names that nobody has yet."""
        self._named += count
        return [f"v{number}" for number in range(self._named - count, self._named)]

    def constant(self, values: NDArray[np.generic]) -> str:
        """A constant's name."""
        from onnx import numpy_helper

        (name,) = self.names(1)
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def call(
        self,
        operator: str,
        inputs: list[str],
        *,
        domain: str = "",
        outputs: list[str] | None = None,
        **attributes: int | float | str,
    ) -> str:
        """The name of an operator's first output."""
        from onnx import helper

        named = outputs or self.names(1)
        node = helper.make_node(operator, inputs, named, domain=domain)
        node.attribute.extend(helper.make_attribute(*item) for item in attributes.items())
        self._nodes.append(node)
        return named[0]

    def model(self, hidden: int) -> bytes:
        """All of it, as a file holds it."""
        from onnx import TensorProto, helper

        graph = helper.make_graph(
            self._nodes,
            "bert",
            [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, [1, "tokens", hidden])],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, hidden])],
            self._constants,
        )
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS.items()]
        written: bytes = helper.make_model(
            graph, opset_imports=opsets, ir_version=_IR_VERSION
        ).SerializeToString()
        return written
