"""The hidden suite of adapt_pretrained: the new layer, its place, what stays, what is frozen. Runs in the judge."""

from itertools import product

import torch
from hypothesis import strategies as st

from grader.judge import Message, criterion, expect, same

KEPT = [f"features.{place}.{name}" for place in (0, 1) for name in ("weight", "bias")]
KEPT += ["classifier.0.weight", "classifier.0.bias"]
FEATURES = {
    "usual": ["0.weight", "0.bias", "1.weight", "1.bias"],
    "nested": ["0.0.weight", "0.0.bias", "0.1.0.weight", "0.1.0.bias"],
    "no bias": ["0.weight"],
    "prelu": ["0.weight", "0.bias", "1.weight"],
}


def plan_of(seed, hidden=(6,), outputs=5, tail=(), bias=True, frozen=(), dtype=torch.float32, device="cpu", **more):
    """Return what a model is built by: data alone, as it is built in the worker; `last`: where the last layer is otherwise."""
    facts = {"seed": seed, "hidden": list(hidden), "outputs": outputs, "tail": list(tail), "bias": bias, "frozen": list(frozen)}
    return facts | {"dtype": dtype, "device": str(device), "features": "usual", "last": {}} | more


def drawn_seed(rng):
    return int(torch.randint(2**31, (), generator=rng))


def pictures(rng, count=3, dtype=torch.float32):
    return torch.rand(count, 3, 6, 8, generator=rng).to(dtype)


def kinds_of(plan, appended):
    """Return the classifier's modules, in order."""
    ends = {"softmax": "Softmax", "dropout": "Dropout", "relu": "ReLU"}
    return [
        *["Linear", "ReLU", "Dropout"] * len(plan["hidden"]),
        "Linear",
        *(ends[name] for name in plan["tail"]),
        *["Linear"] * appended,
    ]


def ended(x, tail):
    """Return what the modules behind the last linear layer make of x, in eval mode."""
    for name in tail:
        x = {"softmax": lambda x: x.softmax(1), "dropout": lambda x: x, "relu": torch.relu}[name](x)
    return x


def outputs_are_right(submission, props, judge_props, name, x):
    """Return the check of a case (plan, num_classes): the new layer's sizes, its place, and what the model gives."""

    def check(case):
        plan, classes = case
        got = props.adapted(getattr(submission, name), plan, classes, x)
        appended = name == "append_classifier"
        inputs = plan["outputs"] if appended else (8, *plan["hidden"])[-1]
        what = Message("(inputs, outputs, bias) of the last linear layer in the classifier")
        same(got["new"][:3], (inputs, classes, True), what=what)
        same(got["kinds"], kinds_of(plan, appended), what="the classifier's modules")
        expect("after" in got, "the new layer has another dtype or device than the classifier")
        if appended:
            expected = got["before"] @ got["weight"].T + got["bias"].detach()
        else:
            taken = judge_props.inputs_of_last(plan, x)
            expected = ended(taken @ got["weight"].T + got["bias"].detach(), plan["tail"])
        same(got["after"], expected, what="what the model gives", rtol=1e-4, atol=1e-5)

    return check


@st.composite
def plans(draw, seed, tails):
    """Draw (plan, num_classes)."""
    sizes = st.integers(1, 4)
    return plan_of(seed, [draw(sizes)], draw(sizes), draw(st.sampled_from(tails))), draw(sizes)


@criterion(
    points=2,
    title="append_classifier: a linear layer at the end of the classifier, from the old outputs",
    hint="A layer that is added to the model, and not to its classifier, is never called. How many numbers come out of the "
    "classifier now?",
    rule="The new layer is the last of model.classifier: nn.Linear(out_features of the last linear layer, num_classes).",
    example="""classifier: Linear(20, 1000)
afterwards: Linear(20, 1000) -> Linear(1000, 10)""",
)
def test_append(submission, props, judge_props, cases, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    check = outputs_are_right(submission, props, judge_props, "append_classifier", x)
    fixed = [(plan_of(seed, (4,), 4), 1), (plan_of(seed, (6,), 5), 10), (plan_of(seed, (7,), 9), 3)]
    fixed += [(plan_of(seed, (7, 6), 5), 4), (plan_of(seed, (), 5), 4)]
    cases.check(check, *fixed, drawn=plans(seed, ((),)))


@criterion(
    points=2,
    title="replace_classifier: another linear layer in the last one's place",
    hint="What comes in stays as wide as it was, only what goes out changes. Which number of the old layer is that?",
    rule="model.classifier[place] = nn.Linear(in_features of the old layer, num_classes); the old layer is gone.",
    example="""classifier: Linear(8, 20) ReLU Linear(20, 1000)
afterwards: Linear(8, 20) ReLU Linear(20, 10)""",
)
def test_replace(submission, props, judge_props, cases, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    check = outputs_are_right(submission, props, judge_props, "replace_classifier", x)
    fixed = [(plan_of(seed, (6,), 5), 10), (plan_of(seed, (7,), 9), 3), (plan_of(seed, (4,), 4), 1)]
    fixed += [(plan_of(seed, (7, 6), 5), 4), (plan_of(seed, (), 5), 4)]
    cases.check(check, *fixed, drawn=plans(seed, ((),)))


@criterion(
    points=2,
    title="The last linear layer need not be the last module",
    hint="A softmax or a dropout may follow it, and has no out_features. Look for the last module of the right kind.",
    rule="Go through the classifier for the last nn.Linear. append adds behind everything, replace leaves what follows in place.",
    example="""classifier: Linear(8, 20) ReLU Linear(20, 1000) Softmax
append   -> ... Linear(20, 1000) Softmax Linear(1000, 10)
replace  -> ... Linear(20, 10) Softmax""",
)
def test_something_follows(submission, props, judge_props, cases, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    tails = ("softmax",), ("dropout",), ("relu", "dropout")
    for name in ("append_classifier", "replace_classifier"):
        check = outputs_are_right(submission, props, judge_props, name, x)
        cases.check(check, *((plan_of(seed, (6,), 5, tail), 4) for tail in tails), drawn=plans(seed, tails))


@criterion(
    title="All other layers stay what they are",
    hint="Weights that were learnt are why the model is used at all. Which objects does an optimizer know?",
    rule="Only one layer is new: every other parameter is the same object with the same values.",
    example="""first = model.classifier[0].weight
append_classifier(model, 10)
model.classifier[0].weight is first   True""",
)
def test_the_rest_stays(submission, props, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    last = ["classifier.3.weight", "classifier.3.bias"]
    cases = (("append_classifier", KEPT + last), ("replace_classifier", KEPT))
    for (name, kept), classes in product(cases, (7, 5)):  # 5 are as many outputs as before
        got = props.adapted(getattr(submission, name), plan_of(seed), classes, x)
        expect(got["is new"], "the classifier's last linear layer is an old one: a new layer was asked for")
        same(got["new"][:2], (5 if "append" in name else 6, classes), what="(inputs, outputs) of the new layer")
        same(sorted(got["kept"]), sorted(kept), what="the parameters that are there still")
        same(got["changed"], [], what="the parameters whose values changed")
        same(got["turned"], [], what="the parameters that were frozen or thawed by the way")
        same(got["parameters added"], 2, what="the number of new parameters")


@criterion(
    title="The new layer has a bias and the dtype and device of the last linear layer, and can be trained",
    hint="nn.Linear makes float32 on the CPU unless you say otherwise. What does the old layer's weight say?",
    rule="nn.Linear(..., dtype=old.weight.dtype, device=old.weight.device), with its bias, whether the old one has one or not.",
    example="""old  Linear(20, 1000, bias=False), float64
new  Linear(20, 10, bias=True), float64""",
)
def test_like_the_old_one(submission, props, rng):
    seed = drawn_seed(rng)
    plans = [plan_of(seed, bias=False), plan_of(seed, dtype=torch.float64), plan_of(seed, device="meta")]
    plans += [plan_of(seed, dtype=torch.float64, device="meta"), plan_of(seed, frozen=range(8))]
    plans += [plan_of(seed, last={"dtype": torch.float64}), plan_of(seed, last={"device": "meta"})]
    for name, inputs in (("append_classifier", 5), ("replace_classifier", 6)):
        for plan in plans:
            x = pictures(rng, dtype=plan["dtype"]).to(plan["device"])
            got = props.adapted(getattr(submission, name), plan, 7, x)
            last = plan | plan["last"]
            expected = (inputs, 7, True, str(last["dtype"]), last["device"], True)
            same(got["new"], expected, what="(inputs, outputs, bias, dtype, device, trainable) of the new layer")


@criterion(
    points=2,
    title="freeze_features: no gradient for the features, and for nothing else",
    hint="A wrong name is no error in Python: model.require_grad = False makes a new attribute that nobody reads.",
    rule="parameter.requires_grad = False for each parameter of model.features; the classifier keeps its own.",
    example="""                      requires_grad before   afterwards
features.0.weight     True                   False
classifier.0.weight   True                   True
classifier.3.weight   False                  False""",
)
def test_freeze(submission, props, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    cases = [("usual", frozen) for frozen in ((), (6, 7), (1,), range(4))]
    cases += [(features, ()) for features in ("nested", "no bias", "prelu")]
    for features, frozen in cases:
        names = [f"features.{name}" for name in FEATURES[features]]
        names += [f"classifier.{place}.{name}" for place in (0, 3) for name in ("weight", "bias")]
        got = props.frozen(submission.freeze_features, plan_of(seed, frozen=frozen, features=features), x)
        flags = {name: not name.startswith("features") and place not in frozen for place, name in enumerate(names)}
        same(got["flags"], flags, what="which parameters require a gradient")
        same(got["gradients"], flags, what="which parameters got a gradient")
        same(got["moved"], ["classifier"], what="which parts a training step changed")


@criterion(
    title="Each changes the model that it is given, and returns it",
    hint="What does a function without `return` give back? And is a copy the model?",
    rule="Change the model in place and end with `return model`: both names then mean one object.",
    example="""changed = append_classifier(model, 10)
changed is model   True""",
)
def test_returns_the_model(submission, props, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    for name in ("append_classifier", "replace_classifier"):
        got = props.adapted(getattr(submission, name), plan_of(seed), 2, x)
        same(got["new"][1], 2, what="the number of outputs")
        same(got["returned"], True, what="whether the model itself came back")
    got = props.frozen(submission.freeze_features, plan_of(seed), x)
    same(got["flags"]["features.0.weight"], False, what="whether the features require a gradient")
    same(got["returned"], True, what="whether the model itself came back")


@criterion(
    title="They work one after the other",
    hint="Freeze first or change first: the new layer must be trained in either case.",
    rule="Each function looks at the model as it is now, and touches only its own part.",
    example="""freeze_features, then append_classifier(10), then replace_classifier(4)
classifier: ... Linear(20, 1000) -> Linear(1000, 4), and trainable""",
)
def test_one_after_the_other(submission, props, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    append, replace, freeze = submission.append_classifier, submission.replace_classifier, submission.freeze_features
    rows = (
        [(freeze, ()), (append, (10,)), (replace, (4,))],
        [(append, (4,)), (freeze, ())],
        [(replace, (9,)), (freeze, ()), (append, (4,))],
    )
    for row in rows:
        shape, flags = props.in_a_row(row, plan_of(seed), x)
        same(shape, (3, 4), what="the shape of what the model gives")
        wrong = sorted(name for name, flag in flags.items() if flag == name.startswith("features"))
        same(wrong, [], what="the parameters that are frozen or trained by mistake")


@criterion(
    title="num_classes below 1 is a ValueError, and the model is unchanged",
    hint="PyTorch makes a layer with 0 outputs without complaint. When do you look at the number?",
    rule="Check num_classes first, before the model is touched.",
    example="""append_classifier(model, 1)   fine
append_classifier(model, 0)   ValueError""",
)
def test_bad_number(submission, props, rng):
    seed, x = drawn_seed(rng), pictures(rng)
    for name in ("append_classifier", "replace_classifier"):
        got = props.adapted(getattr(submission, name), plan_of(seed), 1, x)
        same(got["new"][1], 1, what="the number of outputs")
        for classes in (0, -1):
            raised, unchanged = props.after_refusal(getattr(submission, name), plan_of(seed), classes)
            expect(raised, "expected: ValueError")
            expect(unchanged, "the model was changed before the error was raised")
