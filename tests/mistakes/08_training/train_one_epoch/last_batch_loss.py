# Belief: the last batch's loss is the epoch's.

def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.to(device)
    model.train()
    total = 0.0
    count = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = loss_fn(outputs, targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.shape[0]
        count += inputs.shape[0]
    if count == 0:
        raise ValueError("the loader has no batches")
    return loss.item()
