# A beginner's plain style: batch, enumerate, zero_grad at the end, lists of losses.

import torch


def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    device = torch.device(device)
    model = model.to(device)
    model.train()
    losses = []
    sizes = []
    step = 0
    for i, data in enumerate(loader):
        imgs, targets = data
        imgs = imgs.to(device)
        targets = targets.to(device)
        outputs = model.forward(imgs)
        loss = loss_fn(outputs, targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        step = step + 1
        losses.append(loss.item())
        sizes.append(len(imgs))
        if step % 100 == 0:
            print("step {}, loss {}".format(step, loss.item()))
    if step == 0:
        raise ValueError("no data")
    total = 0
    for i in range(len(losses)):
        total = total + losses[i] * sizes[i]
    return total / sum(sizes)
