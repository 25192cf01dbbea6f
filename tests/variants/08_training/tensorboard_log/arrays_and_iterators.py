# numpy arrays, keywords, next() on an iterator, no_grad
import torch


class LimitError(ValueError):
    pass


def log_images(writer, loader, tag, limit=None):
    batches = iter(loader)
    limit = float("inf") if limit is None else limit
    if not limit >= 0:
        raise LimitError(limit)
    count = 0
    while count < limit:
        try:
            x, _ = next(batches)
        except StopIteration:
            break
        writer.add_images(tag=tag, img_tensor=x.detach().cpu().numpy(), global_step=count, dataformats="NCHW")
        count += 1
    writer.flush()
    return count


def log_graph(writer, model, example):
    with torch.no_grad():
        writer.add_graph(model, input_to_model=example, use_strict_trace=False)
    return writer


def log_parameters(writer, model, step):
    with torch.no_grad():
        for tag, values in dict(model.named_parameters()).items():
            writer.add_histogram(tag, values.flatten().cpu().numpy(), global_step=step, bins="auto")
