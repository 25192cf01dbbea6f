"""Suite of 09_beyond/embedding: lookups, the parameter, its distribution, padding, gradients, errors. Runs in the judge."""

import torch
from hypothesis import strategies as st

from grader.judge import (
    Forbidden,
    Raised,
    criterion,
    expect,
    keeps_inputs,
    once_right,
    raises,
    same,
    tensors,
    type_names,
    watched,
)

READY = Forbidden(
    "embedding",
    operations=("aten::embedding", "aten::embedding_renorm_", "aten::embedding_sparse_backward"),
    functions=("torch.nn.Embedding", "torch.nn.functional.embedding", "torch.embedding", "torch._C._nn.embedding"),
)


def table_of(rng, rows, width, device="cpu", dtype=torch.float32):
    """Return a table in which no row is zero and no two numbers are equal."""
    return (torch.randperm(rows * width, generator=rng).reshape(rows, width) - 2.5).to(device, dtype)


def indices_of(rng, rows, *shape, device="cpu"):
    """Return random indices of this shape."""
    return torch.randint(rows, shape, generator=rng).to(device)


@st.composite
def looked_up(draw, device):
    """Draw a small table and indices of some shape."""
    rows, width = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    sides = [st.integers(1, 2)] * draw(st.integers(0, 3))
    table, indices = draw(tensors((rows, width))), draw(tensors(sides, st.integers(0, rows - 1), torch.int64))
    return table.to(device), indices.to(device)


def loaded(submission, props, table, *padding):
    """Return a layer that holds this table."""
    layer = submission.Embedding(*table.shape, *padding)
    props.load(layer, table)
    return layer


def outcome(function, *args):
    """Return what the call returns or raises."""
    try:
        return function(*args)
    except Raised as raised:
        return raised


def again(said):
    """Return or raise what a call returned or raised."""
    if isinstance(said, Raised):
        raise said
    return said


@criterion(
    points=2,
    title="In the place of each index stands its row, whatever the indices' shape is",
    hint="What does PyTorch give when a tensor of indices stands in the brackets behind a matrix? Try it with a single "
    "index and with a grid of them.",
    rule="Indices [...] give [..., D]: an axis for the row's numbers is added at the end, the axes in front stay as they are.",
    example="""table   0: 1 2
        1: 3 4
indices [1, 0, 1]  -> 3 4
                      1 2
                      3 4       [3] gives [3, 2]""",
)
def test_lookup(submission, props, cases, rng, device):
    def check(case):
        table, indices = case
        same(loaded(submission, props, table)(indices), table[indices])

    shapes = ((4,), (2, 3), (1,), (2, 1, 5), (), (1, 1), (7, 3), (2, 1, 3, 2))
    fixed = [(table_of(rng, 7, 3, device), indices_of(rng, 7, *shape, device=device)) for shape in shapes]
    square = table_of(rng, 4, 4, device)
    cases.check(check, *fixed, (square, torch.arange(4, device=device).flip(0)), drawn=looked_up(device))


@criterion(
    title="A module with one parameter, weight: [num_embeddings, embedding_dim]",
    hint="A tensor that is to be trained is an nn.Parameter and an attribute of the module. What is it called, and which size "
    "comes first?",
    rule="self.weight = nn.Parameter(...) in __init__, after super().__init__(); a row for each index.",
    example="""Embedding(10, 3) has
weight  [10, 3]  float32  trained
and nothing else""",
)
def test_one_parameter(submission, props):
    for args in ((10, 3), (2, 5), (4, 3, 1), (1, 1)):
        layer = submission.Embedding(*args)
        expect("Module" in type_names(layer), "Embedding is no nn.Module")
        same(props.parameters(layer), [("weight", args[:2], "torch.float32", True)], what="the parameters")
    layer = submission.Embedding(num_embeddings=4, embedding_dim=3)
    same(props.parameters(layer), [("weight", (4, 3), "torch.float32", True)], what="the parameters")


@criterion(
    title="The table is drawn from N(0, 1), anew for each layer, with torch's generator",
    hint="Which function of torch draws from the normal distribution with mean 0 and standard deviation 1?",
    rule="torch.randn or nn.init.normal_: about 68 of 100 numbers lie between -1 and 1, about 5 beyond -2 and 2.",
    example="""torch.manual_seed(1); Embedding(9, 9)   one table
torch.manual_seed(1); Embedding(9, 9)   the same again
Embedding(9, 9)                         another one""",
)
def test_distribution(submission, props, seed):
    for args in ((200, 60), (150, 80, 3)):
        one, again, other = props.tables(submission.Embedding, args, [seed % 1000, seed % 1000, None])
        same(tuple(one.shape), args[:2], what="the shape of weight")
        same(one, again, what="the table after the same seed", rtol=0, atol=0)
        expect(not torch.equal(one, other), "two layers that are made one after the other have the same table")
        kept = one[torch.arange(args[0]) != args[2]] if len(args) > 2 else one
        expect(abs(float(kept.mean())) < 0.07, "the table's mean is not 0")
        expect(abs(float(kept.std()) - 1) < 0.06, "the table's standard deviation is not 1")
        within = float((kept.abs() < 1).float().mean()), float((kept.abs() > 2).float().mean())
        expect(abs(within[0] - 0.683) < 0.03 and abs(within[1] - 0.0455) < 0.015, "the table is not normally distributed")
        # of 60 drawn numbers it is below 0.4 once in 10**13 rows; of numbers that repeat each other it is 0
        expect(min(float(kept.std(axis).min()) for axis in (0, 1)) > 0.4, "rows or columns of the table repeat each other")


@criterion(
    title="The padding row starts at zero, and only that row",
    hint="Set the row to zero right after the table was drawn. Is 0 taken for a row, or for no padding at all?",
    rule="`padding_idx is not None` decides; row 0 can be the padding row as well as any other.",
    example="""padding_idx=None   no row is zero
padding_idx=0      row 0 is zero
padding_idx=2      row 2 is zero""",
)
def test_padding_starts_at_zero(submission, props, cases):
    def check(case):
        rows, width, padding = case
        got = props.values(submission.Embedding(rows, width, padding_idx=padding))
        same((got == 0).all(1).tolist(), [row == padding for row in range(rows)], what="which rows are zero")

    drawn = st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), st.just(2), st.one_of(st.none(), st.integers(0, n - 1))))
    cases.check(check, (5, 3, None), (5, 3, 0), (5, 3, 2), (5, 3, 4), (1, 2, 0), drawn=drawn)


@criterion(
    points=2,
    title="Each looked-up row gets its gradient, the sum where it was looked up more than once",
    hint="Pick the rows with a tensor operation on weight itself. Numbers that are taken out of it, and "
    "weight.data, have no gradient.",
    rule="Autograd adds what arrives at a row from all of its places; rows that were not looked up get zeros.",
    example="""indices [1, 1, 0], each with the gradient 1
gradient of weight  0: 1
                    1: 2
                    2: 0""",
)
def test_gradient(submission, props, cases, rng, device):
    def check(case):
        rows, calls = case
        calls = [(indices.to(device), cotangent.to(device)) for indices, cotangent in calls]
        table = table_of(rng, rows, 3, device, torch.float64)
        expected = torch.zeros_like(table)
        for indices, cotangent in calls:
            expected.index_add_(0, indices.flatten(), cotangent.reshape(-1, 3))
        for training in (True, False):
            layer = loaded(submission, props, table)
            same(props.gradient(layer, calls, training), expected, what="the gradient of weight")

    def one(*indices):
        return torch.tensor(indices), torch.rand(*torch.tensor(indices).shape, 3, generator=rng, dtype=torch.float64) + 1

    drawn = st.lists(st.integers(0, 2), min_size=1, max_size=4).map(lambda some: (3, [one(*some)]))
    cases.check(check, (5, [one(3, 1, 0)]), (5, [one(1, 1, 4, 1)]), (4, [one([2, 0], [0, 2]), one(3, 3)]), drawn=drawn)


@criterion(
    points=2,
    title="The padding row gets no gradient, the others keep theirs",
    hint="Look at single places, not at whole batches: where the index is padding_idx the row goes on without its gradient, "
    "everywhere else with it.",
    rule="torch.where(indices is padding, rows.detach(), rows) has the same values and stops the gradient at the padding places.",
    example="""padding_idx=1, indices [1, 0, 1], each with the gradient 1
gradient of weight  0: 1
                    1: 0     not 2""",
)
def test_padding_gets_no_gradient(submission, props, cases, rng, device):
    def check(case):
        rows, padding, indices = case
        table, indices = table_of(rng, rows, 2, dtype=torch.float64), torch.tensor(indices)
        table[(padding + 1) % rows] = 0  # a row of zeros is no padding
        cotangent = torch.rand(*indices.shape, 2, generator=rng, dtype=torch.float64) + 1
        expected = torch.zeros_like(table)
        expected.index_add_(0, indices.flatten(), cotangent.reshape(-1, 2))
        expected[padding] = 0
        layer = loaded(submission, props, table.to(device), padding)
        calls = [(indices.to(device), cotangent.to(device))] * 2
        for training in (True, False):
            same(props.gradient(layer, calls, training), expected.to(device) * 2, what="the gradient of weight")

    drawn = st.tuples(st.just(3), st.integers(0, 2), st.lists(st.integers(0, 2), min_size=1, max_size=4)).filter(
        lambda case: set(case[2]) != {case[1]}
    )
    cases.check(check, (4, 1, [1, 0, 1, 2]), (4, 0, [[0, 2], [3, 0]]), (3, 2, [2, 2, 1, 1]), (5, 3, [0, 1, 4]), drawn=drawn)


@criterion(
    title="The padding row is returned as it is when other values were loaded",
    hint="Does your layer give the row of the table, or zeros? A checkpoint may hold any numbers in the padding row.",
    rule="Padding changes how the row starts and what gradient it gets, not what is looked up: weight[padding_idx] comes out.",
    example="""padding_idx=0, loaded table  0: 7 7
                             1: 3 4
indices [0, 1]  -> 7 7
                   3 4""",
)
def test_loaded_padding_row(submission, props, rng, device):
    for padding in (0, 2):
        table = table_of(rng, 4, 3, device)
        indices = torch.tensor([[padding, 1], [3, padding]], device=device)
        layer = loaded(submission, props, table, padding)
        got, after = layer(indices), props.values(layer)
        same(got, table[indices])
        same(after, table, what="weight after the call")
        same(props.without_gradients(layer, indices), table[indices])


@criterion(
    points=2,
    title="An index outside of the table is a ValueError, negative ones too",
    hint="Python and PyTorch count negative indices from the end, without a word. Which is the largest index of a table with "
    "four rows?",
    rule="Every index lies in 0 <= index < num_embeddings; one that does not is enough for a ValueError.",
    example="""table with 4 rows
0, 1, 2, 3    fine
4, -1         ValueError""",
)
def test_outside(submission, props, rng):
    table = table_of(rng, 4, 3)
    for padding in ((), (3,)):
        layer = loaded(submission, props, table, *padding)
        with once_right():
            same(layer(torch.arange(4)), table)
        bad = [[4], [-1], [[0, 1], [2, 4]], [0, -4], [9], -1, 4, [-100, 2]]
        said_of_all = [outcome(layer, torch.tensor(indices)) for indices in bad]  # all at once: a diagnosis sees more
        layer = props.in_eval_mode(layer)
        said_of_all += [outcome(layer, torch.tensor(indices)) for indices in ([4], [-1])]
        for said in said_of_all:
            raises(lambda said=said: again(said), ValueError)


@criterion(
    title="A padding_idx that is no row of the table is a ValueError",
    hint="Check it in __init__, before anything is drawn.",
    rule="0 <= padding_idx < num_embeddings, unless it is None; it does not count from the end.",
    example="""Embedding(4, 2, padding_idx=3)    fine
Embedding(4, 2, padding_idx=4)    ValueError
Embedding(4, 2, padding_idx=-1)   ValueError""",
)
def test_bad_padding(submission, props, rng):
    table = table_of(rng, 4, 2)
    with once_right():
        for padding in (0, 3):
            same(loaded(submission, props, table, padding)(torch.arange(3)), table[:3])
    for padding in (4, -1, 10, -4, -5):
        raises(lambda padding=padding: submission.Embedding(4, 2, padding_idx=padding), ValueError)


@criterion(
    title="The result has weight's dtype, indices may lie in any order and stay as they are",
    hint="Let the dtype follow from weight, and make new tensors, if any, like it.",
    rule="A float64 layer gives float64; transposed and sliced indices give the rows in their own order; nothing is changed.",
    example="""layer.double()(indices).dtype  -> float64
layer(indices.t())             -> rows of the transposed grid""",
)
def test_layout_and_dtype(submission, props, rng, device):
    grid = (torch.randperm(20, generator=rng) % 6).reshape(4, 5).to(device)  # every row is among them
    for dtype, padding in ((torch.float64, ()), (torch.float64, (2,)), (torch.float32, (1,)), (torch.float16, ())):
        table = table_of(rng, 6, 3, device, dtype)
        layer = loaded(submission, props, table, *padding)
        for indices in (grid.t(), grid[:, ::2], grid[1]):
            same(keeps_inputs(layer, indices), table[indices])
    same(props.values(layer), table, what="weight after the call")


@criterion(
    title="Built without PyTorch's own embedding",
    hint="Index the table with the indices, or use index_select.",
    rule="nn.Embedding, F.embedding, torch.embedding and what is made of them may not be reached; indexing is free.",
    example="""weight[indices]
torch.index_select(weight, 0, indices)""",
    alone=True,
)
def test_no_ready_embedding(submission, props, rng):
    table, indices = table_of(rng, 5, 3), torch.tensor([[1, 0, 3], [2, 1, 4]])
    with watched(submission, READY):
        for padding in ((), (1,)):
            layer = submission.Embedding(5, 3, *padding)
            props.load(layer, table)
            same(layer(indices), table[indices])
