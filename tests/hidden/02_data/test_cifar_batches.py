"""Suite of 02_data/cifar_batches: rows and labels, pixels, classes, files that are read once or missing. Runs in the judge."""

from __future__ import annotations

from itertools import islice

import numpy as np
import torch
from PIL import Image

from grader.judge import Forbidden, Message, criterion, expect, once_right, raises, same, watched

FOLDER = "cifar-10-batches-py"
TRAINING = [f"data_batch_{number}" for number in range(1, 6)]
SIZES = {"data_batch_1": 3, "data_batch_2": 1, "data_batch_3": 4, "data_batch_4": 2, "data_batch_5": 2, "test_batch": 3}
NAMES = ["zeppelin", "ant", "kite", "bat", "yak", "emu", "newt", "cod", "owl", "asp"]  # neither CIFAR's nor in order
TORCHVISION = Forbidden(
    "torchvision",
    operations=(),
    functions=(
        "torchvision.datasets.CIFAR10",
        "torchvision.datasets.CIFAR100",
        "torchvision.datasets.VisionDataset",
        "torchvision.transforms.ToPILImage",
        "torchvision.transforms.functional.to_pil_image",
        "torchvision.transforms.v2.ToPILImage",
        "torchvision.transforms.v2.functional.to_pil_image",
    ),
)


class Batches:
    """The files of one small set, and what is in them."""

    def __init__(self, judge_props, rng, sizes=SIZES, names=NAMES):
        self.names = names
        self.rows = {name: torch.randint(0, 256, (size, 3072), generator=rng).byte().numpy() for name, size in sizes.items()}
        self.labels = {name: torch.randint(0, 10, (size,), generator=rng).tolist() for name, size in sizes.items()}
        meta = {"num_cases_per_batch": 10000, "label_names": names, "num_vis": 3072}
        contents = {"batches.meta": meta}
        for name, rows in self.rows.items():
            files = [f"picture_{number}.png" for number in range(len(rows))]
            contents[name] = {"batch_label": name, "labels": self.labels[name], "data": rows, "filenames": files}
        self.files = {f"{FOLDER}/{name}": judge_props.python2_pickle(content) for name, content in contents.items()}

    def samples(self, train=True):
        """Return the samples that are right."""
        names = TRAINING if train else ["test_batch"]
        return [(picture(row), label) for name in names for row, label in zip(self.rows[name], self.labels[name], strict=True)]

    def without(self, *names):
        """Return the files but for these."""
        return {path: data for path, data in self.files.items() if path.rpartition("/")[2] not in names}


def picture(row):
    """Return the picture of a row."""
    return Image.fromarray(np.ascontiguousarray(row.reshape(3, 32, 32).transpose(1, 2, 0)))


def check_items(props, dataset, expected):
    """Compare the dataset's samples with those that are right."""
    length, items = props.contents(dataset, len(expected))
    same(length, len(expected), what="len(dataset)")
    for index, (item, right) in enumerate(zip(items, expected, strict=True)):
        same(item, right, what=Message("dataset[{index}]", {"index": index}))


def labels_of(props, dataset, expected):
    """Compare the number of samples and the labels."""
    length, items = props.contents(dataset, len(expected))
    same(length, len(expected), what="len(dataset)")
    expect(all(isinstance(item, tuple) and len(item) == 2 for item in items), "a sample is not a pair (image, label)")
    same([item[1] for item in items], [label for _, label in expected], what="the labels")


@criterion(
    points=2,
    title="The training set is the five batches, one after the other",
    hint="Five files, each with some rows and as many labels. How many rows has a file? Ask the file.",
    rule="Append the rows and labels of data_batch_1, ..., data_batch_5 in this order; the labels are ints, as in the files.",
    example="""data_batch_1: labels 6 9     data_batch_2: labels 4
dataset[0] .. dataset[2] have the labels 6, 9, 4""",
)
def test_training_set(submission, props, judge_props, rng):
    for sizes in (SIZES, {name: 6 - size for name, size in SIZES.items()}):
        some = Batches(judge_props, rng, sizes)
        labels_of(props, submission.CIFARBatches(submission.folder(some.files)), some.samples())


@criterion(
    points=2,
    title="A row becomes a picture: channel after channel, row after row",
    hint="The first 1024 numbers are all the red, not the first pixels. Which reshape is right for that, and what does PIL want?",
    rule="reshape(3, 32, 32) is what the bytes mean; PIL wants [H, W, C], so move the axes: transpose(1, 2, 0).",
    example="""row      r r r ... g g g ... b b b ...
pixel 0  (row[0], row[1024], row[2048])
pixel 1  (row[1], row[1025], row[2049])
below 0  (row[32], row[1056], row[2080])""",
)
def test_pictures(submission, props, judge_props, rng):
    some = Batches(judge_props, rng)
    check_items(props, submission.CIFARBatches(submission.folder(some.files)), some.samples())


@criterion(
    title="train=False reads the test batch, and only that",
    hint="Which names does the argument `train` choose? Then all goes on as before.",
    rule="train=True means data_batch_1 to data_batch_5, train=False means test_batch.",
    example="""CIFARBatches(root)               50,000 samples
CIFARBatches(root, train=False)  10,000 others""",
)
def test_test_set(submission, props, judge_props, rng):
    some = Batches(judge_props, rng)
    root = submission.folder(some.files)
    for dataset in (submission.CIFARBatches(root, train=False), submission.CIFARBatches(root, False)):
        check_items(props, dataset, some.samples(train=False))
    labels_of(props, submission.CIFARBatches(root, train=True), some.samples())


@criterion(
    title="The classes' names come from batches.meta, as str",
    hint="Look at what `label_names` holds when you print it: is it text, or bytes with a b in front?",
    rule='classes[label] is the name of a label: keep the order of the file; with encoding="bytes" decode each name.',
    example="""label_names  [b"yak", b"ant"]
classes      ["yak", "ant"]""",
)
def test_classes(submission, judge_props, rng):
    for names in (NAMES, NAMES[::-1], ["second", "First", "third"]):
        some = Batches(judge_props, rng, names=names)
        root = submission.folder(some.files)
        for train in (True, False):
            classes = submission.CIFARBatches(root, train=train).classes
            same(list(classes) if isinstance(classes, tuple) else classes, names, what="classes")


@criterion(
    title="The transform gets the PIL picture, its result is the sample's first part",
    hint="Keep the transform in the object, call it on the finished picture, and hand on what it returns.",
    rule="With a transform a sample is (transform(picture), label), made anew each time; without one it is (picture, label).",
    example="""def size(picture): return picture.size
CIFARBatches(root, True, size)[0]   ((32, 32), 6)""",
)
def test_transform(submission, props, judge_props, rng):
    some = Batches(judge_props, rng)
    root = submission.folder(some.files)
    telling = submission.CIFARBatches(root, transform=props.seen)
    mirrored, plain = submission.CIFARBatches(root, False, props.mirrored), submission.CIFARBatches(root, False)
    check_items(props, telling, [(judge_props.seen(image), label) for image, label in some.samples()])
    check_items(props, mirrored, [(judge_props.mirrored(image), label) for image, label in some.samples(train=False)])
    check_items(props, plain, some.samples(train=False))
    drawing = submission.CIFARBatches(root, False, props.drawn_into)
    for _ in range(2):
        check_items(props, drawing, [(judge_props.drawn_into(image), label) for image, label in some.samples(train=False)])
    counting = submission.CIFARBatches(root, False, props.Counts())
    (first, _), (again, _) = counting[1], counting[1]
    expect(first != again, "the transform did not run again when the sample was asked for again")


@criterion(
    title="Negative indices count from the end; beyond either end is an IndexError",
    hint="A list and an array already do all of this. Without an IndexError at the end, a for loop never stops.",
    rule="With n samples the indices go from -n to n - 1; every other index is an IndexError.",
    example="""12 samples
dataset[-1]  the same as dataset[11]
dataset[12], dataset[-13]  IndexError""",
)
def test_indices(submission, judge_props, rng, cases):
    some = Batches(judge_props, rng)
    dataset, expected = submission.CIFARBatches(submission.folder(some.files)), some.samples()

    def check(index):
        if -12 <= index < 12:
            same(dataset[index], expected[index], what=Message("dataset[{index}]", {"index": index}))
        else:
            raises(lambda: dataset[index], IndexError)

    cases.check(check, 0, -1, -3, -11, -12, 12, 13, 20, -13, -25)
    same(list(islice(dataset, 14)), expected, what="list(dataset)")


@criterion(
    points=2,
    title="Each file is read once",
    hint="A batch has 30 megabytes. What happens in an epoch if every sample opens its file again?",
    rule="Read a file once, keep its rows and labels in the object; dataset[i] only picks a row.",
    example="""dataset = CIFARBatches(root)     reads six files
for image, label in dataset: ... reads none""",
)
def test_read_once(submission, props, judge_props, rng):
    some = Batches(judge_props, rng)
    root = submission.folder(some.files)
    for train, names in ((True, TRAINING), (False, ["test_batch"])):
        opens = props.Opens()
        dataset = submission.CIFARBatches(root, train=train)
        for _ in range(2):
            check_items(props, dataset, some.samples(train))
        same(len(dataset.classes), len(NAMES), what="the number of classes")
        expect(props.most_opened(opens, [*names, "batches.meta"]) <= 1, "a file is opened more than once")


@criterion(
    title="Training needs no test file, the test set no training file",
    hint="Which files does your code look at before it knows what was asked for?",
    rule="Open only what is needed: the five batches or test_batch, and batches.meta.",
    example="""folder without test_batch
CIFARBatches(root)               fine
CIFARBatches(root, train=False)  FileNotFoundError""",
)
def test_only_what_is_needed(submission, props, judge_props, rng):
    some = Batches(judge_props, rng)
    training = submission.CIFARBatches(submission.folder(some.without("test_batch")))
    check_items(props, training, some.samples())
    test = submission.CIFARBatches(submission.folder(some.without(*TRAINING)), train=False)
    check_items(props, test, some.samples(train=False))


@criterion(
    title="A missing file is a FileNotFoundError that names it",
    hint="open() says so by itself. What does code do that looks first and passes over what is not there?",
    rule="A file that is needed and missing raises FileNotFoundError with the file's name in its text; four batches of "
    "five are no training set.",
    example="""folder without data_batch_3
CIFARBatches(root)  FileNotFoundError: ... data_batch_3""",
)
def test_missing_files(submission, props, judge_props, rng):
    some = Batches(judge_props, rng)
    with once_right():
        check_items(props, submission.CIFARBatches(submission.folder(some.files)), some.samples())
    missing = [(name, True) for name in ("data_batch_3", "data_batch_5", "data_batch_1", "batches.meta")]
    for name, train in (*missing, ("test_batch", False), ("batches.meta", False)):
        root = submission.folder(some.without(name))
        raises(lambda root=root, train=train: props.used(submission.CIFARBatches(root, train)), FileNotFoundError, names=(name,))
    nowhere = submission.folder({}) + "/nowhere"
    raises(lambda: props.used(submission.CIFARBatches(nowhere)), FileNotFoundError)


@criterion(
    title="It is a torch Dataset: it adds up with another, and a DataLoader can batch it",
    hint="torch.utils.data.Dataset brings `+` along. A label that is an int becomes an int64 tensor in a batch.",
    rule="Inherit from torch.utils.data.Dataset; a + b has the samples of a, then those of b.",
    example="""len(training + test)  60,000
batch of 4            images, tensor([6, 9, 9, 4])""",
)
def test_torch_dataset(submission, props, judge_props, rng):
    some = Batches(judge_props, rng)
    root = submission.folder(some.files)
    training, test = submission.CIFARBatches(root), submission.CIFARBatches(root, False, props.mirrored)
    expect(props.is_dataset(training) is True, "CIFARBatches is not a subclass of torch.utils.data.Dataset")
    mirrored = [(judge_props.mirrored(image), label) for image, label in some.samples(train=False)]
    check_items(props, training + test, some.samples() + mirrored)
    inputs, labels = props.batches(submission.CIFARBatches(root, True, props.first_pixel))[0]
    expected = [(judge_props.first_pixel(image), label) for image, label in some.samples()[:4]]
    right = torch.stack([pixel for pixel, _ in expected]), torch.tensor([label for _, label in expected])
    same((inputs, labels), right, what="the DataLoader's batch")


@criterion(
    title="Read without torchvision",
    hint="pickle reads the files, NumPy cuts the rows, PIL makes the pictures.",
    rule="Neither torchvision's CIFAR10 nor its conversions to pictures may be reached.",
    example="""with open(path, "rb") as file:
    batch = pickle.load(file, encoding="latin1")
batch["data"], batch["labels"]""",
    alone=True,
)
def test_no_torchvision(submission, props, judge_props, rng):
    some = Batches(judge_props, rng)
    root = submission.folder(some.files)
    with watched(submission, TORCHVISION):
        check_items(props, submission.CIFARBatches(root), some.samples())
        check_items(props, submission.CIFARBatches(root, train=False), some.samples(train=False))
