"""Suite of 02_data/transforms: conversions, crops and their halves, sizes, random draws, gradients. Runs in the judge."""

from __future__ import annotations

from itertools import product

import numpy as np
import torch
from hypothesis import strategies as st
from PIL import Image

from grader.judge import (
    Failure,
    Forbidden,
    Message,
    Raised,
    criterion,
    expect,
    gradients,
    keeps_inputs,
    raises,
    same,
    tensors,
    watched,
)

READS_VALUES = ("cannot be called on meta", "register_meta function", "operator with Meta", "Cannot copy out of meta tensor")
CLASSES = "ToTensor PILToTensor ToImage ToDtype ConvertImageDtype Normalize CenterCrop RandomCrop RandomResizedCrop"
CLASSES += " RandomHorizontalFlip Resize Compose Pad FiveCrop"
FUNCTIONS = "to_tensor pil_to_tensor to_image to_dtype convert_image_dtype normalize center_crop crop hflip horizontal_flip"
FUNCTIONS += " resize resized_crop pad"
KERNELS = "normalize_image center_crop_image crop_image horizontal_flip_image resize_image resized_crop_image pad_image"
PICTURES = "_center_crop_image_pil _crop_image_pil _horizontal_flip_image_pil _resize_image_pil _pad_image_pil"
INNER = "normalize hflip crop resize pad"
HOMES = (
    (("", "v2."), CLASSES),
    (("functional.", "v2.functional."), FUNCTIONS),
    (("v2.functional.", "v2.functional._geometry."), KERNELS),  # what the functions call, which a call of theirs skips
    (("v2.functional._geometry.",), PICTURES),
    (("_functional_pil.", "_functional_tensor."), INNER),
)
TRANSFORMS = Forbidden(
    "torchvision.transforms",
    operations=(),
    functions=tuple(f"torchvision.transforms.{part}{name}" for parts, names in HOMES for part in parts for name in names.split()),
)
MODES = {"RGB": 3, "L": 1, "RGBA": 4}


def photograph(rng, width, height, mode="RGB"):
    """Draw a picture."""
    data = torch.randint(0, 256, (width * height * MODES[mode],), generator=rng).byte().numpy().tobytes()
    return Image.frombytes(mode, (width, height), data)


def pictures_of_each_mode(rng, width, height):
    """Draw a picture of each mode, one with a palette among them."""
    return [photograph(rng, width, height, mode) for mode in MODES] + [photograph(rng, width, height).convert("P")]


def alike(one, other):
    """Return whether two results are the same."""
    try:
        same(one, other)
    except Failure:
        return False
    return True


def numbered(*shape):
    """Return a tensor whose numbers are all different."""
    return torch.arange(1.0, torch.Size(shape).numel() + 1).reshape(shape)


def places(results, x, height, width):
    """Count where the results were cut out of x, whose numbers are all different; fail where they are no such part."""
    counts = dict.fromkeys(((top, left) for top in range(x.shape[1] - height + 1) for left in range(x.shape[2] - width + 1)), 0)
    for got in results:
        fits = isinstance(got, torch.Tensor) and tuple(got.shape) == (x.shape[0], height, width)
        where = (x[0] == got[0, 0, 0]).nonzero().tolist() if fits else []
        right = [(top, left) for top, left in where if (top, left) in counts]
        expect(right, "the result is not a part of the picture in the size that was asked for")
        top, left = right[0]
        same(got, x[:, top : top + height, left : left + width])
        counts[top, left] += 1
    return counts


@criterion(
    points=2,
    title="ToTensor: a picture becomes [C, H, W], from 0 to 1",
    hint="PIL says (width, height), an array made of the picture has [H, W, C]: which axes must move? And what is 255 now?",
    rule="Make an array, move its channels to the front, convert to float32, divide by 255; a grey picture has one channel.",
    example="""a picture of one pixel (255, 0, 51)
-> [[[1.0]], [[0.0]], [[0.2]]]    [3, 1, 1], float32
grey, 5 wide and 2 high -> [1, 2, 5]""",
)
def test_pictures(submission, reference, rng):
    transform = submission.ToTensor()
    for mode in MODES:
        for width, height in ((5, 3), (2, 4), (1, 1)):
            picture = photograph(rng, width, height, mode)
            same(transform(picture), reference.ToTensor()(picture))


@criterion(
    title="ToTensor: uint8 arrays are scaled, floating ones keep scale and dtype",
    hint="255 means white only for uint8. What would dividing do to an array that is from 0 to 1 already?",
    rule="The dtype decides: uint8 becomes float32 and is divided by 255, floats stay as they are; [H, W] has one channel.",
    example="""uint8   [[255, 0]]  -> [[[1.0, 0.0]]]    float32
float64 [[255., 0]] -> [[[255., 0.]]]    float64
[2, 3, 4, 5]        ValueError""",
)
def test_arrays(submission, reference, rng):
    transform = submission.ToTensor()
    for shape in ((2, 3), (3, 2, 3), (4, 5, 1), (2, 3, 4), (3, 4, 2)):
        for dtype in (np.uint8, np.float16, np.float32, np.float64):
            array = (torch.rand(shape, generator=rng) * 255).numpy().astype(dtype)
            expected = reference.ToTensor()(array)
            same(transform(array), expected)  # first of all it must be something that can be called
            same(keeps_inputs(transform, array), expected)
    turned = np.arange(6, dtype=np.float32).reshape(2, 3).T
    same(transform(turned), reference.ToTensor()(turned))
    for shape in ((3,), (2, 3, 4, 3)):
        raises(lambda shape=shape: transform(np.zeros(shape, dtype=np.float32)), ValueError)


@criterion(
    title="Normalize: one mean and std for each channel; what does not fit is a ValueError",
    hint="The channels are axis 0 of [C, H, W]: mean and std need the shape [C, 1, 1]. A std of 0 gives inf without a word.",
    rule="(x - mean) / std with [C, 1, 1]; compare the lengths with the channels and look for a 0, when it is made or called.",
    example="""mean [2, 20], std [1, 10]
channel 0:  1  3  -> -1 1
channel 1: 10 30  -> -1 1""",
)
def test_normalize(submission, reference, rng):
    for mean, std in (([0.5, -1.0, 2.0], [0.5, 2.0, 4.0]), ((1, 2, 3), (1, 4, 2))):
        for shape in ((3, 4, 5), (3, 3, 3)):
            x = torch.randn(shape, generator=rng)
            same(submission.Normalize(mean, std)(x), reference.Normalize(mean, std)(x))
    one = torch.randn(1, 3, 2, generator=rng)
    same(submission.Normalize([0.25], [0.5])(one), (one - 0.25) / 0.5)
    same(submission.Normalize([0.0], [1e-6])(numbered(1, 1, 3) * 1e-6), numbered(1, 1, 3))
    for mean, std in (([0.5] * 3, [1.0, 0.0, 1.0]), ([0.5] * 3, [0.0] * 3), ([0.5] * 2, [1.0] * 2), ([0.5] * 4, [1.0] * 4)):
        raises(lambda mean=mean, std=std: submission.Normalize(mean, std)(torch.ones(3, 2, 5)), ValueError)
    some = [0.25, 0.5, 1.0]
    for mean, std in ((some, some[:2]), (some[:2], some), (some, some[:1]), (some[:1], some), (some[:1], some[:1])):
        raises(lambda mean=mean, std=std: submission.Normalize(mean, std)(torch.ones(3, 2, 5)), ValueError)


@criterion(
    points=2,
    title="CenterCrop cuts the middle; halves are rounded to the even number",
    hint="5 - 2 leaves 3, and a half of 3 is 1.5. Where does the cut begin, at 1 or at 2? And of a rest of 1?",
    rule="top = round((H - height) / 2), left likewise: Python's round takes 0.5 to 0, 1.5 to 2, 2.5 to 2. A pair is "
    "(height, width).",
    example="""a row of 5, size 2: rest 3, begins at 2:  . . 3 4 .
a row of 3, size 2: rest 1, begins at 0:  1 2 .""",
)
def test_center_crop(submission, reference, cases):
    def check(case):
        x, size = case
        same(submission.CenterCrop(size)(x), reference.CenterCrop(size)(x))

    sizes = (((2, 5, 7), 2), ((1, 3, 6), (2, 3)), ((3, 9, 8), (4, 5)), ((2, 4, 6), (4, 3)), ((1, 7, 5), [5, 2]), ((2, 6, 6), 6))
    sizes += (((1, 1, 8), (1, 1)),)  # a rest of 7
    side = st.integers(1, 3)
    drawn = st.tuples(tensors((1, 4, 4)), st.one_of(side, st.tuples(side, side)))
    cases.check(check, *((numbered(*shape), size) for shape, size in sizes), drawn=drawn)


@criterion(
    title="CenterCrop pads a picture that is too small with zeros",
    hint="Each axis by itself: it may be too short in one and too long in the other. An odd lack: where does the odd zero go?",
    rule="A lack of n gets n // 2 zeros at the left (top) and the rest at the right (bottom); then it is cut as usual.",
    example="""a row 1 2, size 5: lack 3   -> 0 1 2 0 0
height 1 to 2, width 5 to 2 -> . . 3 4 . and a row of zeros below""",
)
def test_center_crop_pads(submission, reference, cases):
    def check(case):
        x, size = case
        same(submission.CenterCrop(size)(x), reference.CenterCrop(size)(x))

    sizes = (((2, 2, 3), 5), ((1, 1, 4), (4, 4)), ((2, 3, 5), (6, 2)), ((1, 6, 2), (3, 7)), ((3, 2, 2), (3, 4)))
    sizes += (((1, 3, 2), (2, 5)),)  # a rest of 1, and a lack
    drawn = st.tuples(tensors((1, 2, 2)), st.tuples(st.integers(1, 5), st.integers(1, 5)))
    cases.check(check, *((numbered(*shape), size) for shape, size in sizes), drawn=drawn)


@criterion(
    points=2,
    title="Resize: an int is the shorter side, a pair is (height, width)",
    hint="A photograph must not be squeezed: with an int both sides shrink by the same factor. And PIL takes (width, height).",
    rule="With an int the shorter side becomes it, the longer one int(size * longer / shorter); resize is bilinear.",
    example="""40 wide, 20 high
Resize(8)       16 wide, 8 high
Resize((8, 8))   8 wide, 8 high
Resize((8, 4))   4 wide, 8 high""",
)
def test_resize(submission, reference, rng):
    sizes = ((10, 5), (5, 10), (6, 6), (7, 5), (5, 7), (11, 3), (3, 8), (2, 2))
    for width, height in sizes:
        picture = photograph(rng, width, height)
        for size in (4, 8, (4, 6), [7, 3]):
            got = submission.Resize(size)(picture)
            same(got, reference.Resize(size)(picture), what=Message("the picture of size {size}", {"size": str(picture.size)}))
    # another order of the arithmetic gives 62.99... and 244.99...
    for width, height, size in ((7, 5, 45), (5, 7, 45), (15, 3, 49), (3, 15, 49)):
        picture = photograph(rng, width, height)
        same(submission.Resize(size)(picture), reference.Resize(size)(picture))
    for mode in ("L", "RGBA"):
        picture = photograph(rng, 9, 6, mode)
        same(submission.Resize(4)(picture), reference.Resize(4)(picture))


@criterion(
    points=2,
    title="RandomCrop: every place alike likely, the last one too",
    hint="How many places are there for a window of 3 in a row of 5? Does your random number reach the last of them?",
    rule="There are H - height + 1 places from top to bottom, each alike likely, and the columns are drawn by themselves.",
    example="""a row of 5, a window of 3: begins at 0, 1 or 2
torch.randint(5 - 3 + 1, ()) draws 0, 1 or 2""",
)
def test_random_crop(submission, props, rng):
    x = numbered(2, 4, 6)
    counts = places(props.many(submission.RandomCrop((3, 4)), x, 360), x, 3, 4)
    for place, count in counts.items():
        fair = 10 <= count <= 120  # of a fair 60: a right answer falls outside once in 10**13
        expect(fair, "of 360 draws of 6 places, {place} was drawn {count} times", place=str(place), count=count)
    places(props.many(submission.RandomCrop(3), x, 40), x, 3, 3)
    starts = props.first_numbers(submission.RandomCrop((1, 2)), numbered(1, 1, 4), 1500)
    for place, count in enumerate([int((starts == number).sum()) for number in (1, 2, 3)]):
        # of a fair 500, and 750 where corners are rarer: either falls on the other side of 620 less than once in 10**9
        fair = 380 <= count <= 620
        expect(fair, "of 1500 draws of 3 places, {place} was drawn {count} times", place=str(place), count=count)
    same(submission.RandomCrop((4, 6))(x), x)
    same(submission.RandomCrop([4, 6])(x), x)
    picture = photograph(rng, 6, 4)
    parts = {(t, left): picture.crop((left, t, left + 4, t + 3)).tobytes() for t in range(2) for left in range(3)}
    drawn = dict.fromkeys(parts.values(), 0)
    for got in props.many(submission.RandomCrop((3, 4)), picture, 360):
        fits = isinstance(got, Image.Image) and got.size == (4, 3) and got.tobytes() in drawn
        expect(fits, "the result is not a part of the picture in the size that was asked for")
        drawn[got.tobytes()] += 1
    for place, part in parts.items():
        fair = 10 <= drawn[part] <= 120  # as above
        expect(fair, "of 360 draws of 6 places, {place} was drawn {count} times", place=str(place), count=drawn[part])
    for whole in pictures_of_each_mode(rng, 6, 4):
        same(submission.RandomCrop((4, 6))(whole), whole)
    for size in (5, (5, 2), (2, 7), 7):
        raises(lambda size=size: submission.RandomCrop(size)(x), ValueError)
        raises(lambda size=size: submission.RandomCrop(size)(picture), ValueError)


@criterion(
    points=2,
    title="RandomHorizontalFlip changes left and right with probability p",
    hint="Which axis is left to right? And is the picture turned when a number from 0 to 1 is below p, or above?",
    rule="Flip the last axis where torch.rand(()) < p: never with p=0, always with p=1, else in a share of p of the calls.",
    example="""1 2 3        3 2 1
4 5 6   ->   6 5 4   (not 4 5 6 on top)""",
)
def test_random_flip(submission, props, rng):
    x, picture = numbered(2, 2, 3), photograph(rng, 3, 2)
    mirror = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    same(submission.RandomHorizontalFlip(1.0)(x), x.flip(2))
    same(submission.RandomHorizontalFlip(p=1)(picture), mirror)
    same(props.many(submission.RandomHorizontalFlip(1.0), x, 20), [x.flip(2)] * 20)
    same(props.many(submission.RandomHorizontalFlip(0.0), x, 20), [x] * 20)
    same(submission.RandomHorizontalFlip(p=0)(picture), picture)
    for args, low, high in (((0.25,), 42, 164), ((0.9,), 312, 399), ((), 130, 270)):  # a right answer: outside once in 10**11
        turned = 0
        for got in props.many(submission.RandomHorizontalFlip(*args), x[:1, :1], 400):
            turned += not torch.equal(got, x[:1, :1]) if isinstance(got, torch.Tensor) and got.shape == (1, 1, 3) else 0
            same(got, x[:1, :1].flip(2) if got[0, 0, 0] != 1 else x[:1, :1])
        p = str(args[0] if args else 0.5)
        expect(low <= turned <= high, "of 400 pictures {count} were turned, with p={p}", count=turned, p=p)
    turned = 0
    for got in props.many(submission.RandomHorizontalFlip(), picture, 400):
        turned += alike(got, mirror)
        same(got, mirror if alike(got, mirror) else picture)
    expect(130 <= turned <= 270, "of 400 pictures {count} were turned, with p={p}", count=turned, p="0.5")
    for some in pictures_of_each_mode(rng, 3, 2):
        same(submission.RandomHorizontalFlip(1.0)(some), some.transpose(Image.Transpose.FLIP_LEFT_RIGHT))


@criterion(
    title="Random transforms repeat with their generator, or with torch's own",
    hint="There are three sources of random numbers in one program: Python's, NumPy's, torch's. Which one does a seed of "
    "torch reach?",
    rule="Draw with torch.rand(..., generator=self.generator) and torch.randint likewise; never seed anything yourself.",
    example="""flip = RandomHorizontalFlip(generator=torch.Generator().manual_seed(3))
the same 10 answers for the same seed, others for another""",
)
def test_random_numbers(submission, props, rng):
    kinds = ((submission.RandomCrop, (2,)), (submission.RandomHorizontalFlip, (0.5,)))
    for (kind, args), x in product(kinds, (numbered(1, 6, 7), photograph(rng, 7, 6))):
        runs = [props.sequence(kind(*args, generator=props.seeded(s)), x, 40, 10 + i, 20 + i) for i, s in enumerate((3, 3, 4))]
        own = [props.sequence(kind(*args), x, 40, seed, others) for seed, others in ((3, 1), (3, 2), (4, 3))]
        given = props.sequence(kind(*args, props.seeded(3)), x, 40, 30, 40)
        for first, second, other in (runs, own):
            same(second, first, what="the results with the same seed")
            expect(not alike(first, other), "another seed gives the same results")
        same(given, runs[0], what="the results with the same seed")


@criterion(
    title="Compose runs the transforms in order",
    hint="What comes out of the first one goes into the second. What is left to do if there is none?",
    rule="x = transform(x) for each of them, from the first to the last; return what the last one gave.",
    example="""Compose([plus_one, doubled])(3)   -> 8
Compose([doubled, plus_one])(3)   -> 7
Compose([])(3)                    -> 3""",
)
def test_compose(submission, props, judge_props, reference, rng):
    x = numbered(1, 2, 2)
    same(submission.Compose([props.plus_one, props.doubled])(x), (x + 1) * 2)
    chain = submission.Compose((props.doubled, props.plus_one, props.doubled, props.as_text))
    for some in (x, x + 5):
        same(chain(some), judge_props.as_text((some * 2 + 1) * 2))
    same(submission.Compose([])(x), x)
    picture = photograph(rng, 9, 6)
    names = (("Resize", (6,)), ("ToTensor", ()), ("CenterCrop", (5,)), ("Normalize", ([0.5] * 3, [0.25] * 3)))
    both = [module.Compose([getattr(module, name)(*args) for name, args in names]) for module in (submission, reference)]
    same(both[0](picture), both[1](picture))


@criterion(
    title="Tensors keep dtype, device and gradients, and are left alone",
    hint="-= and div_ write into the caller's tensor; new tensors are float32 on the CPU unless you say otherwise.",
    rule="Slices, pad, flip and plain arithmetic keep dtype, device and gradient; make mean and std like x.",
    example="""x float64 on a GPU, requires_grad -> the result likewise
x before == x after""",
)
def test_layout(submission, reference, rng, device):
    x = torch.randn(3, 6, 4, generator=rng, dtype=torch.float64).to(device).permute(0, 2, 1)
    chosen = (("Normalize", ([1, 2, 3], [2, 4, 0.5])), ("CenterCrop", ((3, 7),)), ("CenterCrop", (3,)))
    chosen += (("RandomCrop", ((4, 6),)), ("RandomHorizontalFlip", (1.0,)))
    for name, args in chosen:
        mine, right = getattr(submission, name)(*args), getattr(reference, name)(*args)
        expected = right(x)
        same(mine(x), expected)  # first of all it must be something that can be called
        same(keeps_inputs(mine, x), expected)
        leaf, cotangent = x.detach().clone().requires_grad_(), torch.rand(expected.shape, generator=rng).double().to(device)
        same(gradients(mine, leaf, cotangent=cotangent), gradients(right, leaf, cotangent=cotangent), what="the gradient")
        try:
            got = mine(torch.empty(3, 4, 6, device="meta"))
        except Raised as raised:
            if not any(said in raised.text for said in READS_VALUES):
                raise
        else:
            same(got, torch.empty(expected.shape, device="meta"))


@criterion(
    title="Built without torchvision's transforms",
    hint="NumPy converts, slices cut, flip turns, PIL resizes: each transform is a few lines.",
    rule="Neither the classes of torchvision.transforms, v2 included, nor their functions may be reached.",
    example="""x[..., top : top + height, left : left + width]   cuts
x.flip(-1)                                        turns""",
    alone=True,
)
def test_no_torchvision(submission, props, reference, rng):
    picture, x = photograph(rng, 9, 6), numbered(3, 4, 5)
    with watched(submission, TRANSFORMS):
        same(submission.ToTensor()(picture), reference.ToTensor()(picture))
        same(submission.Normalize([1.0] * 3, [2.0] * 3)(x), (x - 1) / 2)
        same(submission.CenterCrop((6, 2))(x), reference.CenterCrop((6, 2))(x))
        same(submission.Resize(5)(picture), reference.Resize(5)(picture))
        same(submission.RandomCrop((4, 5))(x), x)
        submission.RandomCrop(2)(picture)
        same(submission.RandomHorizontalFlip(1.0)(x), x.flip(2))
        submission.RandomHorizontalFlip(1.0)(picture)
        same(submission.Compose([props.plus_one])(x), x + 1)
