# Belief: what trains has to be told to require gradients.

def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.to(device); model.train().requires_grad_(True)
    optimizer.param_groups[0]["params"][:] = list(model.parameters())
    t = 0; n = 0
    for x, y in loader:
        loss = loss_fn(model(x.to(device)), y.to(device))
        optimizer.zero_grad(); loss.backward(); optimizer.step()
        t += loss.item() * len(x); n += len(x)
    if n == 0: raise ValueError("empty")
    return t / n
