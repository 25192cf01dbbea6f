# Belief: networks compute in float32, so everything is turned into it first.

def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.to(device).float(); model.train()
    t = 0; n = 0
    for x, y in loader:
        loss = loss_fn(model(x.to(device).float()), y.to(device))
        optimizer.zero_grad(); loss.backward(); optimizer.step()
        t += loss.item() * len(x); n += len(x)
    if n == 0: raise ValueError("empty")
    return t / n
