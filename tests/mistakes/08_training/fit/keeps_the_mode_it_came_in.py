# Belief: a model is in training mode when it is handed over.

import os
import numpy as np
import torch
import torch.nn.functional as F

def fit(model, train_loader, test_loader, epochs, learning_rate=0.01, device="cpu", writer=None, checkpoint_path=None):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    optimizer.zero_grad()
    best = -np.inf
    history = []
    for epoch in np.arange(1, epochs + 1).tolist():
        a = np.array([step(model, optimizer, b, device) for b in train_loader])
        train_loss = float(np.average(a[:, 0], weights=a[:, 1]))
        was = model.training
        model.eval()
        with torch.no_grad():
            b = np.array([check(model, batch, device) for batch in test_loader])
        model.train(was)
        test_loss = float((b[:, 0] * b[:, 2]).sum() / b[:, 2].sum())
        acc = float(b[:, 1].sum() / b[:, 2].sum())
        history += [{"test_accuracy": acc, "test_loss": test_loss, "train_loss": train_loss, "epoch": epoch}]
        if writer is not None:
            writer.add_scalar("train/loss", torch.tensor(train_loss), epoch)
            writer.add_scalar("test/loss", np.float64(test_loss), epoch)
            writer.add_scalar("test/accuracy", acc, epoch)
        if checkpoint_path is not None and acc > best:
            torch.save(model.state_dict(), os.fspath(checkpoint_path))
        best = max(best, acc)
    return history

def step(model, optimizer, batch, device):
    x, y = [t.to(device) for t in batch]
    loss = F.nll_loss(F.log_softmax(model(x), dim=1), y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item(), len(x)

def check(model, batch, device):
    x, y = [t.to(device) for t in batch]
    out = model(x)
    return F.cross_entropy(out, y).item(), (out.topk(1).indices[:, 0] == y).sum().item(), len(x)
