# Belief: a model's parameters are all of its state.

import torch
import torch.nn as nn

def _train(model, loader, loss_fn, opt, device):
    model.train()
    mean, seen = 0.0, 0
    for i, (x, y) in enumerate(loader):
        opt.zero_grad()
        loss = loss_fn(model(x.to(device)), y.to(device))
        loss.backward()
        opt.step()
        seen += x.shape[0]
        mean += (float(loss) - mean) * x.shape[0] / seen
    return mean

def _evaluate(model, loader, loss_fn, device):
    modes = {m: m.training for m in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            parts = []
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                out = model(x)
                parts.append((len(y), loss_fn(out, y).item(), int((out.argmax(-1) == y).sum())))
    finally:
        for m, t in modes.items():
            m.training = t
    n = sum(p[0] for p in parts)
    return sum(p[0] * p[1] for p in parts) / n, sum(p[2] for p in parts) / n

def fit(model, train_loader, test_loader, epochs, learning_rate=0.01, device="cpu", writer=None, checkpoint_path=None):
    model.to(device)
    loss_fn = nn.CrossEntropyLoss()
    opt = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history, best = [], (None, None)
    epoch = 0
    while epoch < epochs:
        epoch += 1
        record = {"epoch": epoch}
        record["train_loss"] = _train(model, train_loader, loss_fn, opt, device)
        record["test_loss"], record["test_accuracy"] = _evaluate(model, test_loader, loss_fn, device)
        history.append(record)
        if best[0] is None or record["test_accuracy"] > best[0]:
            best = record["test_accuracy"], {k: v.detach().cpu().clone() for k, v in model.named_parameters()}
            if checkpoint_path is not None:
                with open(checkpoint_path, "wb") as file:
                    torch.save(best[1], file)
        if writer is not None:
            for name in ("train_loss", "test_loss", "test_accuracy"):
                writer.add_scalar(name.replace("_", "/"), record[name], epoch)
    return history
