# Closures for the optimizer; every state is kept and the best is chosen at the end.

import torch
from torch.nn.functional import cross_entropy

def fit(model, train_loader, test_loader, epochs, learning_rate=0.01, device="cpu", writer=None, checkpoint_path=None):
    model.to(device)
    opt = torch.optim.SGD(params=model.parameters(), lr=learning_rate)
    history, states = [], []
    for epoch in range(1, epochs + 1):
        model.train()
        run = [0.0, 0]
        for x, y in iter(train_loader):
            def closure():
                opt.zero_grad()
                loss = cross_entropy(model(x.to(device)), y.to(device))
                loss.backward()
                return loss
            run[0] += opt.step(closure).item() * len(x)
            run[1] += len(x)
        test_loss, acc = _measure(model.eval(), test_loader, device)
        history.append({"epoch": epoch, "train_loss": run[0] / run[1], "test_loss": test_loss, "test_accuracy": acc})
        states.append({k: v.clone() for k, v in model.state_dict().items()})
        for tag, v in [("train/loss", run[0] / run[1]), ("test/loss", test_loss), ("test/accuracy", acc)]:
            if writer is not None:
                writer.add_scalar(tag, v, epoch)
    if history and checkpoint_path is not None:
        accs = [h["test_accuracy"] for h in history]
        torch.save(states[accs.index(max(accs))], checkpoint_path)
    return history

@torch.no_grad()
def _measure(model, loader, device):
    l, h, n = 0.0, 0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        o = model(x)
        l += cross_entropy(o, y, reduction="sum").item()
        h += (o.argmax(1) == y).count_nonzero().item()
        n += len(y)
    return l / n, h / n
