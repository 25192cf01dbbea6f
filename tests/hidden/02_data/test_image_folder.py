"""The hidden suite of image_folder: order, modes, what is passed over, laziness, errors. Runs in the judge."""

from __future__ import annotations

import io
from contextlib import contextmanager
from functools import cache
from itertools import islice
from random import Random

import numpy as np
import torch
from hypothesis import strategies as st
from PIL import Image

from grader.judge import Failure, Message, Raised, criterion, expect, once_right, raises, same

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "bmp": "BMP"}
USUAL = (".jpg", ".jpeg", ".png")
MODES = {"RGBA": "png", "L": "png", "P": "png", "CMYK": "jpg", "1": "png", "LA": "png", "RGB": "png", "I;16": "png"}


@cache
def drawn(name, mode="RGB", size=(3, 2)):
    """Return a file's bytes: a picture of its own for each name, in the format that the name asks for, or a text."""
    if (ending := name.rpartition(".")[2].lower()) not in FORMATS:
        return b"" if name.endswith("/") else b"this is no picture"
    picture = Image.frombytes("RGB", size, Random(name).randbytes(3 * size[0] * size[1]))
    if mode == "I;16":
        picture = Image.new(mode, size)  # black: what 16 bits else become in RGB is PIL's affair
    elif mode == "LA":
        picture = Image.merge("LA", (picture.convert("L"), Image.new("L", size, 255)))
    else:
        picture = picture.convert(mode)
    buffer = io.BytesIO()
    picture.save(buffer, FORMATS[ending])
    return buffer.getvalue()


def folder_of(*names):
    """Return {name: bytes}; a name that ends in a slash is an empty folder."""
    return {name: drawn(name) for name in names}


@cache
def rgb(data):
    """Return the picture in these bytes, in RGB."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def right(names, extensions=USUAL):
    """Return the classes and the samples, (name, label), of a folder with these files."""
    classes = sorted({name.partition("/")[0] for name in names if "/" in name and name[0] != "."})
    parts = [tuple(name.split("/")) for name in names if name.count("/") == 1 and name[0] != "."]
    images = sorted(part for part in parts if part[1].lower().endswith(extensions) and part[1][0] != ".")
    return classes, [("/".join(part), classes.index(part[0])) for part in images]


def dataset_of(submission, files, *args, **kwargs):
    """Return the submission's dataset over a new folder with these files."""
    return submission.ImageFolderDataset(submission.folder(files), *args, **kwargs)


@contextmanager
def holding(names):
    """Add to a failure what lies in the folder."""
    try:
        yield
    except Failure as failure:
        raise Failure(*failure.messages, Message("the folder holds {files}", {"files": ", ".join(names)})) from None


def named(item, pictures):
    """Return an item with the file's name in its picture's place, if it is one of these."""
    for name, picture in pictures.items():
        if isinstance(item, tuple) and item and isinstance(item[0], Image.Image) and item[0].tobytes() == picture.tobytes():
            return name, *item[1:]
    return item


def check_items(props, dataset, files, extensions=USUAL):
    """Compare the dataset's samples with those that are right."""
    expected, pictures = right(files, extensions)[1], {name: rgb(data) for name, data in files.items() if is_picture(name)}
    length, items = props.contents(dataset, len(expected))  # all at once: a diagnosis sees more
    same(length, len(expected), what="len(dataset)")
    for index, (item, (name, label)) in enumerate(zip(items, expected, strict=True)):
        what = Message("dataset[{index}]", {"index": index})
        try:
            same(item, (pictures[name], label), what=what)
        except Failure:
            if named(item, pictures) != item:
                same(named(item, pictures), (name, label), what=what)  # says which file it is instead
            raise


def is_picture(name):
    """Return whether `drawn` draws one."""
    return name.rpartition(".")[2].lower() in FORMATS


def items_are_right(submission, props, order="sorted"):
    """Return the check that a folder with these names gives the right samples."""
    props.list_folders(order)

    def check(names):
        files = folder_of(*names)
        with holding(names):
            check_items(props, dataset_of(submission, files), files)

    return check


def classes_are_right(submission, props, order="sorted", numbered=True):
    """Return the check that a folder with these names gives the right classes, `numbered` or not, and samples."""
    props.list_folders(order)

    def check(names):
        files, classes = folder_of(*names), right(names)[0]
        with holding(names):
            dataset = dataset_of(submission, files)
            same(dataset.classes, classes, what="classes")
            if numbered:
                same(dataset.class_to_idx, {name: index for index, name in enumerate(classes)}, what="class_to_idx")
            check_items(props, dataset, files)

    return check


def nothing_is_found(make):
    """Fail unless the dataset is a ValueError or without samples: which of both it must be is another criterion's question."""
    try:
        length = len(make())
    except Raised as raised:
        if "ValueError" not in raised.type_names:
            raise
    else:
        same(length, 0, what="len(dataset)")


def some_of(*names, always=()):
    """Draw a folder's content: some of these names, behind those that are always there."""
    kept = st.lists(st.booleans(), min_size=len(names), max_size=len(names)).filter(any)  # shrinks to as few as can be
    return kept.map(lambda kept: (*always, *(name for name, keep in zip(names, kept, strict=True) if keep)))


@criterion(
    title="Classes are the folders' names, sorted, each with its index",
    hint="A class's index is its place in the sorted list of names. Which order does your list of folders come "
    "in, and does it hold strings or paths?",
    rule="`classes` is a sorted list of str, `class_to_idx` a dict from each name to its place in that list.",
    example="""folders: moth, ant
classes       ["ant", "moth"]
class_to_idx  {"ant": 0, "moth": 1}""",
)
def test_classes(submission, props, cases):
    cases.check(
        classes_are_right(submission, props, order="mixed"),
        ("moth/1.png", "ant/1.png", "wasp/1.png", "bee/1.png", "fly/1.png"),
        drawn=some_of("ant/1.png", "bee/1.png", "fly/1.png", "moth/1.png"),
    )


@criterion(
    points=2,
    title="Items come class by class, by file name, whatever order the disk lists them in",
    hint="The operating system lists a folder in any order it likes. What would make your order the same on every machine?",
    rule="Sort the names of the folders, and in each folder the names of the files; no listing is sorted by itself.",
    example="""the disk lists: ants/b.png, ants/a.png, bees/c.png
dataset[0] is ants/a.png
dataset[1] is ants/b.png
dataset[2] is bees/c.png""",
)
def test_items_in_order(submission, props, cases):
    names = ["bees/c.jpg", "bees/a.png", "ants/d.png", "bees/d.jpeg", "ants/a.jpg", "ants/c.png", "ants/b.png", "bees/b.png"]
    cases.check(items_are_right(submission, props, order="mixed"), tuple(names), drawn=some_of(*sorted(names)))


@criterion(
    title="Names are sorted as text, as sorted() does: 1, 10, 2; capitals first; the ending belongs to the name",
    hint="Folder and file names are strings, and strings are compared letter by letter. Sort names, not numbers, and sort "
    "them as they are.",
    rule="`sorted()` of the names, without a key that changes them: no numbers, no small letters, no stems.",
    example="""sorted(["2.png", "10.png", "a.png", "B.png"])
     -> ["10.png", "2.png", "B.png", "a.png"]""",
)
def test_names_sort_as_text(submission, props, cases):
    numbers = ("1/1.png", "1/10.png", "1/2.png", "10/1.png", "2/7.png", "2/70.png", "2/8.png")
    letters = ("Wasp/M.png", "Wasp/a-1.png", "Wasp/a.png", "Wasp/b.jpg", "bee/Z.png", "bee/y.png")
    cases.check(
        classes_are_right(submission, props, numbered=False),
        numbers[:3],  # files alone first, so that a key for files and one for both answer alike
        numbers,
        ("bee/Z.png", "bee/y.png"),
        ("Wasp/a-1.png", "Wasp/a.png"),
        letters,
        drawn=st.one_of(some_of(*numbers), some_of(*letters)),
    )


@criterion(
    title="The class decides the order first, the file's name only within it",
    hint="Here one class's name is the beginning of another's. Sorting whole paths as strings also compares what "
    "follows the name.",
    rule="First the class, by its whole name; among files of one class the file's name.",
    example="""ant/b.png, ant-like/a.png
classes     ["ant", "ant-like"]
dataset[0]  ant/b.png, as "ant" comes before "ant-like"
but "ant-like/a.png" < "ant/b.png", as "-" < "/\"""",
)
def test_classes_with_a_common_beginning(submission, props, cases):
    names = ("ant/b.png", "ant/c.png", "ant-like/a.png", "ant-like/d.png")
    cases.check(classes_are_right(submission, props, numbered=False), names, drawn=some_of(*names))


@criterion(
    points=2,
    title="Every picture comes out in RGB: grey, palette, alpha, CMYK, black and white",
    hint="Image.open keeps the mode that the file was saved in. A network that expects three channels needs one "
    "mode for all of them.",
    rule='Convert every picture to RGB: `convert("RGB")` does it from any mode, and does no harm where it is RGB.',
    example="""file       Image.open(...).mode   item's mode
grey.png   "L"                    "RGB"
logo.png   "RGBA"                 "RGB\"""",
)
def test_every_mode_becomes_rgb(submission, props, cases):
    props.list_folders("sorted")

    def check(case):
        size, modes = case
        files = {f"zoo/{mode}.{MODES[mode]}": drawn(f"x.{MODES[mode]}", mode, size) for mode in sorted(modes)}
        dataset = dataset_of(submission, files)
        length, items = props.contents(dataset, len(files))
        same(length, len(files), what="len(dataset)")
        for item, mode, data in zip(items, sorted(modes), files.values(), strict=True):
            same(item, (rgb(data), 0), what=Message("the sample whose file has the mode {mode}", {"mode": mode}))

    large = ((300, 2), ("RGB",))
    cases.check(check, ((7, 4), tuple(MODES)), large, drawn=st.tuples(st.just((1, 1)), some_of(*MODES)))


@criterion(
    title="All visible folders are classes, whatever they are called, an empty one too; nothing else is",
    hint="Beside the class folders there may be files and hidden folders such as .git or .ipynb_checkpoints. A "
    "folder without pictures still has a name and an index, and a dot inside a name makes no file of a folder.",
    rule="Ask the disk what is a folder (`is_dir`), pass over names that start with a dot, and keep the rest.",
    example="""ants/a.png  bees/  .git/x  v1.0/b.png  README.txt
classes ["ants", "bees", "v1.0"]
labels  0 (a.png), 2 (b.png)""",
)
def test_what_is_a_class(submission, props, cases):
    one = ("ants/1.png",)
    beside = ("zebra.jpg", "README.txt", ".DS_Store", ".git/1.png", "dogs/", "cat.png/1.png", "emu v1.0/1.png", "_ant/1.png")
    cases.check(
        classes_are_right(submission, props),
        *(one + (name,) for name in beside),
        ("ants/1.png", "bees/", "cats/1.png"),
        ("cats/1.png", "bees/notes.txt", "ants/1.png"),
        ("_ant/1.png", "cover.png", "Thumbs.db", *beside),
        ("ants/1.png", "emu (1)/1.png"),
        drawn=some_of(*beside, "bees/", "cats/1.png", always=one),
    )
    files, above = folder_of("ants/1.png", "bees/2.png"), ".data x"
    below = {f"{above}/{name}": data for name, data in files.items()}
    with holding(below):
        check_items(props, submission.ImageFolderDataset(f"{submission.folder(below)}/{above}"), files)
    nothing_is_found(lambda: dataset_of(submission, folder_of(".hidden/1.png")))


@criterion(
    title="Other files, hidden files and folders inside a class are passed over",
    hint="What does your code take for a picture? Think of notes, of files whose name starts with a dot, and of a "
    "folder that is called like a picture.",
    rule="A picture is a file (`is_file`) in the class folder itself, not hidden, whose name ends in one of the extensions.",
    example="""ants: a.png  .b.png  notes.txt  c.png.txt  d.png/e.png
only a.png is a sample""",
)
def test_what_is_an_image(submission, props, cases):
    one = ("ants/a.png",)
    beside = ("notes.txt", ".b.png", "more/x.png", "nested.png/x.png", "b.png.txt", "b.png~", "png", "empty.jpg/", ".DS_Store")
    names = [f"ants/{name}" for name in beside]
    cases.check(
        items_are_right(submission, props),
        *(one + (name,) for name in names),
        *(one + (name,) for name in ("ants/b.c.png", "ants/1 2.png", "ants/_1.png")),
        ("bees/b.png", "bees/.cache/x.png", "bees/._b.png", "ants/c.png", *names, *one, "bees/Thumbs.db", "ants/labels.csv"),
        drawn=some_of(*names, always=one),
    )
    hidden = folder_of("ants/notes.txt", "bees/.1.png", "bees/more/1.png")
    nothing_is_found(lambda: dataset_of(submission, hidden))


@criterion(
    title="Endings match in upper and lower case: .JPG, .Png, .jpeg",
    hint="Cameras write IMG_1.JPG. Bring the file's ending to one case before you compare it.",
    rule="Compare the name in small letters with the extensions in small letters; the name itself stays as it is.",
    example="""ants: IMG_1.JPG  b.Png  c.png
three samples: IMG_1.JPG, b.Png, c.png""",
)
def test_upper_case_endings(submission, props, cases):
    names = ("ants/1.JPG", "ants/2.Png", "ants/3.jpeg", "ants/4.JPEG", "ants/5.png", "ants/6.jpg")
    one = ("ants/6.jpg",)
    cases.check(items_are_right(submission, props), names, drawn=some_of(*names[:5], always=one))
    files = folder_of("ants/1.bmp", "ants/2.png", "ants/3.BMP")
    with holding(files):
        check_items(props, dataset_of(submission, files, extensions=(".bmp",)), files, (".bmp",))


@criterion(
    title="The argument `extensions` says which files are pictures",
    hint="The three endings are only the default: what the caller passes takes their place.",
    rule="Only files with one of the extensions that were passed are samples; none at all is a ValueError.",
    example="""ants: a.bmp  b.png
extensions=(".bmp",)  -> only a.bmp
no extensions given   -> only b.png""",
)
def test_extensions_argument(submission, props, cases):
    props.list_folders("sorted")

    def check(case):
        names, extensions = case
        files = folder_of(*names)
        with holding(names):
            check_items(props, dataset_of(submission, files, None, extensions), files, extensions)

    names = ("ants/1.bmp", "ants/2.png", "bees/4.jpg", "bees/5.bmp")
    several = some_of(".bmp", ".png", ".jpg")
    cases.check(
        check,
        (names, (".bmp",)),
        (names, (".png", ".bmp")),
        drawn=st.tuples(some_of(*names), several).filter(lambda case: right(*case)[1]),
    )
    files = folder_of(*names)
    check_items(props, dataset_of(submission, files, extensions=(".bmp",)), files, (".bmp",))
    check_items(props, dataset_of(submission, files), files)
    nothing_is_found(lambda: dataset_of(submission, folder_of("ants/1.png"), extensions=(".jpg",)))


@criterion(
    title="Each dataset applies its own transform to the RGB picture and returns what it gives",
    hint="Keep the transform in the object, call it on the picture once it is RGB, and hand on what it returns.",
    rule="With a transform a sample is (transform(picture in RGB), label); without one it is (picture in RGB, label).",
    example="""def size(picture): return picture.size
ImageFolderDataset(root, size)[0]   ((4, 2), 0)
ImageFolderDataset(root)[0]         (a picture, 0)""",
)
def test_transform(submission, props, judge_props, cases):
    props.list_folders("sorted")

    def check(case):
        files = {f"ants/{number}.png": drawn(f"{number}.png", *how) for number, how in enumerate(case)}
        telling = props.Telling()
        datasets = [dataset_of(submission, files, transform=how) for how in (telling, None, props.mirrored)]
        items = [props.contents(dataset, len(files))[1] for dataset in datasets]
        expect(props.was_called(telling) is True, "the transform is not called")
        for seen, plain, mirrored, data in zip(*items, files.values(), strict=True):
            picture = rgb(data)
            same(seen, (judge_props.seen(picture), 0), what="an item with a transform that returns what it saw")
            same(mirrored, (judge_props.mirrored(picture), 0), what="an item with a mirroring transform")
            same(plain, (picture, 0), what="an item without a transform")

    how = st.tuples(st.sampled_from(["RGB", "L", "P"]), st.tuples(st.integers(1, 3), st.integers(1, 3)))
    cases.check(check, (("L", (5, 3)), ("RGB", (4, 6)), ("P", (5, 3))), drawn=st.tuples(how))


@criterion(
    title="Negative indices count from the end; beyond either end is an IndexError",
    hint="A list already does all of this. Without an IndexError at the end, `for image, label in dataset` never stops.",
    rule="With n samples the indices go from -n to n - 1; every other index is an IndexError.",
    example="""4 samples
dataset[-1]  the same as dataset[3]
dataset[-4]  the same as dataset[0]
dataset[4], dataset[-5]  IndexError""",
)
def test_indices(submission, props, cases):
    props.list_folders("sorted")
    files = folder_of("ants/1.png", "ants/2.png", "bees/3.png", "bees/4.png")
    dataset = dataset_of(submission, files)
    expected = [(rgb(files[name]), label) for name, label in right(files)[1]]

    def check(index):
        if -4 <= index < 4:
            same(dataset[index], expected[index], what=Message("dataset[{index}]", {"index": index}))
        else:
            raises(lambda: dataset[index], IndexError)

    with holding(files):
        cases.check(check, -1, -2, -3, -4, 4, 9, -5, -9, drawn=st.integers(-9, 9))
        same(list(islice(dataset, 7)), expected, what="list(dataset)")


@criterion(
    points=2,
    title="A picture is opened when it is asked for, not before",
    hint="A folder may hold a million pictures. What does __init__ have to remember so that __getitem__ can open just one?",
    rule="__init__ only lists names and opens no picture; each dataset[i] opens the one file of sample i.",
    example="""ants: a.png  broken.png
dataset = ImageFolderDataset(root)   fine, nothing is opened
dataset[0]                           opens a.png, and only that""",
)
def test_opened_when_asked_for(submission, props):
    files = folder_of("ants/1.png", "ants/2.png", "bees/3.png")
    healthy, root = submission.folder(files), submission.folder(files | {"bees/broken.png": b"this is no picture"})
    props.list_folders("sorted")
    opens = props.Opens()
    same(len(submission.ImageFolderDataset(healthy)), 3, what="len(dataset)")
    expect(props.any_opened(opens) is False, "pictures are opened before the first dataset[index]")
    dataset = submission.ImageFolderDataset(root)
    same(len(dataset), 4, what="len(dataset) with a broken file among the pictures")
    expect(props.any_opened(opens) is False, "pictures are opened before the first dataset[index]")
    same(dataset[0], (rgb(files["ants/1.png"]), 0), what="dataset[0]")
    for later in (drawn("later.png", size=(9, 2)), drawn("last.png", size=(2, 5))):
        props.replace(f"{root}/ants/2.png", later)
        same(dataset[1], (rgb(later), 0), what="dataset[1], whose file was replaced after the dataset was made,")
    same(dataset[2], (rgb(files["bees/3.png"]), 1), what="dataset[2]")


@criterion(
    title="No file stays open behind a picture",
    hint="Image.open reads only the head of a file and keeps it open until the pixels are read. Read them, or use `with`.",
    rule="When dataset[i] returns, the file of sample i is closed again; the picture's pixels are in memory.",
    example="""with Image.open(path) as file:
    picture = file.convert("RGB")
# here the file is closed, the picture is complete""",
)
def test_files_are_closed(submission, props):
    props.list_folders("sorted")
    files = folder_of("ants/1.png", "ants/2.jpg", "bees/3.png", "bees/4.jpeg") | {"bees/5.png": drawn("5.png", "L")}
    some, items = props.hold(dataset_of(submission, files), 8)
    same(items, [(rgb(data), int(name.startswith("bees"))) for name, data in files.items()], what="the items")
    expect(some is False, "after 40 items more files are open than before")


@criterion(
    title="A folder that does not exist: FileNotFoundError",
    hint="Listing a folder that is not there raises this error by itself; some ways of searching files silently find nothing.",
    rule="A missing root is a FileNotFoundError when the dataset is made; a root that is there but empty is a ValueError.",
    example="""ImageFolderDataset("nowhere")   FileNotFoundError""",
)
def test_missing_root(submission):
    root = submission.folder(folder_of("ants/1.png"))
    raises(lambda: submission.ImageFolderDataset(f"{root}/nowhere"), FileNotFoundError)
    raises(lambda: submission.ImageFolderDataset(f"{root}/ants/nowhere/at/all"), FileNotFoundError)


@criterion(
    title="No class folder, or no picture at all: ValueError",
    hint="An empty dataset is nearly always a wrong path. Say so when the dataset is made, before a training run "
    "ends in nothing.",
    rule="A root without a visible folder, and one whose folders hold no picture, are ValueErrors raised by __init__.",
    example="""root/a.png                ValueError: no class folder
root/ants/  root/bees/    ValueError: no picture
root/ants/  root/bees/b.png   fine, one sample""",
)
def test_nothing_found(submission, props, cases):
    props.list_folders("sorted")

    def check(names):
        with holding(names):
            raises(lambda: dataset_of(submission, folder_of(*names)), ValueError)

    with once_right():
        same(len(dataset_of(submission, folder_of("a/", "b/1.png"))), 1, what="len(dataset)")
    cases.check(check, ("1.png",), ("ants/",), ("ants/", "bees/"), ("ants/notes.txt",), ("ants/1.bmp",))


@criterion(
    title="It is a torch Dataset: it adds up with another, and a DataLoader can batch it",
    hint="torch.utils.data.Dataset brings `+` along: both parts stay as they are, each with its own transform. "
    "A label that is a number, not a name, becomes an int64 tensor in a batch.",
    rule="Inherit from torch.utils.data.Dataset; a + b has the samples of a, then those of b, each as it was.",
    example="""a: 3 samples, b: 2 samples
len(a + b) 5, len(a) 3, len(b) 2
(a + b)[3] is b[0]""",
)
def test_works_as_a_torch_dataset(submission, props, judge_props):
    props.list_folders("sorted")
    first = folder_of("ants/1.png", "ants/2.png", "bees/3.png")
    second = folder_of("cows/1.png", "dogs/2.png", "emus/3.png")
    a, b = dataset_of(submission, first), dataset_of(submission, second, props.mirrored)
    expect(props.is_dataset(a) is True, "ImageFolderDataset is not a subclass of torch.utils.data.Dataset")
    pictures = [rgb(data) for data in first.values()] + [judge_props.mirrored(rgb(data)) for data in second.values()]
    both = a + b
    same((len(both), len(a), len(b)), (6, 3, 3), what="the lengths of a + b, a and b")
    items = props.contents(both, 6)[1]
    for index, item in enumerate(zip(pictures, (0, 0, 1, 0, 1, 2), strict=True)):
        same(items[index], item, what=Message("(a + b)[{index}]", {"index": index}))
    inputs, labels = props.batches(dataset_of(submission, second, props.red_and_green))[0]
    expected = torch.from_numpy(np.stack([np.asarray(rgb(data))[0, 0, :2] for data in second.values()])).long()
    same((inputs, labels), (expected, torch.tensor([0, 1, 2])), what="the DataLoader's batch")
