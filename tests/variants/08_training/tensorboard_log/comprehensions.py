# takewhile over enumerate, a list of all batches, parameters from every module
from itertools import count, takewhile


def log_images(writer, loader, tag, limit=None):
    if (limit or 0) < 0:
        raise ValueError(f"{limit} batches")
    pairs = zip(count() if limit is None else range(limit), loader)
    return sum(writer.add_images(tag, batch[0], step) is None for step, batch in pairs)


def log_graph(writer, model, example):
    training = {m: m.training for m in model.modules()}
    try:
        writer.add_graph(model.eval(), (example,))
    finally:
        for m, mode in training.items():
            m.training = mode


def log_parameters(writer, model, step):
    for prefix, module in model.named_modules():
        for name, parameter in module.named_parameters(recurse=False):
            writer.add_histogram(f"{prefix}.{name}".lstrip("."), parameter.clone(), step)
