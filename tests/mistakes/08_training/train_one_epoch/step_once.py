# Belief: one step an epoch, with the gradients of all batches.

def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.to(device)
    model.train()
    total = 0.0
    count = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        outputs = model(inputs)
        loss = loss_fn(outputs, targets)
        loss.backward()
        total += loss.item() * inputs.shape[0]
        count += inputs.shape[0]
    optimizer.step()
    optimizer.zero_grad()
    if count == 0:
        raise ValueError("the loader has no batches")
    return total / count
