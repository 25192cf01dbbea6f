"""The hidden suite of sequential: order, names, items, slices, what PyTorch knows of it. Runs in the judge."""

import torch
from hypothesis import strategies as st
from torch import nn

from grader.judge import Forbidden, Message, criterion, raises, same, watched

SEQUENTIAL = Forbidden(
    "nn.Sequential",
    operations=(),
    functions=("torch.nn.Sequential", "torch.nn.Sequential.__getitem__", "torch.nn.Sequential.__len__"),
)
NUMBERS = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), max_size=4)
NAMES = ["zoo", "10", "9", "a_b", "B"]
X = torch.tensor([1.0, -2.0], dtype=torch.float64)


def composed(numbers, x):
    for factor, shift in numbers:
        x = x * factor + shift
    return x


def runs(submission, props, named=False):
    """Return the check of a case, a list of (factor, shift): what the chain gives."""

    def check(numbers):
        names = NAMES[: len(numbers)] if named else None
        same(props.run(submission.Sequential, numbers, names, X), composed(numbers, X))

    return check


@criterion(
    points=2,
    title="Modules run one after the other",
    hint="What does the second module take: x, or what the first one gave?",
    rule="x = module(x) for each module in order; the last x is the result.",
    example="""Sequential(double, add one) on 5
5 -> 10 -> 11""",
)
def test_runs_in_order(submission, props, cases):
    fixed = [(2, 1), (3, -1)], [(0.5, 2), (-1, 3), (4, 0)], [(5, 1)], [(number + 2, number) for number in range(12)]
    cases.check(runs(submission, props), *map(list, fixed), drawn=NUMBERS.filter(bool))
    same(props.paired(submission.Sequential, X), X - 4)


@criterion(
    title="Without modules it is the identity",
    hint="A loop over no modules changes nothing. What is returned then?",
    rule="Start from x itself, and return what is left after the loop.",
    example="""Sequential()(x) -> x
len(Sequential()) -> 0""",
)
def test_no_modules(submission, props):
    same(props.run(submission.Sequential, [], None, X), X)
    same(props.sequence(submission.Sequential, []), (0, [], []), what="length and modules of an empty chain")


@criterion(
    points=1,
    title="One OrderedDict gives names and order",
    hint="There is only one argument, and it is no module: where are names and modules in it?",
    rule="For an OrderedDict, go through its items(): the order is the dict's own, whatever the names are.",
    example="""OrderedDict(second=double, first=add_one) on 5
5 -> 10 -> 11""",
)
def test_ordered_dict(submission, props, cases):
    fixed = [(2, 1), (3, -1)], [(0.5, 2), (-1, 3), (4, 0), (2, 2)], [(5, 1)]
    cases.check(runs(submission, props, named=True), *map(list, fixed), drawn=NUMBERS.filter(bool))
    kept = props.sequence(submission.Sequential, list(fixed[1]), NAMES[:4])
    same(kept, (4, [0, 1, 2, 3], [0, 1, 2, 3]), what="length and modules of the chain")
    same(props.sequence(submission.Sequential, [], []), (0, [], []), what="length and modules of an empty chain")


@criterion(
    points=2,
    title="The keys of state_dict() are those of torch.nn.Sequential",
    hint="A module that you keep as self.layers = nn.ModuleList(...) is called layers.0. Whose children should it be?",
    rule='add_module(name, module) on the chain itself, with the names "0", "1", ... or those of the OrderedDict.',
    example="""Sequential(Linear, ReLU, Linear)
right  0.weight        0.bias        2.weight ...
wrong  layers.0.weight layers.0.bias ...""",
)
def test_state_dict(submission, props, judge_props, rng):
    for way in ("plain", "named", "nested", "twice", "alone", "empty"):
        expected = judge_props.keys(nn.Sequential, way)
        same(props.keys(submission.Sequential, way), expected, what=Message("the keys ({way})", {"way": way}))
    state = {
        name: torch.rand(value.shape, generator=rng) for name, value in nn.Sequential(*judge_props.layers()).state_dict().items()
    }
    state["1.num_batches_tracked"] = torch.tensor(3)
    x = torch.rand(5, 3, generator=rng)
    expected = judge_props.loaded(nn.Sequential, state, x).detach()
    same(props.loaded(submission.Sequential, state, x), expected, what="the result with weights of nn.Sequential")


@criterion(
    title="len and iteration, again and again",
    hint="Which two methods do len(model) and `for part in model` call?",
    rule="__len__ returns the number of modules; __iter__ returns a new iterator over them each time.",
    example="""model = Sequential(a, b, a)
len(model)    3
list(model)   [a, b, a]""",
)
def test_length_and_iteration(submission, props, cases):
    def check(count):
        numbers, places = [(1, 0)] * count, list(range(count))
        same(props.sequence(submission.Sequential, numbers), (count, places, places), what="length and modules of the chain")

    cases.check(check, 3, 1, 12, drawn=st.integers(1, 4))
    found = props.layers_within(submission.Sequential)
    same(found, (4, [0, 1, 2, 3]), what="length and modules of a chain with a dropout")
    same(
        props.twice(submission.Sequential, X), (3, 2, composed([(2, 1), (3, 0), (2, 1)], X)), what="a chain with one module twice"
    )
    same(props.side_by_side(submission.Sequential), [(0, 0), (1, 1), (0, 0)], what="a chain with one module twice")


@criterion(
    title="model[i] is the module itself, from the end too; out of range is an IndexError",
    hint="Modules are kept by name. What turns an index, a negative one as well, into the right module?",
    rule="A list of the modules in order does all of it: list(self)[i].",
    example="""model = Sequential(a, b, c)
model[0]  a    model[-1]  c
model[3], model[-4]   IndexError""",
)
def test_index(submission, props, cases):
    def check(case):
        count, index = case
        what = Message("the place of model[{index}] among {count} modules", {"index": index, "count": count})
        same(props.item(submission.Sequential, count, index), index % count, what=what)

    fixed = (3, 0), (3, 2), (3, -1), (3, -3), (1, 0), (12, 10), (12, -2)
    drawn = st.integers(1, 4).flatmap(lambda count: st.tuples(st.just(count), st.integers(-count, count - 1)))
    cases.check(check, *fixed, drawn=drawn)
    same(props.item(submission.Sequential, 3, -2, NAMES[:3]), 1, what="the place of model[-2] among three named modules")
    found = props.layers_within(submission.Sequential, list(range(-4, 4)))[1]
    same(found, [0, 1, 2, 3] * 2, what="the places of model[-4] to model[3] in a chain with a dropout")
    found = props.items_of_repeated(submission.Sequential, list(range(-3, 3)))
    same(found, [0, 1, 0] * 2, what="a chain with one module twice")
    for count, index in ((3, 3), (3, -4), (1, 1), (0, 0), (2, 100)):
        raises(lambda count=count, index=index: props.item(submission.Sequential, count, index), IndexError)


@criterion(
    points=2,
    title="A slice is a Sequential of the same modules",
    hint="model[:2] of a trained model should run as a model, with the trained weights. What is a list of modules missing?",
    rule="Build a Sequential from the modules of the slice, the objects themselves, without copies.",
    example="""model = Sequential(a, b, c)
model[1:](x)         c(b(x))
model[::-1](x)       a(b(c(x)))
model[1:][0] is b    True""",
)
def test_slice(submission, props, cases):
    def check(case):
        count, index, named = case
        places = list(range(count))[index]
        expected = (True, len(places), places, composed([(place + 2, place) for place in places], X))
        facts = {"start": str(index.start), "stop": str(index.stop), "step": str(index.step), "count": count}
        what = Message("(a Sequential, length, modules, result) of [{start}:{stop}:{step}] among {count} modules", facts)
        same(props.part(submission.Sequential, count, index, X, named), expected, what=what)

    slices = slice(1, 3), slice(None, 2), slice(-2, None), slice(None, None, 2), slice(None, None, -1), slice(1, 1), slice(2, 99)
    fixed = [(4, one, named) for one in slices for named in (False, True)]
    bounds = st.one_of(st.none(), st.integers(-3, 3))
    cases.check(check, *fixed, drawn=st.tuples(st.integers(1, 3), st.builds(slice, bounds, bounds), st.booleans()))
    for index, places in ((slice(None), [0, 1, 0]), (slice(1, None), [1, 0]), (slice(None, None, 2), [0, 0])):
        same(props.part_of_repeated(submission.Sequential, index), places, what="a chain with one module twice")
    modes = props.modes_after_slice(submission.Sequential, slice(1, None))
    same(modes, [[False] * 4, [True] * 4], what="the modes of the modules after slicing")


@criterion(
    points=2,
    title="PyTorch reaches the modules: parameters, train and eval, to, gradients",
    hint="Modules in a Python list are strangers to nn.Module: it finds only what was assigned to self or added to it.",
    rule="Children are registered with add_module, setattr, nn.ModuleList or nn.ModuleDict; a list or dict of your own does not.",
    example="""self.parts = [nn.Linear(2, 3)]
len(list(model.parameters()))   0: nothing to train""",
)
def test_pytorch_reaches_them(submission, props, judge_props, rng):
    x = torch.rand(5, 3, generator=rng, dtype=torch.float64)
    same(props.reached(submission.Sequential, x), judge_props.reached(nn.Sequential, x), what="what PyTorch reaches")


@criterion(
    title="Built without torch.nn.Sequential",
    hint="nn.Module itself can hold children: add_module. The rest is a loop.",
    rule="Neither torch.nn.Sequential nor a subclass of it may be reached.",
    example="""class Sequential(nn.Sequential)   forbidden
class Sequential(nn.Module)       yours""",
    alone=True,
)
def test_no_sequential(submission, props):
    check = runs(submission, props)
    with watched(submission, SEQUENTIAL):
        check([(2, 1), (3, -1)])
        same(props.part(submission.Sequential, 3, slice(1, None), X), (True, 2, [1, 2], composed([(3, 1), (4, 2)], X)))
        submission.Sequential()  # by its name, so that the file is read from there
