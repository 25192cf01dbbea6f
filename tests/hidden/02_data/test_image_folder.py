"""The hidden suite of image_folder: order, modes, what is passed over, laziness, errors. Runs in the judge."""

from __future__ import annotations

import io
from itertools import islice

import numpy as np
import torch
from PIL import Image

from grader.judge import criterion, expect, raises, same

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "bmp": "BMP"}


def drawn(rng, name="x.png", mode="RGB", size=(5, 3)):
    """Return the bytes of a random picture in this mode, in the format that the name asks for."""
    width, height = size
    pixels = torch.randint(0, 256, (height, width, 3), generator=rng, dtype=torch.uint8).numpy()
    picture = Image.fromarray(pixels).convert("L" if mode == "LA" else mode)
    if mode == "LA":
        picture = Image.merge("LA", (picture, Image.new("L", size, 255)))
    buffer = io.BytesIO()
    picture.save(buffer, FORMATS[name.rpartition(".")[2].lower()])
    return buffer.getvalue()


def rgb(data):
    """Return the picture in these bytes, in RGB."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def folder_of(rng, *names, **settings):
    """Return {name: bytes} of random pictures; a name that ends in a slash is an empty folder."""
    return {name: b"" if name.endswith("/") else drawn(rng, name, **settings) for name in names}


def check_items(dataset, files, expected):
    """Compare the dataset with [(name in files, label)]."""
    same(len(dataset), len(expected), what="len(dataset)")
    for index, (name, label) in enumerate(expected):
        same(dataset[index], (rgb(files[name]), label), what=f"dataset[{index}], which should be {name},")


@criterion(
    points=1,
    title="Classes are the folders' names, sorted, each with its index",
    hint="A class's index is its place in the sorted list of names. Which order does your list of folders come "
    "in, and does it hold strings or paths?",
)
def test_classes(submission, props, rng):
    props.disorder()
    files = folder_of(rng, "moth/1.png", "ant/1.png", "wasp/1.png", "bee/1.png", "fly/1.png")
    dataset = submission.ImageFolderDataset(submission.folder(files))
    names = ["ant", "bee", "fly", "moth", "wasp"]
    same(dataset.classes, names, what="classes")
    same(dataset.class_to_idx, {name: index for index, name in enumerate(names)}, what="class_to_idx")
    same(len(dataset), 5, what="len(dataset)")


@criterion(
    points=2,
    title="Items come class by class, by file name, whatever order the disk lists them in",
    hint="The operating system lists a folder in any order it likes. What would make your order the same on every machine?",
)
def test_items_in_order(submission, props, rng):
    props.disorder()
    names = ["bees/c.jpg", "bees/a.png", "ants/d.png", "bees/d.jpeg", "ants/a.jpg", "ants/c.png", "ants/b.png", "bees/b.png"]
    files = folder_of(rng, *names)
    dataset = submission.ImageFolderDataset(submission.folder(files))
    check_items(dataset, files, [(name, int(name.startswith("bees"))) for name in sorted(names)])


def check_order(submission, rng, order):
    """Make files with these names, in another order, and check that classes and items come in this one."""
    files = folder_of(rng, *order[::2], *order[1::2])
    dataset = submission.ImageFolderDataset(submission.folder(files))
    classes = list(dict.fromkeys(name.partition("/")[0] for name in order))
    same(dataset.classes, classes, what="classes")
    check_items(dataset, files, [(name, classes.index(name.partition("/")[0])) for name in order])


@criterion(
    points=1,
    title="Names are sorted as text, as sorted() does: 1, 10, 2; capitals first; the ending belongs to the name",
    hint="Folder and file names are strings, and strings are compared letter by letter. Sort names, not numbers, and sort "
    "them as they are.",
)
def test_names_sort_as_text(submission, rng):
    check_order(submission, rng, ["1/1.png", "1/10.png", "1/2.png", "10/1.png", "2/7.png", "2/70.png", "2/8.png"])
    check_order(submission, rng, ["Wasp/M.png", "Wasp/a-1.png", "Wasp/a.png", "Wasp/b.jpg", "bee/Z.png", "bee/y.png"])


@criterion(
    points=1,
    title="The class decides the order first, the file's name only within it",
    hint="Here one class's name is the beginning of another's. Sorting whole paths as strings also compares what "
    "follows the name.",
)
def test_classes_with_a_common_beginning(submission, rng):
    check_order(submission, rng, ["ant/b.png", "ant/c.png", "ant-like/a.png", "ant-like/d.png"])


@criterion(
    points=2,
    title="Every picture comes out in RGB: grey, palette, alpha, CMYK, black and white",
    hint="Image.open keeps the mode that the file was saved in. A network that expects three channels needs one "
    "mode for all of them.",
)
def test_every_mode_becomes_rgb(submission, rng):
    modes = {"L": "png", "RGBA": "png", "P": "png", "CMYK": "jpg", "1": "png", "LA": "png", "RGB": "png"}
    files = {f"zoo/{mode}.{ending}": drawn(rng, f"x.{ending}", mode, (7, 4)) for mode, ending in modes.items()}
    dataset = submission.ImageFolderDataset(submission.folder(files))
    check_items(dataset, files, [(name, 0) for name in sorted(files)])


@criterion(
    points=1,
    title="All visible folders are classes, whatever they are called, an empty one too; nothing else is",
    hint="Beside the class folders there may be files and hidden folders such as .git or .ipynb_checkpoints. A "
    "folder without pictures still has a name and an index, and a dot inside a name makes no file of a folder.",
)
def test_what_is_a_class(submission, rng):
    files = folder_of(rng, "_ant/1.png", "cat.png/1.png", "dogs/", "emu v1.0/1.png", ".git/1.png", "cover.png", "zebra.jpg")
    files |= {"README.txt": b"read me", ".DS_Store": b"\0\1", "Thumbs.db": b"\0"}
    dataset = submission.ImageFolderDataset(submission.folder(files))
    names = ["_ant", "cat.png", "dogs", "emu v1.0"]
    same(dataset.classes, names, what="classes")
    same(dataset.class_to_idx, {name: index for index, name in enumerate(names)}, what="class_to_idx")
    check_items(dataset, files, [("_ant/1.png", 0), ("cat.png/1.png", 1), ("emu v1.0/1.png", 3)])


@criterion(
    points=1,
    title="Other files, hidden files and folders inside a class are passed over",
    hint="What does your code take for a picture? Think of notes, of files whose name starts with a dot, and of a "
    "folder that is called like a picture.",
)
def test_what_is_an_image(submission, rng):
    files = folder_of(rng, "ants/a.png", "ants/c.png", "bees/b.png", "ants/.hidden.png", "bees/._b.png")
    files |= folder_of(rng, "ants/more/x.png", "ants/nested.png/x.png", "bees/.cache/x.png", "bees/empty.jpg/")
    files |= {"ants/notes.txt": b"notes", "ants/.DS_Store": b"\0", "bees/Thumbs.db": b"\0", "bees/b.png.txt": b"text"}
    files |= {"bees/png": b"no ending", "bees/b.png~": b"a copy", "ants/labels.csv": b"a,b"}
    dataset = submission.ImageFolderDataset(submission.folder(files))
    same(dataset.classes, ["ants", "bees"], what="classes")
    check_items(dataset, files, [("ants/a.png", 0), ("ants/c.png", 0), ("bees/b.png", 1)])


@criterion(
    points=1,
    title="Endings match in upper and lower case: .JPG, .Png, .jpeg",
    hint="Cameras write IMG_1.JPG. Bring the file's ending to one case before you compare it.",
)
def test_upper_case_endings(submission, rng):
    names = ["ants/1.JPG", "ants/2.Png", "ants/3.jpeg", "ants/4.JPEG", "ants/5.png", "ants/6.jpg"]
    files = folder_of(rng, *names)
    check_items(submission.ImageFolderDataset(submission.folder(files)), files, [(name, 0) for name in names])


@criterion(
    points=1,
    title="The argument `extensions` says which files are pictures",
    hint="The three endings are only the default: what the caller passes takes their place.",
)
def test_extensions_argument(submission, rng):
    files = folder_of(rng, "ants/1.bmp", "ants/2.png", "ants/3.BMP", "bees/4.jpg", "bees/5.bmp")
    root = submission.folder(files)
    dataset = submission.ImageFolderDataset(root, extensions=(".bmp",))
    check_items(dataset, files, [("ants/1.bmp", 0), ("ants/3.BMP", 0), ("bees/5.bmp", 1)])
    dataset = submission.ImageFolderDataset(root, None, (".png", ".bmp"))
    check_items(dataset, files, [("ants/1.bmp", 0), ("ants/2.png", 0), ("ants/3.BMP", 0), ("bees/5.bmp", 1)])
    check_items(submission.ImageFolderDataset(root), files, [("ants/2.png", 0), ("bees/4.jpg", 1)])


@criterion(
    points=1,
    title="Each dataset applies its own transform to the RGB picture and returns what it gives",
    hint="Keep the transform in the object, call it on the picture once it is RGB, and hand on what it returns.",
)
def test_transform(submission, props, judge_props, rng):
    files = {"ants/1.png": drawn(rng, mode="L"), "bees/2.png": drawn(rng, size=(4, 6)), "bees/3.png": drawn(rng, mode="P")}
    root, pictures = submission.folder(files), [rgb(data) for data in files.values()]
    plain = submission.ImageFolderDataset(root)
    telling = submission.ImageFolderDataset(root, props.seen)
    turning = submission.ImageFolderDataset(root, transform=props.mirrored)
    for index, (picture, label) in enumerate(zip(pictures, [0, 1, 1], strict=True)):
        told, turned = (judge_props.seen(picture), label), (judge_props.mirrored(picture), label)
        same(telling[index], told, what=f"item {index} with a transform that returns what it saw")
        same(turning[index], turned, what=f"item {index} with a mirroring transform")
        same(plain[index], (picture, label), what=f"item {index} without a transform")


@criterion(
    points=1,
    title="Negative indices count from the end; beyond either end is an IndexError",
    hint="A list already does all of this. Without an IndexError at the end, `for image, label in dataset` never stops.",
)
def test_indices(submission, rng):
    names = ["ants/1.png", "ants/2.png", "bees/3.png", "bees/4.png"]
    files = folder_of(rng, *names)
    dataset = submission.ImageFolderDataset(submission.folder(files))
    expected = [(rgb(files[name]), int(name.startswith("bees"))) for name in names]
    for index in (-1, -2, -3, -4):
        same(dataset[index], expected[index], what=f"dataset[{index}]")
    for index in (4, 9, -5, -9):
        raises(lambda index=index: dataset[index], IndexError)
    same(list(islice(dataset, 7)), expected, what="list(dataset)")


@criterion(
    points=2,
    title="A picture is opened when it is asked for, not before",
    hint="A folder may hold a million pictures. What does __init__ have to remember so that __getitem__ can open just one?",
)
def test_opened_when_asked_for(submission, props, rng):
    files = folder_of(rng, "ants/1.png", "ants/2.png", "bees/3.png")
    files["bees/broken.png"] = b"this is no picture"
    root, opens = submission.folder(files), props.Opens()
    dataset = submission.ImageFolderDataset(root)
    same(len(dataset), 4, what="len(dataset) with a broken file among the pictures")
    same(opens.so_far(), 0, what="the number of files opened before the first dataset[index]")
    later = drawn(rng, size=(9, 2))
    props.replace(f"{root}/ants/2.png", later)
    same(dataset[0], (rgb(files["ants/1.png"]), 0), what="dataset[0]")
    same(dataset[1], (rgb(later), 0), what="dataset[1], whose file was replaced after the dataset was made,")
    same(dataset[2], (rgb(files["bees/3.png"]), 1), what="dataset[2]")


@criterion(
    points=1,
    title="No file stays open behind a picture",
    hint="Image.open reads only the head of a file and keeps it open until the pixels are read. Read them, or use `with`.",
)
def test_files_are_closed(submission, props, rng):
    files = folder_of(rng, "ants/1.png", "ants/2.jpg", "bees/3.png", "bees/4.jpeg") | {"bees/5.png": drawn(rng, mode="L")}
    dataset = submission.ImageFolderDataset(submission.folder(files))
    more, items = props.hold(dataset, 8)
    same(items, [(rgb(data), int(name.startswith("bees"))) for name, data in files.items()], what="the items")
    expect(more < 4, "after 40 items {count} more files are open than before", count=more)


@criterion(
    points=1,
    title="A folder that does not exist: FileNotFoundError",
    hint="Listing a folder that is not there raises this error by itself; some ways of searching files silently find nothing.",
)
def test_missing_root(submission, rng):
    root = submission.folder(folder_of(rng, "ants/1.png"))
    raises(lambda: submission.ImageFolderDataset(f"{root}/nowhere"), FileNotFoundError)
    raises(lambda: submission.ImageFolderDataset(f"{root}/ants/nowhere/at/all"), FileNotFoundError)


@criterion(
    points=1,
    title="No class folder, or no picture at all: ValueError",
    hint="An empty dataset is nearly always a wrong path. Say so when the dataset is made, before a training run "
    "ends in nothing.",
)
def test_nothing_found(submission, rng):
    picture = drawn(rng)
    same(len(submission.ImageFolderDataset(submission.folder({"a/": b"", "b/1.png": picture}))), 1, what="len(dataset)")
    for files in (
        {"1.png": picture, "2.png": picture},
        {".hidden/1.png": picture},
        {"ants/": b"", "bees/": b""},
        {"ants/notes.txt": b"", "bees/.1.png": picture, "bees/more/1.png": picture},
        {"ants/1.bmp": picture},
    ):
        root = submission.folder(files)
        raises(lambda root=root: submission.ImageFolderDataset(root), ValueError)
    root = submission.folder({"ants/1.png": picture})
    raises(lambda: submission.ImageFolderDataset(root, extensions=(".jpg",)), ValueError)


@criterion(
    points=1,
    title="It is a torch Dataset: it adds up with another, and a DataLoader can batch it",
    hint="torch.utils.data.Dataset brings `+` along: both parts stay as they are, each with its own transform. "
    "A label that is a number, not a name, becomes an int64 tensor in a batch.",
)
def test_works_as_a_torch_dataset(submission, props, judge_props, rng):
    first = folder_of(rng, "ants/1.png", "ants/2.png", "bees/3.png")
    second = folder_of(rng, "cows/1.png", "dogs/2.png", "emus/3.png")
    a = submission.ImageFolderDataset(submission.folder(first))
    b = submission.ImageFolderDataset(submission.folder(second), props.mirrored)
    expect(props.is_dataset(a) is True, "ImageFolderDataset is not a subclass of torch.utils.data.Dataset")
    pictures = [rgb(data) for data in first.values()] + [judge_props.mirrored(rgb(data)) for data in second.values()]
    both = a + b
    same((len(both), len(a), len(b)), (6, 3, 3), what="the lengths of a + b, a and b")
    for index, item in enumerate(zip(pictures, (0, 0, 1, 0, 1, 2), strict=True)):
        same(both[index], item, what=f"(a + b)[{index}]")
    colours = submission.ImageFolderDataset(submission.folder(second), props.red_and_green)
    inputs, labels = props.batches(colours)[0]
    expected = torch.from_numpy(np.stack([np.asarray(rgb(data))[0, 0, :2] for data in second.values()])).long()
    same((inputs, labels), (expected, torch.tensor([0, 1, 2])), what="the DataLoader's batch")
