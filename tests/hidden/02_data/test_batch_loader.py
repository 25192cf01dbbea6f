"""Suite of 02_data/batch_loader: batches, lengths, fields, order, iterators that overlap, errors. Runs in the judge."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import strategies as st
from PIL import Image

from grader.judge import Forbidden, Message, criterion, expect, once_right, raises, same, watched

DATA = "torch.utils.data."
LOADERS = Forbidden(
    "DataLoader",
    operations=(),
    functions=(
        *(DATA + name for name in ("DataLoader", "default_collate", "_utils.collate.default_collate", "_utils.collate.collate")),
        *(DATA + name for name in ("SequentialSampler", "RandomSampler", "BatchSampler", "SubsetRandomSampler")),
        *(DATA + name for name in ("WeightedRandomSampler", "DistributedSampler", "distributed.DistributedSampler")),
        "torch.utils.data.dataloader.DataLoader",
    ),
)


def pairs(rng, count):
    """Draw samples of a tensor and a label; no two are alike."""
    inputs = torch.randperm(2 * count, generator=rng).reshape(count, 2) / 8
    labels = torch.randperm(100, generator=rng)[:count].tolist()
    return list(zip(inputs, labels, strict=True))


def batches_of(samples, size, drop_last=False, order=None):
    """Return the batches of samples of a tensor and an int that are right."""
    order = list(range(len(samples))) if order is None else order
    parts = [order[start : start + size] for start in range(0, len(order), size)]
    chosen = [[samples[index] for index in part] for part in parts if len(part) == size or not drop_last]
    return [[torch.stack([x for x, _ in part]), torch.tensor([y for _, y in part])] for part in chosen]


def check_epoch(props, loader, expected):
    """Compare a whole iteration."""
    same(props.epoch(loader), expected, what="the batches")


@criterion(
    points=2,
    title="Batches follow one another, each a list with one entry for each field",
    hint="A batch of three samples (x, y) is not three pairs: it is all x together and all y together. What does "
    "zip(*samples) do?",
    rule="Samples i*batch_size and on are batch i; all first fields make its first entry, all second fields its second.",
    example="""samples (x0, 7) (x1, 5) (x2, 9), batch_size 2
batch 0: [stacked x0 x1, tensor([7, 5])]
batch 1: [stacked x2,    tensor([9])]""",
)
def test_batches(submission, props, cases, rng):
    def check(case):
        samples, size = case
        check_epoch(props, submission.BatchLoader(props.OnlyMapped(samples), size), batches_of(samples, size))

    samples = pairs(rng, 7)
    small = st.integers(1, 4).map(lambda count: [(torch.tensor([float(i), -i]), i * i) for i in range(count)])
    drawn = st.tuples(small, st.integers(1, 3))
    cases.check(check, (samples, 3), (samples, 2), (samples, 7), (samples, 20), (samples[:6], 3), (samples[:1], 1), drawn=drawn)
    check_epoch(props, submission.BatchLoader(props.OnlyMapped(samples)), batches_of(samples, 1))
    check_epoch(props, submission.BatchLoader(samples, batch_size=4), batches_of(samples, 4))
    inputs = [x for x, _ in samples]
    check_epoch(props, submission.BatchLoader([(x,) for x in inputs], 4), [[torch.stack(inputs[:4])], [torch.stack(inputs[4:])]])


@criterion(
    points=2,
    title="len() and drop_last: what happens to a last batch that is not full",
    hint="7 samples in batches of 3: how many batches are that, and how many with drop_last? And if it were 6 samples?",
    rule="len is the number of samples through batch_size, rounded up, or down with drop_last, which leaves out only a "
    "batch that is not full.",
    example="""7 samples, batch_size 3
drop_last=False: 3 batches of 3, 3, 1
drop_last=True:  2 batches of 3, 3
6 samples: 2 batches in both cases""",
)
def test_lengths(submission, props, cases, rng):
    def check(case):
        count, size, drop_last = case
        some = samples[:count]
        loader = submission.BatchLoader(props.OnlyMapped(some), size, drop_last=drop_last)
        expected = batches_of(some, size, drop_last)
        same(len(loader), len(expected), what="len(loader)")
        check_epoch(props, loader, expected)

    samples = pairs(rng, 12)
    fixed = ((7, 3), (6, 3), (12, 4), (11, 4), (2, 3), (5, 1), (3, 3))
    drawn = st.tuples(st.integers(1, 5), st.integers(1, 4), st.booleans())
    cases.check(check, *((*case, drop_last) for case in fixed for drop_last in (False, True)), drawn=drawn)


@criterion(
    points=2,
    title="Each field by its kind: tensors, numbers, anything else",
    hint="What is one field's first value: a tensor, a number, or something that has no business in a tensor?",
    rule="Stack tensors; make int64 of whole numbers and bools, float32 of floats, NumPy's numbers too; arrays, texts, "
    "pictures and all else stay a list.",
    example="""field    3, 4          -> tensor([3, 4])           int64
field    0.5, 2.0      -> tensor([0.5, 2.0])       float32
field    "ant", "bee"  -> ["ant", "bee"]
field    two arrays    -> [array, array]""",
)
def test_fields(submission, props, rng):
    picture = [
        Image.frombytes("RGB", (2, 3), torch.randint(0, 256, (18,), generator=rng).byte().numpy().tobytes()) for _ in "123"
    ]
    arrays = [np.arange(3) + number for number in range(3)]
    fields = {
        "tensors of int16": list(torch.randint(-9, 9, (3, 2, 2), generator=rng, dtype=torch.int16)),
        "tensors without dimensions": list(torch.rand(3, generator=rng, dtype=torch.float64)),
        "tensors of int32 without dimensions": list(torch.randint(-9, 9, (3,), generator=rng, dtype=torch.int32)),
        "whole numbers": torch.randint(-(2**40), 2**40, (3,), generator=rng).tolist(),
        "floats": [0.5, -2.25, 1e10],
        "bools": [True, False, True],
        "NumPy's whole numbers": [np.int32(4), np.uint8(200), np.int64(-7)],
        "NumPy's floats": [np.float64(0.25), np.float64(3), np.float64(-1)],
        "NumPy's small floats": [np.float32(0.25), np.float16(3), np.float32(-1)],
        "texts": ["ant", "bee", "cat"],
        "arrays": arrays,
        "pictures": picture,
        "None": [None, None, None],
        "lists": [[1, 2], [3], []],
    }
    expected = dict(fields)
    for name in fields:
        if name.startswith("tensors"):
            expected[name] = torch.stack(fields[name])
    for name in ("whole numbers", "bools", "NumPy's whole numbers"):
        expected[name] = torch.tensor([int(value) for value in fields[name]], dtype=torch.int64)
    for name in ("floats", "NumPy's floats", "NumPy's small floats"):
        expected[name] = torch.tensor([float(value) for value in fields[name]], dtype=torch.float32)
    samples = list(zip(*fields.values(), strict=True))
    for loader in (
        submission.BatchLoader(props.TorchDataset(samples), batch_size=3),
        submission.BatchLoader(props.OnlyMapped([list(sample) for sample in samples]), batch_size=3),
    ):
        (batch,) = expect_batches(props.epoch(loader), 1)
        same(len(batch), len(fields), what="the number of entries of a batch")
        for got, name in zip(batch, fields, strict=True):
            same(got, expected[name], what=Message("the entry for a field of {kind}", {"kind": Message(name)}))


def expect_batches(got, count):
    """Return the batches if there are so many, each a list."""
    fits = isinstance(got, list) and len(got) == count and all(isinstance(batch, list) for batch in got)
    expect(fits, "the batches are not lists, or there are too many or too few")
    return got


@criterion(
    points=2,
    title="shuffle=True draws the order with torch.randperm, from the generator",
    hint="The generator that you were given, or torch's own: a loader that makes a generator of its own can't be repeated.",
    rule="order = torch.randperm(len(dataset), generator=generator): one draw, all samples once, the same for the same seed.",
    example="""generator seeded with 3, 4 samples
torch.randperm(4, generator=generator) -> for instance 2 0 3 1
batches of 2: samples 2 0, samples 3 1""",
)
def test_shuffle(submission, props, cases, rng):
    def check(case):
        count, size, seed, own = case
        samples, mine = pairs(rng, count), torch.Generator().manual_seed(seed)
        theirs = props.seeded(seed) if own else None
        props.seed_all(seed + (1 if own else 0))
        loader = submission.BatchLoader(props.OnlyMapped(samples), size, shuffle=True, generator=theirs)
        check_epoch(props, loader, batches_of(samples, size, order=torch.randperm(count, generator=mine).tolist()))
        drawn = torch.randint(0, 10**6, (4,), generator=mine)
        same(props.drawn_next(theirs), drawn, what="what the generator draws after the iteration")

    seeds = torch.randint(0, 10**6, (4,), generator=rng).tolist()
    cases.check(check, (9, 2, seeds[0], True), (8, 3, seeds[1], False), (10, 4, seeds[2], True), (7, 7, seeds[3], False))


@criterion(
    points=2,
    title="Each new iteration draws a new order",
    hint="When is the order drawn: once, when the loader is made, or each time a loop begins?",
    rule="Draw inside __iter__: epoch after epoch the next randperm of the same generator; without shuffle the order stays.",
    example="""for epoch in range(3):
    for batch in loader: ...     three different orders""",
)
def test_new_order(submission, props, rng):
    samples, seed = pairs(rng, 9), 4321
    mine = torch.Generator().manual_seed(seed)
    loader = submission.BatchLoader(props.OnlyMapped(samples), 4, True, False, props.seeded(seed))
    for _ in range(3):
        check_epoch(props, loader, batches_of(samples, 4, order=torch.randperm(9, generator=mine).tolist()))
    plain = submission.BatchLoader(props.OnlyMapped(samples), 4)
    dropping = submission.BatchLoader(props.OnlyMapped(samples), 4, True, True, props.seeded(seed))
    mine.manual_seed(seed)
    for _ in range(2):
        check_epoch(props, plain, batches_of(samples, 4))
        check_epoch(props, dropping, batches_of(samples, 4, True, torch.randperm(9, generator=mine).tolist()))


@criterion(
    points=2,
    title="Two iterations over one loader do not disturb each other",
    hint="Where is it written down how far an iteration has come? If in the loader itself, two of them share one place.",
    rule="Each call of __iter__ returns an iterator of its own with its own order and place; a generator function does so "
    "by itself.",
    example="""for a in loader:
    for b in loader: ...   every a meets every b""",
)
def test_two_iterations(submission, props, rng):
    samples, seed = pairs(rng, 6), 99
    loader = submission.BatchLoader(props.OnlyMapped(samples), 2)
    right = batches_of(samples, 2)
    same(props.nested(loader), [(batch, right) for batch in right], what="the batches of a loop in a loop")
    same(props.alternating(loader), (right, right), what="the batches of two iterations in turn")
    mine = torch.Generator().manual_seed(seed)
    shuffled = submission.BatchLoader(props.OnlyMapped(samples), 2, shuffle=True, generator=props.seeded(seed))
    orders = [torch.randperm(6, generator=mine).tolist() for _ in range(2)]
    expected = tuple(batches_of(samples, 2, order=order) for order in orders)
    same(props.alternating(shuffled), expected, what="the batches of two iterations in turn")


@criterion(
    title="A batch size below 1 is a ValueError",
    hint="A loader of empty batches would never come to an end. When is the best time to say so?",
    rule="Raise ValueError in __init__ for a batch_size of 0 and below.",
    example="""BatchLoader(data, batch_size=1)   fine
BatchLoader(data, batch_size=0)   ValueError""",
)
def test_bad_batch_size(submission, props, rng):
    samples = pairs(rng, 3)
    with once_right():
        check_epoch(props, submission.BatchLoader(samples, 2), batches_of(samples, 2))
    for size in (0, -1, -3):
        raises(lambda size=size: submission.BatchLoader(samples, size), ValueError)
        raises(lambda size=size: submission.BatchLoader(samples, batch_size=size, shuffle=True, drop_last=True), ValueError)


@criterion(
    title="Built without DataLoader, default_collate and samplers",
    hint="range and randperm give indices, slices of them give batches, zip(*samples) gives fields.",
    rule="torch.utils.data's DataLoader, its collate functions and samplers may not be reached; Dataset may.",
    example="""indices = order[start : start + batch_size]
samples = [dataset[i] for i in indices]
fields = zip(*samples)""",
    alone=True,
)
def test_no_data_loader(submission, props, rng):
    samples = pairs(rng, 5)
    with watched(submission, LOADERS):
        loader = submission.BatchLoader(props.TorchDataset(samples), 2)
        check_epoch(props, loader, batches_of(samples, 2))
        shuffled = submission.BatchLoader(props.TorchDataset(samples), 2, True, True, props.seeded(1))
        same(len(expect_batches(props.epoch(shuffled), 2)), 2, what="len(loader)")
