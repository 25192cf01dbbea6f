# An iterator taken by hand, a running mean, gradients set to zeros.

def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train(True)
    batches = iter(loader)
    mean, seen = 0.0, 0
    while True:
        try:
            batch = next(batches)
        except StopIteration:
            break
        inputs, targets = batch[0].to(device=device), batch[1].to(device=device)
        optimizer.zero_grad(set_to_none=False)
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        n = targets.shape[0]
        seen += n
        mean += (float(loss) - mean) * n / seen
    if seen == 0:
        raise ValueError("empty loader")
    return mean
