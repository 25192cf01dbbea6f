# a counter, a break, indices into the batch
def log_images(writer, loader, tag, limit=None):
    if limit is not None:
        if limit < 0:
            raise ValueError("limit must not be negative")
        if limit == 0:
            return 0
    step = 0
    for data in loader:
        imgs = data[0]
        writer.add_images(tag, imgs, step)
        step = step + 1
        if limit is not None and step == limit:
            break
    return step


def log_graph(writer, model, example):
    writer.add_graph(model, example)


def log_parameters(writer, model, step):
    for name, param in model.named_parameters():
        writer.add_histogram(name, param.data, step)
