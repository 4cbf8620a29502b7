"""Two kinds of FAISS index behind one seam: exact while a library is small, compressed above.

Both know vectors by their row number, take and give up single ones without being rebuilt, and
search by inner product. What follows here is all in which they differ.
"""

from collections.abc import Iterator
from math import ceil, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.embedder import Vectors

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]

SMALL = 50_000
"""Vectors that are searched one by one; at 384 dimensions that takes about 15 ms on one core."""
PROBED = 0.05
"""Share of the lists that a search looks into. With a million vectors in 2,000 lists the ten
nearest were found to 97 % this way, to 92 % at 0.03 and to 99 % at 0.1."""
SAMPLE = 40
"""Vectors a list that its centre is learned from; FAISS warns below 39."""
_ENOUGH = 20
"""Vectors that are looked at for each one wanted, at least."""
_ROUNDS = 8
_BLOCK = 8192

Index = Any
"""A FAISS index; its stubs tell of the C++ constructors, not of Python's."""


def faiss() -> Any:  # noqa: ANN401
    """FAISS, imported at first use."""
    import faiss

    return faiss


def flat(dimension: int) -> Index:
    """An exact index, empty."""
    return faiss().IndexIDMap2(faiss().IndexFlatIP(dimension))


def lists_for(count: int) -> int:
    """Inverted lists for so many vectors: a search compares centres and members about equally."""
    return max(1, round(2 * sqrt(count)))


def meant_for(index: Index) -> int:
    """About how many vectors the lists of a compressed index were learned for."""
    return int(index.nlist**2 // 4)


def compressed(sample: Vectors, lists: int) -> Iterator[Index | None]:
    """Learns an index of inverted lists, a byte a dimension, from (n, d) unit vectors.

    Yields None after each round of learning, at which the caller may stop, and at last the index,
    empty. The codes do not depend on the centres, so they can be compared with the rows.
    """
    library, dimension = faiss(), sample.shape[1]
    means = library.Kmeans(
        dimension, lists, niter=1, spherical=True, seed=1, min_points_per_centroid=1
    )
    centres = None
    for _ in range(_ROUNDS):
        means.train(sample, init_centroids=centres)
        centres = means.centroids
        yield None
    coarse = library.IndexFlatIP(dimension)
    coarse.add(centres)
    index = library.IndexIVFScalarQuantizer(
        coarse,
        dimension,
        lists,
        library.ScalarQuantizer.QT_8bit,
        library.METRIC_INNER_PRODUCT,
        False,  # by_residual
    )
    index.train(sample)
    yield index


def is_compressed(index: Index) -> bool:
    """Whether its vectors and inner products are rounded."""
    return isinstance(index, faiss().IndexIVF)


def parameters(index: Index, limit: int, mask: Mask | None) -> Any:  # noqa: ANN401
    """How to search: among the rows of the mask, in as many more lists as they are fewer.

    So a rare kind is found as surely as all together, and the work stays about the same.
    """
    selector = None if mask is None else bitmap(mask)
    if not is_compressed(index):
        return selector and faiss().SearchParameters(sel=selector)
    passing = index.ntotal if mask is None else np.count_nonzero(mask)
    looked_at = max(PROBED * index.ntotal, _ENOUGH * limit)
    probes = ceil(index.nlist * min(looked_at / passing, 1.0))
    return faiss().SearchParametersIVF(sel=selector, nprobe=probes)


def bitmap(mask: Mask) -> Any:  # noqa: ANN401
    """Lets these rows pass: FAISS asks one bit for each, lowest bit first."""
    return faiss().IDSelectorBitmap(np.packbits(mask, bitorder="little"))


def contents(index: Index) -> Iterator[tuple[Ids, Vectors]]:
    """All row numbers, in no order, and their vectors as the index has them, in blocks."""
    if is_compressed(index):
        yield from _lists(index)
        return
    ids = faiss().vector_to_array(index.id_map)
    for first in range(0, len(ids), _BLOCK):
        some = ids[first : first + _BLOCK]
        yield some, index.index.reconstruct_n(first, len(some))


def as_kept(index: Index, vectors: Vectors) -> Vectors:
    """What the index makes of these vectors, (n, d)."""
    return index.sq.decode(index.sq.compute_codes(vectors)) if is_compressed(index) else vectors


def _lists(index: Index) -> Iterator[tuple[Ids, Vectors]]:
    library, lists = faiss(), index.invlists
    for number in range(index.nlist):
        size = lists.list_size(number)
        if not size:
            continue
        ids = library.rev_swig_ptr(lists.get_ids(number), size).copy()
        codes = library.rev_swig_ptr(lists.get_codes(number), size * index.code_size).copy()
        yield ids, index.sq.decode(codes.reshape(size, index.code_size))
