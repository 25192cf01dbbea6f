"""The hidden suite of devices: which device is picked, and what is moved inside containers. Runs in the judge."""

from __future__ import annotations

import torch
from hypothesis import strategies as st

from grader.judge import Message, criterion, expect, once_right, raises, same

NESTED = [
    "list",
    [
        ["tensor", [1.0, -2.0]],
        ["tuple", [["tensor", [3]], ["value", "ant.png"], ["list", [["tensor", [4.5]], ["list", []]]]]],
        ["dict", {"inputs": ["tensor", [[5.0], [6.0]]], "more": ["dict", {"deep": ["list", [["tensor", [True]]]]}]}],
        ["tensor", [7.0]],
    ],
]
LEAVES = st.one_of(
    st.integers(-9, 9).map(lambda number: ["tensor", [float(number)]]),
    st.sampled_from((["value", "ant.png"], ["value", None], ["value", 3])),
)


def values(*kinds):
    """Return the strategy for plans of values, with containers of these kinds inside each other."""

    def inside(parts):
        made = {
            "list": st.lists(parts, max_size=3).map(lambda some: ["list", some]),
            "tuple": st.lists(parts, max_size=3).map(lambda some: ["tuple", some]),
            "dict": st.dictionaries(st.sampled_from("abc"), parts, max_size=2).map(lambda some: ["dict", some]),
            "Sample": st.tuples(parts, parts).map(lambda some: ["Sample", list(some)]),
        }
        return st.one_of(*(made[kind] for kind in kinds))

    return inside(st.one_of(LEAVES, inside(LEAVES)))


def wanted(judge_props, plan, device):
    """Return what the value of a plan is when its tensors and modules lie on the device."""
    kind, content = plan
    match kind:
        case "tensor":
            return judge_props.described(torch.tensor(content).to(device))
        case "module":
            return f"module on {device}"
        case "dict" | "OrderedDict":
            return ["dict", {key: wanted(judge_props, one, device) for key, one in content.items()}]
        case "list" | "tuple" | "Sample" | "Triple":
            rest = [["value", None]] if kind == "Triple" and len(content) == 2 else []
            return [kind, [wanted(judge_props, one, device) for one in [*content, *rest]]]
    return judge_props.described(judge_props.build(plan))


def moves_are_right(submission, props, judge_props, device="meta"):
    """Return the check that the value of a plan comes back moved."""

    def check(plan):
        got = props.moved(submission.to_device, plan, device)
        value = wanted(judge_props, plan, "cpu")
        same(got["result"], wanted(judge_props, plan, device), what=Message("to_device of {value}", {"value": str(value)}))

    return check


def picks(submission, props, gpus, expected, *preferred):
    """Fail unless this device is picked."""
    got = props.picked(submission.pick_device, gpus, *preferred)
    expect(isinstance(got, torch.device), "pick_device did not return a torch.device")
    spelt = f"{got.type}:{got.index}" if got.index and ":" not in expected else str(got)
    said = Message("the device that is picked with {gpus} GPUs", {"gpus": gpus})
    same(spelt.removesuffix(":0"), expected.removesuffix(":0"), what=said)


@criterion(
    points=2,
    title="Without a preference: cuda where there is one, else cpu, as a torch.device",
    hint="Your machine and the grader's may differ. Who can tell, while the program runs, whether there is a GPU?",
    rule='torch.cuda.is_available() tells; torch.device("cuda") is a device, "cuda" a string.',
    example="""a machine with a GPU      device(type='cuda')
a machine without         device(type='cpu')""",
)
def test_no_preference(submission, props):
    for gpus in (0, 1, 2):
        picks(submission, props, gpus, "cuda" if gpus else "cpu")
        picks(submission, props, gpus, "cuda" if gpus else "cpu", None)


@criterion(
    title="A preference that is there is taken, as a name or as a torch.device",
    hint="Someone may want the CPU on a machine with a GPU, or the second of two GPUs.",
    rule="torch.device(preferred) takes a name as well as a torch.device; the index stays.",
    example="""pick_device("cpu")      device(type='cpu'), GPU or not
pick_device("cuda:1")   device(type='cuda', index=1)""",
)
def test_preference(submission, props):
    for gpus, name in ((0, "cpu"), (1, "cpu"), (1, "cuda"), (1, "cuda:0"), (2, "cuda:1")):
        picks(submission, props, gpus, name, name)
        picks(submission, props, gpus, name, name, True)
    same(props.picked_by_name(submission.pick_device, 1, "cpu"), torch.device("cpu"))


@criterion(
    points=2,
    title="A device that is not there or not known is a ValueError",
    hint="A wish for a GPU that silently becomes the CPU is found out hours later. Which kinds of wishes can't be granted?",
    rule="No GPU, no GPU with that number, another kind of device that this machine lacks, or a name that is none: ValueError, "
    "whatever PyTorch raises. Trying to make an empty tensor there shows it.",
    example="""no GPU:   "cuda"    ValueError
one GPU:  "cuda:7"  ValueError
          "mps"     ValueError
          "gpu"     ValueError""",
)
def test_not_there(submission, props):
    with once_right():
        picks(submission, props, 1, "cuda", "cuda")
        picks(submission, props, 0, "cpu", "cpu")
    gone = ((0, "cuda"), (0, "cuda:0"), (0, "cuda", True), (1, "cuda:7"), (2, "cuda:2", True))
    others = ((0, "mps"), (1, "xpu"), (0, "mps", True), (0, "vulkan"))
    unknown = ((0, "gpu"), (1, "gpu"), (0, ""), (0, "nonsense"), (1, "cuda:x"), (0, "cpu0"), (1, "cuda:-1"), (0, "cpu:x"))
    for gpus, *preferred in (*gone, *others, *unknown):
        raises(lambda gpus=gpus, preferred=preferred: props.picked(submission.pick_device, gpus, *preferred), ValueError)


@criterion(
    points=2,
    title="A tensor comes back on the device, a module is moved",
    hint="Does x.to(device) change x, or does it give something back? And module.to(device)?",
    rule="Return value.to(device) for both: a tensor's is a new tensor, a module's is the module itself.",
    example="""y = x.to("cuda")   y is there, x is where it was
model.to("cuda")   model is there""",
)
def test_tensors_and_modules(submission, props, rng, device):
    x = torch.rand(2, 3, generator=rng).requires_grad_()
    for place in ("meta", torch.device("meta")):
        got = props.moved_tensor(submission.to_device, x, place)
        same(got, torch.empty(2, 3, device="meta"))
        expect(got.requires_grad, "a tensor that requires gradients came back without")
        same(props.moved_parameter(submission.to_device, x.detach(), place), torch.empty(2, 3, device="meta"))
    for y in (x.detach(), torch.tensor(7), torch.rand(4, generator=rng).double(), x.detach().t()):
        same(props.moved_tensor(submission.to_device, y, device), y.to(device))
    itself, place = props.moved_module(submission.to_device, "meta")
    same(place, "module on meta", what="the module")
    expect(itself, "another object came back for the module")


@criterion(
    points=2,
    title="Lists, tuples and dicts come back as what they were, moved to any depth",
    hint="A container may hold containers. What would the same function do with each element?",
    rule="Call to_device for each element and put the results into a list, a tuple or a dict with the same keys.",
    example="""(x, [y, {"z": z}])  -> (x', [y', {"z": z'}])
a tuple stays a tuple, a list stays a list""",
)
def test_containers(submission, props, judge_props, cases):
    some = ["tensor", [1.5, 2.0]]
    cases.check(
        moves_are_right(submission, props, judge_props),
        *(["list", [some]], ["tuple", [some, some]], ["dict", {"x": some}], ["list", []], ["tuple", []], ["dict", {}]),
        ["dict", {"model": ["module", 3], "batch": ["tuple", [some, ["tensor", [3]]]]}],
        ["OrderedDict", {"b": some, "a": ["list", [some]]}],
        ["dict", {"b": some, 3: some, (1, 2): ["list", [some]], None: ["value", 1]}],
        NESTED,
        drawn=values("list", "tuple", "dict"),
    )


@criterion(
    title="A named tuple comes back as that named tuple",
    hint="A named tuple is a tuple. What does its class want, one argument or one for each field?",
    rule="type(value)(*elements): named tuples take their fields one by one. Ask for them before you ask for tuples.",
    example="""Sample = namedtuple("Sample", ["image", "label"])
Sample(x, 3)  -> Sample(image=x', label=3), not (x', 3)""",
)
def test_named_tuples(submission, props, judge_props, cases):
    sample = ["Sample", [["tensor", [1.0]], ["value", 3]]]
    cases.check(
        moves_are_right(submission, props, judge_props),
        sample,
        ["list", [sample, ["tuple", [sample]], ["dict", {"s": sample}]]],
        ["Sample", [sample, ["list", [["tensor", [2.0]]]]]],
        ["Triple", [["tensor", [1.0]], ["tensor", [2.0]]]],
        ["Triple", [["tensor", [1.0]], ["value", None], ["value", "ant.png"]]],
        drawn=values("Sample"),
    )


@criterion(
    title="Everything else stays as it is: numbers, strings, None, arrays, sets",
    hint="A string can be iterated over as well. Which types do you look into, and what happens to the rest?",
    rule="Ask for tensors, modules, dicts, tuples and lists by isinstance; return what is none of them.",
    example="""to_device(["ant.png", 3, None], device)
     ->   ["ant.png", 3, None]""",
)
def test_everything_else(submission, props, judge_props, cases):
    leaves = [["value", one] for one in ("ant.png", "", 3, 2.5, True, None, b"raw")]
    leaves += [["array", 2], ["set", "one"], ["label", "parcel"]]
    leaves += [["set of a tensor", 1.5], ["range", 3], ["UserDict", 2.5], ["Record", 3.5]]
    cases.check(
        moves_are_right(submission, props, judge_props),
        *leaves,
        ["list", leaves],
        ["list", [["list", [["value", "ant.png"], ["tensor", [1.0]]]]]],
        ["dict", {"names": ["tuple", leaves], "x": ["tensor", [1.0]], "nothing": ["value", None]}],
        drawn=values("list", "dict"),
    )


@criterion(
    title="The containers that came in are left alone",
    hint="The caller may still need the batch as it was. Is anything put into the list or dict that came in?",
    rule="Build new lists and dicts; value[i] = ... and value[key] = ... write into the caller's.",
    example="""batch = {"x": x}
moved = to_device(batch, "cuda")
batch["x"] is still on the CPU""",
)
def test_inputs_are_kept(submission, props, judge_props, cases):
    def check(plan):
        got = props.moved(submission.to_device, plan, "meta", as_object=True)
        same(got["result"], wanted(judge_props, plan, "meta"))
        same(got["afterwards"], wanted(judge_props, plan, "cpu"), what="the value that was handed over, afterwards")
        same(got["shared"], 0, what="the number of containers that came back themselves")

    some = ["tensor", [1.5, 2.0]]
    fixed = [
        ["list", [some]],
        ["dict", {"x": some}],
        ["list", [["value", 1]]],
        ["tuple", [["dict", {"n": ["value", 2]}]]],
        NESTED,
    ]
    cases.check(check, *fixed, drawn=values("list", "tuple", "dict"))
