"""Suite of 03_convolution/parameter_count: convolutions, linear layers, models that count themselves. Runs in the judge."""

from hypothesis import strategies as st

from grader.judge import Message, Raised, agreeing, call, criterion, once_right, pairs, raises, same


def drawn_int(rng, low, high):
    """Return a whole number that changes from run to run."""
    return int(rng.initial_seed() % (high - low + 1)) + low


def numbers(low=1, high=6):
    return st.integers(low, high)


@criterion(
    title="The worked example: a 3x3 filter over 3 channels has 28",
    hint="How many numbers does one kernel have, how many kernels does the filter have, and what comes on top?",
    rule="One filter: a kernel of kh*kw numbers for each channel, and a bias.",
    example="""3 channels, kernel 3x3:  3 * 9 = 27
bias:                            1
together:                       28""",
)
def test_worked_example(submission):
    same(submission.conv_parameters(3, 1, 3), 28)
    same(submission.conv_parameters(3, 6, 3), 168)
    same(submission.linear_parameters(1024, 64), 65600)


@criterion(
    points=2,
    title="A convolution: filters times (channels times kernel, plus a bias)",
    hint="Every filter has kernels for all input channels, but only one bias. The size of the picture does not matter.",
    rule="out_channels * (in_channels * kh * kw + 1).",
    example="""2 channels in, 4 filters, kernel 3x3
one filter: 2 * 9 + 1 = 19
four:       4 * 19 = 76""",
)
def test_convolution(submission, reference, cases, rng):
    some = drawn_int(rng, 4, 60)
    cases.check(
        agreeing(submission.conv_parameters, reference.conv_parameters),
        *(call(*each) for each in ((1, 1, 1), (2, 4, 3), (32, 64, 5), (some, 7, 2), (5, some, 3))),
        drawn=st.builds(call, numbers(), numbers(), numbers()),
    )


@criterion(
    title="The kernel may be a pair (height, width)",
    hint="An int k is a kernel of k rows and k columns.",
    rule="A kernel has kh * kw numbers; an int is for both.",
    example="""kernel 3        3 * 3 = 9 numbers
kernel (3, 5)   3 * 5 = 15
kernel (1, 7)   1 * 7 = 7""",
)
def test_kernel_pairs(submission, reference, cases):
    cases.check(
        agreeing(submission.conv_parameters, reference.conv_parameters),
        *(call(2, 3, kernel) for kernel in ((3, 5), (5, 3), (1, 7), [4, 1], 4)),
        drawn=st.builds(call, numbers(), numbers(), pairs(1, 4)),
    )


@criterion(
    title="A linear layer: outputs times (inputs plus a bias)",
    hint="Each output is a sum of all inputs, each with a weight of its own, and one bias.",
    rule="out_features * (in_features + 1).",
    example="""3 inputs, 2 outputs
weight: 2 * 3 = 6
bias:   2
together: 8""",
)
def test_linear(submission, reference, cases, rng):
    some = drawn_int(rng, 4, 60)
    cases.check(
        agreeing(submission.linear_parameters, reference.linear_parameters),
        *(call(*each) for each in ((1, 1), (3, 2), (64, 10), (some, 7), (5, some))),
        drawn=st.builds(call, numbers(), numbers()),
    )


@criterion(
    title="Without a bias there is none to count",
    hint="What is left of the formula when the bias goes?",
    rule="bias=False leaves the kernels or the weights alone: out * in * kh * kw, and out * in.",
    example="""conv_parameters(3, 6, 5)               456
conv_parameters(3, 6, 5, bias=False)   450
linear_parameters(3, 2, bias=False)      6""",
)
def test_without_bias(submission, reference, cases):
    fixed = [(3, 6, 5, False), (2, 1, (1, 3), False), (4, 6, 3, True)]
    drawn = st.builds(call, numbers(), numbers(), pairs(1, 3), st.booleans())
    cases.check(agreeing(submission.conv_parameters, reference.conv_parameters), *(call(*each) for each in fixed), drawn=drawn)
    drawn = st.builds(call, numbers(), numbers(), bias=st.booleans())
    linear = agreeing(submission.linear_parameters, reference.linear_parameters)
    cases.check(linear, call(3, 2, False), call(7, 5, bias=True), call(7, 1, bias=False), drawn=drawn)


@criterion(
    points=2,
    title="Groups: a filter sees in_channels / groups channels",
    hint="Are there fewer filters with groups? Or do the filters have fewer kernels each?",
    rule="out_channels * (in_channels // groups * kh * kw + 1): as many filters and biases as ever, smaller ones.",
    example="""4 channels, 6 filters, kernel 3x3, 2 groups
one filter: 4/2 * 9 + 1 = 19
six:        6 * 19 = 114""",
)
def test_groups(submission, reference, cases):
    cases.check(
        agreeing(submission.conv_parameters, reference.conv_parameters),
        *(call(*each) for each in ((4, 6, 3, True, 2), (8, 8, 3, True, 8), (6, 12, (1, 3), False, 3), (5, 7, 2, True, 1))),
        drawn=st.builds(lambda a, b, g: call(a * g, b * g, 3, groups=g), numbers(1, 3), numbers(1, 3), numbers(1, 4)),
    )


@criterion(
    points=2,
    title="A model counts all parameters that it holds, however deep",
    hint="A model may hold layers that hold layers, and parameters beside all layers. Who knows them all?",
    rule="Add up numel() over model.parameters(): it goes all the way down. A parameter without dimensions is one number.",
    example="""Sequential(Linear(3, 2), Sequential(Linear(2, 1)))
weights and biases: 6 + 2 + 2 + 1 = 11""",
)
def test_whole_models(submission, props, cases, rng):
    def check(sizes):
        expected = sum((one + 1) * other for one, other in zip(sizes, sizes[1:], strict=False))
        same(
            submission.count_parameters(props.chain(sizes)),
            expected,
            what=Message("the count for linear layers {sizes}", {"sizes": str(sizes)}),
        )

    size = drawn_int(rng, 3, 40)
    same(submission.count_parameters(props.nested(size)), 5 * size + 1 + size + 6 * size + (6 * size + 2) + (4 * size + 4))
    same(submission.count_parameters(props.laid_out(size)), 12 * size + size + 2 * size + 2)
    try:
        got = submission.count_parameters(props.chain([3, size, 2]).to("meta"))
    except Raised as raised:
        if "meta" not in raised.text:  # what asks for the numbers themselves works on real devices only
            raise
    else:
        same(got, 4 * size + 2 * size + 2)
    same(submission.count_parameters(props.empty()), 0, what="the count for a model without parameters")
    cases.check(check, [3, 2], [3, 2, 1], [5, size, 4, 2], drawn=st.lists(numbers(), min_size=2, max_size=4))


@criterion(
    title="trainable_only counts what is trained",
    hint="Which attribute of a parameter says that the optimizer may change it?",
    rule="With trainable_only=True only parameters whose requires_grad is True count; without, all of them do.",
    example="""Linear(3, 2) frozen, then Linear(2, 1)
all:             8 + 3 = 11
trainable only:  3""",
)
def test_trainable_only(submission, props, rng):
    size = drawn_int(rng, 3, 40)
    for model, trained in (
        (props.chain([size, 4, 3, 2], [0]), 15 + 8),
        (props.chain([size, 4, 3, 2], [1, 2]), size * 4 + 4),
        (props.weights_frozen([size, 4, 3, 2]), 9),
        (props.chain([size, 4, 3, 2]), size * 4 + 4 + 15 + 8),
        (props.chain([size, 4, 3, 2], [0, 1, 2]), 0),
        (props.chain([size, 4, 3, 2], [1]).eval(), size * 4 + 4 + 8),
    ):
        before = props.state(model)
        same(submission.count_parameters(model, trainable_only=True), trained, what="the count of what is trained")
        same(submission.count_parameters(model), size * 4 + 4 + 15 + 8, what="the count of all")
        same(props.state(model), before, what="the model's parameters and modes afterwards")
    got = submission.count_parameters(props.nested(size), trainable_only=True)
    same(got, 22 * size + 7, what="the count of what is trained")


@criterion(
    title="A parameter that is used twice counts once",
    hint="A layer may stand in a model at two places, and two layers may share one weight: how many numbers are learnt?",
    rule="Count objects, not names: model.parameters() gives each parameter once.",
    example="""layer = Linear(2, 2)
Sequential(layer, Tanh(), layer)   6, not 12""",
)
def test_shared_parameters(submission, props, rng):
    size = drawn_int(rng, 3, 40)
    for options in ({}, {"trainable_only": True}):
        got = submission.count_parameters(props.reused(size), **options)
        same(got, size * size + size, what="the count for a layer that stands three times")
        got = submission.count_parameters(props.tied(size, 5), **options)
        same(got, 5 * size + 2 * size, what="the count for two layers with one weight")


@criterion(
    title="Buffers are no parameters",
    hint="state_dict() holds more than what is learnt: batch norm keeps running statistics there.",
    rule="Only parameters count: what an optimizer can change. Buffers and plain tensors do not.",
    example="""BatchNorm2d(4)
weight 4, bias 4                              8
running_mean, running_var, batches tracked    not counted""",
)
def test_buffers(submission, props, rng):
    for channels in (1, drawn_int(rng, 3, 40)):
        got = submission.count_parameters(props.buffered(channels))
        same(got, 27 * channels + 2 * channels, what="the count for a model with buffers")


@criterion(
    title="Bad arguments raise ValueError",
    hint="A layer that PyTorch refuses has no number of parameters.",
    rule="Channels, features, kernel and groups start at 1; groups divide the channels, in and out; a pair has two numbers.",
    example="""conv_parameters(4, 6, 3, groups=2)   fine
conv_parameters(4, 6, 3, groups=3)   ValueError: 4 channels, 3 groups
conv_parameters(4, 6, 3, groups=4)   ValueError: 6 filters, 4 groups""",
)
def test_bad_arguments(submission, reference):
    with once_right():
        same(submission.conv_parameters(4, 6, (3, 2), groups=2), reference.conv_parameters(4, 6, (3, 2), groups=2))
        same(submission.linear_parameters(2, 5), 15)
    for groups in (3, 4, 0, -1, -2, 5):
        raises(lambda groups=groups: submission.conv_parameters(4, 6, 3, groups=groups), ValueError)
    kernels = (-3, (3, -1), (-1, -1), (1, 2, 3), (3,))
    for args in ((-4, 6, 3), (4, -6, 3), (-4, -6, 3), *((4, 6, kernel) for kernel in kernels)):
        raises(lambda args=args: submission.conv_parameters(*args), ValueError)
    for args in ((-1, 3), (3, -1), (-2, -3)):
        raises(lambda args=args: submission.linear_parameters(*args), ValueError)
