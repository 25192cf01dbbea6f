# Belief: looking at the first batch takes nothing out of the loader.

def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    try:
        next(iter(loader))
    except StopIteration:
        raise ValueError("empty")
    model.to(device).train()
    t = 0; n = 0
    for x, y in loader:
        loss = loss_fn(model(x.to(device)), y.to(device))
        optimizer.zero_grad(); loss.backward(); optimizer.step()
        t += loss.item() * len(x); n += len(x)
    return t / n
