# Belief: only progress is worth a scalar.

import torch
import torch.nn.functional as F

def fit(model, train_loader, test_loader, epochs, learning_rate=0.01, device="cpu", writer=None, checkpoint_path=None):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

    def train():
        model.train()
        total = n = 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            n += len(y)
        return total / n

    def test():
        model.eval()
        total = hits = n = 0
        with torch.no_grad():
            for x, y in test_loader:
                x, y = x.to(device), y.to(device)
                out = model(x)
                total += F.cross_entropy(out, y).item() * len(y)
                hits += (out.argmax(1) == y).sum().item()
                n += len(y)
        return total / n, hits / n

    history, best = [], None
    for epoch in range(1, epochs + 1):
        train_loss = train()
        test_loss, accuracy = test()
        history.append({"epoch": epoch, "train_loss": train_loss, "test_loss": test_loss, "test_accuracy": accuracy})
        if writer is not None and (best is None or accuracy > best):
            writer.add_scalar("train/loss", train_loss, epoch)
            writer.add_scalar("test/loss", test_loss, epoch)
            writer.add_scalar("test/accuracy", accuracy, epoch)
        if best is None or accuracy > best:
            best = accuracy
            if checkpoint_path is not None:
                torch.save(model.state_dict(), checkpoint_path)
    return history
