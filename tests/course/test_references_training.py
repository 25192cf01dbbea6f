"""References of folders, networks and training are held against the contract and against sums done by hand."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import nn
from torch.utils.data import Dataset

from grader.judge.suite import load_trusted
from tests.course.references import COURSE, reference


def suite_and_props(name: str):  # noqa: ANN201 - two modules
    exercise = COURSE.find(name)
    return load_trusted(COURSE.suite(exercise), f"suite_of_{name}"), load_trusted(COURSE.props(exercise), f"props_of_{name}")


def network() -> nn.Module:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.Sequential(nn.ReLU(), nn.Linear(8, 4)))
    model[2].eval()  # modes are mixed before
    return model


def batches(*sizes: int) -> list[tuple[torch.Tensor, torch.Tensor]]:
    generator = torch.Generator().manual_seed(1)
    draw = [(torch.randn(n, 3, generator=generator), torch.randint(0, 4, (n,), generator=generator)) for n in sizes]
    return [(inputs + place, targets) for place, (inputs, targets) in enumerate(draw)]


def modes(model: nn.Module) -> list[bool]:
    return [module.training for module in model.modules()]


def picture_tree(root: Path) -> Path:
    for path in ("bees/b.PNG", "bees/a.jpeg", "ants/10.jpg", "ants/2.jpg", "ants/.hidden.png", ".git/x.png", "root.png"):
        file = root / path
        file.parent.mkdir(exist_ok=True)
        mode = {".PNG": "LA", ".jpeg": "L", ".jpg": "CMYK"}.get(file.suffix, "P")
        Image.new(mode, (3, 2), 200 if mode in "LP" else None).save(file)
    (root / "empty").mkdir()
    (root / "ants" / "x.jpg").mkdir()
    (root / "ants" / "notes.txt").write_text("no picture", encoding="utf-8")
    return root


def test_image_folder(tmp_path: Path) -> None:
    """Classes, order, labels, modes, indices and transform are the contract's; an unreadable file hurts only when asked for."""
    folder = reference("image_folder").ImageFolderDataset
    data = folder(picture_tree(tmp_path), transform=lambda image: (image.mode, image.size))
    assert isinstance(data, Dataset)
    assert data.classes == ["ants", "bees", "empty"] and data.class_to_idx == {"ants": 0, "bees": 1, "empty": 2}
    assert [data[i] for i in range(len(data))] == [(("RGB", (3, 2)), label) for label in (0, 0, 1, 1)]
    assert data[-1] == data[3] and len(data + data) == 8
    for index in (4, -5):
        with pytest.raises(IndexError):
            data[index]
    plain = folder(str(tmp_path), extensions=[".JPEG"])
    image, label = plain[0]
    assert len(plain) == 1 and isinstance(image, Image.Image) and label == 1 and image.getpixel((0, 0)) == (200, 200, 200)
    (tmp_path / "empty" / "broken.jpg").write_bytes(b"no picture")
    assert len(folder(tmp_path)) == 5


def test_image_folder_refuses(tmp_path: Path) -> None:
    """No root, a root without a class, a root without an image."""
    folder = reference("image_folder").ImageFolderDataset
    with pytest.raises(FileNotFoundError):
        folder(tmp_path / "nowhere")
    (tmp_path / ".hidden").mkdir()
    with pytest.raises(ValueError, match="class folder"):
        folder(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="image"):
        folder(tmp_path)


def test_cifar_net() -> None:
    """The network has the parameters and the shapes that the statement lists."""
    own = reference("cifar_net")
    for classes in (10, 3):
        model = own.CifarNet(classes)
        assert sum(p.numel() for p in model.parameters()) == 145_578 - 65 * (10 - classes)
        assert model(torch.zeros(2, 3, 32, 32)).shape == (2, classes)
        shapes = [shape for _, shape in own.layer_shapes(model, (5, 3, 32, 32))]
        channels = [(32, 32), (32, 16), (32, 16), (32, 8), (64, 8), (64, 4)]
        assert shapes == [(5, c, side, side) for c, side in channels] + [(5, 1024), (5, 64), (5, classes)]


def test_layer_shapes_leaves_no_trace() -> None:
    """Layers in the order in which they ran, twice if so; state, modes, gradients and hooks as before, after an error too."""

    class Odd(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.unused, self.last, self.first = nn.Linear(9, 9), nn.BatchNorm1d(4), nn.Linear(4, 4)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.last(self.first(self.first(x)))

    own, model = reference("cifar_net").layer_shapes, Odd().double()
    model.first.eval()
    before, state = modes(model), {name: value.clone() for name, value in model.state_dict().items()}
    assert own(model, (1, 4)) == [("first", (1, 4)), ("first", (1, 4)), ("last", (1, 4))]
    with pytest.raises(RuntimeError):
        own(model, (1, 5))
    assert modes(model) == before and all(torch.equal(state[name], value) for name, value in model.state_dict().items())
    assert all(p.grad is None for p in model.parameters()) and not any(m._forward_hooks for m in model.modules())
    assert own(nn.Flatten(), (2, 3, 4)) == [("", (2, 12))]


def test_train_one_epoch_by_hand() -> None:
    """One weight, two batches: each loss, gradient and step is done by hand; a smaller batch weighs less."""
    model = nn.Linear(1, 1, bias=False)
    nn.init.constant_(model.weight, 1.0)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
    model.weight.grad = torch.ones(1, 1) * 100  # what was there before must not count
    loader = iter([(torch.tensor([[1.0], [1.0]]), torch.tensor([[0.0], [0.0]])), (torch.tensor([[2.0]]), torch.tensor([[3.0]]))])
    loss = reference("train_one_epoch").train_one_epoch(model.eval(), loader, nn.functional.mse_loss, optimizer)
    # batch 1: loss 1, gradient 2*1*1 = 2, w = 0.5; batch 2: error 1 - 3 = -2, loss 4, gradient 2*-2*2 = -8, w = 2.5
    assert (loss, model.weight.item(), model.training) == (pytest.approx((2 * 1.0 + 4.0) / 3), 2.5, True)
    with pytest.raises(ValueError):
        reference("train_one_epoch").train_one_epoch(model, [], nn.functional.mse_loss, optimizer)


def test_evaluate_by_hand() -> None:
    """Loss and accuracy are those of all samples at once; modes come back, after an error too; nothing is learnt."""
    own, model, data = reference("evaluate").evaluate, network(), batches(4, 4, 1)
    before, state = modes(model), {name: value.clone() for name, value in model.state_dict().items()}
    loss, accuracy = own(model, iter(data), nn.CrossEntropyLoss())
    assert modes(model) == before and all(torch.equal(state[name], value) for name, value in model.state_dict().items())
    x, y = (torch.cat(part) for part in zip(*data, strict=True))
    with torch.no_grad():
        logits = model.eval()(x)
    assert loss == pytest.approx((logits.logsumexp(1) - logits[range(9), y]).mean().item())
    assert (type(loss), type(accuracy), accuracy) == (float, float, (logits.argmax(1) == y).sum().item() / 9)
    model = network()
    for loader, error in (([], ValueError), ([(torch.zeros(2, 5), y[:2])], RuntimeError)):
        with pytest.raises(error):
            own(model, loader, nn.CrossEntropyLoss())
        assert modes(model) == before


class Scalars:
    def __init__(self) -> None:
        self.seen: list[tuple[str, float, int]] = []

    def add_scalar(self, tag: str, value: float, step: int) -> None:
        self.seen.append((tag, value, step))


def test_fit_is_its_parts(tmp_path: Path) -> None:
    """fit gives what train_one_epoch and evaluate give in turn, writes it down, and keeps the first best epoch."""
    train, test, loss_fn = batches(8, 8, 3), batches(6, 5), nn.CrossEntropyLoss()
    writer, model, twin = Scalars(), network(), network()
    optimizer = torch.optim.SGD(twin.parameters(), lr=0.1)
    torch.manual_seed(2)  # dropout draws
    history = reference("fit").fit(model, train, test, 6, 0.1, "cpu", writer, tmp_path / "best.pt")
    torch.manual_seed(2)
    expected, states = [], []
    for epoch in range(1, 7):
        train_loss = reference("train_one_epoch").train_one_epoch(twin, train, loss_fn, optimizer)
        test_loss, accuracy = reference("evaluate").evaluate(twin, test, loss_fn)
        expected.append({"epoch": epoch, "train_loss": train_loss, "test_loss": test_loss, "test_accuracy": accuracy})
        states.append({name: value.clone() for name, value in twin.state_dict().items()})
    assert history == expected and modes(model) == modes(twin)
    keys = {"train/loss": "train_loss", "test/loss": "test_loss", "test/accuracy": "test_accuracy"}
    assert writer.seen == [(tag, row[key], row["epoch"]) for row in expected for tag, key in keys.items()]
    best = states[max(range(6), key=lambda place: expected[place]["test_accuracy"])]  # max takes the first of equals
    kept = torch.load(tmp_path / "best.pt", weights_only=True)
    for got, wanted in ((kept, best), (model.state_dict(), states[-1])):
        assert got.keys() == wanted.keys() and all(torch.equal(got[name], wanted[name]) for name in wanted)


def test_fit_at_its_edges(tmp_path: Path) -> None:
    """No epochs: no dict and no file; an accuracy of 0 is kept; an empty loader is a ValueError."""
    own, train = reference("fit").fit, batches(4)
    assert own(network(), train, train, 0, checkpoint_path=tmp_path / "none.pt") == []
    assert not (tmp_path / "none.pt").exists()
    never = [(torch.zeros(2, 3), torch.tensor([3, 3]))]
    model = nn.Linear(3, 4)
    nn.init.zeros_(model.weight)
    nn.init.constant_(model.bias, 0.0)
    with torch.no_grad():
        model.bias[0] = 9.0
    assert own(model, never[:1], never, 1, 1e-9, checkpoint_path=str(tmp_path / "zero.pt"))[0]["test_accuracy"] == 0.0
    assert (tmp_path / "zero.pt").exists()
    for one, other in (([], train), (train, [])):
        with pytest.raises(ValueError):
            own(network(), one, other, 1)


def test_the_starts_of_the_picture_training_decide_nothing() -> None:
    """From each start that fit's suite uses, one epoch stays far below its mark and five reach far above."""
    exercise = COURSE.find("fit")
    suite = load_trusted(COURSE.suite(exercise), "suite_of_fit")
    props = load_trusted(COURSE.props(exercise), "fit_props")
    pictures, labels, test_pictures, test_labels = suite.course_pictures()
    for start in suite.STARTS:
        torch.manual_seed(start)
        weights = props.state(props.texture_net())
        reached = []
        for epochs in (1, 5):
            model = props.texture_net(weights)
            train, test = props.Pictures(pictures, labels, 20, start), props.Pictures(test_pictures, test_labels, 50)
            reference("fit").fit(model, train, test, epochs, 0.3)
            reached.append(suite.accuracy_here(props, props.state(model), test_pictures, test_labels))
        assert reached[0] < suite.MARK - 0.1 and reached[1] > suite.MARK + 0.3, (start, reached)


@pytest.mark.filterwarnings("ignore:.torch.jit.trace:DeprecationWarning")  # add_graph's own
def test_logs_are_what_a_writer_writes(tmp_path: Path) -> None:
    """The suite's grids are add_images' own, limits count batches, and each named parameter has its histogram."""
    own, (suite, props) = reference("tensorboard_log"), suite_and_props("tensorboard_log")
    loader = [(torch.rand(size, channels, 2, 3), torch.zeros(size)) for size, channels in ((3, 3), (1, 1), (2, 3))]
    loader.append(((torch.rand(4, 3, 2, 3) * 255).to(torch.uint8), torch.zeros(4)))
    writer = props.writer(str(tmp_path))
    assert own.log_images(writer, loader, "all") == 4 and own.log_images(writer, iter(loader), "two", limit=2) == 2
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    own.log_parameters(writer, model[0].requires_grad_(False), 5)
    own.log_graph(writer, model, torch.rand(2, 3))
    found = props.events(writer)
    images = [entry for entry in found if entry[0] == "image"]
    wanted = suite.images_of(loader, "all") + suite.images_of(loader[:2], "two")
    assert [entry[:3] for entry in images] == [entry[:3] for entry in wanted]
    assert [entry[3].tobytes() for entry in images] == [entry[3].tobytes() for entry in wanted]
    assert [entry[1:3] for entry in found if entry[0] == "histo"] == [["bias", 5], ["weight", 5]]
    assert len(props.graphs(writer)) == 1
    with pytest.raises(ValueError):
        own.log_images(writer, loader, "none", limit=-1)


def test_devices_are_picked_and_moved_to() -> None:
    """On machines with and without GPUs, and through nests of containers, the reference does what is asked."""
    own, (_, props) = reference("devices"), suite_and_props("devices")
    for gpus in (0, 1, 3):
        assert props.picked(own.pick_device, gpus) == torch.device("cuda" if gpus else "cpu")
        for index in range(4):
            if index < gpus:
                assert props.picked(own.pick_device, gpus, f"cuda:{index}") == torch.device("cuda", index)
            else:
                with pytest.raises(ValueError, match=f"cuda:{index}"):
                    props.picked(own.pick_device, gpus, f"cuda:{index}")
    for bad in ("mps", "xpu", "gpu", "cuda:x"):
        with pytest.raises(ValueError):
            own.pick_device(bad)
    x = torch.ones(2, requires_grad=True)
    nest = {"a": [x, ("b", props.Sample(x, 3))], "c": None}
    moved = own.to_device(nest, "meta")
    assert moved["a"][0].is_meta and type(moved["a"][1][1]) is props.Sample and moved["a"][1][1].image.is_meta
    assert nest["a"][0] is x and moved["a"][1][0] == "b" and moved["c"] is None


def test_predict_is_the_network_on_the_resized_picture() -> None:
    """Name and probability are those of the network on the picture in RGB, 32x32, from 0 to 1; modes come back."""
    own, (suite, _) = reference("predict"), suite_and_props("predict")
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Dropout(0.5), nn.Flatten(), nn.Linear(3600, 5))
    model[1].eval()
    before = [module.training for module in model.modules()]
    for number, mode in enumerate(suite.MODES):
        for size in ((32, 32), (50, 20), (3, 7)):
            image = suite.drawn_image(number, mode, *size)
            name, probability = own.predict(model, image, list("abcde"))
            assert [module.training for module in model.modules()] == before
            frozen = copy.deepcopy(model).eval()
            shares = frozen(suite.right_inputs(image)).detach().softmax(1)[0]
            assert name == "abcde"[int(shares.argmax())] and abs(probability - float(shares.max())) < 1e-6
